//! A table of hashes, each with the minute that it was last seen in, in 13 to 14 bytes apiece.
//!
//! Linear probing over hashes that are kept in order (Amble, Knuth: "Ordered Hash Tables", 1974): a
//! search ends at the first greater hash, so the table may be nearly full; and as it need not have a
//! power of two of slots it grows by a sixteenth, not to twice its size. A map of the standard
//! library takes 24 to 48 bytes for the same.

use super::IdentityHash;

/// Of so many slots, so many are taken at most.
const FULL: (usize, usize) = (15, 16);
/// The fewest homes.
const LEAST: usize = 64;
/// Slots after the last home, for those whose own are taken.
const SPARE: usize = 64;

/// A hash, and the low bits of a minute; laid out so that it has 12 bytes.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// 0 where the slot is free.
    place: [u32; 2],
    rest: u16,
    minute: u16,
}

/// The hashes.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// In the order of their hashes, each as near behind its home as there was room.
    slots: Vec<Slot>,
    /// Among so many slots, the first ones, a hash has its home: as far from the first as it is
    /// from 0.
    homes: usize,
    len: usize,
}

impl Slot {
    const FREE: Self = Self { place: [0, 0], rest: 0, minute: 0 };

    fn new(hash: IdentityHash, minute: u16) -> Self {
        let place = [(hash.place.get() >> 32) as u32, hash.place.get() as u32];
        Self { place, rest: hash.rest, minute }
    }

    /// None where it is free.
    fn hash(self) -> Option<IdentityHash> {
        let [high, low] = self.place;
        let place = (u64::from(high) << 32 | u64::from(low)).try_into().ok()?;
        Some(IdentityHash { place, rest: self.rest })
    }
}

impl Table {
    /// How many hashes there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The minute of a hash.
    pub(super) fn get(&self, hash: IdentityHash) -> Option<u16> {
        let at = self.slots.get(self.place_of(hash))?;
        (at.hash() == Some(hash)).then_some(at.minute)
    }

    /// Puts a hash in, or sets its minute.
    pub(super) fn put(&mut self, hash: IdentityHash, minute: u16) {
        if self.len * FULL.1 >= self.homes * FULL.0 {
            self.grow();
        }
        let at = self.place_of(hash);
        if let Some(there) = self.slots.get_mut(at)
            && there.hash() == Some(hash)
        {
            there.minute = minute;
            return;
        }
        let free = (at..self.slots.len()).find(|slot| self.slots[*slot].hash().is_none());
        let free = free.unwrap_or_else(|| self.append());
        self.slots.copy_within(at..free, at + 1);
        self.slots[at] = Slot::new(hash, minute);
        self.len += 1;
    }

    /// Keeps those of which a minute says so.
    pub(super) fn retain(&mut self, keep: impl Fn(u16) -> bool) {
        let mut next = 0;
        for at in 0..self.slots.len() {
            let slot = std::mem::replace(&mut self.slots[at], Slot::FREE);
            let Some(hash) = slot.hash() else { continue };
            if keep(slot.minute) {
                // Never behind where it was: only others have gone.
                let to = self.home(hash).max(next);
                self.slots[to] = slot;
                next = to + 1;
            } else {
                self.len -= 1;
            }
        }
        if self.len * 4 < self.homes {
            self.rebuild(self.len * 2);
        }
    }

    fn grow(&mut self) {
        self.rebuild(self.homes + self.homes / 16);
    }

    fn rebuild(&mut self, homes: usize) {
        self.homes = homes.max(LEAST);
        let fresh = vec![Slot::FREE; self.homes + SPARE];
        let before = std::mem::replace(&mut self.slots, fresh);
        let mut next = 0;
        for slot in before {
            let Some(hash) = slot.hash() else { continue };
            let to = self.home(hash).max(next);
            if to == self.slots.len() {
                self.append();
            }
            self.slots[to] = slot;
            next = to + 1;
        }
    }

    /// One more slot behind all others, where many hashes are near the greatest.
    fn append(&mut self) -> usize {
        if self.slots.len() == self.slots.capacity() {
            self.slots.reserve_exact(SPARE);
        }
        self.slots.push(Slot::FREE);
        self.slots.len() - 1
    }

    fn home(&self, hash: IdentityHash) -> usize {
        ((u128::from(hash.place.get()) * self.homes as u128) >> 64) as usize
    }

    /// Where a hash is, or would be.
    fn place_of(&self, hash: IdentityHash) -> usize {
        let from = self.home(hash);
        let before = |slot: &&Slot| slot.hash().is_some_and(|there| there < hash);
        from + self.slots.iter().skip(from).take_while(before).count()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    fn hash(place: u64, rest: u16) -> IdentityHash {
        IdentityHash { place: place.try_into().unwrap_or(std::num::NonZeroU64::MIN), rest }
    }

    /// Few hashes, many of them side by side and at both ends.
    fn hashes() -> impl Strategy<Value = IdentityHash> {
        let near = prop_oneof![Just(0_u64), Just(1 << 60), Just(u64::MAX - 500), any::<u64>()];
        (near, 0_u64..500, 0_u16..2)
            .prop_map(|(near, by, rest)| hash(near.saturating_add(by), rest))
    }

    #[derive(Clone, Debug)]
    enum Step {
        Put(IdentityHash, u16),
        Retain(u16),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            200 => (hashes(), 0_u16..10).prop_map(|(hash, minute)| Step::Put(hash, minute)),
            1 => (0_u16..10).prop_map(Step::Retain),
        ];
        prop::collection::vec(step, 0..2_000)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn it_is_a_map(steps in steps(), others in prop::collection::vec(hashes(), 50)) {
            let (mut table, mut map) = (Table::default(), HashMap::new());
            let key = |hash: IdentityHash| (hash.place, hash.rest);
            for step in steps {
                match step {
                    Step::Put(hash, minute) => {
                        table.put(hash, minute);
                        map.insert(key(hash), minute);
                    }
                    Step::Retain(most) => {
                        table.retain(|minute| minute < most);
                        map.retain(|_, minute| *minute < most);
                    }
                }
                prop_assert_eq!(table.len(), map.len());
            }
            for (&(place, rest), minute) in &map {
                prop_assert_eq!(table.get(IdentityHash { place, rest }), Some(*minute));
            }
            for other in others {
                prop_assert_eq!(table.get(other), map.get(&key(other)).copied());
            }
        }
    }

    #[test]
    fn it_takes_fourteen_bytes_a_hash_at_most() {
        let mut table = Table::default();
        for number in 1..=300_000_u64 {
            table.put(hash(number.wrapping_mul(0x9E37_79B9_7F4A_7C15), 0), 0);
            let bytes = table.slots.capacity() * size_of::<Slot>();
            assert!(number < 10_000 || bytes as u64 <= 14 * number, "{bytes} for {number}");
        }
    }
}
