//! Things that are shared by those who use them, and gone when nobody does.

use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use hashbrown::HashMap;

/// So many things are on a shelf before it is looked for those that nobody uses.
const FEW: usize = 64;

/// Things by key.
#[derive(Debug)]
pub(crate) struct Shelf<K, V>(Mutex<HashMap<K, Weak<V>>>);

impl<K, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V> Shelf<K, V> {
    /// The thing of a key, if somebody uses it.
    pub(crate) fn get(&self, key: &K) -> Option<Arc<V>> {
        self.things().get(key)?.upgrade()
    }

    /// Puts a thing on it, to be found as long as it is used.
    pub(crate) fn put(&self, key: K, thing: V) -> Arc<V> {
        let thing = Arc::new(thing);
        let mut things = self.things();
        if things.len() >= FEW && things.len() == things.capacity() {
            // Instead of growing: as often, and so as cheap.
            things.retain(|_, thing| thing.strong_count() > 0);
            if things.len() > things.capacity() / 2 {
                let more = things.len();
                things.reserve(more);
            }
        }
        things.insert(key, Arc::downgrade(&thing));
        thing
    }

    /// All that are used.
    pub(crate) fn all(&self) -> Vec<Arc<V>> {
        self.things().values().filter_map(Weak::upgrade).collect()
    }

    fn things(&self) -> MutexGuard<'_, HashMap<K, Weak<V>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_uses_does_not_pile_up() {
        let shelf = Shelf::default();
        let used: Vec<_> = (0..100).map(|key| shelf.put(key, key)).collect();
        (100..100_000).for_each(|key| drop(shelf.put(key, key)));
        assert!(shelf.things().capacity() < 1_000, "{}", shelf.things().capacity());
        assert!((0..100).all(|key| shelf.get(&key).is_some_and(|thing| *thing == key)));
        assert_eq!(shelf.get(&99_999), None);
        assert_eq!(used.len(), 100);
    }
}
