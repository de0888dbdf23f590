//! What happens beside the counting: in acts, each with a street of cameras that goes dark and
//! comes back, an incident that opens, changes and ends, citizens' reports, and alerts. An act is
//! a function of the seed and its number alone.

mod scenes;

use std::collections::{BTreeMap, BTreeSet};

use kinhbac_api::v1;
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::time::{Timestamp, Zone};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::Played;

/// An act is no shorter and no longer, milliseconds,
const ACT: (i64, i64) = (10 * 60_000, 6 * 3_600_000);
/// and between these takes so long by the machine's clock, so that a visitor sees one.
const REAL_ACT: i64 = 3 * 60_000;
/// The words with which names of crossings begin.
const CROSSINGS: [&str; 2] = ["Ngã tư ", "Ngã ba "];
/// The most cameras of a street: roads through all of the province have more.
const MAX_STREET: usize = 30;

/// What may happen where, and when it begins.
pub struct Plot {
    cameras: Vec<Camera>,
    streets: Vec<Street>,
    communes: Vec<v1::Unit>,
    /// The code of the unit above all.
    province: String,
    zone: Zone,
    seed: u64,
    first: Timestamp,
    length: i64,
}

/// A camera.
struct Camera {
    index: usize,
    source: String,
    name: String,
    site: String,
}

/// Cameras at the crossings of one street, as indices of cameras.
struct Street {
    name: String,
    cameras: Vec<usize>,
}

/// A stretch of the plot.
pub struct Act {
    /// From 0.
    pub(super) number: u64,
    /// When the next one begins.
    pub(super) end: Timestamp,
    /// In order, all before the end.
    pub(super) scenes: Vec<Scene>,
    dark: Dark,
    incident: Option<Incident>,
}

/// Something that happens.
pub(super) struct Scene {
    pub(super) at: Timestamp,
    /// With ids that are unique within the plot.
    pub(super) events: Vec<v1::Event>,
    /// For people.
    words: String,
}

/// Devices that are silent, by index.
#[derive(Default)]
struct Dark {
    devices: BTreeSet<usize>,
    from: Timestamp,
    to: Timestamp,
}

/// Where there is an incident, and when.
struct Incident {
    site: String,
    from: Timestamp,
    to: Timestamp,
}

impl Plot {
    /// Of devices and units, from an instant of a clock that runs so many times as fast.
    #[must_use]
    pub fn new(
        devices: &[Played],
        units: Vec<v1::Unit>,
        zone: Zone,
        seed: u64,
        (first, speed): (Timestamp, u32),
    ) -> Self {
        let of_kind = devices.iter().enumerate().filter(|(_, d)| d.kind == DeviceKind::Camera);
        let cameras: Vec<Camera> = of_kind.map(|(index, device)| camera(index, device)).collect();
        let province = units.iter().find(|unit| unit.level == "province");
        Self {
            streets: streets(&cameras),
            cameras,
            province: province.map(|unit| unit.code.clone()).unwrap_or_default(),
            communes: units.into_iter().filter(|unit| unit.level == "commune").collect(),
            zone,
            seed,
            first,
            length: REAL_ACT.saturating_mul(speed.into()).clamp(ACT.0, ACT.1),
        }
    }

    /// The last things that happened, the newest first, a line each.
    #[must_use]
    pub fn news(&self, at: Timestamp, most: usize) -> Vec<String> {
        let gone = at.millis_since(self.first).max(0);
        // It is not negative.
        let number = (gone / self.length).unsigned_abs();
        let acts = [Some(number), number.checked_sub(1)].into_iter().flatten();
        let scenes = acts.flat_map(|number| self.act(number).scenes.into_iter().rev());
        let told = |scene: Scene| {
            let time = self.zone.print(scene.at);
            // The date and the offset are those of the line above.
            format!("{}  {}", time.get(11..19).unwrap_or(&time), scene.words)
        };
        scenes.filter(|scene| scene.at <= at).take(most).map(told).collect()
    }

    /// The act of a number.
    pub(super) fn act(&self, number: u64) -> Act {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        // The counts have stream 0.
        random.set_stream(number.wrapping_add(1));
        scenes::Director::new(self, number, random).act()
    }

    fn beginning(&self, number: u64) -> Timestamp {
        let acts = i64::try_from(number).unwrap_or(i64::MAX);
        self.first.plus_millis(self.length.saturating_mul(acts))
    }
}

impl Act {
    /// Whether a device is silent in some of a period.
    pub(super) fn is_dark(&self, device: usize, begin: Timestamp, end: Timestamp) -> bool {
        let Dark { devices, from, to } = &self.dark;
        begin < *to && end > *from && devices.contains(&device)
    }

    /// Whether there is an incident at a site.
    pub(super) fn has_incident(&self, site: &str, at: Timestamp) -> bool {
        let there = self.incident.as_ref().filter(|incident| incident.site == site);
        there.is_some_and(|incident| (incident.from..incident.to).contains(&at))
    }
}

fn camera(index: usize, device: &Played) -> Camera {
    Camera {
        index,
        source: device.source.clone(),
        name: device.name.clone(),
        site: device.site.clone(),
    }
}

/// Streets with cameras at several crossings; where there are none, each camera by itself.
fn streets(cameras: &[Camera]) -> Vec<Street> {
    let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, camera) in cameras.iter().enumerate() {
        if let Some(street) = street(&camera.name) {
            named.entry(street).or_default().push(i);
        }
    }
    let has_several_sites =
        |of: &[usize]| of.iter().map(|i| &cameras[*i].site).collect::<BTreeSet<_>>().len() > 1;
    let streets =
        named.into_iter().filter(|(_, of)| of.len() <= MAX_STREET && has_several_sites(of));
    let streets: Vec<_> =
        streets.map(|(name, cameras)| Street { name: name.into(), cameras }).collect();
    if !streets.is_empty() {
        return streets;
    }
    let alone =
        |(i, camera): (usize, &Camera)| Street { name: camera.name.clone(), cameras: vec![i] };
    cameras.iter().enumerate().map(alone).collect()
}

/// The street of a camera: `Camera 1 – Ngã tư Lý Thái Tổ – Nguyễn Du` is in Lý Thái Tổ.
fn street(name: &str) -> Option<&str> {
    let crossing = name.split(" – ").nth(1)?;
    CROSSINGS.iter().find_map(|words| crossing.strip_prefix(words))
}
