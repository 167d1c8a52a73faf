//! The program itself, started as people and scripts start it.

use std::{
    ffi::OsStr,
    io::{BufRead as _, BufReader, Lines, Write as _},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio},
};

use serde_json::{Value, json};
use sherbet::{
    shop::{Shop, books},
    values::{RequestId, SystemClock, monotonic_us},
};

use crate::{checker, support::PASSWORD};

pub const NEW_PASSWORD: &str = "jalebi-jalebi-2";

/// A shop that the program founded, with Asha, its admin.
pub struct Corner {
    pub folder: tempfile::TempDir,
    pub path: PathBuf,
}

/// The program, with nothing from the environment it is tested in.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sherbet"));
    for (name, _) in std::env::vars_os() {
        let name_ = name.to_string_lossy();
        if name_.starts_with("SHERBET_") || name_.ends_with("DISPLAY") {
            command.env_remove(&name);
        }
    }
    command.stdin(Stdio::null());
    command
}

/// How a command ended, and what it said.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    pub fn of(output: Output) -> Ended {
        Ended {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The answer of a command that went well.
    #[track_caller]
    pub fn answer(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.out).unwrap()
    }

    /// What was done, of a command that went well.
    #[track_caller]
    pub fn done(&self) -> Value {
        self.answer()["done"].take()
    }

    /// The refusal of a command that was refused.
    #[track_caller]
    pub fn refused(&self) -> Value {
        assert_eq!(self.code, 1, "{self:?}");
        assert_eq!(self.out, "");
        let said: Value = serde_json::from_str(&self.err).unwrap();
        assert!(said["refused"]["message"].is_string(), "{said}");
        said["refused"].clone()
    }

    /// The fault of a command that met one.
    #[track_caller]
    pub fn fault(&self) -> Value {
        assert_eq!(self.code, 3, "{self:?}");
        let said: Value = serde_json::from_str(self.err.lines().last().unwrap()).unwrap();
        said["fault"].clone()
    }
}

impl Corner {
    pub fn founded() -> Corner {
        Corner::founded_in(tempfile::tempdir().unwrap())
    }

    pub fn founded_in(folder: tempfile::TempDir) -> Corner {
        let path = folder.path().join("corner.sherbet");
        let corner = Corner { folder, path };
        let init = Ended::of(corner.init("Mithai Corner").output().unwrap());
        assert_eq!(init.code, 0, "{init:?}");
        corner
    }

    /// `init`, ready to be started.
    pub fn init(&self, name: &str) -> Command {
        let mut init = self.asked_by("Asha");
        let place = ["--currency", "INR", "--time-zone", "Asia/Kolkata"];
        init.args(["--json", "init", "--name", name]).args(place);
        init.args(["--admin", "Asha"]);
        init
    }

    /// The program on this shop, as somebody with the usual password.
    pub fn asked_by(&self, who: &str) -> Command {
        let mut command = program();
        command.arg("--shop").arg(&self.path).args(["--as", who]);
        command.env("SHERBET_PASSWORD", PASSWORD);
        command
    }

    /// Does one command, as somebody, answered in JSON.
    pub fn ask(&self, who: &str, arguments: impl IntoIterator<Item: AsRef<OsStr>>) -> Ended {
        let mut command = self.asked_by(who);
        Ended::of(command.arg("--json").args(arguments).output().unwrap())
    }

    /// Does one command as Asha, answered in JSON.
    pub fn asha(&self, arguments: impl IntoIterator<Item: AsRef<OsStr>>) -> Ended {
        self.ask("Asha", arguments)
    }

    /// Ravi, who sells.
    pub fn hire_ravi(&self) {
        let mut add = self.asked_by("Asha");
        add.env("SHERBET_NEW_PASSWORD", PASSWORD);
        let added = add.args(["staff", "add", "--name", "Ravi"]).output();
        assert_eq!(Ended::of(added.unwrap()).code, 0);
    }

    /// A sweet of ₹10.99 on the shelf.
    pub fn sweet(&self, name: &str, opening: i64) {
        let opening = opening.to_string();
        let add = ["sweets", "add", "--name", name, "--price", "10.99"];
        let added = self.asha(add.iter().copied().chain(["--opening", &opening]));
        assert_eq!(added.code, 0, "{added:?}");
    }

    /// Somebody's `run` session, with what else is on its command line.
    pub fn teller(&self, who: &str, arguments: &[&str]) -> Teller {
        let mut command = self.asked_by(who);
        command.args(["run", "-"]);
        Teller::start(command.args(arguments))
    }

    /// Every record but log-ins, oldest first: what was done in the shop.
    pub fn acts(&self) -> Vec<Value> {
        let shown = self.asha(["journal", "show", "--limit", "100000"]);
        let mut records = shown.answer().as_array().unwrap().clone();
        records.retain(|record| record["command"] != "staff.log_in");
        records.reverse();
        for record in &mut records {
            // Log-ins come between, so numbers differ.
            record.as_object_mut().unwrap().remove("act");
        }
        records
    }

