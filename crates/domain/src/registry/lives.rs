//! The lives of units, and which leads to which.

use jiff::civil::Date;

use super::grouped::Grouped;
use super::{Level, UnitId, UnitRow, last_begun};
use crate::id::UnitCode;

/// How many ranks there are; a parent always has a lesser one than its child.
pub(super) const RANKS: usize = 4;

/// How a level stands in the tree: 0 at the top.
pub(super) fn rank(level: Level) -> usize {
    match level {
        Level::Province => 0,
        Level::District => 1,
        Level::Commune => 2,
        Level::Agency | Level::Site | Level::Device => 3,
    }
}

impl Level {
    /// Whether a unit of this level can be right above one of another: provinces above districts
    /// above communes, a level may be left out; agencies below any of them, never above.
    #[must_use]
    pub fn can_hold(self, child: Self) -> bool {
        rank(self) < rank(child)
    }
}

/// What a life leads to.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// The life above it on its first day.
    pub(super) parent: Option<UnitId>,
    /// The lives that it went over into; none if one of them is not registered.
    pub(super) successors: Vec<UnitId>,
    /// The lives that it was made of on its first day.
    pub(super) predecessors: Vec<UnitId>,
}

/// All lives of all units.
#[derive(Debug)]
pub(super) struct Lives {
    rows: Grouped<UnitCode, UnitRow>,
    ids: Vec<UnitId>,
    ranked: Vec<UnitId>,
    links: Vec<Links>,
}

impl Lives {
    pub(super) fn new(units: Vec<UnitRow>) -> Self {
        let rows = Grouped::new(units, |row| &row.code, |row| row.valid_from);
        let ids: Vec<UnitId> = (0..rows.rows().len() as u32).map(UnitId).collect();
        let mut ranked = ids.clone();
        ranked.sort_by_key(|unit| rank(rows.rows()[unit.index()].level));
        let mut lives = Self { rows, ids, ranked, links: Vec::new() };
        lives.links = lives.find_links();
        lives
    }

    fn find_links(&self) -> Vec<Links> {
        let mut links: Vec<Links> = self.iter().map(|(_, row)| self.onward(row)).collect();
        for &unit in &self.ids {
            for successor in links[unit.index()].successors.clone() {
                // Who joins a unit later in its life is no predecessor of its first day.
                if self.row(unit).valid_to == Some(self.row(successor).valid_from) {
                    links[successor.index()].predecessors.push(unit);
                }
            }
        }
        links
    }

    fn onward(&self, row: &UnitRow) -> Links {
        let parent = row.parent.as_ref().and_then(|code| self.on(code.as_str(), row.valid_from));
        let parent = parent.filter(|&parent| self.row(parent).level.can_hold(row.level));
        let successors = row.valid_to.and_then(|day| {
            row.succeeded_by.iter().map(|code| self.on(code.as_str(), day)).collect()
        });
        Links { parent, successors: successors.unwrap_or_default(), predecessors: Vec::new() }
    }

    pub(super) fn rows(&self) -> &[UnitRow] {
        self.rows.rows()
    }

    pub(super) fn row(&self, unit: UnitId) -> &UnitRow {
        &self.rows.rows()[unit.index()]
    }

    pub(super) fn rank(&self, unit: UnitId) -> usize {
        rank(self.row(unit).level)
    }

    pub(super) fn links(&self, unit: UnitId) -> &Links {
        &self.links[unit.index()]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (UnitId, &UnitRow)> {
        self.ids.iter().copied().zip(self.rows.rows())
    }

    /// By rank and, within a rank, by code.
    pub(super) fn ranked(&self) -> &[UnitId] {
        &self.ranked
    }

    /// The lives of a code, oldest first.
    pub(super) fn of(&self, code: &str) -> &[UnitId] {
        &self.ids[self.rows.range(code)]
    }

    /// The life of a code on a day.
    pub(super) fn on(&self, code: &str, day: Date) -> Option<UnitId> {
        let life = last_begun(self.of(code), |&life| self.row(life).valid_from <= day)?;
        self.row(*life).holds_on(day).then_some(*life)
    }
}
