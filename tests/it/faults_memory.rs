//! Memory runs out at one allocation: the program says so or ends, and the file
//! is whole.

use std::{collections::BTreeMap, fs};

use serde_json::Value;
use sherbet::values::RequestId;

use crate::{
    command_line_support::{Corner, Ended, sale},
    dice::{Dice, count},
    faults_power::folder,
    shim::built,
};

#[test]
fn whichever_allocation_is_refused_nothing_told_is_lost_and_the_next_start_is_whole() {
    let corner = Corner::founded_in(folder());
    corner.sweet("Mathura Peda", 1_000_000);
    let file = corner.folder.path().join("lines");
    let mut dice = Dice::of(8);
    let mut became = BTreeMap::<&str, usize>::new();
    let mut told = BTreeMap::new();
    // So many allocations a session makes about; later ones are refused to nobody.
    let most = 60_000;
    for round in 0..count("SHERBET_MEMORY_FAULTS", 16) {
        let lines: Vec<Value> = (0..6)
            .map(|_| sale(RequestId::new(), "Mathura Peda", 1))
            .collect();
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        fs::write(&file, text).unwrap();
        // As often early as late, and once or from then on.
        let up_to = 1 << (4 + dice.below(13));
        let at = 1 + dice.below(up_to).min(most);
        let how = format!("{at}{}", if round % 4 == 3 { "+" } else { "" });
        let mut run = corner.asked_by("Asha");
        run.arg("run").arg(&file);
        run.env("LD_PRELOAD", built("memory"));
        run.env("SHIM_MEMORY", &how);
        let ended = Ended::of(run.output().unwrap());
        assert!(!ended.err.contains("panicked"), "{how}: {ended:?}");
        for line in ended.out.split_inclusive('\n') {
            // Half a line was not told.
            if let Some(line) = line.strip_suffix('\n') {
                let mut answer: Value = serde_json::from_str(line).unwrap();
                let request = answer["request"].as_str().unwrap().to_owned();
                match answer.get("done") {
                    Some(_) => drop(told.insert(request, answer["done"].take())),
                    None => assert_ne!(answer["fault"]["code"], "bug", "{how}: {answer}"),
                }
            }
        }
        *became
            .entry(match ended.code {
                0 => "went on",
                3 => "said so",
                _ => "ended",
            })
            .or_default() += 1;
    }
    println!("{became:?}");
    assert!(became.len() > 1, "{became:?}");
    corner.is_whole();
    let there: BTreeMap<String, Value> = corner
        .acts()
        .into_iter()
        .map(|mut act| {
            let request = act["request"].as_str().unwrap().to_owned();
            (request, act["outcome"].take())
        })
        .collect();
    for (request, done) in &told {
        let found = &there[request];
        let found = match found {
            Value::String(text) => serde_json::from_str(text).unwrap(),
            other => other.clone(),
        };
        assert_eq!(found, *done);
    }
}
