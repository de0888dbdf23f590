//! Promises 1, 2 and 4, end to end.

use kinhbac_api::v1::QueryRequest;
use kinhbac_tests::engines::Engines;

use crate::support::{ZONE, ago, ask, on_all_engines, people, province, question, total};

on_all_engines! {
    counted_once_whatever_is_sent_again
    a_parent_is_its_children_put_together
    an_incident_counts_once_and_a_counter_by_its_differences
    a_numbered_event_is_seen_through_at_any_age_also_after_a_restart
}

async fn counted_once_whatever_is_sent_again(engines: Engines) {
    let (system, client) = province(engines).await;
    let events: Vec<_> = (0..200)
        .map(|n| people(&format!("e-{n}"), &format!("camera/cam-{:04}", n % 50 + 1), ago(n), 3))
        .collect();
    let first = client.publish_json(&events).await.unwrap();
    let again = client.publish_json(&events).await.unwrap();
    assert_eq!((first.accepted, again.duplicate), (200, 200));
    assert_eq!(first.last, again.last, "a duplicate is answered with the first one's position");
    client.stored(&first).await.unwrap();
    let found = ask(&client, ZONE, question("camera.people", "hour", "device")).await;
    assert_eq!(total(&found), 600);
    system.stop().await.unwrap();
}

async fn a_parent_is_its_children_put_together(engines: Engines) {
    let (system, client) = province(engines).await;
    let events: Vec<_> = (0..1_000)
        .map(|n| people(&format!("e-{n}"), &format!("camera/cam-{:04}", n + 1), ago(n), n))
        .collect();
    let published = client.publish_json(&events).await.unwrap();
    client.stored(&published).await.unwrap();
    let sum = 999 * 1_000 / 2;
    for by in ["device", "site", "commune", "province"] {
        let found = ask(&client, ZONE, question("camera.people", "day", by)).await;
        assert_eq!(total(&found), sum, "by {by}");
    }
    // Under the boundaries of the day before the reform there were districts, and two provinces.
    for (by, places) in [("district", 18), ("province", 2)] {
        let before =
            QueryRequest { as_of: "2025-06-30".into(), ..question("camera.people", "day", by) };
        let found = ask(&client, ZONE, before).await;
        assert_eq!(total(&found), sum, "by {by}");
        let seen: std::collections::BTreeSet<_> = found.keys().map(|key| &key.0).collect();
        assert_eq!(seen.len(), places, "by {by}");
    }
    system.stop().await.unwrap();
}

async fn an_incident_counts_once_and_a_counter_by_its_differences(engines: Engines) {
    let (system, client) = province(engines).await;
    let (began, camera) = (ago(600_000), "camera/cam-0002");
    let incident = |id: &str, phase: &str, at| {
        format!(
            r#"{{"id":"{id}","source":"{camera}","time":"{at}","cameraIncident":{{"incidentId":"i-1","startedAt":"{began}","category":"FIRE","phase":"{phase}"}}}}"#
        )
    };
    let reading = |id: &str, at, total: i64| {
        format!(
            r#"{{"id":"{id}","source":"{camera}","time":"{at}","cameraCount":{{"period":"60s","peopleTotal":"{total}"}}}}"#
        )
    };
    let events = [
        incident("a", "NEW", began),
        incident("b", "UPDATE", ago(300_000)),
        incident("c", "END", ago(1_000)),
        reading("r1", ago(50_000), 1_000),
        reading("r2", ago(40_000), 1_010),
        reading("r3", ago(30_000), 4),
    ];
    let published = client.publish_json(&events).await.unwrap();
    assert_eq!(published.accepted, 6, "{:?}", published.rejected);
    client.stored(&published).await.unwrap();
    let incidents = ask(&client, ZONE, question("camera.incidents", "day", "device")).await;
    assert_eq!(total(&incidents), 1);
    let people = ask(&client, ZONE, question("camera.people", "day", "device")).await;
    assert_eq!(total(&people), 14, "ten more, then a reset and four");
    system.stop().await.unwrap();
}

async fn a_numbered_event_is_seen_through_at_any_age_also_after_a_restart(engines: Engines) {
    let (system, client) = province(engines).await;
    let numbered = |id: &str, sequence: u32| {
        let at = ago(1_000);
        format!(
            r#"{{"id":"{id}","source":"camera/cam-0003","time":"{at}","sequence":{sequence},"cameraCount":{{"people":5}}}}"#
        )
    };
    let published = client.publish_json(&[numbered("a", 1), numbered("b", 2)]).await.unwrap();
    client.stored(&published).await.unwrap();
    let system = system.restart().await.unwrap();
    let client = system.client().await.unwrap();
    // Another id, the same number: the source sends its spool again under new ids.
    let again = client.publish_json(&[numbered("c", 1), numbered("d", 3)]).await.unwrap();
    client.stored(&again).await.unwrap();
    let found = ask(&client, ZONE, question("camera.people", "day", "device")).await;
    assert_eq!(total(&found), 15);
    system.stop().await.unwrap();
}
