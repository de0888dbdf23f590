//! Puts a dead letter where it belongs, once.
//!
//! Who replays claims it first, in the store, where the first claim of a number wins. A claim whose
//! gateway died may or may not have put the record into the log; the next one looks there before it
//! does, for a replayed record says where it stood.

use std::time::Duration;

use kinhbac_api::event::decode_logged;
use kinhbac_api::v1::{RecordPosition, ReplayOutcome, ReplayResult};
use kinhbac_domain::ports::{Header, LogError, NewRecord, ReadFrom, Record};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;

use super::letter::Letter;
use super::{DeadLetterDeps, Reading};

/// How long a claim is left alone: longer than an append may take.
const CLAIM: Duration = Duration::from_secs(60);
/// How far the clocks of gateways and log may be apart.
const CLOCKS: Duration = Duration::from_secs(600);
/// The header of a replayed record: where it stood.
const REPLAY_OF: &str = "dl_replay_of";

/// Replays.
pub(super) struct Replayer<'a> {
    pub(super) deps: &'a DeadLetterDeps,
}

/// What a claim came to.
enum Claimed {
    /// Nobody claimed it before.
    First,
    /// Somebody did, so long ago that it is over; since then the record may be in the log.
    Since(Timestamp),
    /// Somebody did just now, and may be at it.
    UnderWay(Timestamp),
    /// The store does not answer.
    Unavailable(String),
}

impl Replayer<'_> {
    /// Replays a letter, if it can be folded by now and never was.
    pub(super) async fn replay(&self, letter: &Letter) -> Result<ReplayResult, LogError> {
        let home = match decode_logged(&letter.value, &self.deps.zone) {
            Ok(event) => event.home(self.deps.log.partitions()),
            Err(why) => return Ok(result(ReplayOutcome::StillDead, None, why.to_string())),
        };
        match self.claim(&letter.position).await {
            Claimed::First => Ok(self.append(letter, home).await),
            Claimed::Unavailable(words) => Ok(result(ReplayOutcome::Unavailable, None, words)),
            claimed @ (Claimed::Since(at) | Claimed::UnderWay(at)) => {
                let found = self.look_for(&letter.position, home, at).await?;
                if let Some(found) = found {
                    return Ok(result(ReplayOutcome::ReplayedBefore, Some(found), ""));
                }
                if let Claimed::Since(_) = claimed {
                    return Ok(self.append(letter, home).await);
                }
                let words = "another replay of it is under way: ask again in a minute";
                Ok(result(ReplayOutcome::Unavailable, None, words))
            }
        }
    }

    async fn claim(&self, position: &RecordPosition) -> Claimed {
        let name = format!("replay {position}");
        let now = self.deps.clock.now();
        let mine = format!("{} {:016x}", now.millis(), (self.deps.new_claim)());
        let mut first = None;
        for number in 1_u32.. {
            match self.deps.settings.settle(&format!("{name} {number}"), &mine).await {
                Err(error) => return Claimed::Unavailable(error.to_string()),
                Ok(claim) if claim == mine => break,
                Ok(claim) => {
                    let at = claim.split(' ').next().and_then(|millis| millis.parse().ok());
                    let at = Timestamp::from_millis(at.unwrap_or(0));
                    let first = *first.get_or_insert(at);
                    if now.millis() - at.millis() < CLAIM.as_millis() as i64 {
                        return Claimed::UnderWay(first);
                    }
                }
            }
        }
        first.map_or(Claimed::First, Claimed::Since)
    }

    async fn append(
        &self,
        letter: &Letter,
        (topic, partition): (Topic, PartitionIndex),
    ) -> ReplayResult {
        let position = letter.position.to_string();
        let mark = Header { name: REPLAY_OF, value: position.as_bytes() };
        let headers = letter.headers.iter().chain([mark]).collect();
        let (key, value) = (letter.key.clone(), letter.value.clone());
        let record = NewRecord { partition, key, value, headers };
        match self.deps.log.append(topic, vec![record]).await.pop() {
            Some(Ok(offset)) => {
                result(ReplayOutcome::Replayed, Some(stands(topic, partition, offset)), "")
            }
            Some(Err(error)) => result(ReplayOutcome::Unavailable, None, error.to_string()),
            None => result(ReplayOutcome::Unavailable, None, "the log gave no answer"),
        }
    }

    /// Where a replayed record stands in the log, put there since a time.
    async fn look_for(
        &self,
        letter: &RecordPosition,
        (topic, partition): (Topic, PartitionIndex),
        since: Timestamp,
    ) -> Result<Option<RecordPosition>, LogError> {
        let since = since.plus_millis(-(CLOCKS.as_millis() as i64));
        let log = &*self.deps.log;
        let offset = log.offset_at(topic, partition, since).await?;
        let wanted = letter.to_string();
        let is_it = |record: &Record| {
            record.headers.iter().any(|h| h.name == REPLAY_OF && h.value == wanted.as_bytes())
        };
        let mut reading = Reading::begin(log, ReadFrom { topic, partition, offset }).await?;
        while let Some(records) = reading.next().await? {
            if let Some(found) = records.iter().find(|record| is_it(record)) {
                return Ok(Some(stands(topic, partition, found.offset)));
            }
        }
        Ok(None)
    }
}

fn result(
    outcome: ReplayOutcome,
    now: Option<RecordPosition>,
    words: impl Into<String>,
) -> ReplayResult {
    ReplayResult { position: None, outcome: outcome.into(), now, words: words.into() }
}

fn stands(topic: Topic, partition: PartitionIndex, offset: Offset) -> RecordPosition {
    RecordPosition { topic: topic.name().into(), partition: partition.0, offset: offset.0 }
}
