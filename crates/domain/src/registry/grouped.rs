//! Rows with the same key, found together.

use std::borrow::Borrow;
use std::hash::Hash;
use std::ops::Range;

use hashbrown::HashMap;

/// Rows sorted by key and, within a key, by their beginning.
#[derive(Debug)]
pub(super) struct Grouped<K, R> {
    rows: Vec<R>,
    groups: HashMap<K, Range<usize>>,
    key: fn(&R) -> &K,
}

impl<K: Clone + Ord + Hash, R> Grouped<K, R> {
    /// Rows with their key and their beginning; no beginning sorts first.
    pub(super) fn new<T: Ord>(mut rows: Vec<R>, key: fn(&R) -> &K, from: fn(&R) -> T) -> Self {
        rows.sort_by(|a, b| (key(a), from(a)).cmp(&(key(b), from(b))));
        let mut groups = HashMap::new();
        let mut start = 0;
        for group in rows.chunk_by(|a, b| key(a) == key(b)) {
            let end = start + group.len();
            groups.insert(key(&group[0]).clone(), start..end);
            start = end;
        }
        Self { rows, groups, key }
    }

    /// All rows.
    pub(super) fn rows(&self) -> &[R] {
        &self.rows
    }

    /// The rows of each key, never empty.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[R]> {
        self.rows.chunk_by(|a, b| (self.key)(a) == (self.key)(b))
    }

    /// The rows of a key, oldest first.
    pub(super) fn of<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> &[R]
    where
        K: Borrow<Q>,
    {
        &self.rows[self.range(key)]
    }

    /// Where the rows of a key stand among all.
    pub(super) fn range<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Range<usize>
    where
        K: Borrow<Q>,
    {
        self.groups.get(key).cloned().unwrap_or_default()
    }
}
