//! The gateway, published to as fast as it answers.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::process::Command;

use super::cost::cpu_of;
use super::ground::Ground;
use super::report::Row;
use crate::process::{binary, peak_memory};

/// How long, as `simulate` has it.
const FOR: &str = "20s";

/// Fills the topic of the cameras through a gateway.
pub(super) async fn measure(ground: &Ground) -> Result<Row> {
    let gateway = ground.serve("gateway").await?;
    let pid = gateway.pid().context("the gateway has ended")?;
    ground.import(&gateway).await?;
    let before = cpu_of(pid)?;
    let (records, took) = simulate(&gateway.grpc).await?;
    let cpu = cpu_of(pid)? - before;
    let memory = Some(peak_memory(pid)?);
    gateway.stop().await?;
    Ok(Row { who: "gateway", records, took, cpu, memory })
}

/// Events that were accepted, and how long it took.
async fn simulate(to: &str) -> Result<(u64, Duration)> {
    let mut simulate = Command::new(binary()?);
    simulate.args(["simulate", "--to", to, "--rate", "max", "--for", FOR]);
    let done = simulate.output().await?;
    ensure!(done.status.success(), "simulate: {}", String::from_utf8_lossy(&done.stderr));
    let line: serde_json::Value = serde_json::from_slice(&done.stdout)?;
    let accepted = line["accepted"].as_u64().context("simulate does not tell `accepted`")?;
    let seconds = line["seconds"].as_f64().context("simulate does not tell `seconds`")?;
    ensure!(accepted > 0, "the gateway accepted nothing");
    Ok((accepted, Duration::from_secs_f64(seconds)))
}
