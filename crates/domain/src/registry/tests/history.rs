//! Random histories of a small country whose truth is known: for each patch of its ground, which
//! units hold it on each day.

use std::collections::BTreeMap;
use std::ops::{Bound, RangeBounds};

use jiff::ToSpan;
use proptest::prelude::*;

use super::super::*;
use crate::id::UnitCode;

/// The day `n` days after the first.
pub(super) fn day(n: u16) -> Date {
    jiff::civil::date(2020, 1, 1) + i64::from(n).days()
}

/// A unit of these days; no parent or successors where the texts are empty.
pub(super) fn unit(
    code: &str,
    level: Level,
    days: impl RangeBounds<u16>,
    parent: &str,
    succeeded_by: &str,
) -> UnitRow {
    let code_of = |text: &str| UnitCode::new(text).unwrap();
    let (Bound::Included(from), to) = (days.start_bound(), days.end_bound()) else {
        panic!("a unit begins")
    };
    UnitRow {
        valid_from: day(*from),
        valid_to: if let Bound::Excluded(to) = to { Some(day(*to)) } else { None },
        code: code_of(code),
        level,
        kind: String::new(),
        name: code.into(),
        parent: (!parent.is_empty()).then(|| code_of(parent)),
        centre: None,
        area_km2: None,
        succeeded_by: succeeded_by.split('|').filter(|c| !c.is_empty()).map(code_of).collect(),
    }
}

/// A site whose unit is the one of a code on a day.
pub(super) fn site(id: &str, unit: &str, as_of: u16) -> SiteRow {
    SiteRow {
        site: SiteId::new(id).unwrap(),
        name: String::new(),
        latitude: 21.0,
        longitude: 106.0,
        unit: UnitCode::new(unit).unwrap(),
        unit_as_of: day(as_of),
        valid_from: None,
        valid_to: None,
    }
}

/// The patches of the ground.
const PATCHES: usize = 18;

/// What changes on a day; the numbers choose whom it meets.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    /// A commune goes to another district of its province.
    Move(usize, usize),
    /// Two communes of a province become a new one.
    Merge(usize, usize),
    /// A commune is joined to another of its province, which stays as it is.
    Join(usize, usize),
    /// A commune becomes two.
    Split(usize),
    /// A commune or district ends; what it held lies in the one above.
    End(usize),
    /// All provinces become one.
    Unite,
}

impl Change {
    /// Any changes, but not all kinds of them.
    pub(super) fn any(joins: bool, splits: bool, unites: bool) -> impl Strategy<Value = Self> {
        let who = 0..100_usize;
        prop_oneof![
            4 => (who.clone(), who.clone()).prop_map(|(a, b)| Self::Move(a, b)),
            4 => (who.clone(), who.clone()).prop_map(move |(a, b)| {
                if joins && a % 2 == 0 { Self::Join(a, b) } else { Self::Merge(a, b) }
            }),
            3 => who.clone().prop_map(move |a| if splits { Self::Split(a) } else { Self::End(a) }),
            1 => who.prop_map(Self::End),
            1 => Just(if unites { Self::Unite } else { Self::End(0) }),
        ]
    }
}

/// A unit while it lives: where its row stands, and the row's place above it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Alive {
    row: usize,
    above: Option<usize>,
}

/// Rows, and the truth.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    pub(super) rows: Vec<UnitRow>,
    /// By day: the rows that hold each patch, the finest first.
    pub(super) truth: BTreeMap<u16, Vec<Vec<usize>>>,
    alive: Vec<Alive>,
    holder: Vec<usize>,
    today: u16,
    next_code: usize,
}

impl History {
    /// Two provinces of two districts of three communes, and then the changes, ten days apart.
    pub(super) fn of(changes: &[Change]) -> Self {
        let mut history = Self::default();
        for _ in 0..2 {
            let province = history.begin(Level::Province, None);
            for _ in 0..2 {
                let district = history.begin(Level::District, Some(province));
                (0..3).for_each(|_| _ = history.begin(Level::Commune, Some(district)));
            }
        }
        let communes = history.of_level(Level::Commune);
        history.holder = (0..PATCHES).map(|patch| communes[patch % communes.len()]).collect();
        history.write_down();
        for change in changes {
            history.today += 10;
            history.make(*change);
            history.write_down();
        }
        history
    }

