//! What an event adds to which measures, and to which buckets of them.

mod pieces;

use std::ops::Range;

use super::{Expired, Retention};
use crate::event::{Amount, Event, Payload};
use crate::id::Label;
use crate::measure::{Fixed, Measure};
use crate::time::{Bucket, Timestamp, Zone};

pub(super) use pieces::Piece;

use pieces::{Cut, Pieces};

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
    /// What of it is past its retention, and left out.
    expired: Expired,
}

/// An event's contributions, in buffers that are used again for the next event.
#[derive(Debug)]
pub(super) struct Contributions {
    items: Vec<Contribution>,
    pieces: Pieces,
    at: Timestamp,
}

impl Contributions {
    pub(super) fn new(zone: Zone, retention: Retention) -> Self {
        let pieces = Pieces::new(zone, retention);
        Self { items: Vec::new(), pieces, at: Timestamp::MIN }
    }

    /// Works out what an event adds at a log time.
    pub(super) fn of(&mut self, event: &Event, log_time: Timestamp) {
        self.items.clear();
        self.pieces.begin(log_time);
        self.at = event.time;
        contribute(event, self);
    }

    /// The time of the event.
    pub(super) fn at(&self) -> Timestamp {
        self.at
    }

    /// Each contribution with its pieces.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Contribution, &[Piece])> {
        self.items.iter().map(|item| (item, self.pieces.of(&item.pieces)))
    }

    /// How much of it is left out. `first_phase` says whether the event begins an incident.
    pub(super) fn expired(&self, first_phase: bool) -> Expired {
        let told = self.items.iter().filter(|i| first_phase || !matches!(i.what, What::Begin));
        told.map(|item| item.expired).max().unwrap_or_default()
    }

    fn push(&mut self, measure: impl Into<Measure>, label: Label, what: What) {
        self.push_spread(measure, label, what, 0);
    }

    fn push_spread(&mut self, measure: impl Into<Measure>, label: Label, what: What, seconds: u32) {
        let cut = self.pieces.cut(self.at, seconds);
        self.push_cut(measure.into(), label, what, cut);
    }

    fn push_at(&mut self, measure: Fixed, label: Label, what: What, at: Timestamp) {
        let cut = self.pieces.cut(at, 0);
        self.push_cut(measure.into(), label, what, cut);
    }

    fn push_sign(&mut self, measure: Fixed, up: bool, seconds: u32) {
        let cut = self.pieces.cut_sign(self.at, seconds);
        self.push_cut(measure.into(), Label::none(), What::Sign(up), cut);
    }

    fn push_period(&mut self, measure: Measure, what: What, bucket: Bucket) {
        let cut = self.pieces.whole(bucket);
        self.push_cut(measure, Label::none(), what, cut);
    }

    fn push_cut(&mut self, measure: Measure, label: Label, what: What, cut: Cut) {
        let Cut { pieces, expired } = cut;
        self.items.push(Contribution { measure, label, what, pieces, expired });
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
        to.push_sign(state, up, event.sign_of_life);
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
