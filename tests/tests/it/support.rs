//! What several tests need.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::atomic::{AtomicI64, Ordering};

use kinhbac_api::v1::QueryRequest;
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::time::{Timestamp, Zone};
use kinhbac_tests::client::{self, Client};
use kinhbac_tests::engines::Engines;
use kinhbac_tests::process::binary;
use kinhbac_tests::system::{System, sample_province};
use tokio::process::Command;

/// The sample province's zone.
pub(crate) const ZONE: &str = "Asia/Ho_Chi_Minh";

/// Makes a test of each sentence on each set of engines.
macro_rules! on_all_engines {
    ($($sentence:ident)*) => {
        mod embedded {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $sentence() {
                super::$sentence(kinhbac_tests::engines::Engines::Embedded).await;
            })*
        }
        mod apart {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $sentence() {
                super::$sentence(kinhbac_tests::engines::Engines::Apart).await;
            })*
        }
    };
}
pub(crate) use on_all_engines;

/// A system with the sample province.
pub(crate) async fn province(engines: Engines) -> (System, Client) {
    let system = System::builder().on(engines).start().await.unwrap();
    let client = system.client().await.unwrap();
    client.import(&sample_province()).await.unwrap();
    (system, client)
}

/// The machine's time, milliseconds ago.
pub(crate) fn ago(millis: i64) -> Timestamp {
    SystemClock.now().plus_millis(-millis)
}

/// So many people before a camera, told as an event.
pub(crate) fn people(id: &str, camera: &str, at: Timestamp, people: i64) -> String {
    format!(
        r#"{{"id":"{id}","source":"{camera}","time":"{at}","cameraCount":{{"period":"60s","people":{people}}}}}"#
    )
}

/// A question about all that is within a day of now, or long ago.
pub(crate) fn question(measure: &str, step: &str, by: &str) -> QueryRequest {
    QueryRequest {
        measure: measure.into(),
        step: step.into(),
        by: by.into(),
        from: ago(90 * 86_400_000).to_string(),
        to: ago(-86_400_000).to_string(),
        ..QueryRequest::default()
    }
}

/// The answer's values by place, time (as printed) and label.
pub(crate) async fn ask(
    client: &Client,
    zone: &str,
    question: QueryRequest,
) -> BTreeMap<(String, String, String), String> {
    let zone = Zone::named(zone).unwrap();
    let rows = client.query(question).await.unwrap();
    rows.into_iter()
        .map(|row| {
            let at = Timestamp::from_seconds(row.time.unwrap().seconds);
            ((row.place, zone.print(at), row.label), row.value)
        })
        .collect()
}

/// The sum of an answer's values.
pub(crate) fn total(answer: &BTreeMap<(String, String, String), String>) -> i64 {
    answer.values().map(|value| value.parse::<i64>().unwrap()).sum()
}

/// What `/metrics` says.
pub(crate) async fn metrics(system: &System) -> String {
    metrics_at(&system.http()).await
}

/// What `/metrics` says at an address, e.g. `http://127.0.0.1:40123`.
pub(crate) async fn metrics_at(http: &str) -> String {
    get(http, "/metrics").await
}

/// What a path of an address answers, with its head.
pub(crate) async fn get(http: &str, path: &str) -> String {
    client::get(http, path).await.unwrap()
}

/// A clock that the test sets.
pub(crate) struct ManualClock(AtomicI64);

impl ManualClock {
    pub(crate) fn at(at: Timestamp) -> Self {
        Self(AtomicI64::new(at.millis()))
    }

    pub(crate) fn forward(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Where the real binary is.
pub(crate) fn built() -> String {
    let path = std::path::absolute(binary().unwrap()).unwrap();
    path.to_str().unwrap().to_owned()
}

/// What a program prints; its end must be a good one.
pub(crate) async fn printed(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    let [told, words] = [output.stdout, output.stderr].map(|of| String::from_utf8(of).unwrap());
    assert!(output.status.success(), "{program} {arguments:?}: {told}\n{words}");
    told
}