    fn make(&mut self, change: Change) {
        let communes = self.of_level(Level::Commune);
        let pick = |n: usize| communes.get(n % communes.len().max(1)).copied();
        match change {
            Change::Move(a, b) => {
                let Some(commune) = pick(a) else { return };
                let districts = self.of_level(Level::District);
                let here: Vec<_> =
                    districts.into_iter().filter(|d| self.top(*d) == self.top(commune)).collect();
                if let Some(district) = here.get(b % here.len().max(1)) {
                    self.go_over(&[commune], Some(*district), true);
                }
            }
            Change::Merge(a, b) => {
                let (Some(a), Some(b)) = (pick(a), pick(b)) else { return };
                if a != b && self.top(a) == self.top(b) {
                    self.go_over(&[a, b], self.above(a), a % 2 == 0);
                }
            }
            Change::Join(a, b) => {
                let (Some(a), Some(b)) = (pick(a), pick(b)) else { return };
                if a != b && self.top(a) == self.top(b) && self.rows[b].valid_from < day(self.today)
                {
                    self.end(a, &[b]);
                    self.holder.iter_mut().filter(|h| **h == a).for_each(|h| *h = b);
                }
            }
            Change::Split(a) => {
                let Some(whole) = pick(a) else { return };
                let halves = [0, 1].map(|_| self.begin(Level::Commune, self.above(whole)));
                self.end(whole, &halves);
                let mut turn = halves.iter().cycle();
                for holder in self.holder.iter_mut().filter(|holder| **holder == whole) {
                    *holder = *turn.next().unwrap();
                }
            }
            Change::End(a) => {
                let ending: Vec<_> =
                    self.alive.iter().filter(|unit| unit.above.is_some()).copied().collect();
                let Some(Alive { row, above: Some(above) }) = ending.get(a % ending.len().max(1))
                else {
                    return;
                };
                self.end(*row, &[]);
                self.put_under(*row, *above);
            }
            Change::Unite => {
                let provinces = self.of_level(Level::Province);
                self.go_over(&provinces, None, true);
            }
        }
    }

    /// Units become one new one, which may have the first one's code.
    fn go_over(&mut self, old: &[usize], above: Option<usize>, keeps_code: bool) {
        let new = self.begin(self.rows[old[0]].level, above);
        if keeps_code {
            self.rows[new].code = self.rows[old[0]].code.clone();
        }
        for old in old {
            self.end(*old, &[new]);
            self.put_under(*old, new);
        }
    }

    fn begin(&mut self, level: Level, above: Option<usize>) -> usize {
        let parent = above.map_or(String::new(), |above| self.rows[above].code.to_string());
        self.next_code += 1;
        self.rows.push(unit(&format!("{:02}", self.next_code), level, self.today.., &parent, ""));
        let row = self.rows.len() - 1;
        self.alive.push(Alive { row, above });
        row
    }

    fn end(&mut self, row: usize, successors: &[usize]) {
        self.alive.retain(|unit| unit.row != row);
        self.rows[row].valid_to = Some(day(self.today));
        self.rows[row].succeeded_by =
            successors.iter().map(|next| self.rows[*next].code.clone()).collect();
    }

    /// All that one unit held goes to another.
    fn put_under(&mut self, old: usize, new: usize) {
        self.alive.iter_mut().filter(|u| u.above == Some(old)).for_each(|u| u.above = Some(new));
        self.holder.iter_mut().filter(|holder| **holder == old).for_each(|holder| *holder = new);
    }

    fn of_level(&self, level: Level) -> Vec<usize> {
        let rows = self.alive.iter().map(|unit| unit.row);
        rows.filter(|row| self.rows[*row].level == level).collect()
    }

    fn above(&self, row: usize) -> Option<usize> {
        self.alive.iter().find(|unit| unit.row == row)?.above
    }

    fn upwards(&self, row: usize) -> Vec<usize> {
        std::iter::successors(Some(row), |row| self.above(*row)).collect()
    }

    fn top(&self, row: usize) -> Option<usize> {
        self.upwards(row).pop()
    }

    fn write_down(&mut self) {
        let held = self.holder.iter().map(|holder| self.upwards(*holder)).collect();
        self.truth.insert(self.today, held);
    }
}
