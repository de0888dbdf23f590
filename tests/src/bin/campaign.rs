//! Long campaigns, each with a one-line verdict.
//!
//! ```sh
//! cargo run --release -p kinhbac-tests --bin campaign -- fold --seeds 0..10000
//! cargo run --release -p kinhbac-tests --bin campaign -- kills --count 100
//! cargo run --release -p kinhbac-tests --bin campaign -- engines --fault rebalance --seed 7
//! cargo run --release -p kinhbac-tests --bin campaign -- rude --seconds 20
//! cargo run --release -p kinhbac-tests --bin campaign -- soak --minutes 30 --rate 3500
//! cargo run --release -p kinhbac-tests --bin campaign -- watchers --visits 100000
//! cargo run --release -p kinhbac-tests --bin campaign -- deploy --screens 5000
//! cargo run --release -p kinhbac-tests --bin campaign -- seam --engines apart --trials 10000
//! ```

use std::ops::Range;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use kinhbac_tests::engines::Engines;
use kinhbac_tests::scale::{self, Fault};
use kinhbac_tests::{deploy, month, rude, seam, soak, watchers};

/// Long campaigns against the system.
#[derive(Parser)]
#[command(
    after_help = "Examples:\n  campaign fold --seeds 0..10000\n  campaign fold --seeds 4711..4712   (one seed alone)\n  campaign kills --count 100 --seed 7\n  campaign engines --fault kill-broker --count 3\n  campaign rude --seconds 20\n  campaign soak --minutes 30 --rate 3500\n  campaign watchers --visits 100000\n  campaign seam --engines apart --trials 10000"
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
    /// Many processes on Apache Kafka and PostgreSQL under a fault; each stored cell is compared with
    /// SQL over the published file.
    Engines {
        /// What happens, again and again; all kinds, one after the other, where none is named.
        #[arg(long)]
        fault: Option<Fault>,
        /// How often; where it is not given, as often as the fault's whole campaign has it.
        #[arg(long)]
        count: Option<usize>,
        /// Says when, to whom, and what is published.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How long engines are paused, seconds.
        #[arg(long, default_value_t = 300)]
        pause: u64,
    },
    /// Rude clients against the real binary: whether a polite publisher notices.
    Rude {
        /// How long each kind is rude.
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..))]
        seconds: u64,
    },
    /// The real binary under a steady load, with short retention: whether memory and files stop
    /// growing.
    Soak {
        /// How long.
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
        minutes: u64,
        /// Events a second.
        #[arg(long, default_value_t = 3_500, value_parser = clap::value_parser!(u32).range(1..))]
        rate: u32,
    },
    /// Screens of the real binary under load, beside one that stalls, slow ones, and visits: whether
    /// they notice, and whether the memory comes back.
    Watchers {
        /// Screens that read.
        #[arg(long, default_value_t = 1_000)]
        screens: usize,
        /// Screens that never read.
        #[arg(long, default_value_t = 1)]
        stalled: usize,
        /// Screens that read 10 kB/s.
        #[arg(long, default_value_t = 100)]
        slow: usize,
        /// Screens that connect, read one message and go.
        #[arg(long, default_value_t = 100_000)]
        visits: usize,
    },
    /// Screens that come, fall behind, go and come again under load, while replicas are killed and
    /// stopped and sites move; each ends with what a new screen gets and a query tells.
    Seam {
        /// On which engines.
        #[arg(long, value_enum, default_value = "embedded")]
        engines: On,
        /// How many screens' lives.
        #[arg(long, default_value_t = 10_000)]
        trials: usize,
        /// How many at once.
        #[arg(long, default_value_t = 200)]
        at_once: usize,
        /// Says what each does.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// One of two live replicas is stopped with screens on both: all of its screens come back to the
    /// other with their tokens.
    Deploy {
        /// How many screens.
        #[arg(long, default_value_t = 5_000)]
        screens: usize,
        /// How often.
        #[arg(long, default_value_t = 4)]
        stops: usize,
        /// Says what is published.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// A store with a month in it (about 80 million cells, 8 GB): how long a start on it takes, and
    /// how long a commune's day by hour.
    Month {
        /// Days of hours and days.
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(2..))]
        days: u32,
        /// Days of minutes.
        #[arg(long, default_value_t = 3)]
        days_of_minutes: u32,
        /// How many questions.
        #[arg(long, default_value_t = 200)]
        questions: usize,
    },
}

