//! `DeadLetterService`: the records that could not be folded, told and replayed.

mod letter;
mod replay;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use kinhbac_api::refusal::Reason;
use kinhbac_api::status;
use kinhbac_api::v1::dead_letter_service_server::{DeadLetterService, DeadLetterServiceServer};
use kinhbac_api::v1::{
    ListDeadLettersRequest, ListDeadLettersResponse, RecordPosition, ReplayDeadLettersRequest,
    ReplayDeadLettersResponse, ReplayOutcome, ReplayResult,
};
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{EventLog, LogError, LogReader, ReadFrom, Record, SettingsStore};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Zone;
use prost::Message;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use letter::Letter;
use replay::Replayer;

/// The most positions of a request.
const MAX_POSITIONS: usize = 1_000;
/// Records read at a time.
const READ: usize = 1_000;
/// A message is sent at so many bytes.
const MESSAGE_BYTES: usize = 1 << 20;
/// Messages that wait for the client.
const AHEAD: usize = 2;

/// What the service needs.
#[derive(Clone)]
pub struct DeadLetterDeps {
    /// Where the records are.
    pub log: Arc<dyn EventLog>,
    /// Knows which were replayed, for all gateways alike.
    pub settings: Arc<dyn SettingsStore>,
    /// The wall clock: how old a claim is.
    pub clock: Arc<dyn Clock>,
    /// The installation's zone.
    pub zone: Zone,
    /// Makes a claim unlike all others.
    pub new_claim: Arc<dyn Fn() -> u64 + Send + Sync>,
}

/// The service that tells and replays dead letters.
pub fn dead_letter_service(
    deps: DeadLetterDeps,
) -> DeadLetterServiceServer<impl DeadLetterService> {
    DeadLetterServiceServer::new(DeadLetters { deps })
}

struct DeadLetters {
    deps: DeadLetterDeps,
}

#[tonic::async_trait]
impl DeadLetterService for DeadLetters {
    type ListDeadLettersStream = ReceiverStream<Result<ListDeadLettersResponse, Status>>;

    async fn list_dead_letters(
        &self,
        request: Request<ListDeadLettersRequest>,
    ) -> Result<Response<Self::ListDeadLettersStream>, Status> {
        let positions = request.into_inner().positions;
        check_count(&positions, 0)?;
        let wanted = (!positions.is_empty()).then(|| positions.iter().map(key).collect());
        let (client, answer) = mpsc::channel(AHEAD);
        let deps = self.deps.clone();
        tokio::spawn(async move {
            if let Err(error) = list(&deps, wanted, &client).await {
                // Who has gone away need not know.
                let _ = client.send(Err(status::from_log(&error))).await;
            }
        });
        Ok(Response::new(ReceiverStream::new(answer)))
    }

    async fn replay_dead_letters(
        &self,
        request: Request<ReplayDeadLettersRequest>,
    ) -> Result<Response<ReplayDeadLettersResponse>, Status> {
        let positions = request.into_inner().positions;
        check_count(&positions, 1)?;
        let deps = self.deps.clone();
        // On a task of its own: a claim is not left behind when the client goes away.
        let replaying = tokio::spawn(async move { replay(&deps, positions).await });
        let replayed = replaying.await.map_err(|error| Status::internal(error.to_string()))?;
        let results = replayed.map_err(|error| status::from_log(&error))?;
        Ok(Response::new(ReplayDeadLettersResponse { results }))
    }
}

fn check_count(positions: &[RecordPosition], least: usize) -> Result<(), Status> {
    let count = positions.len();
    if (least..=MAX_POSITIONS).contains(&count) {
        return Ok(());
    }
    let words = format!("there are {count}, not from {least} to {MAX_POSITIONS}");
    let reason = if count < least { Reason::Required } else { Reason::TooMany };
    Err(status::invalid("positions", reason, words))
}

type Key = (String, u32, i64);

fn key(position: &RecordPosition) -> Key {
    (position.topic.clone(), position.partition, position.offset)
}

