//! What it came to.

use std::fmt;
use std::time::Duration;

/// Above the rows.
const HEAD: &str =
    "                     records   seconds   records/s  CPU µs a record   memory MiB";

/// What one of them did, and what it took.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Who.
    pub who: &'static str,
    /// Records, or events, of each of which it is known that it is done.
    pub records: u64,
    /// From the first to the last.
    pub took: Duration,
    /// CPU time of its process.
    pub cpu: Duration,
    /// The most memory that its process had resident, bytes; none where it is this process.
    pub memory: Option<u64>,
}

impl Row {
    fn per_second(&self) -> f64 {
        self.records as f64 / self.took.as_secs_f64()
    }

    /// CPU time a record, microseconds.
    fn each(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.records as f64
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { who, records, .. } = self;
        let (seconds, rate, each) = (self.took.as_secs_f64(), self.per_second(), self.each());
        let memory = self.memory.map_or_else(|| "-".to_owned(), |bytes| (bytes >> 20).to_string());
        write!(f, "{who:<16}{records:>12}{seconds:>10.2}{rate:>12.0}{each:>17.2}{memory:>13}")
    }
}

/// What a comparison may come to.
enum Bound {
    /// So much or less.
    AtMost(f64),
    /// So much or more.
    AtLeast(f64),
}

/// A figure of one over that of another.
struct Ratio {
    what: &'static str,
    value: f64,
    bound: Bound,
}

impl Ratio {
    fn new(what: &'static str, one: f64, other: f64, bound: Bound) -> Self {
        Self { what, value: one / other, bound }
    }

    fn holds(&self) -> bool {
        match self.bound {
            Bound::AtMost(most) => self.value <= most,
            Bound::AtLeast(least) => self.value >= least,
        }
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, value, bound } = self;
        let (word, limit) = match bound {
            Bound::AtMost(most) => ("at most", most),
            Bound::AtLeast(least) => ("at least", least),
        };
        let verdict = if self.holds() { "holds" } else { "DOES NOT HOLD" };
        write!(f, "{what:<50}{value:>7.2}  {word} {limit:<4}  {verdict}")
    }
}

/// All of it.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    /// The gateway, acknowledging events.
    pub gateway: Row,
    /// The bare producer of the same records.
    pub producer: Row,
    /// The bare consumer with a hash map.
    pub consumer: Row,
    /// The aggregator, from the filled topic to stored cells.
    pub aggregator: Row,
    /// Kafka Streams on the same topic, if it was compared.
    pub streams: Option<Row>,
}

impl Report {
    /// Whether every comparison holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.ratios().iter().all(Ratio::holds)
    }

    fn ratios(&self) -> Vec<Ratio> {
        use Bound::{AtLeast, AtMost};

        let Self { gateway, producer, consumer, aggregator, streams } = self;
        let gate = "gateway / bare producer: CPU an event";
        let fold = "aggregator / bare consumer: CPU a record";
        let mut ratios = vec![
            Ratio::new(gate, gateway.each(), producer.each(), AtMost(2.0)),
            Ratio::new(fold, aggregator.each(), consumer.each(), AtMost(3.0)),
        ];
        if let Some(streams) = streams {
            let memory = |row: &Row| row.memory.map_or(f64::NAN, |bytes| bytes as f64);
            let (rate, cpu, resident) = (
                "aggregator / Kafka Streams: records/s",
                "aggregator / Kafka Streams: CPU a record",
                "aggregator / Kafka Streams: memory",
            );
            ratios.extend([
                Ratio::new(rate, aggregator.per_second(), streams.per_second(), AtLeast(3.0)),
                Ratio::new(cpu, aggregator.each(), streams.each(), AtMost(0.25)),
                Ratio::new(resident, memory(aggregator), memory(streams), AtMost(0.2)),
            ]);
        }
        ratios
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { gateway, producer, consumer, aggregator, streams } = self;
        writeln!(f, "{HEAD}")?;
        for row in [gateway, producer, consumer, aggregator].into_iter().chain(streams) {
            writeln!(f, "{row}")?;
        }
        for ratio in self.ratios() {
            write!(f, "\n{ratio}")?;
        }
        Ok(())
    }
}
