//! A disk that really fills up. Needs a small one: `mount -t tmpfs -o size=160m tmpfs /mnt/small`,
//! then run with `KINHBAC_TEST_SMALL_DISK=/mnt/small`.

use std::path::Path;
use std::sync::Arc;

use kinhbac_domain::clock::SystemClock;
use kinhbac_domain::ports::{AppendError, EventLog};
use kinhbac_domain::position::Offset;
use kinhbac_event_log::embedded::{EmbeddedLog, EmbeddedLogConfig};

use crate::contract::{CAMERA, read, record, value_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fills_up_loses_nothing_and_is_written_to_again_when_there_is_room() {
    let Ok(disk) = std::env::var("KINHBAC_TEST_SMALL_DISK") else { return };
    let dir = tempfile::tempdir_in(&disk).unwrap();
    let filler = Path::new(&disk).join("filler");
    std::fs::write(&filler, vec![1; 40 << 20]).unwrap();
    let config = EmbeddedLogConfig {
        min_free_bytes: 0,
        segment_bytes: 8 << 20,
        memtable_bytes: 4 << 20,
        ..EmbeddedLogConfig::new(dir.path())
    };
    let log: Arc<dyn EventLog> = EmbeddedLog::open(config, Arc::new(SystemClock)).unwrap();
    let mut acked = Vec::new();
    let mut failures = 0;
    for number in 0.. {
        let value = format!("{number} {}", noise(number));
        match log.append(CAMERA, vec![record(0, value)]).await.remove(0) {
            Ok(offset) => acked.push((offset, number)),
            Err(error) => {
                assert!(!matches!(error, AppendError::TooLarge { .. }), "{error}");
                failures += 1;
                let _ = std::fs::remove_file(&filler);
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        }
        if failures > 0 && acked.last().is_some_and(|(_, n)| *n == number) {
            break;
        }
        assert!(failures < 400, "the log does not come back");
    }
    let records = read(&log, CAMERA, 0, Offset(0), acked.len()).await;
    for (record, (offset, number)) in records.iter().zip(&acked) {
        assert_eq!(record.offset, *offset);
        assert!(value_of(record).starts_with(&format!("{number} ")));
    }
    println!("{} records, {failures} refusals", acked.len());
}

/// 20 kB that do not compress.
fn noise(seed: u64) -> String {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        format!("{:016x}", mixed ^ (mixed >> 27))
    };
    (0..1250).map(|_| next()).collect()
}
