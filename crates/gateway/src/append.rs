//! A prepared batch is appended, and answered when the log has it on disk.

use std::collections::BTreeMap;

use futures::future::join_all;
use kinhbac_api::refusal::{FieldError, Reason};
use kinhbac_api::{status, v1};
use kinhbac_domain::ports::AppendError;
use kinhbac_domain::position::{Offset, Position, Stream, Topic};
use tokio::sync::watch;
use tonic::Status;

use crate::batch::{Item, Prepared};
use crate::check::Refusals;
use crate::dedupe::Identity;
use crate::gateway::{Gateway, RETRY_AFTER};
use crate::metrics::Tally;

/// What became of an event.
pub(crate) enum Outcome {
    /// In the log, on disk.
    Accepted(Position),
    /// The log had acknowledged the same identity before.
    Duplicate(Position),
    /// It would be refused again.
    Rejected(Refusals),
    /// Not in the log, as far as is known: to be sent again.
    Unavailable,
}

/// The results of a batch, in the order of the request.
pub(crate) struct Answer {
    /// One for each event.
    pub(crate) results: Vec<v1::PublishResult>,
    /// Where all of it is to be sent again: why, and when.
    pub(crate) none_taken: Option<Status>,
}

/// What the log said of each record of each stream.
struct Appended(BTreeMap<Stream, Vec<Result<Offset, AppendError>>>);

impl Gateway {
    /// Appends a batch and answers it. Batches reach the log in the order in which their appends
    /// are first polled.
    pub(crate) async fn append(&self, prepared: Prepared) -> Answer {
        let Prepared { items, appends, claims, room } = prepared;
        let appends = appends.into_iter().map(|(stream, records)| async move {
            (stream, self.log.append(Topic::Input(stream), records).await)
        });
        let appended = Appended(join_all(appends).await.into_iter().collect());
        claims.settle(items.iter().filter_map(|item| appended.acknowledged(item)));
        drop(room);
        self.answer(items, &appended).await
    }

    async fn answer(&self, items: Vec<Item>, appended: &Appended) -> Answer {
        let mut tally = Tally::default();
        let mut results = Vec::with_capacity(items.len());
        for item in items {
            let (stream, outcome) = match item {
                Item::New { stream, .. } => (Some(stream), appended.outcome(&item)),
                Item::Known(stream, position) => (Some(stream), Outcome::Duplicate(position)),
                Item::OnItsWay { stream, identity, settled } => {
                    (Some(stream), self.share_outcome(identity, settled).await)
                }
                Item::Refused(stream, refusals) => (stream, Outcome::Rejected(refusals)),
                Item::Unknowable(stream) => (stream, Outcome::Unavailable),
            };
            tally.count(stream, &outcome);
            results.push(outcome.into_result());
        }
        let none_taken = tally.is_all_unavailable().then(|| appended.why_not());
        tally.tell();
        Answer { results, none_taken }
    }

    /// The outcome of an event whose identity another one was bringing to the log.
    async fn share_outcome(
        &self,
        identity: Identity,
        settled: Option<watch::Receiver<()>>,
    ) -> Outcome {
        if let Some(mut settled) = settled {
            // Nothing is ever sent: it ends when the other batch lets go.
            let _ = settled.changed().await;
        }
        self.dedupe.position(identity).map_or(Outcome::Unavailable, Outcome::Duplicate)
    }
}

impl Appended {
    fn said(&self, item: &Item) -> Option<&Result<Offset, AppendError>> {
        let Item::New { stream, record, .. } = item else { return None };
        self.0.get(stream)?.get(*record)
    }

    fn acknowledged(&self, item: &Item) -> Option<(Identity, Position)> {
        let Item::New { stream, partition, identity, .. } = *item else { return None };
        let offset = *self.said(item)?.as_ref().ok()?;
        Some((identity, Position { stream, partition, offset }))
    }

    fn outcome(&self, item: &Item) -> Outcome {
        if let Some((_, position)) = self.acknowledged(item) {
            return Outcome::Accepted(position);
        }
        match self.said(item) {
            Some(Err(AppendError::TooLarge { bytes, limit })) => {
                let words = format!("has {bytes} bytes, more than the {limit} that the log takes");
                let mut refusals = Refusals::default();
                refusals.push(FieldError::new("event", Reason::TooLong, words));
                Outcome::Rejected(refusals)
            }
            _ => Outcome::Unavailable,
        }
    }

    /// Why nothing was taken: the log's first words.
    fn why_not(&self) -> Status {
        let errors = || self.0.values().flatten().filter_map(|said| said.as_ref().err());
        match errors().next() {
            Some(error) => {
                tracing::warn!(%error, records = errors().count(), "the log took nothing of a batch");
                let words = error.to_string();
                match error {
                    AppendError::Full(_) => status::exhausted(words, RETRY_AFTER),
                    _ => status::unavailable(words, RETRY_AFTER),
                }
            }
            None => status::unavailable("the store is not available", RETRY_AFTER),
        }
    }
}

impl Outcome {
    fn into_result(self) -> v1::PublishResult {
        let (outcome, position, violations) = match self {
            Self::Accepted(position) => (v1::Outcome::Accepted, Some(position), Vec::new()),
            Self::Duplicate(position) => (v1::Outcome::Duplicate, Some(position), Vec::new()),
            Self::Rejected(refusals) => (v1::Outcome::Rejected, None, refusals.into_violations()),
            Self::Unavailable => (v1::Outcome::Unavailable, None, Vec::new()),
        };
        v1::PublishResult {
            outcome: outcome.into(),
            position: position.map(Into::into),
            violations,
        }
    }
}
