//! Which cells count in which rows of a scope: worked out once for all screens that see the same
//! places, and kept up to date as devices and sites come.

use std::ops::Range;

use hashbrown::HashMap;

use crate::scope::Scope;
use crate::view::{Address, News, Read, Spot, Spots};

/// The spots of a scope's rows: by place, device and site.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members {
    members: Vec<Member>,
    rows: Vec<Range<usize>>,
    row_of: HashMap<Address, usize>,
    read: Read,
}

/// A spot whose cells count in a row.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// The spot.
    pub(crate) spot: Address,
    /// Tells one device of a row from another; a device at several sites has one.
    pub(crate) device: usize,
}

impl Members {
    /// Whether spots came or went that it has not seen.
    pub(crate) fn are_behind(&self, spots: &Spots) -> bool {
        spots.have_changed_since(self.read)
    }

    /// Takes the spots in that came.
    pub(crate) fn keep_up(&mut self, scope: &Scope, spots: &Spots) {
        let mut read = self.read;
        match spots.news(&mut read) {
            None => {}
            Some(News::Came(came)) if came.iter().all(|spot| scope.row(spot).is_none()) => {
                self.read = read;
            }
            Some(_) => {
                let mut read = Read::default();
                if let Some(News::All(all) | News::Came(all)) = spots.news(&mut read) {
                    *self = Self { read, ..Self::of(scope, &all) };
                }
            }
        }
    }

    fn of(scope: &Scope, spots: &[Spot]) -> Self {
        let placed = spots.iter().filter_map(|spot| scope.row(spot).map(|place| (place, spot)));
        let mut placed: Vec<_> = placed.collect();
        placed.sort_unstable_by_key(|(place, spot)| (*place, &spot.device, &spot.site));
        let mut made = Self::default();
        let mut device = 0;
        for row in placed.chunk_by(|(a, _), (b, _)| a == b) {
            let begin = made.members.len();
            for (_, spot) in row {
                let same = |(_, before): &(&str, &Spot)| {
                    before.device == spot.device && !spot.device.is_nobody()
                };
                let before = (made.members.len() - begin).checked_sub(1);
                device += usize::from(!before.is_some_and(|before| same(&row[before])));
                made.row_of.insert(spot.address(), made.rows.len());
                made.members.push(Member { spot: spot.address(), device });
            }
            made.rows.push(begin..made.members.len());
        }
        made
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    /// All rows, each with its members.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[Member]> {
        (0..self.rows.len()).map(|row| self.row(row))
    }

    /// A row's members.
    pub(crate) fn row(&self, row: usize) -> &[Member] {
        &self.members[self.rows[row].clone()]
    }

    /// The row in which a spot's cells count.
    pub(crate) fn row_of(&self, spot: &Spot) -> Option<usize> {
        self.row_of.get(spot).copied()
    }
}
