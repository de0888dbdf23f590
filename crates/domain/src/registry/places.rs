//! Which unit holds a site: a registered one, or that of a thing told of a unit.

use jiff::civil::Date;

use super::{Registry, SiteRow, UnitId, last_begun};
use crate::id::{SiteId, UnitCode};

/// Which unit holds a site.
impl Registry {
    /// The unit that a site counts in under the boundaries of a day: a registered site's, or that
    /// of a `unit:CODE@VALID_FROM`. None for an unassigned one, e.g. a bare point's `h3:CELL`.
    #[must_use]
    pub fn unit_of_site(&self, site: &SiteId, day: Date) -> Option<UnitId> {
        let unit = match self.site_rows(site.as_str()) {
            [] => self.unit_told_of(site),
            rows => self.unit_of_rows(rows, day),
        };
        self.as_of(unit?, day).unit()
    }

    /// The id of the site of what is told of a unit: `unit:CODE@VALID_FROM`.
    #[must_use]
    pub fn site_of_unit(&self, unit: UnitId) -> SiteId {
        let row = self.unit_row(unit);
        SiteId::of_unit(&row.code, row.valid_from)
    }

    /// The registered sites that count in a unit, at any depth, under the boundaries of a day, by
    /// id; `unit` is first taken as of that day. They need not be in use on that day: what was
    /// counted there stays where it was.
    #[must_use]
    pub fn sites_in(&self, unit: UnitId, day: Date) -> Vec<SiteId> {
        let counts_in = |rows: &&[SiteRow]| {
            self.unit_of_rows(rows, day).is_some_and(|its| self.is_within(its, unit, day))
        };
        self.sites.groups().filter(counts_in).map(|rows| rows[0].site.clone()).collect()
    }

    /// The unit that a site's rows name: by the row of the day, else by the last one before it,
    /// else by the first one.
    fn unit_of_rows(&self, rows: &[SiteRow], day: Date) -> Option<UnitId> {
        let begun = last_begun(rows, |row| row.valid_from.is_none_or(|from| from <= day));
        let row = begun.or(rows.first())?;
        self.unit(row.unit.as_str(), row.unit_as_of)
    }

    fn unit_told_of(&self, site: &SiteId) -> Option<UnitId> {
        let (code, valid_from) = site.unit_life()?;
        self.unit(code, valid_from)
    }
}

impl SiteId {
    /// What the id of the site of a thing told of a unit begins with.
    pub const UNIT_PREFIX: &str = "unit:";
    /// What the id of the site of a thing at a bare point begins with.
    pub const CELL_PREFIX: &str = "h3:";

    /// The site of what is told of a unit: `unit:CODE@VALID_FROM`.
    #[must_use]
    pub fn of_unit(code: &UnitCode, valid_from: Date) -> Self {
        Self::made_of(format!("{}{code}@{valid_from}", Self::UNIT_PREFIX))
    }

    /// Code and first day of the unit, if it is the site of what is told of one.
    #[must_use]
    pub fn unit_life(&self) -> Option<(&str, Date)> {
        let (code, day) = self.as_str().strip_prefix(Self::UNIT_PREFIX)?.rsplit_once('@')?;
        Some((code, day.parse().ok()?))
    }

    /// Whether no registered site may have it.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        [Self::UNIT_PREFIX, Self::CELL_PREFIX].iter().any(|p| self.as_str().starts_with(p))
    }
}
