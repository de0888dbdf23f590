//! Promises 5 and 6, end to end: what a screen has is what a query tells.

use std::sync::Arc;
use std::time::{Duration, Instant};

use kinhbac_api::v1::WatchRequest;
use kinhbac_api::v1::event::Payload;
use kinhbac_api::wkt;
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_tests::engines::Engines;
use kinhbac_tests::system::{System, sample_province};
use kinhbac_tests::table::{Table, Told};

use crate::support::{ManualClock, ago, on_all_engines, people, province};

on_all_engines! {
    a_token_gives_exactly_what_changed_since_also_after_a_restart
    a_stop_ends_a_watch_with_a_token
    an_incident_is_told_at_once_and_to_who_missed_it_later
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

/// Each of its phases, at the slowest rate that there is; what happened while the screen was away
/// and the server down comes with its token.
async fn an_incident_is_told_at_once_and_to_who_missed_it_later(engines: Engines) {
    let (system, client) = province(engines).await;
    let question = |resume: &str| WatchRequest {
        by: "commune".into(),
        measures: vec!["camera.incidents".into()],
        rate: Some(wkt::Duration::of_seconds(60)),
        resume: resume.into(),
        ..WatchRequest::default()
    };
    let phase = |id: &str, phase: &str| {
        let at = ago(0);
        format!(
            r#"{{"id":"{id}","source":"camera/cam-0001","time":"{at}","cameraIncident":{{"incidentId":"i-1","startedAt":"{at}","category":"FIRE","severity":"HIGH","phase":"{phase}","description":"by the gate"}}}}"#
        )
    };
    let mut table = Table::default();
    let mut answer = client.watch(question("")).await.unwrap();
    table.catch_up(&mut answer).await.unwrap();
    let began = Instant::now();
    client.publish_json(&[phase("e-1", "NEW")]).await.unwrap();
    while table.take(&mut answer).await.unwrap() != Told::Mark {}
    assert_eq!(ids(&table), ["e-1"]);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    let told = table.alerts[0].event.clone().unwrap().event.unwrap();
    let Some(Payload::CameraIncident(incident)) = told.payload else { panic!("{told:?}") };
    assert_eq!((incident.severity.as_str(), incident.description.as_str()), ("HIGH", ""));
    drop(answer);

    client.publish_json(&[phase("e-1", "NEW"), phase("e-2", "END")]).await.unwrap();
    let system = system.restart().await.unwrap();
    let client = system.client().await.unwrap();
    let mut answer = client.watch(question(&table.token)).await.unwrap();
    table.catch_up(&mut answer).await.unwrap();
    assert_eq!(table.fresh_because, "");
    while table.alerts.len() < 2 {
        table.take(&mut answer).await.unwrap();
    }
    assert_eq!(ids(&table), ["e-1", "e-2"]);
    drop(answer);
    system.stop().await.unwrap();
}

fn ids(table: &Table) -> Vec<String> {
    let events = table.alerts.iter().map(|alert| alert.event.clone().unwrap().event.unwrap());
    events.map(|event| event.id).collect()
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