/// Engines by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum On {
    /// Those inside of the process.
    Embedded,
    /// Apache Kafka and PostgreSQL with TimescaleDB.
    Apart,
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
        Campaign::Engines { fault, count, seed, pause } => {
            let pause = Duration::from_secs(pause);
            let kinds = fault.map_or(Fault::value_variants().to_vec(), |fault| vec![fault]);
            for fault in kinds {
                let faults = vec![fault; count.unwrap_or(fault.usual_count())];
                if !engines(fault, scale::Plan { faults, seed, pause })? {
                    return Ok(ExitCode::FAILURE);
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        Campaign::Rude { seconds } => rude(Duration::from_secs(seconds)),
        Campaign::Soak { minutes, rate } => {
            soak(soak::Plan { duration: Duration::from_secs(minutes * 60), rate })
        }
        Campaign::Watchers { screens, stalled, slow, visits } => {
            let plan = watchers::Plan { screens, stalled, slow, visits, ..Default::default() };
            watchers(&plan)
        }
        Campaign::Seam { engines, trials, at_once, seed } => {
            let engines = match engines {
                On::Embedded => Engines::Embedded,
                On::Apart => Engines::Apart,
            };
            let round = Duration::from_secs(4);
            seam(&seam::Plan { engines, trials, at_once, round, seed })
        }
        Campaign::Deploy { screens, stops, seed } => deploy(deploy::Plan { screens, stops, seed }),
        Campaign::Month { days, days_of_minutes, questions } => {
            month(month::Plan { days, days_of_minutes, questions })
        }
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
    let outcome =
        runtime.block_on(kinhbac_tests::kills::run(Engines::Embedded, count, seed, || bar.inc(1)));
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

/// Whether all of it held.
fn engines(fault: Fault, plan: scale::Plan) -> anyhow::Result<bool> {
    let (count, seed) = (plan.faults.len(), plan.seed);
    let name = fault.to_possible_value().map_or_else(String::new, |v| v.get_name().to_owned());
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}, {eta} to go")?;
    let bar = ProgressBar::new(count as u64).with_style(style).with_message(name.clone());
    let runtime = tokio::runtime::Runtime::new()?;
    let outcome = runtime.block_on(scale::run(plan, || bar.inc(1)));
    bar.finish_and_clear();
    match &outcome {
        Ok(verdict) => eprintln!("engines: {name}: {verdict}"),
        Err(error) => eprintln!(
            "engines: {name}: failed: {error:#}; run it again: campaign engines --fault {name} \
             --count {count} --seed {seed}"
        ),
    }
    Ok(outcome.is_ok())
}

fn rude(part: Duration) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new()?;
    eprintln!("{}", rude::Row::HEAD);
    let plan = rude::Plan { part, ..rude::Plan::default() };
    let rows = runtime.block_on(rude::run(&plan, |row| eprintln!("{row}")))?;
    let noticed: Vec<_> = rows.iter().filter(|row| row.is_noticed()).collect();
    for row in &noticed {
        let kind = row.kind.map_or("nobody", rude::Kind::name);
        let (ratio, refused) = (row.ratio, row.refused);
        eprintln!(
            "rude: failed: {kind}: p99 {ratio:.2} times its quiet value, {refused} queries refused"
        );
    }
    let peaks = || rows.iter().map(|row| row.peak);
    let grown = peaks().max().zip(peaks().next()).map_or(0, |(most, quiet)| most - quiet);
    let is_bounded = grown <= rude::MOST_MEMORY;
    if !is_bounded {
        let most = rude::MOST_MEMORY >> 20;
        eprintln!("rude: failed: memory grew by {} MiB, over {most}", grown >> 20);
    }
    if !noticed.is_empty() || !is_bounded {
        return Ok(ExitCode::FAILURE);
    }
    eprintln!(
        "rude: nobody noticed: p99 within {} times its quiet value (or {} ms), memory grew by {} MiB",
        rude::MOST_SLOWER,
        rude::FLOOR.as_millis(),
        grown >> 20
    );
    Ok(ExitCode::SUCCESS)
}

fn soak(plan: soak::Plan) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new()?;
    eprintln!("   seconds    resident MiB       log MiB     store MiB");
    let verdict = runtime.block_on(soak::run(plan, |sample| {
        let soak::Sample { at, resident, log, store } = sample;
        let [resident, log, store] = [resident, log, store].map(|bytes| bytes >> 20);
        eprintln!("{:>10}{resident:>16}{log:>14}{store:>14}", at.as_secs());
    }))?;
    eprintln!("{}", verdict.load);
    let log = match verdict.log_growth {
        Some(growth) => format!("by {:+.1} % in the last quarter", growth * 100.0),
        None => "too short a run to tell its growth".to_owned(),
    };
    eprintln!(
        "soak: second half: memory {} MiB at most, by {:+.1} %; log {} MiB at most, {log}; store \
         by {} KiB a minute",
        verdict.resident >> 20,
        verdict.growth * 100.0,
        verdict.log >> 20,
        verdict.store_growth >> 10,
    );
    match verdict.fault() {
        None => Ok(ExitCode::SUCCESS),
        Some(fault) => {
            eprintln!("soak: failed: {fault}");
            Ok(ExitCode::FAILURE)
        }
    }
}

