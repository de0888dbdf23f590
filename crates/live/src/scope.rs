//! The places of a question, under the boundaries of a day.

use std::sync::{Arc, Mutex, PoisonError};

use hashbrown::HashMap;
use jiff::civil::Date;
use kinhbac_api::refusal::{FieldError, Reason, shown};
use kinhbac_domain::id::{Device, SiteId};
use kinhbac_domain::registry::{Level, Registry, UnitId};

use crate::members::Members;
use crate::view::{At, Spots};

/// What a question is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Within {
    Everything,
    Unit(UnitId),
    Site(SiteId),
    Device(Device),
    /// The place is no longer there.
    Nowhere,
}

/// What rows are of: screens that name the same see the same places.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Places {
    /// The place whose inside is meant, as it was written; everything when empty.
    pub(crate) within: String,
    /// The level of the rows; the place itself (provinces, of everything) where none.
    pub(crate) by: Option<Level>,
}

/// Which row of a question a cell counts in.
#[derive(Debug)]
pub(crate) struct Scope {
    registry: Arc<Registry>,
    day: Date,
    within: Within,
    level: Level,
    /// The unit that is a site's row; of rows by site or device, any unit: the site is within.
    units: HashMap<SiteId, UnitId>,
    members: Mutex<Arc<Members>>,
}

/// The scope of places as it stands now.
#[derive(Debug)]
pub(crate) struct Area {
    places: Places,
    now: Mutex<Now>,
}

#[derive(Debug)]
struct Now {
    scope: Arc<Scope>,
    /// The last day that it was found to be right on.
    day: Date,
}

impl Area {
    /// Of places, which are these.
    pub(crate) fn new(places: Places, scope: Scope) -> Self {
        let now = Now { day: scope.day, scope: Arc::new(scope) };
        Self { places, now: Mutex::new(now) }
    }

    /// The places under a registry and a day; none are left where what they are in is no longer
    /// there.
    pub(crate) fn scope(&self, registry: &Arc<Registry>, day: Date) -> Arc<Scope> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let stays = now.scope.revision() == registry.revision();
        if !stays || boundaries_move(registry, now.day, day) {
            let nowhere = |_| Scope::new(Within::Nowhere, now.scope.level, registry, day);
            let scope = Scope::find(&self.places, registry, day).unwrap_or_else(nowhere);
            now.scope = Arc::new(scope);
        }
        now.day = day;
        Arc::clone(&now.scope)
    }
}

impl Scope {
    /// What places are.
    ///
    /// # Errors
    /// When there is no such place, or none of the level inside of it.
    pub(crate) fn find(
        places: &Places,
        registry: &Arc<Registry>,
        day: Date,
    ) -> Result<Self, FieldError> {
        let refuse = |field, reason, words| Err(FieldError::new(field, reason, words));
        let Some(within) = Within::find(&places.within, registry, day) else {
            let words = format!("there is no unit, site or device {}", shown(&places.within));
            return refuse("place", Reason::UnknownPlace, words);
        };
        let own = within.level(registry);
        let level = places.by.or(own).unwrap_or(Level::Province);
        match own {
            Some(own) if level != own && height(level) >= height(own) => {
                let words = format!("no {} is inside of a {}", level.name(), own.name());
                refuse("by", Reason::NotAllowed, words)
            }
            _ => Ok(Self::new(within, level, registry, day)),
        }
    }

    fn new(within: Within, level: Level, registry: &Arc<Registry>, day: Date) -> Self {
        let (registry, units) = (Arc::clone(registry), HashMap::new());
        let mut scope = Self { registry, day, within, level, units, members: Mutex::default() };
        let by_unit = match scope.within {
            Within::Nowhere => false,
            Within::Unit(_) => true,
            _ => level.is_of_units(),
        };
        if by_unit {
            let sites = all_sites(&scope.registry);
            scope.units =
                sites.filter_map(|site| scope.unit_of(&site).map(|u| (site, u))).collect();
        }
        scope
    }

    fn unit_of(&self, site: &SiteId) -> Option<UnitId> {
        let unit = self.registry.unit_of_site(site, self.day)?;
        let above = |level| self.registry.ancestor(unit, level, self.day);
        if let Within::Unit(place) = self.within
            && above(self.registry.unit_row(place).level) != Some(place)
        {
            return None;
        }
        if self.level.is_of_units() { above(self.level) } else { Some(unit) }
    }

    /// Whether its boundaries are those of a day.
    pub(crate) fn holds_on(&self, day: Date) -> bool {
        !boundaries_move(&self.registry, self.day, day)
    }

