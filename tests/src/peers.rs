//! The gateway and the aggregator on Apache Kafka and TimescaleDB beside what one could take
//! instead, on one machine in one run: a bare producer of the same records, a bare consumer with a
//! hash map, and a program of Kafka Streams that counts the same people by site and minute, exactly
//! once (`tests/peers/streams`).
//!
//! One runs after the other, so that nobody takes another's time. CPU and memory are those of a
//! whole process, its start included, and not those of the engines; seconds run from the first
//! record to the last that is done. The Java machine chooses its heap by itself, as it does for
//! whoever says nothing; `JAVA_TOOL_OPTIONS` can say something.

mod aggregator;
mod consumer;
mod cost;
mod gateway;
mod ground;
mod producer;
mod records;
mod report;
mod streams;

use anyhow::Result;
use tokio::task::spawn_blocking;

use ground::Ground;
use records::Records;

pub use report::{Report, Row};

/// What is compared.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The most records that the bare producer sends: they are kept in memory, some 300 bytes each.
    pub records: u64,
    /// Whether Kafka Streams is compared too.
    pub streams: bool,
}

/// Runs it; `tell` hears what begins.
///
/// # Errors
/// When anything can't be had or ends badly, or when not all come to the same counts.
pub async fn run(plan: Plan, tell: impl Fn(&str)) -> Result<Report> {
    tell("Kafka and TimescaleDB start");
    let ground = Ground::prepare().await?;
    tell("the gateway takes what it can");
    let gateway = gateway::measure(&ground).await?;

    tell("a bare producer sends the same records");
    let filled = ground.filled().await?;
    let (from, to) = (filled.clone(), ground.empty().await?);
    let producer = spawn_blocking(move || {
        let records = Records::read_back(&from, plan.records.min(from.records()))?;
        producer::measure(&to, &records)
    });
    let producer = producer.await??;

    tell("a bare consumer counts the topic in a hash map");
    let from = filled.clone();
    let (consumer, totals) = spawn_blocking(move || consumer::measure(&from)).await??;
    tell("the aggregator counts the topic");
    let aggregator = aggregator::measure(&ground, &filled, totals).await?;
    let streams = if plan.streams {
        tell("Kafka Streams counts the topic");
        Some(streams::measure(&ground, &filled, totals).await?)
    } else {
        None
    };
    ground.stop().await?;
    Ok(Report { gateway, producer, consumer, aggregator, streams })
}