fn watchers(plan: &watchers::Plan) -> anyhow::Result<ExitCode> {
    let style =
        ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} visits, {eta} to go")?;
    let bar = ProgressBar::new(plan.visits as u64).with_style(style);
    let visited = {
        let bar = bar.clone();
        move || bar.inc(1)
    };
    eprintln!("{}", watchers::Row::HEAD);
    let tell = |row: &watchers::Row| bar.suspend(|| eprintln!("{row}"));
    let rows = tokio::runtime::Runtime::new()?.block_on(watchers::run(plan, tell, visited))?;
    bar.finish_and_clear();
    let faults: Vec<_> = rows.iter().filter_map(watchers::Row::fault).collect();
    for fault in &faults {
        eprintln!("watchers: failed: {fault}");
    }
    if !faults.is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    eprintln!(
        "watchers: nobody noticed: p99 within {} times its quiet value (or {} ms), and the memory \
         came back",
        watchers::MOST_SLOWER,
        watchers::FLOOR.as_millis()
    );
    Ok(ExitCode::SUCCESS)
}

fn seam(plan: &seam::Plan) -> anyhow::Result<ExitCode> {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} screens, {eta} to go")?;
    let bar = ProgressBar::new(plan.trials as u64).with_style(style);
    let tick = |done: usize| bar.set_position(done as u64);
    let outcome = tokio::runtime::Runtime::new()?.block_on(seam::run(plan, tick));
    bar.finish_and_clear();
    match outcome {
        Ok(verdict) => {
            eprintln!("seam: {verdict}");
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("seam: failed: {error:#}; run it again with --seed {}", plan.seed);
            Ok(ExitCode::FAILURE)
        }
    }
}

fn deploy(plan: deploy::Plan) -> anyhow::Result<ExitCode> {
    let tell = |verdict: &deploy::Verdict| eprintln!("deploy: so far {verdict}");
    let verdict = tokio::runtime::Runtime::new()?.block_on(deploy::run(plan, tell))?;
    eprintln!("deploy: {verdict}");
    if verdict.slowest > deploy::BACK_WITHIN || verdict.fresh > 0 {
        let within = deploy::BACK_WITHIN.as_secs();
        eprintln!("deploy: failed: all must be back with their tokens within {within} s");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn month(plan: month::Plan) -> anyhow::Result<ExitCode> {
    let style =
        ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} cells, {eta} to go")?;
    let bar = ProgressBar::new(0).with_style(style);
    let verdict = tokio::runtime::Runtime::new()?.block_on(month::run(plan, |stored, all| {
        bar.set_length(all);
        bar.set_position(stored);
    }))?;
    bar.finish_and_clear();
    let month::Verdict { cells, start, questions } = &verdict;
    let at = |share: usize| questions.get(questions.len() * share / 100).copied();
    let millis = |time: Option<Duration>| time.unwrap_or_default().as_secs_f64() * 1_000.0;
    eprintln!(
        "month: {cells} cells; start {:.2} s; {} questions for a commune's day by hour: p50 {:.1} \
         ms, p99 {:.1} ms, the slowest {:.1} ms",
        start.as_secs_f64(),
        questions.len(),
        millis(at(50)),
        millis(at(99)),
        millis(questions.last().copied()),
    );
    match verdict.fault() {
        None => Ok(ExitCode::SUCCESS),
        Some(fault) => {
            eprintln!("month: failed: {fault}");
            Ok(ExitCode::FAILURE)
        }
    }
}
