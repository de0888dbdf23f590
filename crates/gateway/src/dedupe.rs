//! Which identities the log has acknowledged lately, and which are on their way to it.
//!
//! An event whose identity is on its way shares the outcome of the first: it is a duplicate if the
//! log takes that, and to be sent again if not.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::position::{Position, Stream};
use kinhbac_domain::time::Timestamp;
use tokio::sync::watch;
use xxhash_rust::xxh3::xxh3_128_with_seed;

/// An event's identity: a hash of 128 bits of stream, source and id, seeded anew in each process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Identity(u128);

/// What is known of an identity when a batch brings it.
#[derive(Debug)]
pub(crate) enum Claim {
    /// Nothing: the batch is the first with it.
    Ours,
    /// The log has acknowledged it.
    Known(Position),
    /// It is on its way: in another batch, which closes the channel when it is settled, or
    /// earlier in this one.
    OnItsWay(Option<watch::Receiver<()>>),
}

/// The memory of identities; bounded in number and time.
pub(crate) struct Dedupe {
    seed: u64,
    half: usize,
    half_life: i64,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// By identity: the batch that brings it.
    on_their_way: HashMap<Identity, u64>,
    batches: HashMap<u64, watch::Receiver<()>>,
    next_batch: u64,
    /// What was acknowledged since `young_since`, and in the time before. When the young ones are
    /// many or old enough, they become the old ones, who are forgotten.
    young: HashMap<Identity, Position>,
    old: HashMap<Identity, Position>,
    young_since: Timestamp,
}

impl Dedupe {
    /// Remembers at most `count` acknowledged identities, for at most `time`.
    pub(crate) fn new(seed: u64, count: usize, time: Duration, clock: Arc<dyn Clock>) -> Self {
        let half_life = i64::try_from(time.as_millis() / 2).unwrap_or(i64::MAX);
        let state = State { young_since: clock.now(), ..State::default() };
        Self { seed, half: count / 2, half_life, clock, state: Mutex::new(state) }
    }

    /// The identity of an event. Neither text has control characters, so no two events give the
    /// same bytes.
    pub(crate) fn identity(&self, stream: Stream, source: &str, id: &str) -> Identity {
        let mut bytes = [0_u8; 320];
        let mut length = 0;
        for part in [source.as_bytes(), b"\n", id.as_bytes(), &[stream as u8]] {
            if let Some(to) = bytes.get_mut(length..length + part.len()) {
                to.copy_from_slice(part);
                length += part.len();
            }
        }
        Identity(xxh3_128_with_seed(&bytes[..length], self.seed))
    }

    /// Claims the identities of a batch, in order: they are on their way until the claims are
    /// settled or dropped.
    pub(crate) fn claim(self: &Arc<Self>, identities: &[Identity]) -> (Claims, Vec<Claim>) {
        let now = self.clock.now();
        let (done, receiver) = watch::channel(());
        let mut state = self.state();
        state.age(self.half, self.half_life, now);
        let batch = state.next_batch;
        state.next_batch += 1;
        state.batches.insert(batch, receiver);
        let mut ours = Vec::with_capacity(identities.len());
        let claimed = identities
            .iter()
            .map(|identity| {
                let claim = state.claim(*identity, batch);
                if matches!(claim, Claim::Ours) {
                    ours.push(*identity);
                }
                claim
            })
            .collect();
        drop(state);
        (Claims { dedupe: self.clone(), batch, ours, _done: done }, claimed)
    }

    /// Where an identity stands in the log, if it was acknowledged lately.
    pub(crate) fn position(&self, identity: Identity) -> Option<Position> {
        self.state().position(identity)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn position(&self, identity: Identity) -> Option<Position> {
        self.young.get(&identity).or_else(|| self.old.get(&identity)).copied()
    }

    fn claim(&mut self, identity: Identity, batch: u64) -> Claim {
        if let Some(position) = self.position(identity) {
            return Claim::Known(position);
        }
        match self.on_their_way.entry(identity) {
            Entry::Vacant(free) => {
                free.insert(batch);
                Claim::Ours
            }
            Entry::Occupied(first) if *first.get() == batch => Claim::OnItsWay(None),
            Entry::Occupied(first) => Claim::OnItsWay(self.batches.get(first.get()).cloned()),
        }
    }

    fn age(&mut self, half: usize, half_life: i64, now: Timestamp) {
        let age = now.millis_since(self.young_since);
        // A clock that was set back makes them old, not young for ever.
        if self.young.len() >= half || !(0..half_life).contains(&age) {
            self.old = std::mem::take(&mut self.young);
            self.young_since = now;
        }
    }
}

/// The identities that a batch brings to the log. Dropped, they are no longer on their way.
pub(crate) struct Claims {
    dedupe: Arc<Dedupe>,
    batch: u64,
    ours: Vec<Identity>,
    /// Closed when all is done: those who wait look again.
    _done: watch::Sender<()>,
}

impl Claims {
    /// Remembers what the log has acknowledged, and lets go of the rest.
    pub(crate) fn settle(self, acknowledged: impl Iterator<Item = (Identity, Position)>) {
        self.dedupe.state().young.extend(acknowledged);
    }
}

impl Drop for Claims {
    fn drop(&mut self) {
        let mut state = self.dedupe.state();
        for identity in &self.ours {
            state.on_their_way.remove(identity);
        }
        state.batches.remove(&self.batch);
    }
}

#[cfg(test)]
mod tests;
