//! Records that nobody can fold, on each topic, as another program might write them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use bytes::Bytes;
use kinhbac_api::v1::{Event, Resolved, WifiUsage, event};
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::ports::{AppendError, EventLog, Headers, NewRecord};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};
use prost::Message;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::load;

/// A site of the sample province; its camera tells of it in other records too.
const SITE: &str = "site-0001";

/// What is wrong with a record.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Empty,
    NotProtobuf,
    CutOff,
    NoSite,
    NoPayload,
    NoId,
    LongId,
    NoTime,
    TimeOfNoCalendar,
    NegativeNumber,
    WrongTopic,
    WrongPartition,
}

const KINDS: [Kind; 12] = [
    Kind::Empty,
    Kind::NotProtobuf,
    Kind::CutOff,
    Kind::NoSite,
    Kind::NoPayload,
    Kind::NoId,
    Kind::LongId,
    Kind::NoTime,
    Kind::TimeOfNoCalendar,
    Kind::NegativeNumber,
    Kind::WrongTopic,
    Kind::WrongPartition,
];

/// Where poison stands: the topic's name, partition and offset.
pub(super) type Position = (&'static str, PartitionIndex, Offset);

/// What was written.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Where it stands.
    pub(super) known: BTreeSet<Position>,
    /// Records that may stand somewhere or not.
    pub(super) unknown: usize,
}

/// Who writes it.
pub(super) struct Poison {
    log: Arc<dyn EventLog>,
    rng: ChaCha8Rng,
}

impl Poison {
    pub(super) fn new(log: Arc<dyn EventLog>, seed: u64) -> Self {
        Self { log, rng: ChaCha8Rng::seed_from_u64(seed) }
    }

    /// Each kind once on each topic, then any on any until told to stop.
    pub(super) async fn write(mut self, stop: watch::Receiver<bool>) -> Result<Written> {
        let mut written = Written::default();
        for stream in Stream::ALL {
            for kind in KINDS {
                self.append(stream, kind, &mut written).await;
            }
        }
        while !*stop.borrow() {
            if let (Some(stream), Some(kind)) =
                (Stream::ALL.choose(&mut self.rng), KINDS.choose(&mut self.rng))
            {
                self.append(*stream, *kind, &mut written).await;
            }
            sleep(Duration::from_millis(self.rng.random_range(20..200))).await;
        }
        Ok(written)
    }

    async fn append(&mut self, stream: Stream, kind: Kind, written: &mut Written) {
        let topic = Topic::Input(stream);
        let (partition, value) = self.make(stream, kind);
        let record = NewRecord {
            partition,
            key: Bytes::from_static(SITE.as_bytes()),
            value,
            headers: Headers::default(),
        };
        loop {
            match self.log.append(topic, vec![record.clone()]).await.pop() {
                Some(Ok(offset)) => {
                    written.known.insert((topic.name(), partition, offset));
                    return;
                }
                Some(Err(AppendError::Unknown(_))) => {
                    written.unknown += 1;
                    return;
                }
                // The broker is away.
                _ => sleep(Duration::from_millis(200)).await,
            }
        }
    }

    fn make(&mut self, stream: Stream, kind: Kind) -> (PartitionIndex, Bytes) {
        let count = self.log.partitions();
        let home = PartitionIndex::of_key(SITE.as_bytes(), count);
        let mut event = self.good(stream);
        match kind {
            Kind::Empty => return (home, Bytes::new()),
            Kind::NotProtobuf => return (home, Bytes::from_static(b"\xff\xff\xff\xff{\"id\":1}")),
            Kind::CutOff => {
                let whole = event.encode_to_vec();
                return (home, Bytes::copy_from_slice(&whole[..whole.len() - 1]));
            }
            Kind::NoSite => event.resolved = None,
            Kind::NoPayload => event.payload = None,
            Kind::NoId => event.id.clear(),
            Kind::LongId => event.id = "x".repeat(100_000),
            Kind::NoTime => event.time = None,
            Kind::TimeOfNoCalendar => {
                if let Some(time) = &mut event.time {
                    time.seconds = i64::MAX;
                }
            }
            Kind::NegativeNumber => event.sequence = Some(-1),
            Kind::WrongTopic => event = self.of_another(stream),
            Kind::WrongPartition => {
                let elsewhere = PartitionIndex((home.0 + 1) % count);
                return (elsewhere, event.encode_to_vec().into());
            }
        }
        (home, event.encode_to_vec().into())
    }

    /// An event that would be counted, were it not on a topic that it does not belong to.
    fn good(&mut self, stream: Stream) -> Event {
        let mut event = load::count(format!("poison-{}", self.rng.random::<u64>()), &mut self.rng);
        if stream == Stream::Wifi {
            event.source = "wifi/ap-0001".into();
            let usage = WifiUsage { clients_connected: Some(1), ..WifiUsage::default() };
            event.payload = Some(event::Payload::WifiUsage(usage));
        }
        event.time = Some(SystemClock.now().into());
        event.resolved = Some(Resolved { site: SITE.into(), sign_of_life: None });
        event
    }

    fn of_another(&mut self, stream: Stream) -> Event {
        let other = if stream == Stream::Wifi { Stream::Camera } else { Stream::Wifi };
        self.good(other)
    }
}
