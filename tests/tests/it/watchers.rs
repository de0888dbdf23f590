//! Screens that stall, are slow, come and go, or have to go to another replica: short slices of
//! `campaign watchers` and `campaign deploy`, without their figures.

use std::time::Duration;

use kinhbac_tests::deploy;
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

#[tokio::test(flavor = "multi_thread")]
async fn screens_go_to_another_replica_with_their_tokens_when_theirs_is_stopped() {
    let plan = deploy::Plan { screens: 60, stops: 1, seed: 1 };
    let verdict = deploy::run(plan, |_| ()).await.unwrap();
    assert!(verdict.moved > 0 && verdict.fresh == 0, "{verdict}");
}
