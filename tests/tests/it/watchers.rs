//! Screens that stall, are slow, or come and go: a short slice of `campaign watchers`, without its
//! figures.

use std::time::Duration;

use kinhbac_tests::watchers::{self, Plan};

#[tokio::test(flavor = "multi_thread")]
async fn who_stalls_is_ended_and_who_reads_goes_on() {
    let plan = Plan {
        part: Duration::from_secs(3),
        screens: 40,
        stalled: 2,
        slow: 4,
        visits: 200,
        rate: 200,
        settings: vec![("KINHBAC__LIVE__STALL_TIMEOUT", "1s")],
    };
    // It fails unless the server ends the stalled ones, and answers every visit.
    let rows = watchers::run(&plan, |_| (), || ()).await.unwrap();
    assert_eq!(rows.len(), 4);
    for row in rows {
        assert!(row.marks > plan.screens, "{row}");
    }
}
