//! `DeadLetterService`: the records that could not be folded, told and replayed.

mod letter;
mod replay;

use std::collections::BTreeSet;
use std::sync::Arc;

use kinhbac_api::refusal::Reason;
use kinhbac_api::status;
use kinhbac_api::v1::dead_letter_service_server::{DeadLetterService, DeadLetterServiceServer};
use kinhbac_api::v1::{
    ListDeadLettersRequest, ListDeadLettersResponse, RecordPosition, ReplayDeadLettersRequest,
    ReplayDeadLettersResponse, ReplayOutcome, ReplayResult,
};
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{EventLog, LogError, ReadFrom, Record, SettingsStore};
use kinhbac_domain::position::{PartitionIndex, Topic};
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
            if let Err(error) = list(&deps, wanted.as_ref(), &client).await {
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
    wanted: Option<&BTreeSet<Key>>,
    client: &mpsc::Sender<Result<ListDeadLettersResponse, Status>>,
) -> Result<(), LogError> {
    let (mut letters, mut bytes) = (Vec::new(), 0);
    let partitions = deps.log.partitions();
    for partition in (0..partitions).map(PartitionIndex) {
        // The same record may be set aside again after a crash.
        let mut seen = BTreeSet::new();
        let mut reading = Reading::begin(&*deps.log, partition).await?;
        while let Some(records) = reading.next().await? {
            for letter in records.into_iter().filter_map(Letter::read) {
                let key = key(&letter.position);
                if wanted.is_some_and(|wanted| !wanted.contains(&key)) || !seen.insert(key) {
                    continue;
                }
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
        let letter = letters.iter().find(|letter| letter.position == position);
        let result = match letter {
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
async fn find(log: &dyn EventLog, positions: &[RecordPosition]) -> Result<Vec<Letter>, LogError> {
    let mut found: Vec<Letter> = Vec::new();
    let partitions: BTreeSet<u32> = positions.iter().map(|position| position.partition).collect();
    for partition in partitions.into_iter().filter(|index| *index < log.partitions()) {
        let mut reading = Reading::begin(log, PartitionIndex(partition)).await?;
        while let Some(records) = reading.next().await? {
            for letter in records.into_iter().filter_map(Letter::read) {
                let is_new = found.iter().all(|other| other.position != letter.position);
                if is_new && positions.contains(&letter.position) {
                    found.push(letter);
                }
            }
        }
    }
    Ok(found)
}

/// Reads the dead letters of a partition that are there now.
struct Reading {
    reader: Box<dyn kinhbac_domain::ports::LogReader>,
    left: std::ops::Range<kinhbac_domain::position::Offset>,
}

impl Reading {
    async fn begin(log: &dyn EventLog, partition: PartitionIndex) -> Result<Self, LogError> {
        let topic = Topic::DeadLetter;
        let left = log.bounds(topic, partition).await?;
        let reader = log.read(&[ReadFrom { topic, partition, offset: left.start }]).await?;
        Ok(Self { reader, left })
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
