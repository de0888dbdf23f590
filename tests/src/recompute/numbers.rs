//! The sequence numbers of a stream of a partition that are known to have been accepted.

use std::collections::BTreeSet;

/// Each source with its numbers, the one that had one accepted last at the end.
#[derive(Debug, Default)]
pub(super) struct Numbers<'a>(Vec<(&'a str, BTreeSet<u64>)>);

impl<'a> Numbers<'a> {
    pub(super) fn contains(&self, source: &str, number: u64) -> bool {
        self.0.iter().any(|(name, numbers)| *name == source && numbers.contains(&number))
    }

    /// Takes a number in; keeps so many sources, and of each so many runs of numbers.
    pub(super) fn accept(&mut self, source: &'a str, number: u64, sources: usize, runs: usize) {
        let at = self.0.iter().position(|(name, _)| *name == source);
        let mut numbers = at.map(|at| self.0.remove(at).1).unwrap_or_default();
        numbers.insert(number);
        while ends(&numbers).len() > runs {
            let lowest = ends(&numbers)[0];
            numbers = numbers.split_off(&(lowest + 1));
        }
        self.0.push((source, numbers));
        while self.0.len() > sources {
            self.0.remove(0);
        }
    }
}

/// The last number of each run, in their order.
fn ends(numbers: &BTreeSet<u64>) -> Vec<u64> {
    numbers.iter().copied().filter(|n| !numbers.contains(&(n + 1))).collect()
}
