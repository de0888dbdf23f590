//! Promise 3: late is restated, not dropped.

use std::collections::BTreeMap;

use kinhbac_api::v1::{Event, WatchRequest};
use kinhbac_domain::position::Topic;
use kinhbac_tests::engines::Engines;
use kinhbac_tests::table::{Table, Told};
use prost::Message;

use crate::support::{ZONE, ago, ask, metrics, on_all_engines, people, province, question};

on_all_engines! {
    late_is_restated_not_dropped
    a_watcher_of_an_old_bucket_gets_its_restatement
    past_the_limit_it_is_set_aside_and_counted
}

const DAY: i64 = 86_400_000;
const CAMERA: &str = "camera/cam-0001";

type Answer = BTreeMap<(String, String, String), String>;

async fn everything(client: &kinhbac_tests::client::Client) -> Vec<Answer> {
    let mut answers = Vec::new();
    for step in ["minute", "hour", "day"] {
        answers.push(ask(client, ZONE, question("camera.people", step, "device")).await);
    }
    answers
}

async fn late_is_restated_not_dropped(engines: Engines) {
    let (system, client) = province(engines).await;
    let on_time: Vec<_> =
        (0..20).map(|n| people(&format!("now-{n}"), CAMERA, ago(n * 1000), 1)).collect();
    let published = client.publish_json(&on_time).await.unwrap();
    client.stored(&published).await.unwrap();
    let before = everything(&client).await;
    // A watcher of the days that the late events fall into.
    let days = WatchRequest {
        by: "device".into(),
        measures: vec!["camera.people".into()],
        resolution: "day".into(),
        buckets: 30,
        ..WatchRequest::default()
    };
    let mut answer = client.watch(days).await.unwrap();
    let mut table = Table::default();
    table.catch_up(&mut answer).await.unwrap();

    let system = system.restart().await.unwrap();
    let client = system.client().await.unwrap();
    let late = [
        people("day-late", CAMERA, ago(DAY), 100),
        people("weeks-late", CAMERA, ago(20 * DAY), 1_000),
    ];
    let published = client.publish_json(&late).await.unwrap();
    assert_eq!(published.accepted, 2);
    client.stored(&published).await.unwrap();
    for (before, after) in before.iter().zip(everything(&client).await) {
        let changed: Vec<_> =
            after.iter().filter(|(key, value)| before.get(*key) != Some(value)).collect();
        let mut gained: Vec<i64> = changed.iter().map(|(_, v)| v.parse().unwrap()).collect();
        gained.sort_unstable();
        assert_eq!(gained, [100, 1_000], "only their own buckets change");
        assert!(before.keys().all(|key| after.contains_key(key)));
    }
    system.stop().await.unwrap();
}

async fn a_watcher_of_an_old_bucket_gets_its_restatement(engines: Engines) {
    let (system, client) = province(engines).await;
    let days = WatchRequest {
        by: "device".into(),
        measures: vec!["camera.people".into()],
        resolution: "day".into(),
        buckets: 30,
        ..WatchRequest::default()
    };
    let mut answer = client.watch(days).await.unwrap();
    let mut table = Table::default();
    table.catch_up(&mut answer).await.unwrap();
    assert!(table.rows.is_empty());
    let late = [people("weeks-late", CAMERA, ago(20 * DAY), 1_000)];
    client.publish_json(&late).await.unwrap();
    while table.rows.is_empty() {
        assert!(!matches!(table.take(&mut answer).await.unwrap(), Told::End(_)));
    }
    let told: Vec<_> = table.rows.values().map(|cell| (cell.place.as_str(), cell.sum)).collect();
    assert_eq!(told, [(CAMERA, 1_000.0)]);
    drop(answer);
    system.stop().await.unwrap();
}

async fn past_the_limit_it_is_set_aside_and_counted(engines: Engines) {
    let (system, client) = province(engines).await;
    let late = [people("month-late", CAMERA, ago(31 * DAY), 7)];
    let published = client.publish_json(&late).await.unwrap();
    assert_eq!(published.accepted, 1);
    client.stored(&published).await.unwrap();
    let found = ask(&client, ZONE, question("camera.people", "day", "device")).await;
    assert_eq!(found, Answer::new());
    let metrics = metrics(&system).await;
    let counted = "kinhbac_late_events_total{disposition=\"set_aside\"}";
    assert!(metrics.contains(counted), "{metrics}");
    let kept = system.stop_and_keep().await.unwrap();
    let set_aside = kept.records(Topic::Late).await.unwrap();
    let told: Vec<Event> =
        set_aside.iter().map(|record| Event::decode(record.value.clone()).unwrap()).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].id, "month-late");
}
