//! A plain recomputation of every cell from the records of a log: slow, in one pass, second by
//! second, with none of the fold's code. What the service stores must equal it to the bit.

mod numbers;

use std::collections::{BTreeMap, BTreeSet};

use kinhbac_domain::cell::{Cell, CellKey, SeriesKey, Sketch};
use kinhbac_domain::event::{Amount, Event, Payload};
use kinhbac_domain::id::{Device, Label};
use kinhbac_domain::measure::{Fixed, Measure};
use kinhbac_domain::position::{Offset, Stream};
use kinhbac_domain::sketch::Presence;
use kinhbac_domain::time::{Bucket, Resolution, Timestamp, Zone};

use numbers::Numbers;

/// A record of one partition of one stream.
#[derive(Clone, Debug)]
pub struct LogLine {
    /// Its offset.
    pub offset: Offset,
    /// When the log took it.
    pub appended_at: Timestamp,
    /// What it tells; none when it can't be read.
    pub event: Option<Event>,
}

/// The rules that decide what counts.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Where local days begin.
    pub zone: Zone,
    /// Whole minutes of log time within which the same identity is a duplicate.
    pub duplicate_minutes: i64,
    /// Milliseconds of log time after which a camera's or hotspot's event is too late.
    pub max_lateness: i64,
    /// Milliseconds of log time after a bucket's end for which minutes, hours and days are kept;
    /// none: for ever.
    pub kept: [Option<i64>; 3],
    /// Sources of a stream whose sequence numbers are known, those that told one last.
    pub numbered_sources: usize,
    /// Runs of sequence numbers of a source that are known, the highest ones.
    pub number_runs: usize,
}

impl Rules {
    /// Whether nothing goes into a bucket any more.
    fn is_past(&self, bucket: Bucket, log_time: Timestamp) -> bool {
        let at = Resolution::FOLDED.iter().position(|r| *r == bucket.resolution);
        let kept = at.and_then(|at| self.kept[at]);
        kept.is_some_and(|kept| {
            self.zone.bucket_end(bucket) * 1000 <= log_time.millis().saturating_sub(kept)
        })
    }
}

/// What a stream of a partition comes to.
#[derive(Debug, Default)]
pub struct Recomputed {
    /// Every cell with its version.
    pub cells: BTreeMap<CellKey, (Cell, Offset)>,
    /// Offsets of the events that are too late.
    pub late: BTreeSet<Offset>,
    /// Offsets of the events that count and that people must hear of.
    pub alerts: BTreeSet<Offset>,
    /// Offsets of the duplicates.
    pub duplicates: BTreeSet<Offset>,
}

/// Recomputes one stream of one partition from its first record on.
#[must_use]
pub fn recompute(stream: Stream, lines: &[LogLine], rules: &Rules) -> Recomputed {
    let mut pass = Pass { rules, out: Recomputed::default(), seconds: BTreeMap::new() };
    let mut log_time = Timestamp::MIN;
    let mut seen: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    let mut numbers = Numbers::default();
    let mut totals: BTreeMap<(String, String), (Timestamp, i64)> = BTreeMap::new();
    let mut incidents: BTreeSet<(&str, &str)> = BTreeSet::new();
    for line in lines {
        log_time = log_time.max(line.appended_at);
        let Some(event) = &line.event else { continue };
        let minute = log_time.millis().div_euclid(60_000);
        let identity = (event.source.as_str(), event.id.as_str());
        let before = seen.insert(identity, minute);
        let seen_lately = before.is_some_and(|at| minute - at <= rules.duplicate_minutes);
        let numbered = event.sequence.map(|n| (event.source.as_str(), n));
        if seen_lately || numbered.is_some_and(|(source, n)| numbers.contains(source, n)) {
            pass.out.duplicates.insert(line.offset);
            continue;
        }
        let limited = matches!(stream, Stream::Camera | Stream::Wifi);
        if limited && log_time.millis() - event.time.millis() > rules.max_lateness {
            pass.out.late.insert(line.offset);
            continue;
        }
        if let Some((source, number)) = numbered {
            numbers.accept(source, number, rules.numbered_sources, rules.number_runs);
        }
        if is_alert(&event.payload) {
            pass.out.alerts.insert(line.offset);
        }
        let first_phase = match &event.payload {
            Payload::CameraIncident { incident, .. } => {
                incidents.insert((event.source.as_str(), incident.as_str()))
            }
            _ => false,
        };
        pass.count(&Line { offset: line.offset, event, log_time }, first_phase, &mut totals);
    }
    pass.out
}

