//! How much longer a sync takes, for everybody who was started with the
//! preloaded delay (`slow_sync.c`): this program, the services, the server.

use std::{
    fs::File,
    os::unix::fs::FileExt as _,
    path::Path,
    time::{Duration, Instant},
};

use crate::figures::median;

/// The number that all of them have mapped; none where nothing was preloaded.
pub struct Delay(Option<File>);

impl Delay {
    /// By the file that `SLOW_SYNC` names.
    pub fn of_environment() -> Delay {
        let path = std::env::var_os("SLOW_SYNC");
        Delay(path.map(|path| File::options().write(true).open(path).unwrap()))
    }

    /// Makes every sync that begins from now on so much longer.
    pub fn set(&self, longer: Duration) {
        let longer = u32::try_from(longer.as_micros()).unwrap();
        match &self.0 {
            Some(file) => file.write_all_at(&longer.to_ne_bytes(), 0).unwrap(),
            None => assert_eq!(longer, 0, "no delay is preloaded"),
        }
    }
}

/// What one sync of four new kilobytes takes: the median of fifty.
pub fn one_sync(folder: &Path) -> Duration {
    let file = tempfile::tempfile_in(folder).unwrap();
    let took = (0..50).map(|nth| {
        file.write_all_at(&[nth; 4096], u64::from(nth) * 4096)
            .unwrap();
        let begun = Instant::now();
        file.sync_data().unwrap();
        begun.elapsed().as_secs_f64()
    });
    Duration::from_secs_f64(median(took.collect()).unwrap_or_default())
}
