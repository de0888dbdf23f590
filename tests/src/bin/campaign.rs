//! Long campaigns, each from seeds, each with a one-line verdict.
//!
//! ```sh
//! cargo run --release -p kinhbac-tests --bin campaign -- fold --seeds 0..10000
//! cargo run --release -p kinhbac-tests --bin campaign -- kills --count 100
//! ```

use std::ops::Range;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

/// Long campaigns against the system, each from seeds.
#[derive(Parser)]
#[command(
    after_help = "Examples:\n  campaign fold --seeds 0..10000\n  campaign fold --seeds 4711..4712   (one seed alone)\n  campaign kills --count 100 --seed 7"
)]
struct Cli {
    #[command(subcommand)]
    campaign: Campaign,
}

#[derive(Subcommand)]
enum Campaign {
    /// The aggregator in a simulation, on ports that fail on purpose; each seed is compared with a
    /// plain recomputation.
    Fold {
        /// First and last-but-one seed, as A..B.
        #[arg(long, value_parser = seeds, default_value = "0..10000")]
        seeds: Range<u64>,
    },
    /// The real binary, killed at random moments under load and started again.
    Kills {
        /// How many times.
        #[arg(long, default_value_t = 100)]
        count: u32,
        /// Says when it is killed and what is published.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

fn seeds(text: &str) -> Result<Range<u64>, String> {
    let wrong = || format!("{text:?} is no range of seeds: write A..B, as 0..10000");
    let (from, to) = text.split_once("..").ok_or_else(wrong)?;
    match (from.parse(), to.parse()) {
        (Ok(from), Ok(to)) if from < to => Ok(from..to),
        _ => Err(wrong()),
    }
}

fn main() -> anyhow::Result<ExitCode> {
    let Cli { campaign } = Cli::parse();
    match campaign {
        Campaign::Fold { seeds } => fold(seeds),
        Campaign::Kills { count, seed } => kills(count, seed),
    }
}

fn fold(seeds: Range<u64>) -> anyhow::Result<ExitCode> {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} seeds, {eta} to go")?;
    let bar = ProgressBar::new(seeds.end - seeds.start).with_style(style);
    let (mut events, mut failed) = (0, Vec::new());
    for seed in seeds.clone() {
        match kinhbac_tests::simulation::run(seed) {
            Ok(published) => events += published,
            Err(error) => {
                bar.suspend(|| eprintln!("seed {seed} failed: {error:#}"));
                failed.push(seed);
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let count = seeds.end - seeds.start;
    if failed.is_empty() {
        eprintln!("fold: {count} seeds, {events} events, each equal to a plain recomputation");
        return Ok(ExitCode::SUCCESS);
    }
    let first = failed[0];
    eprintln!(
        "fold: {} of {count} seeds failed; run one alone: campaign fold --seeds {first}..{}",
        failed.len(),
        first + 1
    );
    Ok(ExitCode::FAILURE)
}

fn kills(count: u32, seed: u64) -> anyhow::Result<ExitCode> {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} kills, {eta} to go")?;
    let bar = ProgressBar::new(count.into()).with_style(style);
    let runtime = tokio::runtime::Runtime::new()?;
    let outcome = runtime.block_on(kinhbac_tests::kills::run(count, seed, || bar.inc(1)));
    bar.finish_and_clear();
    match outcome {
        Ok(verdict) => {
            eprintln!(
                "kills: {} kills, {} events acknowledged, lost 0, double 0, {} resumes, all tables \
                 the same",
                verdict.kills, verdict.events, verdict.resumes
            );
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!(
                "kills: failed: {error:#}; run it again: campaign kills --count {count} --seed {seed}"
            );
            Ok(ExitCode::FAILURE)
        }
    }
}