    pub fn on_hand(&self, name: &str) -> i64 {
        let found = self.asha(["sweets", "search", name]).answer();
        found[0]["on_hand"].as_i64().unwrap()
    }

    pub fn open(&self) -> Shop {
        Shop::open(&self.path, SystemClock::shared()).unwrap()
    }

    /// Goes over the whole shop: the chain, the books, their seals, the file itself.
    #[track_caller]
    pub fn is_whole(&self) {
        let verified = self.asha(["journal", "verify"]);
        let audit = verified.answer();
        assert_eq!(audit["broken"], Value::Null);
        assert_eq!(audit["books"], json!([]));
        assert_eq!(self.open().read(books::add_up).unwrap(), []);
        checker::whole_as_heard(&self.path);
    }
}

/// An open `run` session. What it is asked and answers is noted for the checker.
pub struct Teller {
    pub child: Child,
    stdin: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
    shop: PathBuf,
    /// The lines that were not answered yet, and when each was said.
    said: Vec<(Value, u64)>,
}

impl Teller {
    pub fn start(command: &mut Command) -> Teller {
        let mut arguments = command.get_args().skip_while(|word| *word != "--shop");
        let shop = arguments.nth(1).expect("the shop is named").into();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Teller {
            child,
            stdin,
            lines,
            shop,
            said: Vec::new(),
        }
    }

    /// Says a line. `false` where the session has ended.
    pub fn try_say(&mut self, line: &str) -> bool {
        if let Ok(said) = serde_json::from_str(line) {
            self.said.push((said, monotonic_us()));
        }
        let stdin = self.stdin.as_mut().unwrap();
        writeln!(stdin, "{line}").is_ok()
    }

    pub fn say(&mut self, line: &Value) {
        assert!(self.try_say(&line.to_string()), "the session has ended");
    }

    /// The next answer; `None` where the session has ended.
    pub fn hear(&mut self) -> Option<Value> {
        let line = self.lines.next()?.ok()?;
        let answer = serde_json::from_str(&line).unwrap();
        self.note(&answer);
        Some(answer)
    }

    /// The next answer that was told to its end.
    pub fn hear_whole(&mut self) -> Option<Value> {
        let line = self.lines.next()?.ok()?;
        let answer = serde_json::from_str(&line).ok()?;
        self.note(&answer);
        Some(answer)
    }

    fn note(&mut self, answer: &Value) {
        let is_its = |(said, _): &(Value, u64)| said["request"] == answer["request"];
        if let Some(place) = self.said.iter().position(is_its) {
            let (said, called_us) = self.said.remove(place);
            checker::heard(&self.shop, &said, called_us, Some(answer));
        }
    }

    #[track_caller]
    pub fn ask(&mut self, line: &Value) -> Value {
        self.say(line);
        self.hear().expect("an answer")
    }

    /// Sells `quantity` of a sweet, and hears what became of it.
    #[track_caller]
    pub fn sell(&mut self, sweet: &str, quantity: i64) -> Value {
        self.ask(&sale(RequestId::new(), sweet, quantity))
    }

    /// Says no more; the answer is all that was still to be heard, and the
    /// exit status.
    pub fn finish(mut self) -> (Vec<Value>, i32) {
        drop(self.stdin.take());
        let mut heard = Vec::new();
        while let Some(answer) = self.hear() {
            heard.push(answer);
        }
        (heard, self.child.wait().unwrap().code().unwrap_or(-1))
    }

    pub fn signal(&self, name: &str) {
        signal(&self.child, name);
    }

    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        for (said, called_us) in &self.said {
            checker::heard(&self.shop, said, *called_us, None);
        }
        // One that has ended already can't be killed, which is as well.
        if self.child.kill().is_ok() {
            self.child.wait().unwrap();
        }
    }
}

/// Sends a signal, such as "STOP".
pub fn signal(child: &Child, name: &str) {
    let process = child.id().to_string();
    let sent = Command::new("kill")
        .args(["-s", name, &process])
        .status()
        .unwrap();
    assert!(sent.success());
}

/// The line that sells one of each of two sweets at ₹10.99.
pub fn sale_of_two(request: RequestId, sweets: [&str; 2]) -> Value {
    json!({
        "request": request.to_string(),
        "do": "sales.checkout",
        "lines": sweets.map(|sweet| json!({ "sweet": sweet, "quantity": 1 })),
        "cash_minor": 2198,
    })
}

/// The line that sells a sweet at ₹10.99 for exact cash.
pub fn sale(request: RequestId, sweet: &str, quantity: i64) -> Value {
    json!({
        "request": request.to_string(),
        "do": "sales.checkout",
        "lines": [{ "sweet": sweet, "quantity": quantity }],
        "cash_minor": 1099 * quantity,
    })
}