    /// Whether its place is no longer there.
    pub(crate) fn is_nowhere(&self) -> bool {
        self.within == Within::Nowhere
    }

    /// The spots of its rows, of those that there are.
    pub(crate) fn members(&self, spots: &Spots) -> Arc<Members> {
        let mut members = self.members.lock().unwrap_or_else(PoisonError::into_inner);
        if members.are_behind(spots) {
            Arc::make_mut(&mut members).keep_up(self, spots);
        }
        Arc::clone(&members)
    }

    /// The level of the rows.
    pub(crate) fn level(&self) -> Level {
        self.level
    }

    /// The registry.
    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The registry's revision.
    pub(crate) fn revision(&self) -> u64 {
        self.registry.revision()
    }

    /// The place of the row that something counts in; none where it counts in no row.
    pub(crate) fn row<'a>(&'a self, at: &'a At) -> Option<&'a str> {
        let At { site, device, .. } = at;
        if self.level.is_of_units() {
            let unit = self.units.get(site)?;
            return Some(self.registry.unit_row(*unit).code.as_str());
        }
        let inside = match &self.within {
            Within::Everything => true,
            Within::Unit(_) => self.units.contains_key(site),
            Within::Site(own) => site == own,
            Within::Device(own) => device == own,
            Within::Nowhere => false,
        };
        match self.level {
            Level::Device => (inside && !device.is_nobody()).then_some(device.as_str()),
            _ => inside.then_some(site.as_str()),
        }
    }

    /// The sites whose cells can count; all where none.
    pub(crate) fn sites(&self) -> Option<Vec<SiteId>> {
        match &self.within {
            Within::Site(site) => Some(vec![site.clone()]),
            Within::Device(_) => None,
            Within::Everything if !self.level.is_of_units() => None,
            _ => Some(self.units.keys().cloned().collect()),
        }
    }

    /// The one device whose cells can count; all where none.
    pub(crate) fn device(&self) -> Option<Device> {
        match &self.within {
            Within::Device(device) => Some(device.clone()),
            _ => None,
        }
    }

    /// About how many sites' cells count.
    pub(crate) fn breadth(&self) -> usize {
        match &self.within {
            Within::Site(_) | Within::Device(_) | Within::Nowhere => 1,
            _ if self.units.is_empty() => self.registry.sites().count(),
            _ => self.units.len(),
        }
    }
}

impl Within {
    fn find(place: &str, registry: &Registry, day: Date) -> Option<Self> {
        if place.is_empty() {
            return Some(Self::Everything);
        }
        if let Some(unit) = registry.unit(place, day) {
            return Some(Self::Unit(unit));
        }
        let site = SiteId::new(place).ok()?;
        let of_no_registry = place.starts_with("h3:") || place.starts_with("unit:");
        if of_no_registry || registry.sites().any(|row| row.site == site) {
            return Some(Self::Site(site));
        }
        (!registry.stays(place).is_empty()).then(|| Self::Device(Device::stored(place)))
    }

    fn level(&self, registry: &Registry) -> Option<Level> {
        match self {
            Self::Everything | Self::Nowhere => None,
            Self::Unit(unit) => Some(registry.unit_row(*unit).level),
            Self::Site(_) => Some(Level::Site),
            Self::Device(_) => Some(Level::Device),
        }
    }
}

/// How high a level stands: a place holds only places of lesser ones.
fn height(level: Level) -> u8 {
    match level {
        Level::Device => 0,
        Level::Site => 1,
        Level::Commune | Level::Agency => 2,
        Level::District => 3,
        Level::Province => 4,
    }
}

/// The sites that can count in a unit: those of the registry, and those of the units themselves.
fn all_sites(registry: &Registry) -> impl Iterator<Item = SiteId> {
    let registered = registry.sites().map(|row| row.site.clone());
    let told_of_units = registry
        .units()
        .filter_map(|(_, row)| SiteId::new(format!("unit:{}@{}", row.code, row.valid_from)).ok());
    registered.chain(told_of_units)
}

/// Whether any unit or site begins or ends between two days, the later one included.
pub(crate) fn boundaries_move(registry: &Registry, a: Date, b: Date) -> bool {
    let (earlier, later) = (a.min(b), a.max(b));
    let between = |date: Option<Date>| date.is_some_and(|date| earlier < date && date <= later);
    earlier < later
        && (registry.units().any(|(_, row)| between(Some(row.valid_from)) || between(row.valid_to))
            || registry.sites().any(|row| between(row.valid_from) || between(row.valid_to)))
}
