//! Promise 8, a log that is full: publishers are told to wait, nothing acknowledged is lost, what
//! was taken is counted, and it goes on when there is room. By the real binary.

use std::collections::BTreeMap;
use std::path::Path;

use kinhbac_api::status::retry_after;
use kinhbac_api::v1::{Event, Outcome};
use kinhbac_tests::client::{Client, Published};
use kinhbac_tests::process::Process;
use kinhbac_tests::system::sample_province;
use tonic::{Code, Status};

use crate::support::{ZONE, ago, ask, get, people, question};

/// The most that the log of this test keeps.
const QUOTA: &str = "2MiB";

/// A publisher that counts what was acknowledged.
#[derive(Default)]
struct Publisher {
    sent: i64,
    published: Published,
    /// People by camera.
    counted: BTreeMap<String, i64>,
}

impl Publisher {
    /// Sends a batch of events, each of another second.
    async fn send(&mut self, client: &Client) -> Result<(), Status> {
        let batch: Vec<_> = (self.sent..self.sent + 100).collect();
        self.sent += 100;
        let camera = |n: i64| format!("camera/cam-{:04}", n % 40 + 1);
        let event = |n: &i64| people(&format!("e-{n}"), &camera(*n), ago(1_000 * n), n % 7 + 1);
        let events: Vec<Event> = batch
            .iter()
            .map(|n| kinhbac_api::json::parse_event(event(n).as_bytes()).unwrap())
            .collect();
        let results = client.publish_batch(events).await?;
        for (n, result) in batch.into_iter().zip(results) {
            assert_eq!(result.outcome(), Outcome::Accepted, "{:?}", result.violations);
            self.published.take(&result).unwrap();
            *self.counted.entry(camera(n)).or_default() += n % 7 + 1;
        }
        Ok(())
    }

    /// Sends until it is told to wait.
    async fn fill(&mut self, client: &Client) -> Status {
        for _ in 0..1_000 {
            if let Err(refused) = self.send(client).await {
                return refused;
            }
        }
        panic!("it takes more than it may keep");
    }

    /// What was acknowledged is counted, and nothing else.
    async fn is_counted(&self, client: &Client) {
        client.stored(&self.published).await.unwrap();
        let mut found = BTreeMap::new();
        for ((camera, ..), value) in
            ask(client, ZONE, question("camera.people", "hour", "device")).await
        {
            *found.entry(camera).or_default() += value.parse::<i64>().unwrap();
        }
        assert_eq!(found, self.counted);
    }
}

async fn up(data_dir: &Path, quota: &str) -> (Process, Client) {
    let process = Process::up(data_dir, &[("KINHBAC__LOG__MAX_BYTES", quota)]).await.unwrap();
    let client = Client::connect(&process.grpc).await.unwrap();
    (process, client)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_log_tells_publishers_to_wait_counts_what_it_took_and_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let (process, client) = up(folder.path(), QUOTA).await;
    client.import(&sample_province()).await.unwrap();
    let mut publisher = Publisher::default();
    for _ in 0..2 {
        let refused = publisher.fill(&client).await;
        assert_eq!(refused.code(), Code::ResourceExhausted, "{refused}");
        assert!(refused.message().contains("of 2097152 allowed"), "{refused}");
        assert!(retry_after(&refused).is_some(), "{refused}");
    }
    assert!(get(&process.http, "/healthz").await.ends_with("ok\n"));
    // What was taken is folded, published and committed, though the log is full.
    publisher.is_counted(&client).await;
    assert_eq!(publisher.fill(&client).await.code(), Code::ResourceExhausted, "it is full still");
    process.kill().await.unwrap();

    let (process, client) = up(folder.path(), QUOTA).await;
    publisher.is_counted(&client).await;
    assert_eq!(publisher.fill(&client).await.code(), Code::ResourceExhausted, "it is full still");
    process.stop().await.unwrap();

    let (process, client) = up(folder.path(), "4MiB").await;
    let before = publisher.published.accepted;
    publisher.send(&client).await.unwrap();
    assert_eq!(publisher.fill(&client).await.code(), Code::ResourceExhausted, "at the new quota");
    assert!(publisher.published.accepted > before + 1_000);
    publisher.is_counted(&client).await;
    process.stop().await.unwrap();
}
