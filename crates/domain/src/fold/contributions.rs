//! What an event adds to which measures, and to which buckets of them.

use std::ops::Range;

use crate::event::{Amount, Event, Payload};
use crate::id::Label;
use crate::measure::{Fixed, Measure};
use crate::time::{Bucket, BucketFinder, Resolution, Timestamp, Zone};

/// A cumulative counter, as read.
#[derive(Clone, Debug)]
pub(super) struct Total {
    pub(super) measure: Measure,
    pub(super) label: Label,
    pub(super) total: i64,
}

/// What is added.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// An amount.
    Add(i64),
    /// The difference of a counter's reading to the last one.
    Difference(Total),
    /// One, at the first phase of an incident.
    Begin,
    /// A level or share that holds for its pieces' seconds.
    Hold(i64),
    /// A sign of life that holds for its pieces' seconds.
    Sign(bool),
    /// A value of a distribution, so many times.
    Weigh(i64, u64),
    /// One of distinct things.
    See(u64),
    /// A published figure and its revision.
    Publish(i64, u64),
}

/// What an event adds to one measure.
#[derive(Clone, Debug)]
pub(super) struct Contribution {
    pub(super) measure: Measure,
    pub(super) label: Label,
    pub(super) what: What,
    pieces: Range<usize>,
}

/// The part of a contribution that falls into one bucket. Days stand before hours, hours before
/// minutes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) bucket: Bucket,
    /// Seconds of the bucket before it.
    pub(super) from: u32,
    /// Its seconds; 0 of what happened at an instant.
    pub(super) seconds: u32,
    /// Whether the contribution begins in this bucket.
    pub(super) begins: bool,
}

/// An event's contributions, in buffers that are used again for the next event.
#[derive(Debug)]
pub(super) struct Contributions {
    finder: BucketFinder,
    items: Vec<Contribution>,
    pieces: Vec<Piece>,
    at: Timestamp,
    spans: Vec<(Timestamp, u32, Range<usize>)>,
}

impl Contributions {
    pub(super) fn new(zone: Zone) -> Self {
        Self {
            finder: BucketFinder::new(zone),
            items: Vec::new(),
            pieces: Vec::new(),
            at: Timestamp::MIN,
            spans: Vec::new(),
        }
    }

    /// Works out what an event adds.
    pub(super) fn of(&mut self, event: &Event) {
        self.items.clear();
        self.pieces.clear();
        self.spans.clear();
        self.at = event.time;
        contribute(event, self);
    }

    /// The time of the event.
    pub(super) fn at(&self) -> Timestamp {
        self.at
    }

    /// Each contribution with its pieces.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Contribution, &[Piece])> {
        self.items.iter().map(|item| (item, &self.pieces[item.pieces.clone()]))
    }

    fn push(&mut self, measure: impl Into<Measure>, label: Label, what: What) {
        self.push_spread(measure, label, what, 0);
    }

    fn push_spread(&mut self, measure: impl Into<Measure>, label: Label, what: What, seconds: u32) {
        let pieces = self.pieces_of(self.at, seconds);
        self.items.push(Contribution { measure: measure.into(), label, what, pieces });
    }

    fn push_at(&mut self, measure: Fixed, label: Label, what: What, at: Timestamp) {
        let pieces = self.pieces_of(at, 0);
        self.items.push(Contribution { measure: measure.into(), label, what, pieces });
    }

    fn push_period(&mut self, measure: Measure, what: What, bucket: Bucket) {
        let start = self.pieces.len();
        self.pieces.push(Piece { bucket, from: 0, seconds: 0, begins: true });
        let pieces = start..self.pieces.len();
        self.items.push(Contribution { measure, label: Label::none(), what, pieces });
    }

    /// The pieces of a span; those of an event's several contributions are mostly the same.
    fn pieces_of(&mut self, at: Timestamp, seconds: u32) -> Range<usize> {
        if let Some((_, _, range)) = self.spans.iter().find(|(t, s, _)| *t == at && *s == seconds) {
            return range.clone();
        }
        let start = self.pieces.len();
        for resolution in [Resolution::Day, Resolution::Hour, Resolution::Minute] {
            self.cut(resolution, at, seconds);
        }
        let range = start..self.pieces.len();
        self.spans.push((at, seconds, range.clone()));
        range
    }

    fn cut(&mut self, resolution: Resolution, at: Timestamp, seconds: u32) {
        let begin = at.seconds();
        let end = begin + i64::from(seconds);
        let (mut bucket, mut bucket_end) = self.finder.find(resolution, at);
        let mut from = begin;
        loop {
            let to = end.min(bucket_end);
            self.pieces.push(Piece {
                bucket,
                // Both are within a day.
                from: (from - bucket.start) as u32,
                seconds: (to - from) as u32,
                begins: from == begin,
            });
            if to >= end {
                return;
            }
            from = to;
            (bucket, bucket_end) = self.finder.find(resolution, Timestamp::from_seconds(from));
        }
    }
}

