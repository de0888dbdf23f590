//! What every unit is under the boundaries of one day, and the tree of that day.

use std::iter;

use jiff::civil::Date;

use super::lives::{Lives, RANKS};
use super::{AsOf, UnitId};

/// The boundaries of a day.
#[derive(Debug)]
pub(super) struct Epoch {
    as_of: Vec<AsOf>,
    parents: Vec<Option<UnitId>>,
}

impl Epoch {
    /// Works the boundaries of a day out.
    ///
    /// A parent must rank above its child, also after it was followed to the day. So units are
    /// followed once for each rank, through units above that rank only; the parents of a rank are
    /// known as soon as the ranks above it are done, and nothing can lead in a circle.
    pub(super) fn on(lives: &Lives, day: Date) -> Self {
        let mut work = Work { lives, day, followed: vec![Vec::new()] };
        let order = work.order();
        for limit in 1..=RANKS {
            work.followed.push(vec![AsOf::Nowhere; order.len()]);
            for &unit in order.iter().filter(|&&unit| lives.rank(unit) < limit) {
                work.followed[limit][unit.index()] = work.follow(unit, limit);
            }
        }
        let parents = lives.iter().map(|(unit, _)| work.above(unit).unit()).collect();
        Self { as_of: work.followed.pop().unwrap_or_default(), parents }
    }

    /// What a unit is on the day.
    pub(super) fn as_of(&self, unit: UnitId) -> AsOf {
        self.as_of[unit.index()]
    }

    /// The unit right above one of the day.
    pub(super) fn parent(&self, unit: UnitId) -> Option<UnitId> {
        self.parents[unit.index()]
    }

    /// A unit of the day and all above it, itself first.
    pub(super) fn upwards(&self, unit: UnitId) -> impl Iterator<Item = UnitId> {
        iter::successors(Some(unit), |&unit| self.parent(unit))
    }
}

struct Work<'a> {
    lives: &'a Lives,
    day: Date,
    /// By limit and unit: what the unit is on the day, through units of a rank under the limit.
    followed: Vec<Vec<AsOf>>,
}

impl Work<'_> {
    /// All units in such an order that whatever one is followed through comes before it: those of
    /// the day, the ended ones from the last back, the coming ones from the first on.
    fn order(&self) -> Vec<UnitId> {
        let (mut ended, mut coming, mut order) = (Vec::new(), Vec::new(), Vec::new());
        for (unit, row) in self.lives.iter() {
            match row.valid_to {
                _ if row.valid_from > self.day => coming.push((row.valid_from, unit)),
                Some(end) if end <= self.day => ended.push((end, unit)),
                _ => order.push(unit),
            }
        }
        ended.sort_unstable_by(|a, b| b.cmp(a));
        coming.sort_unstable();
        order.extend(ended.into_iter().chain(coming).map(|(_, unit)| unit));
        order
    }

    fn follow(&self, unit: UnitId, limit: usize) -> AsOf {
        if self.lives.row(unit).holds_on(self.day) {
            return AsOf::Unit(unit);
        }
        match self.ahead(unit, limit) {
            Some(AsOf::Nowhere) | None => match self.above(unit) {
                AsOf::Unit(above) | AsOf::Ancestor(above) => AsOf::Ancestor(above),
                AsOf::Nowhere => AsOf::Nowhere,
            },
            Some(found) => found,
        }
    }

    /// Where the ways of a unit towards the day end, put together.
    fn ahead(&self, unit: UnitId, limit: usize) -> Option<AsOf> {
        let links = self.lives.links(unit);
        let coming = self.lives.row(unit).valid_from > self.day;
        let next = if coming { &links.predecessors } else { &links.successors };
        let mut ends = next.iter().map(|unit| self.followed[limit][unit.index()]);
        let first = ends.next()?;
        ends.try_fold(first, |met, end| self.meet(met, end))
    }

    /// The nearest unit of the day that holds both.
    fn meet(&self, one: AsOf, other: AsOf) -> Option<AsOf> {
        if one == other {
            return Some(one);
        }
        let (one, other) = (one.unit()?, other.unit()?);
        let above: Vec<UnitId> = self.upwards(one).collect();
        self.upwards(other).find(|unit| above.contains(unit)).map(AsOf::Ancestor)
    }

    /// What is right above a unit on the day, whether or not the unit itself exists then.
    fn above(&self, unit: UnitId) -> AsOf {
        let Some(parent) = self.lives.links(unit).parent else { return AsOf::Nowhere };
        self.followed[self.lives.rank(unit)][parent.index()]
    }

    fn upwards(&self, unit: UnitId) -> impl Iterator<Item = UnitId> {
        iter::successors(Some(unit), |&unit| self.above(unit).unit())
    }
}
