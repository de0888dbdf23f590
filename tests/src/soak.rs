//! The real binary under a steady load for long, with a short retention of the log: its memory must
//! become flat, and its log must stop growing.
//!
//! The store grows by its minutes for days before the first may go, so its growth is told only.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::process::{Child, Command};
use tokio::time::{Instant, interval};

use crate::client::Client;
use crate::process::{Process, binary, resident_memory};
use crate::system::sample_province;

/// Between two samples.
const EVERY: Duration = Duration::from_secs(10);
/// The least that a log may keep its records.
const SHORTEST: Duration = Duration::from_secs(60);
/// How often the log drops what is too old.
const SWEEP: Duration = Duration::from_secs(60);
/// By how much memory may still grow in the second half, by its trend: 1 is all of it.
const MOST_GROWTH: f64 = 0.05;
/// By how much more the log may have in the last quarter than in the one before: its segments come
/// and go.
const MOST_LOG_GROWTH: f64 = 0.10;

/// How long, and how much.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How long it is run.
    pub duration: Duration,
    /// Events a second.
    pub rate: u32,
}

impl Plan {
    /// The log is kept for a third of the run, so that it comes and goes in it.
    fn retention(&self) -> Duration {
        (self.duration / 3).max(SHORTEST)
    }

    /// Identities are kept for half of it: in the second half none is more than another goes.
    fn duplicate_horizon(&self) -> Duration {
        self.duration / 2
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        let seconds = |duration: Duration| format!("{}s", duration.as_secs().max(1));
        vec![
            ("KINHBAC__LOG__RETENTION", seconds(self.retention())),
            ("KINHBAC__AGGREGATOR__DUPLICATE_HORIZON", seconds(self.duplicate_horizon())),
        ]
    }
}

/// What was seen at a time.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Since the load began.
    pub at: Duration,
    /// The server's resident memory, bytes.
    pub resident: u64,
    /// What its log takes on the disk, bytes.
    pub log: u64,
    /// What its store takes, bytes.
    pub store: u64,
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// `simulate`'s own last line.
    pub load: String,
    /// The most memory in the second half, bytes.
    pub resident: u64,
    /// By how much the second half's trend makes it grow: 0.01 is a hundredth of it.
    pub growth: f64,
    /// The largest log in the second half, bytes.
    pub log: u64,
    /// By how much its largest in the last quarter is over that of the quarter before; none if the
    /// run is too short for what is kept.
    pub log_growth: Option<f64>,
    /// By how much the store grew in a minute of the second half, bytes.
    pub store_growth: u64,
}

impl Verdict {
    /// What is wrong, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        if self.growth > MOST_GROWTH {
            let growth = self.growth * 100.0;
            return Some(format!("memory grows by {growth:.1} % in the second half"));
        }
        let growth = self.log_growth.filter(|growth| *growth > MOST_LOG_GROWTH)?;
        Some(format!("the log grows by {:.1} % in the last quarter", growth * 100.0))
    }
}

/// Runs it; `tell` hears of each sample.
///
/// # Errors
/// When the server or its load ends badly, or before time.
pub async fn run(plan: Plan, mut tell: impl FnMut(&Sample)) -> Result<Verdict> {
    let folder = tempfile::tempdir()?;
    let settings = plan.settings();
    let settings: Vec<_> = settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let server = Process::up(folder.path(), &settings).await?;
    let pid = server.pid().context("it has ended")?;
    Client::connect(&server.grpc).await?.import(&sample_province()).await?;
    let mut load = simulate(&server.grpc, plan)?;
    let begun = Instant::now();
    let mut samples = Vec::new();
    let mut due = interval(EVERY);
    while begun.elapsed() < plan.duration {
        tokio::select! {
            _ = due.tick() => {
                let resident = resident_memory(pid)?;
                let log = size(&folder.path().join("log"))?;
                let store = size(folder.path())?.saturating_sub(log);
                let sample = Sample { at: begun.elapsed(), resident, log, store };
                tell(&sample);
                samples.push(sample);
            }
            ended = load.wait() => {
                ensure!(begun.elapsed() + EVERY > plan.duration, "the load ended early: {}", ended?);
                break;
            }
        }
    }
    let load = load.wait_with_output().await?;
    let line = String::from_utf8_lossy(&load.stdout).trim().to_owned();
    ensure!(load.status.success(), "the load ended with {}: {line}", load.status);
    server.stop().await?;
    verdict(&plan, &samples, line)
}