/// Gives an event's contributions to its measures.
fn contribute(event: &Event, to: &mut Contributions) {
    let up = !matches!(event.payload, Payload::DeviceHealth { up: false, .. });
    let state = match event.stream() {
        crate::position::Stream::Camera => Some(Fixed::CameraUp),
        crate::position::Stream::Wifi => Some(Fixed::WifiUp),
        crate::position::Stream::Conference => Some(Fixed::ConferenceUp),
        _ => None,
    };
    if let Some(state) = state {
        to.push_spread(state, Label::none(), What::Sign(up), event.sign_of_life);
    }
    match &event.payload {
        Payload::DeviceHealth { .. } | Payload::ReportUpdated { .. } => {}
        Payload::CameraCount { .. } => contribute_count(&event.payload, to),
        Payload::CameraIncident { category, started_at, .. } => {
            to.push_at(Fixed::CameraIncidents, category.clone(), What::Begin, *started_at);
        }
        Payload::WifiUsage { .. } => contribute_usage(&event.payload, to),
        Payload::WifiSession { client } => {
            if let Some(hash) = client {
                to.push(Fixed::WifiDevices, Label::none(), What::See(*hash));
            }
        }
        Payload::ReportSubmitted { service } => {
            to.push(Fixed::ReportSubmitted, service.clone(), What::Add(1));
            to.push(Fixed::ReportOpen, service.clone(), What::Add(1));
        }
        Payload::Indicator { code, value, period, revision } => {
            let measure = Measure::Indicator(code.clone());
            to.push_period(measure, What::Publish(*value, *revision), *period);
        }
        Payload::SecurityAlert { severity } => {
            to.push(Fixed::SecurityEvents, severity.clone(), What::Add(1));
        }
    }
}

fn contribute_count(payload: &Payload, to: &mut Contributions) {
    let Payload::CameraCount { period, vehicles, people, speed, occupancy } = payload else {
        return;
    };
    let none = Label::none;
    if let Some(people) = people {
        push_amount(to, Fixed::CameraPeople, none(), *people);
    }
    for (label, amount) in vehicles {
        push_amount(to, Fixed::CameraVehicles, label.clone(), *amount);
    }
    if let Some(speed) = speed {
        let counted: u64 = vehicles.iter().map(|(_, amount)| plain(*amount)).sum();
        to.push(Fixed::CameraSpeed, none(), What::Weigh(*speed, counted.max(1)));
    }
    if let Some(occupancy) = occupancy {
        to.push_spread(Fixed::CameraOccupancy, none(), What::Hold(*occupancy), *period);
    }
}

fn contribute_usage(payload: &Payload, to: &mut Contributions) {
    let Payload::WifiUsage { period, clients, sessions, rx_bytes, tx_bytes } = payload else {
        return;
    };
    let none = Label::none;
    if let Some(clients) = clients {
        to.push_spread(Fixed::WifiClients, none(), What::Hold(*clients), *period);
    }
    for (measure, amount) in [
        (Fixed::WifiSessions, sessions),
        (Fixed::WifiRxBytes, rx_bytes),
        (Fixed::WifiTxBytes, tx_bytes),
    ] {
        if let Some(amount) = amount {
            push_amount(to, measure, none(), *amount);
        }
    }
}

fn plain(amount: Amount) -> u64 {
    match amount {
        Amount::Plain(amount) => u64::try_from(amount).unwrap_or(0),
        Amount::Total(_) => 0,
    }
}

fn push_amount(to: &mut Contributions, measure: Fixed, label: Label, amount: Amount) {
    let what = match amount {
        Amount::Plain(amount) => What::Add(amount),
        Amount::Total(total) => {
            What::Difference(Total { measure: measure.into(), label: label.clone(), total })
        }
    };
    to.push(measure, label, what);
}
