//! A batch is prepared: each event is checked, placed, stripped of addresses and written as a
//! record.

use std::collections::BTreeMap;

use kinhbac_api::refusal::{FieldError, Reason};
use kinhbac_api::v1;
use kinhbac_api::v1::event::Payload;
use kinhbac_domain::ports::NewRecord;
use kinhbac_domain::position::{PartitionIndex, Position, Stream};
use kinhbac_domain::registry::Registry;
use kinhbac_domain::time::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, watch};

use crate::check::{self, Limits, Refusals};
use crate::dedupe::{Claim, Claims, Identity};
use crate::gateway::{Admitted, Gateway};
use crate::place;
use crate::pseudonym::Mac;
use crate::record::Records;

/// A batch, ready for the log.
pub(crate) struct Prepared {
    /// One for each event, in the order of the request.
    pub(crate) items: Vec<Item>,
    /// The records, by stream.
    pub(crate) appends: BTreeMap<Stream, Vec<NewRecord>>,
    /// The identities that it brings.
    pub(crate) claims: Claims,
    /// Given back when it is answered.
    pub(crate) room: OwnedSemaphorePermit,
}

/// An event of a prepared batch.
pub(crate) enum Item {
    /// It goes to the log: the record `record` of its stream.
    New { stream: Stream, partition: PartitionIndex, record: usize, identity: Identity },
    /// The log has it.
    Known(Stream, Position),
    /// The same identity is on its way to the log.
    OnItsWay { stream: Stream, identity: Identity, settled: Option<watch::Receiver<()>> },
    /// It is refused.
    Refused(Option<Stream>, Refusals),
    /// Nothing can be said of it now.
    Unknowable(Option<Stream>),
}

/// What is found out about an event before it is written.
#[derive(Default)]
struct Draft {
    refusals: Refusals,
    /// None where the event can't be placed.
    time: Option<Timestamp>,
    stream: Option<Stream>,
    /// What the registry does not know, yet.
    unknown: Option<FieldError>,
    /// An engine is away that has to be asked.
    unknowable: bool,
}

impl Draft {
    fn is_good(&self) -> bool {
        self.refusals.is_empty() && self.unknown.is_none() && !self.unknowable
    }

    fn check(event: &mut v1::Event, bytes: usize, limits: &Limits, registry: &Registry) -> Self {
        let mut draft = Self::default();
        draft.time = check::event(event, bytes, limits, &mut draft.refusals);
        draft.place(event, registry);
        draft
    }

    fn place(&mut self, event: &mut v1::Event, registry: &Registry) {
        self.unknown = None;
        let Some(time) = self.time else { return };
        match place::resolve(event, time, registry) {
            Ok(stream) => self.stream = Some(stream),
            Err(error) if is_unknown(error.reason) => self.unknown = Some(error),
            Err(error) => self.refusals.push(error),
        }
    }

    /// Takes a client's address out of a session, to be hashed if the event is good.
    fn take_address(&mut self, session: &mut v1::WifiSession) -> Option<(Mac, Timestamp)> {
        let address = std::mem::take(&mut session.client_mac);
        if address.is_empty() {
            return None;
        }
        match Mac::parse(&address) {
            Ok(mac) => self.time.filter(|_| self.is_good()).map(|time| (mac, time)),
            Err(error) => {
                self.refusals.push(error);
                None
            }
        }
    }
}

fn is_unknown(reason: Reason) -> bool {
    matches!(reason, Reason::UnknownSource | Reason::UnknownPlace)
}

impl Gateway {
    /// Prepares a batch that was let in.
    pub(crate) async fn prepare(&self, mut events: Vec<v1::Event>, admitted: Admitted) -> Prepared {
        let (limits, registry) = (self.limits(), self.registry.current());
        let checked = events.iter_mut().zip(&admitted.sizes);
        let mut drafts: Vec<Draft> =
            checked.map(|(event, bytes)| Draft::check(event, *bytes, &limits, &registry)).collect();
        if drafts.iter().any(|draft| draft.unknown.is_some()) {
            self.look_again(&mut events, &mut drafts).await;
        }
        self.pseudonymise(&mut events, &mut drafts).await;
        self.write(&events, drafts, &admitted.sizes, admitted.room)
    }

