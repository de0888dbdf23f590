//! Kinh Bắc's gateway and aggregator on Apache Kafka and TimescaleDB beside what one could take
//! instead: a bare producer, a bare consumer with a hash map, and Kafka Streams.
//!
//! ```sh
//! cargo run --release -p kinhbac-tests --bin peers
//! ```

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use kinhbac_tests::peers::{self, Plan};

/// Compares Kinh Bắc with what one could take instead, on this machine in one run.
#[derive(Parser)]
#[command(
    after_help = "Examples:\n  peers\n  peers --records 500000 --skip-streams\n\nNeeds java, and mvn the first time. Ends with 1 where a comparison does not hold."
)]
struct Cli {
    /// The most records that the bare producer sends; they are kept in memory.
    #[arg(long, default_value_t = 2_000_000, value_parser = clap::value_parser!(u64).range(1..))]
    records: u64,
    /// Leaves Kafka Streams out.
    #[arg(long)]
    skip_streams: bool,
}

fn main() -> anyhow::Result<ExitCode> {
    let Cli { records, skip_streams } = Cli::parse();
    let runtime = tokio::runtime::Runtime::new()?;
    let plan = Plan { records, streams: !skip_streams };
    let report = runtime.block_on(peers::run(plan, |words| eprintln!("peers: {words}")))?;
    writeln!(std::io::stdout(), "{report}")?;
    Ok(if report.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