fn is_alert(payload: &Payload) -> bool {
    matches!(
        payload,
        Payload::CameraIncident { .. }
            | Payload::ReportSubmitted { .. }
            | Payload::ReportUpdated { .. }
            | Payload::SecurityAlert { .. }
    )
}

/// A line whose event counts.
struct Line<'a> {
    offset: Offset,
    event: &'a Event,
    log_time: Timestamp,
}

struct Pass<'a> {
    rules: &'a Rules,
    out: Recomputed,
    /// Of each state series: each known second, and whether it is up.
    seconds: BTreeMap<SeriesKey, BTreeMap<i64, bool>>,
}

impl Pass<'_> {
    fn count(
        &mut self,
        line: &Line<'_>,
        first_phase: bool,
        totals: &mut BTreeMap<(String, String), (Timestamp, i64)>,
    ) {
        let event = line.event;
        let mut add = |pass: &mut Self, measure: Fixed, label: &str, amount: &Amount| {
            let amount = match amount {
                Amount::Plain(amount) => Some(*amount),
                Amount::Total(total) => {
                    let name = format!("{}{{{label}}}", Measure::Fixed(measure).name());
                    let key = (event.source.to_string(), name);
                    difference(totals, key, event.time, *total)
                }
            };
            if let Some(amount) = amount {
                pass.add(line, measure, label, event.time, amount);
            }
        };
        match &event.payload {
            Payload::CameraCount { vehicles, people, speed, occupancy, period } => {
                let mut weight = 0;
                for (label, amount) in vehicles {
                    add(self, Fixed::CameraVehicles, label.as_str(), amount);
                    if let Amount::Plain(n) = amount {
                        weight += *n;
                    }
                }
                if let Some(amount) = people {
                    add(self, Fixed::CameraPeople, "", amount);
                }
                if let Some(speed) = speed {
                    self.weigh(line, Fixed::CameraSpeed, *speed, weight.max(1));
                }
                if let Some(occupancy) = occupancy {
                    self.hold(line, Fixed::CameraOccupancy, *occupancy, *period);
                }
            }
            Payload::WifiUsage { period, clients, sessions, rx_bytes, tx_bytes } => {
                for (measure, amount) in [
                    (Fixed::WifiSessions, sessions),
                    (Fixed::WifiRxBytes, rx_bytes),
                    (Fixed::WifiTxBytes, tx_bytes),
                ] {
                    if let Some(amount) = amount {
                        add(self, measure, "", amount);
                    }
                }
                if let Some(clients) = clients {
                    self.hold(line, Fixed::WifiClients, *clients, *period);
                }
            }
            Payload::CameraIncident { category, started_at, .. } => {
                if first_phase {
                    self.add(line, Fixed::CameraIncidents, category.as_str(), *started_at, 1);
                }
            }
            Payload::WifiSession { client: Some(hash) } => self.see(line, *hash),
            Payload::ReportSubmitted { service } => {
                self.add(line, Fixed::ReportSubmitted, service.as_str(), event.time, 1);
                self.add(line, Fixed::ReportOpen, service.as_str(), event.time, 1);
            }
            Payload::SecurityAlert { severity } => {
                self.add(line, Fixed::SecurityEvents, severity.as_str(), event.time, 1);
            }
            Payload::Indicator { .. } => self.publish(line),
            Payload::DeviceHealth { .. }
            | Payload::WifiSession { client: None }
            | Payload::ReportUpdated { .. } => {}
        }
        self.sign(line);
    }

    /// The cell of a bucket; none when the bucket is past its time.
    fn cell(
        &mut self,
        line: &Line<'_>,
        measure: &Measure,
        label: &str,
        resolution: Resolution,
        at: Timestamp,
    ) -> Option<&mut Cell> {
        let bucket = self.rules.zone.bucket(resolution, at);
        if self.rules.is_past(bucket, line.log_time) {
            return None;
        }
        let key = CellKey { series: series(line.event, measure, label), bucket };
        let (cell, version) = self.out.cells.entry(key).or_default();
        *version = line.offset;
        Some(cell)
    }

    fn add(&mut self, line: &Line<'_>, measure: Fixed, label: &str, at: Timestamp, amount: i64) {
        for resolution in Resolution::FOLDED {
            let Some(cell) = self.cell(line, &measure.into(), label, resolution, at) else {
                continue;
            };
            cell.count += 1;
            cell.sum += amount;
            note(cell, amount, line);
        }
    }

    fn weigh(&mut self, line: &Line<'_>, measure: Fixed, value: i64, weight: i64) {
        for resolution in Resolution::FOLDED {
            let at = line.event.time;
            let Some(cell) = self.cell(line, &measure.into(), "", resolution, at) else {
                continue;
            };
            cell.count += 1;
            cell.sum += value * weight;
            note(cell, value, line);
            if cell.sketch == Sketch::None {
                cell.sketch = Sketch::Quantiles(Box::default());
            }
            if let Sketch::Quantiles(sketch) = &mut cell.sketch {
                sketch.add(value, weight.unsigned_abs());
            }
        }
    }

    fn see(&mut self, line: &Line<'_>, hash: u64) {
        for resolution in Resolution::FOLDED {
            let measure = Fixed::WifiDevices.into();
            let Some(cell) = self.cell(line, &measure, "", resolution, line.event.time) else {
                continue;
            };
            cell.count += 1;
            if cell.sketch == Sketch::None {
                cell.sketch = Sketch::Distinct(Box::default());
            }
            if let Sketch::Distinct(sketch) = &mut cell.sketch {
                sketch.add(hash);
            }
        }
    }

    fn hold(&mut self, line: &Line<'_>, measure: Fixed, value: i64, period: u32) {
        let begin = line.event.time.seconds();
        for resolution in Resolution::FOLDED {
            for second in begin..begin + i64::from(period) {
                let at = Timestamp::from_seconds(second);
                let Some(cell) = self.cell(line, &measure.into(), "", resolution, at) else {
                    continue;
                };
                cell.count += u64::from(second == begin);
                cell.sum += value;
                cell.seconds += 1;
                note(cell, value, line);
                held_until(cell, second + 1, line);
            }
        }
    }

    fn sign(&mut self, line: &Line<'_>) {
        let event = line.event;
        let measure: Measure = match event.stream() {
            Stream::Camera => Fixed::CameraUp.into(),
            Stream::Wifi => Fixed::WifiUp.into(),
            Stream::Conference => Fixed::ConferenceUp.into(),
            _ => return,
        };
        let up = !matches!(event.payload, Payload::DeviceHealth { up: false, .. });
        let begin = event.time.seconds();
        let mut instants: BTreeSet<_> = (begin..begin + i64::from(event.sign_of_life)).collect();
        let known = self.seconds.entry(series(event, &measure, "")).or_default();
        let bucket_of = |second, r| self.rules.zone.bucket(r, Timestamp::from_seconds(second));
        // What is told of a minute that is past its time is set aside.
        let is_past =
            |second| self.rules.is_past(bucket_of(second, Resolution::Minute), line.log_time);
        instants.retain(|second| !is_past(*second));
        for second in &instants {
            let was_up = known.entry(*second).or_insert(up);
            *was_up &= up;
        }
        if !is_past(begin) {
            instants.insert(begin);
        }
        // The buckets that the sign touches, then all their seconds anew.
        let touched: BTreeSet<_> = instants
            .into_iter()
            .flat_map(|second| Resolution::FOLDED.map(|r| bucket_of(second, r)))
            .collect();
        for bucket in touched {
            let end = self.rules.zone.bucket_end(bucket);
            let series = series(event, &measure, "");
            let within: Vec<_> = self.seconds[&series].range(bucket.start..end).collect();
            let (all, ups) =
                (within.len() as u64, within.iter().filter(|(_, up)| **up).count() as i64);
            let presence = minute_presence(bucket.start, &within);
            let begins = bucket.start <= begin && begin < end;
            let at = bucket.start_time();
            let Some(cell) = self.cell(line, &measure, "", bucket.resolution, at) else {
                continue;
            };
            cell.count += u64::from(begins);
            cell.sum = ups;
            cell.seconds = all;
            note(cell, i64::from(up), line);
            held_until(cell, end.min(begin + i64::from(event.sign_of_life)), line);
            if bucket.resolution == Resolution::Minute {
                cell.sketch = Sketch::Presence(presence);
            }
        }
    }

    fn publish(&mut self, line: &Line<'_>) {
        let Payload::Indicator { code, value, period, revision } = &line.event.payload else {
            return;
        };
        let measure = Measure::Indicator(code.clone());
        let at = period.start_time();
        let Some(cell) = self.cell(line, &measure, "", period.resolution, at) else { return };
        cell.count += 1;
        let newer = (*revision, line.event.time, line.offset);
        if newer > (cell.seconds, cell.last_at, cell.last_offset) {
            cell.seconds = *revision;
            cell.last = *value;
            cell.last_at = line.event.time;
            cell.last_offset = line.offset;
        }
    }
}

