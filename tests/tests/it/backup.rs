//! Log and store together: backed up and restored; apart, they are named and not served. And the
//! events behind a cell are what it was counted from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::time::Timestamp;
use kinhbac_tests::client::Client;
use kinhbac_tests::process::{Process, binary};
use kinhbac_tests::system::{System, sample_province};
use tempfile::TempDir;

use crate::support::{ManualClock, ZONE, ago, ask, people, question, total};

/// Runs a command to its end.
fn kinhbac(args: &[&str]) -> Output {
    std::process::Command::new(binary().unwrap()).args(args).output().unwrap()
}

/// Runs a command that ends well; what it wrote to standard output.
fn done(args: &[&str]) -> String {
    let Output { status, stdout, stderr } = kinhbac(args);
    assert!(status.success(), "{args:?}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

/// Runs a command that fails; what it said.
fn failed(args: &[&str]) -> String {
    let Output { status, stderr, .. } = kinhbac(args);
    assert_eq!(status.code(), Some(1), "{args:?}");
    String::from_utf8(stderr).unwrap()
}

/// Data folders of installations.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Copies a folder as an operator would.
    fn copy(&self, from: &str, to: &str) {
        let copied = std::process::Command::new("cp")
            .arg("-a")
            .args([self.path(from), self.path(to)])
            .status();
        assert!(copied.unwrap().success());
    }

    fn remove(&self, name: &str) {
        std::fs::remove_dir_all(self.path(name)).unwrap();
    }

    /// Why a server does not start on a data folder.
    async fn refused(&self, name: &str) -> String {
        let refused = Process::up(&self.path(name), &[]).await;
        format!("{:#}", refused.err().expect("it started"))
    }
}

async fn started(data_dir: &Path) -> (Process, Client) {
    let process = Process::up(data_dir, &[]).await.unwrap();
    let client = Client::connect(&process.grpc).await.unwrap();
    (process, client)
}

/// Starts a server, has it count people, and stops it.
async fn count(data_dir: &Path, prefix: &str, events: i64) {
    let (process, client) = started(data_dir).await;
    if prefix == "a" {
        client.import(&sample_province()).await.unwrap();
    }
    publish(&client, prefix, events).await;
    process.stop().await.unwrap();
}

async fn publish(client: &Client, prefix: &str, events: i64) {
    let event = |n| people(&format!("{prefix}-{n}"), &camera(n), ago(1_000 * n), n);
    let events: Vec<_> = (1..=events).map(event).collect();
    let published = client.publish_json(&events).await.unwrap();
    assert_eq!(published.accepted, events.len(), "{:?}", published.rejected);
    client.stored(&published).await.unwrap();
}

fn camera(n: i64) -> String {
    format!("camera/cam-{:04}", n % 40 + 1)
}

type Answer = BTreeMap<(String, String, String), String>;

async fn everything(client: &Client) -> Vec<Answer> {
    let mut answers = Vec::new();
    for (step, by) in [("minute", "device"), ("hour", "commune"), ("day", "province")] {
        answers.push(ask(client, ZONE, question("camera.people", step, by)).await);
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_restored_elsewhere_answers_as_before_and_goes_on() {
    let place = Place::new();
    let (data, backup) = (place.text("data"), place.text("backup"));
    let (process, client) = started(&place.path("data")).await;
    client.import(&sample_province()).await.unwrap();
    publish(&client, "a", 200).await;
    let before = everything(&client).await;
    let in_use = failed(&["backup", &backup, "--data-dir", &data]);
    assert!(in_use.contains(&data) && in_use.contains("in use by another kinhbac"), "{in_use}");
    assert!(!place.path("backup").exists());
    process.kill().await.unwrap();

    done(&["backup", &backup, "--data-dir", &data]);
    let again = failed(&["backup", &backup, "--data-dir", &data]);
    assert!(again.contains("is not empty"), "{again}");
    let occupied = failed(&["restore", &backup, "--data-dir", &data]);
    assert!(occupied.contains("is not empty"), "{occupied}");
    place.remove("data");
    done(&["restore", &backup, "--data-dir", &place.text("elsewhere")]);

    let (process, client) = started(&place.path("elsewhere")).await;
    assert_eq!(everything(&client).await, before);
    publish(&client, "b", 10).await;
    let people = total(&ask(&client, ZONE, question("camera.people", "day", "province")).await);
    assert_eq!(people, 200 * 201 / 2 + 10 * 11 / 2);
    process.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_with_the_log_of_another_installation_is_refused_by_name() {
    let place = Place::new();
    count(&place.path("one"), "a", 10).await;
    count(&place.path("two"), "a", 10).await;
    place.remove("two/log");
    place.copy("one/log", "two/log");
    let refused = place.refused("two").await;
    for words in [&place.text("two/log"), &place.text("two/store.sqlite"), "kinhbac restore"] {
        assert!(refused.contains(words), "{refused}");
    }
    assert!(
        failed(&["backup", &place.text("b"), "--data-dir", &place.text("two")])
            .contains("is of the installation")
    );
    place.remove("two/log");
    let refused = place.refused("two").await;
    assert!(refused.contains("ends at offset 0, but the store has counted up to"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_and_a_store_of_different_times_are_named_with_what_is_missing() {
    let place = Place::new();
    count(&place.path("data"), "a", 10).await;
    place.copy("data", "old");
    count(&place.path("data"), "b", 50).await;
    // An older log.
    place.copy("old", "older-log");
    std::fs::copy(place.path("data/store.sqlite"), place.path("older-log/store.sqlite")).unwrap();
    let refused = place.refused("older-log").await;
    assert!(refused.contains("the log is older, "), "{refused}");
    assert!(refused.contains("camera partition ") && refused.contains(" records are missing"));
    // A log that went on another way from there.
    count(&place.path("old"), "c", 100).await;
    std::fs::copy(place.path("data/store.sqlite"), place.path("old/store.sqlite")).unwrap();
    let refused = place.refused("old").await;
    assert!(refused.contains("at other times than those that the store has counted"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_set_back_makes_no_other_log() {
    let clock = Arc::new(ManualClock::at(SystemClock.now()));
    let system = System::builder().clock(Arc::<ManualClock>::clone(&clock)).start().await.unwrap();
    let client = system.client().await.unwrap();
    client.import(&sample_province()).await.unwrap();
    let told = |n: i64| people(&format!("e-{n}"), "camera/cam-0001", ago(86_400_000), n);
    client.publish_json(&[told(1)]).await.unwrap();
    clock.forward(-3_600_000);
    let published = client.publish_json(&[told(10), told(100)]).await.unwrap();
    client.stored(&published).await.unwrap();
    let system = system.restart().await.unwrap();
    let client = system.client().await.unwrap();
    client.stored(&client.publish_json(&[told(1_000)]).await.unwrap()).await.unwrap();
    let system = system.restart().await.unwrap();
    let client = system.client().await.unwrap();
    let found = ask(&client, ZONE, question("camera.people", "hour", "device")).await;
    assert_eq!(total(&found), 1_111);
    system.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_store_counts_the_rest_of_its_log_again_to_the_same() {
    let place = Place::new();
    count(&place.path("data"), "a", 10).await;
    let old = place.path("old.sqlite");
    std::fs::copy(place.path("data/store.sqlite"), &old).unwrap();
    let (process, client) = started(&place.path("data")).await;
    publish(&client, "b", 50).await;
    let before = everything(&client).await;
    process.stop().await.unwrap();
    std::fs::copy(&old, place.path("data/store.sqlite")).unwrap();
    let (process, client) = started(&place.path("data")).await;
    let deadline = SystemClock.now().plus_millis(30_000);
    while everything(&client).await != before {
        assert!(SystemClock.now() < deadline);
    }
    process.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_events_behind_a_cell_add_up_to_its_value() {
    let place = Place::new();
    let (process, client) = started(&place.path("data")).await;
    client.import(&sample_province()).await.unwrap();
    publish(&client, "a", 400).await;
    let late = [people("late", "camera/cam-0001", ago(86_400_000), 1_000)];
    client.publish_json(&late).await.unwrap();
    process.kill().await.unwrap();
    let (process, client) = started(&place.path("data")).await;
    // By one who did not hear the answer; the gateway does not know them any more.
    let again = client.publish_json(&late).await.unwrap();
    client.stored(&again).await.unwrap();
    let day = [ago(86_500_000).to_string(), ago(86_300_000).to_string()];
    let told = events(&process.grpc, "camera/cam-0001", &day[0], &day[1]);
    let not_counted: Vec<_> = told.iter().map(|told| told["notCounted"].as_str()).collect();
    assert_eq!(not_counted, [None, Some("duplicate")]);
    for by in ["device", "commune"] {
        let cells = ask(&client, ZONE, question("camera.people", "hour", by)).await;
        let some = cells.iter().take(3).chain(cells.iter().rev().take(2));
        for ((code, from, _), value) in some {
            let to = from.parse::<Timestamp>().unwrap().plus_millis(3_600_000).to_string();
            let people: i64 = events(&process.grpc, code, from, &to)
                .iter()
                .filter(|told| told["notCounted"].is_null())
                .map(|told| told["event"]["cameraCount"]["people"].as_str().unwrap())
                .map(|people| people.parse::<i64>().unwrap())
                .sum();
            assert_eq!(people.to_string(), *value, "{code} from {from}");
        }
    }
    process.stop().await.unwrap();
}

/// The events of a place in a range.
fn events(server: &str, place: &str, from: &str, to: &str) -> Vec<serde_json::Value> {
    let told = done(&["events", "--place", place, "--from", from, "--to", to, "--to", server]);
    told.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
