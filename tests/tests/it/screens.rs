//! Promises 5 and 6, end to end: what a screen has is what a query tells.

use std::sync::Arc;

use kinhbac_api::v1::WatchRequest;
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_tests::engines::Engines;
use kinhbac_tests::system::{System, sample_province};
use kinhbac_tests::table::{Table, Told};

use crate::support::{ManualClock, ago, on_all_engines, people, province};

on_all_engines! {
    a_token_gives_exactly_what_changed_since_also_after_a_restart
    a_stop_ends_a_watch_with_a_token
}

fn minutes(resume: &str) -> WatchRequest {
    WatchRequest {
        by: "commune".into(),
        measures: vec!["camera.people".into()],
        resolution: "minute".into(),
        buckets: 30,
        resume: resume.into(),
        ..WatchRequest::default()
    }
}

async fn a_token_gives_exactly_what_changed_since_also_after_a_restart(engines: Engines) {
    let (system, client) = province(engines).await;
    let some = |prefix: &str, count: i64| -> Vec<String> {
        (0..count)
            .map(|n| {
                people(&format!("{prefix}-{n}"), &format!("camera/cam-{:04}", n + 1), ago(n), 2)
            })
            .collect()
    };
    let published = client.publish_json(&some("a", 300)).await.unwrap();
    client.stored(&published).await.unwrap();
    let mut table = Table::default();
    table.catch_up(&mut client.watch(minutes("")).await.unwrap()).await.unwrap();
    let rows: f64 = table.rows.values().map(|cell| cell.sum).sum();
    assert_eq!(rows, 600.0);

    // Missed while away, and across a restart.
    let published = client.publish_json(&some("b", 10)).await.unwrap();
    client.stored(&published).await.unwrap();
    let system = system.restart().await.unwrap();
    let client = system.client().await.unwrap();
    let mut answer = client.watch(minutes(&table.token)).await.unwrap();
    let before = table.rows.clone();
    table.catch_up(&mut answer).await.unwrap();
    assert_eq!(table.fresh_because, "");
    let changed = table.rows.iter().filter(|(key, cell)| before.get(*key) != Some(cell)).count();
    assert!((1..=20).contains(&changed), "{changed} rows changed");
    let rows: f64 = table.rows.values().map(|cell| cell.sum).sum();
    assert_eq!(rows, 620.0);
    drop(answer);
    system.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_minute_of_a_quiet_source_is_closed_by_the_clock() {
    let clock = Arc::new(ManualClock::at(SystemClock.now()));
    let system = System::builder().clock(Arc::<ManualClock>::clone(&clock)).start().await.unwrap();
    let client = system.client().await.unwrap();
    client.import(&sample_province()).await.unwrap();
    let mut answer = client.watch(minutes("")).await.unwrap();
    let mut table = Table::default();
    table.catch_up(&mut answer).await.unwrap();
    client.publish_json(&[people("last", "camera/cam-0001", clock.now(), 1)]).await.unwrap();
    while table.rows.is_empty() {
        table.take(&mut answer).await.unwrap();
    }
    assert!(table.rows.values().all(|cell| !cell.closed));
    clock.forward(10 * 60_000);
    while !table.rows.values().all(|cell| cell.closed) {
        assert!(!matches!(table.take(&mut answer).await.unwrap(), Told::End(_)));
    }
    drop(answer);
    system.stop().await.unwrap();
}

async fn a_stop_ends_a_watch_with_a_token(engines: Engines) {
    let (system, client) = province(engines).await;
    let mut answer = client.watch(minutes("")).await.unwrap();
    let mut table = Table::default();
    table.catch_up(&mut answer).await.unwrap();
    let stopping = tokio::spawn(system.stop());
    let reason = loop {
        if let Told::End(reason) = table.take(&mut answer).await.unwrap() {
            break reason;
        }
    };
    assert_eq!(reason, "shutdown");
    assert!(!table.token.is_empty());
    stopping.await.unwrap().unwrap();
}