async fn list(
    deps: &DeadLetterDeps,
    wanted: Option<BTreeSet<Key>>,
    client: &mpsc::Sender<Result<ListDeadLettersResponse, Status>>,
) -> Result<(), LogError> {
    let (mut letters, mut bytes) = (Vec::new(), 0);
    let partitions = (0..deps.log.partitions()).map(PartitionIndex);
    for partition in partitions {
        let mut kept = Letters::begin(&*deps.log, partition, wanted.as_ref()).await?;
        while let Some(some) = kept.next().await? {
            for letter in some {
                let told = letter.told(&deps.zone);
                bytes += told.encoded_len();
                letters.push(told);
                if bytes >= MESSAGE_BYTES {
                    let message = ListDeadLettersResponse { letters: std::mem::take(&mut letters) };
                    bytes = 0;
                    if client.send(Ok(message)).await.is_err() {
                        return Ok(());
                    }
                }
            }
        }
    }
    if !letters.is_empty() {
        let _ = client.send(Ok(ListDeadLettersResponse { letters })).await;
    }
    Ok(())
}

async fn replay(
    deps: &DeadLetterDeps,
    positions: Vec<RecordPosition>,
) -> Result<Vec<ReplayResult>, LogError> {
    let letters = find(&*deps.log, &positions).await?;
    let replayer = Replayer { deps };
    let mut results = Vec::with_capacity(positions.len());
    for position in positions {
        let result = match letters.get(&key(&position)) {
            Some(letter) => replayer.replay(letter).await?,
            None => ReplayResult {
                outcome: ReplayOutcome::NotFound.into(),
                words: "there is no such dead letter, or none any more".into(),
                ..ReplayResult::default()
            },
        };
        results.push(ReplayResult { position: Some(position), ..result });
    }
    Ok(results)
}

/// The letters that stood at some positions; set aside in the partition that they stood in.
async fn find(
    log: &dyn EventLog,
    positions: &[RecordPosition],
) -> Result<BTreeMap<Key, Letter>, LogError> {
    let wanted = positions.iter().map(key).collect();
    let partitions: BTreeSet<u32> = positions.iter().map(|position| position.partition).collect();
    let mut found = BTreeMap::new();
    for partition in partitions.into_iter().filter(|index| *index < log.partitions()) {
        let mut letters = Letters::begin(log, PartitionIndex(partition), Some(&wanted)).await?;
        while let Some(some) = letters.next().await? {
            found.extend(some.into_iter().map(|letter| (key(&letter.position), letter)));
        }
    }
    Ok(found)
}

/// The dead letters of a partition that are there now and wanted, each once.
struct Letters<'a> {
    reading: Reading,
    /// All, if none.
    wanted: Option<&'a BTreeSet<Key>>,
    /// The same record may be set aside again after a crash.
    seen: BTreeSet<Key>,
}

impl<'a> Letters<'a> {
    async fn begin(
        log: &dyn EventLog,
        partition: PartitionIndex,
        wanted: Option<&'a BTreeSet<Key>>,
    ) -> Result<Self, LogError> {
        let topic = Topic::DeadLetter;
        let offset = log.bounds(topic, partition).await?.start;
        let reading = Reading::begin(log, ReadFrom { topic, partition, offset }).await?;
        Ok(Self { reading, wanted, seen: BTreeSet::new() })
    }

    /// Some more; none at the end.
    async fn next(&mut self) -> Result<Option<Vec<Letter>>, LogError> {
        let Some(records) = self.reading.next().await? else { return Ok(None) };
        let mut letters: Vec<_> = records.into_iter().filter_map(Letter::read).collect();
        letters.retain(|letter| {
            let key = key(&letter.position);
            self.wanted.is_none_or(|wanted| wanted.contains(&key)) && self.seen.insert(key)
        });
        Ok(Some(letters))
    }
}

/// Reads a partition as far as it goes now.
struct Reading {
    reader: Box<dyn LogReader>,
    left: Range<Offset>,
}

impl Reading {
    async fn begin(log: &dyn EventLog, from: ReadFrom) -> Result<Self, LogError> {
        let end = log.bounds(from.topic, from.partition).await?.end;
        Ok(Self { reader: log.read(&[from]).await?, left: from.offset..end })
    }

    /// Some more; none at the end.
    async fn next(&mut self) -> Result<Option<Vec<Record>>, LogError> {
        if self.left.is_empty() {
            return Ok(None);
        }
        let records = self.reader.next(READ).await?;
        if let Some(last) = records.last() {
            self.left.start = last.offset.next();
        }
        Ok(Some(records))
    }
}