    /// Places what was unknown by the registry as it is now.
    async fn look_again(&self, events: &mut [v1::Event], drafts: &mut [Draft]) {
        let registry = self.registry.again().await.inspect_err(|error| {
            tracing::warn!(%error, "the registry can't be read to look for unknown places");
        });
        for (event, draft) in events.iter_mut().zip(drafts) {
            if draft.unknown.is_none() {
                continue;
            }
            match &registry {
                Ok(registry) => draft.place(event, registry),
                Err(_) => draft.unknowable = draft.unknown.take().is_some(),
            }
            if let Some(unknown) = draft.unknown.take() {
                draft.refusals.push(unknown);
            }
        }
    }

    /// Puts keyed hashes in the place of clients' addresses. Whatever becomes of an event, its
    /// address is gone afterwards.
    async fn pseudonymise(&self, events: &mut [v1::Event], drafts: &mut [Draft]) {
        let mut outage = None;
        for (event, draft) in events.iter_mut().zip(drafts) {
            let Some(Payload::WifiSession(session)) = &mut event.payload else { continue };
            let Some((mac, time)) = draft.take_address(session) else { continue };
            if outage.is_none() {
                match self.pseudonyms.hash(mac, time).await {
                    Ok(hash) => session.client_hash = hash,
                    Err(error) => outage = Some(error),
                }
            }
            draft.unknowable = outage.is_some();
        }
        if let Some(error) = outage {
            tracing::warn!(%error, "the keys that hash clients' addresses can't be read");
        }
    }

    /// Writes the good ones as records, but for those that the log has or will have.
    fn write(
        &self,
        events: &[v1::Event],
        drafts: Vec<Draft>,
        sizes: &[usize],
        room: OwnedSemaphorePermit,
    ) -> Prepared {
        let identity = |(event, draft): (&v1::Event, &Draft)| {
            let stream = draft.stream.filter(|_| draft.is_good())?;
            Some(self.dedupe.identity(stream, &event.source, &event.id))
        };
        let identities: Vec<Identity> = events.iter().zip(&drafts).filter_map(identity).collect();
        let (claims, claimed) = self.dedupe.claim(&identities);
        let mut claimed = identities.into_iter().zip(claimed);

        let bytes = sizes.iter().map(|bytes| bytes + RESOLVED_BYTES).sum();
        let headers = self.config.cloud_event_headers;
        let mut records = Records::new(self.log.partitions(), bytes, headers);
        let mut appends: BTreeMap<Stream, Vec<NewRecord>> = BTreeMap::new();
        let items = events.iter().zip(drafts).map(|(event, draft)| match draft {
            draft if !draft.refusals.is_empty() => Item::Refused(draft.stream, draft.refusals),
            Draft { stream: Some(stream), unknowable: false, .. } => match claimed.next() {
                Some((identity, claim)) => {
                    item(event, stream, identity, claim, &mut records, &mut appends)
                }
                // Each good one has its claim.
                None => Item::Unknowable(Some(stream)),
            },
            draft => Item::Unknowable(draft.stream),
        });
        Prepared { items: items.collect(), appends, claims, room }
    }
}

/// About what `resolved` and the key add to an event.
const RESOLVED_BYTES: usize = 64;

fn item(
    event: &v1::Event,
    stream: Stream,
    identity: Identity,
    claim: Claim,
    records: &mut Records,
    appends: &mut BTreeMap<Stream, Vec<NewRecord>>,
) -> Item {
    match claim {
        Claim::Known(position) => Item::Known(stream, position),
        Claim::OnItsWay(settled) => Item::OnItsWay { stream, identity, settled },
        Claim::Ours => {
            let new = records.write(event);
            let partition = new.partition;
            let of_stream = appends.entry(stream).or_default();
            of_stream.push(new);
            Item::New { stream, partition, record: of_stream.len() - 1, identity }
        }
    }
}

#[cfg(test)]
mod tests;
