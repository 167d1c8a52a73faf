//! An older copy of the file is put beside the log of a newer one.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use sherbet::values::RequestId;

use crate::{
    command_line_support::{Corner, sale},
    faults_power::folder,
};

fn with(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

fn sell(corner: &Corner, many: usize) {
    let file = corner.folder.path().join("lines");
    let lines: String = (0..many)
        .map(|_| format!("{}\n", sale(RequestId::new(), "Mathura Peda", 1)))
        .collect();
    fs::write(&file, lines).unwrap();
    let ended = corner.asha(["run".as_ref(), file.as_os_str()]);
    assert_eq!(ended.code, 0, "{ended:?}");
}

#[test]
fn an_older_copy_of_the_file_beside_a_newer_log_is_never_called_whole() {
    // More sales between the copy and the log than the log's pages hold again.
    for between in [0, 60, 400] {
        let corner = Corner::founded_in(folder());
        corner.sweet("Mathura Peda", 10_000);
        sell(&corner, 5);
        let older = corner.folder.path().join("older");
        fs::copy(&corner.path, &older).unwrap();
        sell(&corner, between);
        let mut teller = corner.teller("Asha", &[]);
        for _ in 0..3 {
            assert!(teller.sell("Mathura Peda", 1)["done"].is_object());
        }
        teller.kill();
        assert!(fs::metadata(with(&corner.path, "-wal")).unwrap().len() > 0);
        fs::copy(&older, &corner.path).unwrap();
        fs::remove_file(with(&corner.path, "-shm")).unwrap();
        let verified = corner.asha(["journal", "verify"]);
        match verified.code {
            // All of it was in the log again.
            0 => {
                let sales = corner.asha(["sales", "list", "--limit", "1000"]).answer();
                assert_eq!(sales.as_array().map(Vec::len), Some(8 + between));
                corner.is_whole();
                println!("{between} between: nothing is lost");
            }
            3 => {
                let said = verified.err.lines().last().unwrap();
                let said: Value = serde_json::from_str(said).unwrap();
                println!("{between} between: {said}");
                assert_eq!(said["fault"]["code"], "damaged", "{said}");
            }
            _ => panic!("{between}: {verified:?}"),
        }
        assert!(between < 400 || verified.code == 3, "{verified:?}");
    }
}
