//! The limits of connections, end to end; those of each part are tested with it.

use kinhbac_api::v1::WatchRequest;
use kinhbac_tests::client::Published;
use kinhbac_tests::system::{System, sample_province};
use kinhbac_tests::table::{Table, Told};
use tonic::Code;

use crate::support::{ago, people};

fn all_people(resume: &str) -> WatchRequest {
    WatchRequest {
        measures: vec!["camera.people".into()],
        resolution: "day".into(),
        resume: resume.into(),
        ..WatchRequest::default()
    }
}

async fn count(system: &System, id: &str) -> Published {
    let client = system.client().await.unwrap();
    let published = client.publish_json(&[people(id, "camera/cam-0001", ago(0), 1)]).await.unwrap();
    client.stored(&published).await.unwrap();
    published
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_ended_at_its_age_and_a_watch_goes_on_with_its_token_on_another() {
    let system = System::builder()
        .set("listen.connection_age", "2s")
        .set("listen.connection_grace", "2s")
        .start()
        .await
        .unwrap();
    system.client().await.unwrap().import(&sample_province()).await.unwrap();
    count(&system, "before").await;
    let mut table = Table::default();
    let client = system.client().await.unwrap();
    let mut answer = client.watch(all_people("")).await.unwrap();
    table.catch_up(&mut answer).await.unwrap();
    // The watch is ended, with a token, before the connection is.
    while !matches!(table.take(&mut answer).await.unwrap(), Told::End(reason) if reason == "age") {}
    count(&system, "while away").await;
    let client = system.client().await.unwrap();
    let mut answer = client.watch(all_people(&table.token)).await.unwrap();
    table.catch_up(&mut answer).await.unwrap();
    assert_eq!(table.fresh_because, "");
    let people: f64 = table.rows.values().map(|cell| cell.sum).sum();
    assert_eq!(people, 2.0);
    drop(answer);
    system.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_over_the_limit_is_refused_and_the_connection_goes_on() {
    let system = System::builder().set("listen.max_message", "64KiB").start().await.unwrap();
    let client = system.client().await.unwrap();
    client.import(&sample_province()).await.unwrap();
    let event = |n: i64| people(&format!("{n:0>120}"), "camera/cam-0001", ago(n), 1);
    let many: Vec<_> = (0..500).map(event).collect();
    let refused = client.publish_json(&many).await.unwrap_err();
    let status = refused.downcast_ref::<tonic::Status>().unwrap_or_else(|| panic!("{refused:#}"));
    assert_eq!(status.code(), Code::OutOfRange, "{status}");
    assert!(status.message().contains("65536"), "{status}");
    let published = client.publish_json(&many[..10]).await.unwrap();
    client.stored(&published).await.unwrap();
    system.stop().await.unwrap();
}
