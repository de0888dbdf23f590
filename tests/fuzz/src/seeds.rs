//! Seeds in binary forms: good ones of each kind, and some that are refused. Those that people
//! can read are files, made by hand.

use kinhbac_api::cells::{Mark, encode_beat};
use kinhbac_api::v1::{Event, EventsRequest, PublishRequest, QueryRequest, WatchRequest};
use kinhbac_api::wkt;
use kinhbac_domain::cell::CellRef;
use kinhbac_domain::position::{Offset, Stream};
use kinhbac_domain::sketch::{DistinctSketch, Presence, QuantileSketch};
use prost::Message;

use crate::{day, live};

/// What is asked of history: measure, label, step, by, place, stat, fill.
const QUERIES: [[&str; 7]; 14] = [
    ["camera.people", "", "minute", "", "", "", ""],
    ["camera.people", "", "hour", "device", "27", "max", "null"],
    ["camera.vehicles", "*", "day", "commune", "27", "sum", "zero"],
    ["camera.vehicles", "CAR", "month", "province", "", "", "previous"],
    ["camera.speed", "", "hour", "site", "09166", "p95", "none"],
    ["camera.occupancy", "", "quarter", "site", "s-1", "coverage", ""],
    ["camera.up", "", "day", "device", "camera/1", "known", ""],
    ["wifi.devices", "", "day", "district", "256", "distinct", ""],
    ["wifi.clients", "", "year", "device", "wifi/1", "last", "zero"],
    ["report.open", "URBAN_ORDER", "day", "commune", "27", "last", ""],
    ["report.on_time_share", "", "month", "province", "27", "", ""],
    ["indicator.online_share", "", "month", "province", "27", "", ""],
    ["camera.cats", "", "minute", "", "", "", ""],
    ["wifi.devices", "x", "month", "planet", "nowhere", "p12", "one"],
];
const RANGES: [[&str; 3]; 4] = [
    ["2026-11-22", "2026-11-23", ""],
    ["2024-01-01", "2027-01-01", "2025-06-30"],
    ["2026-11-22T04:00:00Z", "2026-11-22T12:00:00+07:00", "2026-11-22"],
    ["2026-11-23", "2026-11-22", "yesterday"],
];
/// What a screen asks for: place, level, measure, resolution, buckets.
const SCREENS: [(&str, &str, &str, &str, u32); 8] = [
    ("", "", "", "", 0),
    ("27", "commune", "camera.people", "minute", 15),
    ("256", "site", "camera.vehicles", "hour", 24),
    ("s-2", "device", "camera.speed", "day", 1_500),
    ("camera/1", "device", "camera.up", "minute", 60),
    ("unit:soc@2020-01-01", "site", "security.events", "day", 400),
    ("27", "province", "report.open", "month", 1_501),
    ("nowhere", "planet", "camera.cats", "second", 1),
];

/// Every seed that is made: its target and its bytes.
#[must_use]
pub fn made() -> Vec<(&'static str, Vec<u8>)> {
    let mut seeds = Vec::new();
    let mut add = |target, of: Vec<Vec<u8>>| seeds.extend(of.into_iter().map(|s| (target, s)));
    add("publish", batches());
    add("logged", records());
    add("cells", beats());
    add("sketch", sketches());
    add("token", vec![live::inside_of_a_token(), Vec::new(), vec![0xff; 12]]);
    add("watch", screens());
    add("query", queries());
    add("events", told());
    add("disk", damages());
    seeds
}

fn batches() -> Vec<Vec<u8>> {
    let events = day::events();
    let all = PublishRequest { events: events.clone() };
    let each = events.into_iter().map(|event| PublishRequest { events: vec![event] });
    each.chain([all]).map(|request| request.encode_to_vec()).collect()
}

/// As they are in the log; one that was never at the gate, and one that is cut off.
fn records() -> Vec<Vec<u8>> {
    let mut values: Vec<Vec<u8>> =
        day::log().records().iter().map(|record| record.value.to_vec()).collect();
    values.push(day::events()[0].encode_to_vec());
    values.push(Event::default().encode_to_vec());
    values.push(values[0][..values[0].len() / 2].to_vec());
    values
}

fn beats() -> Vec<Vec<u8>> {
    let next_offsets = [(Stream::Camera, Offset(7)), (Stream::Wifi, Offset(3))].into();
    let beat = encode_beat(day::cells().iter().map(CellRef::from), &Mark { next_offsets }, 400);
    beat.iter().map(|record| record.to_vec()).collect()
}

fn sketches() -> Vec<Vec<u8>> {
    let mut quantiles = QuantileSketch::default();
    [0, 1, 50, 51, 1_000, 1 << 40, i64::MAX].iter().for_each(|amount| quantiles.add(*amount, 3));
    let (mut few, mut many) = (DistinctSketch::default(), DistinctSketch::default());
    (0..20_u64).for_each(|n| few.add(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    (0..9_000_u64).for_each(|n| many.add(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    let mut presence = Presence::default();
    presence.mark(0, 40, true);
    presence.mark(30, 60, false);
    let of_kind = |kind: u8, bytes: Vec<u8>| [vec![kind], bytes].concat();
    vec![
        of_kind(0, quantiles.to_bytes()),
        of_kind(1, few.to_bytes()),
        of_kind(1, many.to_bytes()),
        of_kind(2, presence.to_bytes()),
        of_kind(2, vec![0xff; 16]),
        of_kind(0, vec![0x80; 11]),
    ]
}

fn screens() -> Vec<Vec<u8>> {
    let rates = [None, Some((0, 200_000_000)), Some((60, 0)), Some((-1, 1))];
    let screen = |((place, by, measure, resolution, buckets), rate): (_, Option<(i64, i32)>)| {
        let text = |text: &str| text.to_owned();
        WatchRequest {
            place: text(place),
            by: text(by),
            measures: Some(text(measure)).into_iter().filter(|m| !m.is_empty()).collect(),
            resolution: text(resolution),
            buckets,
            rate: rate.map(|(seconds, nanos)| wkt::Duration { seconds, nanos }),
            resume: String::new(),
            alerts: 20,
        }
    };
    SCREENS.into_iter().zip(rates.into_iter().cycle()).map(|s| screen(s).encode_to_vec()).collect()
}

fn queries() -> Vec<Vec<u8>> {
    let query = |(of, within): ([&str; 7], [&str; 3])| {
        let [measure, label, step, by, place, stat, fill] = of.map(str::to_owned);
        let [from, to, as_of] = within.map(str::to_owned);
        let coverage = by.is_empty();
        QueryRequest { measure, label, from, to, step, by, place, stat, as_of, fill, coverage }
    };
    let asked = QUERIES.into_iter().zip(RANGES.into_iter().cycle());
    asked.map(|asked| query(asked).encode_to_vec()).collect()
}

fn told() -> Vec<Vec<u8>> {
    let places = ["camera/1", "s-2", "27", "unit:soc@2020-01-01", "", "nowhere"];
    let asked = places.into_iter().zip(RANGES.into_iter().cycle());
    let request = |(place, [from, to, _]): (&str, [&str; 3])| EventsRequest {
        place: place.into(),
        from: from.into(),
        to: to.into(),
    };
    asked.map(|asked| request(asked).encode_to_vec()).collect()
}

/// Every file of the folder (there are fewer), a byte that is another, and an end too early.
fn damages() -> Vec<Vec<u8>> {
    let files = 0_u8..12;
    files.flat_map(|file| [vec![file, 0x30, 0, 0, 0, 0xff], vec![file, 0x30, 0, 0, 0]]).collect()
}