fn series(event: &Event, measure: &Measure, label: &str) -> SeriesKey {
    let device = match event.stream() {
        Stream::Camera | Stream::Wifi | Stream::Conference => Device::from(event.source.clone()),
        _ => Device::nobody(),
    };
    SeriesKey {
        site: event.site.clone(),
        device,
        measure: measure.clone(),
        label: Label::stored(label),
    }
}

fn note(cell: &mut Cell, amount: i64, line: &Line<'_>) {
    cell.min = cell.min.min(amount);
    cell.max = cell.max.max(amount);
    if (line.event.time, line.offset) >= (cell.last_at, cell.last_offset) {
        cell.last = amount;
        cell.last_at = line.event.time;
        cell.last_offset = line.offset;
    }
}

/// The line, if it is the cell's last one, holds until a second.
fn held_until(cell: &mut Cell, second: i64, line: &Line<'_>) {
    if (line.event.time, line.offset) == (cell.last_at, cell.last_offset) {
        let seconds = second - line.event.time.seconds();
        // A sample holds for no longer than days.
        cell.last_for = u32::try_from(seconds).unwrap_or(u32::MAX);
    }
}

fn minute_presence(start: i64, within: &[(&i64, &bool)]) -> Presence {
    let mut presence = Presence::default();
    for (second, up) in within {
        if let Ok(at) = u32::try_from(**second - start)
            && at < 60
        {
            presence.mark(at, at + 1, **up);
        }
    }
    presence
}

fn difference(
    totals: &mut BTreeMap<(String, String), (Timestamp, i64)>,
    key: (String, String),
    at: Timestamp,
    total: i64,
) -> Option<i64> {
    match totals.get(&key).copied() {
        Some((last_at, _)) if at <= last_at => None,
        Some((_, last)) => {
            totals.insert(key, (at, total));
            Some(if total < last { total } else { total - last })
        }
        None => {
            totals.insert(key, (at, total));
            None
        }
    }
}
