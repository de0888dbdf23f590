//! The program of Kafka Streams.

use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::process::Command;
use tokio::time::{sleep, timeout};

use super::consumer::Totals;
use super::cost::cpu_of_ended_children;
use super::ground::{Ground, KafkaTopic};
use super::report::Row;
use crate::process::peak_memory;

/// Where its source is.
const PROJECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/streams");
/// How often its memory is looked at.
const EVERY: Duration = Duration::from_millis(50);
/// The longest that it may take.
const PATIENCE: Duration = Duration::from_secs(1_200);

/// Runs it on all of a topic; it comes to the same `totals`.
pub(super) async fn measure(ground: &Ground, from: &KafkaTopic, totals: Totals) -> Result<Row> {
    build().await?;
    let state = ground.folder().join("streams");
    let before = cpu_of_ended_children()?;
    let run = run(from, &state);
    let (output, memory) =
        timeout(PATIENCE, run).await.context("Kafka Streams takes too long")??;
    let cpu = cpu_of_ended_children()? - before;
    ensure!(output.status.success(), "Kafka Streams ended with {}", output.status);
    let line: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let events = line["records"].as_u64().context("it does not tell `records`")?;
    let people = line["people"].as_i64().context("it does not tell `people`")?;
    let seconds = line["seconds"].as_f64().context("it does not tell `seconds`")?;
    let found = Totals { events, people };
    ensure!(found == totals, "by Kafka Streams: {found:?}, by the bare consumer: {totals:?}");
    let (took, memory) = (Duration::from_secs_f64(seconds), Some(memory));
    Ok(Row { who: "Kafka Streams", records: events, took, cpu, memory })
}

/// Builds it, if it is not built: `mvn package` puts the libraries there last.
async fn build() -> Result<()> {
    if Path::new(PROJECT).join("target/lib").exists() {
        return Ok(());
    }
    let mut mvn = Command::new("mvn");
    mvn.args(["-B", "-q", "package"]).current_dir(PROJECT).stdout(Stdio::null());
    let status = mvn.status().await.context("Maven can't be run: apt-get install maven")?;
    ensure!(status.success(), "{PROJECT} can't be built: mvn ended with {status}");
    Ok(())
}

/// Tells what it said, and the most memory that it ever had resident, bytes.
async fn run(from: &KafkaTopic, state: &Path) -> Result<(Output, u64)> {
    let child = Command::new("java")
        .args(["-cp", "target/classes:target/lib/*", "kinhbac.peers.CountByMinute"])
        .args([&from.brokers, &from.name])
        .arg(state)
        .arg(from.records().to_string())
        .current_dir(PROJECT)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let pid = child.id().context("it has ended")?;
    let ended = child.wait_with_output();
    tokio::pin!(ended);
    let mut memory = 0;
    loop {
        tokio::select! {
            output = &mut ended => return Ok((output?, memory)),
            // Its last one stands when it has ended.
            () = sleep(EVERY) => memory = peak_memory(pid).unwrap_or(memory),
        }
    }
}