/// The load: all cameras and hotspots of the sample province, and ten screens.
fn simulate(to: &str, plan: Plan) -> Result<Child> {
    Ok(Command::new(binary()?)
        .args(["simulate", "--to", to, "--watchers", "10"])
        .args(["--rate", &plan.rate.to_string()])
        .args(["--for", &format!("{}s", plan.duration.as_secs())])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?)
}

fn verdict(plan: &Plan, samples: &[Sample], load: String) -> Result<Verdict> {
    let since = |share: f64| {
        let from = plan.duration.mul_f64(share);
        samples.iter().filter(move |sample| sample.at >= from)
    };
    let half: Vec<_> = since(0.5).copied().collect();
    ensure!(half.len() >= 2, "too short: {} samples in the second half", half.len());
    let largest = |samples: &mut dyn Iterator<Item = &Sample>| {
        samples.map(|sample| sample.log).max().unwrap_or(0)
    };
    let last = largest(&mut since(0.75));
    let before = largest(&mut half.iter().filter(|s| s.at < plan.duration.mul_f64(0.75)));
    let is_full = plan.retention().mul_f64(1.125) + SWEEP <= plan.duration / 2;
    let (first, end) = (half[0], half[half.len() - 1]);
    let minutes = (end.at - first.at).as_secs_f64() / 60.0;
    Ok(Verdict {
        load,
        resident: half.iter().map(|sample| sample.resident).max().unwrap_or(0),
        growth: growth(&half),
        log: largest(&mut half.iter()),
        log_growth: is_full.then(|| last as f64 / before as f64 - 1.0),
        store_growth: (end.store.saturating_sub(first.store) as f64 / minutes) as u64,
    })
}

/// By how much of its mean the memory grows over the samples, by least squares.
fn growth(samples: &[Sample]) -> f64 {
    let count = samples.len() as f64;
    let at = |sample: &Sample| sample.at.as_secs_f64();
    let mean_at = samples.iter().map(at).sum::<f64>() / count;
    let mean = samples.iter().map(|sample| sample.resident as f64).sum::<f64>() / count;
    let (mut together, mut spread) = (0.0, 0.0);
    for sample in samples {
        together += (at(sample) - mean_at) * (sample.resident as f64 - mean);
        spread += (at(sample) - mean_at).powi(2);
    }
    let span = samples.last().map_or(0.0, at) - samples.first().map_or(0.0, at);
    together / spread * span / mean
}

/// What a folder takes on the disk, bytes.
fn size(folder: &Path) -> Result<u64> {
    use std::os::unix::fs::MetadataExt;

    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        // A file may go while it is looked at.
        let Ok(metadata) = entry.metadata() else { continue };
        bytes += match metadata.is_dir() {
            true => size(&entry.path()).unwrap_or(0),
            false => metadata.blocks() * 512,
        };
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(resident: impl Fn(u64) -> u64) -> Vec<Sample> {
        let at =
            |n| Sample { at: Duration::from_secs(n * 10), resident: resident(n), log: 1, store: 1 };
        (0..91).map(at).collect()
    }

    #[test]
    fn a_steady_rise_is_told_as_a_share_of_the_mean_and_jumps_about_a_level_are_none() {
        // From 100 to 110, on average 105.
        let rising = growth(&samples(|n| 900_000 + n * 1_000));
        assert!((rising - 90_000.0 / 945_000.0).abs() < 1e-9, "{rising}");
        let flat = growth(&samples(|n| 1_000_000 + (n % 2) * 100_000));
        assert!(flat.abs() < 0.005, "{flat}");
    }
}
