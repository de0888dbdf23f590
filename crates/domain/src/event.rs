//! Events as the fold sees them: validated, placed and pseudonymised by the gateway.

use crate::id::{Device, EventId, IncidentId, Label, SiteId, Source};
use crate::measure::{Fixed, IndicatorCode};
use crate::position::{PartitionIndex, Stream, Topic};
use crate::time::{Bucket, Timestamp};

/// The greatest amount in an event: what a JSON number holds exactly.
pub const MAX_AMOUNT: i64 = 1 << 53;
/// The longest period of a count, and the longest sign of life, in seconds.
pub const MAX_PERIOD_SECONDS: u32 = 86_400;
/// The longest period of a level or a share, and the longest sign of life, in seconds: such a
/// sample is spread over the minutes that it covers.
pub const MAX_SPREAD_SECONDS: u32 = 3_600;
/// The period of a count or usage that names none, in seconds.
pub const DEFAULT_PERIOD_SECONDS: u32 = 60;

/// The measures of what people must hear of at once, beside its being counted.
pub const ALERTS: [Fixed; 3] =
    [Fixed::CameraIncidents, Fixed::ReportSubmitted, Fixed::SecurityEvents];

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Unique within the source.
    pub id: EventId,
    /// Who tells it.
    pub source: Source,
    /// When; the beginning of the period of a count or usage.
    pub time: Timestamp,
    /// The source's own number of the event, at most 2^53.
    pub sequence: Option<u64>,
    /// The site that it is counted at.
    pub site: SiteId,
    /// How long it is a sign of life of its device, seconds, at most [`MAX_SPREAD_SECONDS`];
    /// 0 for the things that are told of a place.
    pub sign_of_life: u32,
    /// What is told.
    pub payload: Payload,
}

impl Event {
    /// Where it stands in a log with so many partitions: others there would change cells that
    /// another stream or another partition's owner counts.
    #[must_use]
    pub fn home(&self, partitions: u32) -> (Topic, PartitionIndex) {
        let partition = PartitionIndex::of_key(self.site.as_str().as_bytes(), partitions);
        (Topic::Input(self.stream()), partition)
    }

    /// The stream that carries it.
    #[must_use]
    pub fn stream(&self) -> Stream {
        self.payload.stream()
    }

    /// The device that it is counted of; nobody where it is told of a place.
    #[must_use]
    pub fn device(&self) -> Device {
        match self.stream().is_of_devices() {
            true => Device::from(self.source.clone()),
            false => Device::nobody(),
        }
    }
}

/// The kinds of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceKind {
    /// A camera.
    Camera,
    /// A Wi-Fi hotspot.
    Wifi,
    /// A video-conference point.
    Conference,
}

impl DeviceKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Camera, Self::Wifi, Self::Conference];

    /// The name in registry files and events.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.stream().name()
    }

    /// The kind of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }

    /// The stream of its events.
    #[must_use]
    pub fn stream(self) -> Stream {
        match self {
            Self::Camera => Stream::Camera,
            Self::Wifi => Stream::Wifi,
            Self::Conference => Stream::Conference,
        }
    }
}

/// An amount as counted in the period, or a cumulative counter as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// Counted in the period; 0 to [`MAX_AMOUNT`].
    Plain(i64),
    /// A cumulative counter's reading; 0 to [`MAX_AMOUNT`].
    Total(i64),
}

/// What is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// A device works or doesn't.
    DeviceHealth {
        /// What kind of device it is.
        kind: DeviceKind,
        /// Whether it works.
        up: bool,
    },
    /// What a camera counted in a period.
    CameraCount {
        /// Seconds.
        period: u32,
        /// By type.
        vehicles: Vec<(Label, Amount)>,
        /// People.
        people: Option<Amount>,
        /// Mean speed in tenths of km/h.
        speed: Option<i64>,
        /// Tenths of a percent.
        occupancy: Option<i64>,
    },
    /// A phase of an incident.
    CameraIncident {
        /// The same in all phases.
        incident: IncidentId,
        /// When it began.
        started_at: Timestamp,
        /// e.g. FIRE.
        category: Label,
        /// Which phase.
        phase: Phase,
    },
    /// What an access point saw in a period.
    WifiUsage {
        /// Seconds.
        period: u32,
        /// Clients connected.
        clients: Option<i64>,
        /// Sessions begun.
        sessions: Option<Amount>,
        /// Bytes from clients.
        rx_bytes: Option<Amount>,
        /// Bytes to clients.
        tx_bytes: Option<Amount>,
    },
    /// A client's session.
    WifiSession {
        /// The keyed hash of its address; none where the day's key is gone.
        client: Option<u64>,
    },
    /// A citizen's report, submitted.
    ReportSubmitted {
        /// The service code.
        service: Label,
    },
    /// A step of a report.
    ReportUpdated {
        /// The service code.
        service: Label,
    },
    /// A published figure.
    Indicator {
        /// Which.
        code: IndicatorCode,
        /// Ten-thousandths.
        value: i64,
        /// Its period.
        period: Bucket,
        /// Which revision of the figure.
        revision: u64,
    },
    /// An alert of the information-security monitoring.
    SecurityAlert {
        /// e.g. HIGH.
        severity: Label,
    },
}

/// A phase of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It began.
    New,
    /// It changed.
    Update,
    /// It ended.
    End,
}

impl Phase {
    /// The phase of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "NEW" => Some(Self::New),
            "UPDATE" => Some(Self::Update),
            "END" => Some(Self::End),
            _ => None,
        }
    }

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "NEW",
            Self::Update => "UPDATE",
            Self::End => "END",
        }
    }
}

impl Payload {
    /// The stream that carries it.
    #[must_use]
    pub fn stream(&self) -> Stream {
        match self {
            Self::DeviceHealth { kind, .. } => kind.stream(),
            Self::CameraCount { .. } | Self::CameraIncident { .. } => Stream::Camera,
            Self::WifiUsage { .. } | Self::WifiSession { .. } => Stream::Wifi,
            Self::ReportSubmitted { .. } | Self::ReportUpdated { .. } => Stream::Report,
            Self::Indicator { .. } => Stream::Indicator,
            Self::SecurityAlert { .. } => Stream::Security,
        }
    }

    /// The one of [`ALERTS`] that it is of: incidents, reports and security alerts in each of their
    /// phases; none of all else.
    #[must_use]
    pub fn alert(&self) -> Option<Fixed> {
        match self {
            Self::CameraIncident { .. } => Some(Fixed::CameraIncidents),
            Self::ReportSubmitted { .. } | Self::ReportUpdated { .. } => {
                Some(Fixed::ReportSubmitted)
            }
            Self::SecurityAlert { .. } => Some(Fixed::SecurityEvents),
            Self::DeviceHealth { .. }
            | Self::CameraCount { .. }
            | Self::WifiUsage { .. }
            | Self::WifiSession { .. }
            | Self::Indicator { .. } => None,
        }
    }

    /// The CloudEvents type.
    #[must_use]
    pub fn cloud_event_type(&self) -> &'static str {
        match self {
            Self::DeviceHealth { kind: DeviceKind::Camera, .. } => "vn.kinhbac.camera.health.v1",
            Self::DeviceHealth { kind: DeviceKind::Wifi, .. } => "vn.kinhbac.wifi.health.v1",
            Self::DeviceHealth { kind: DeviceKind::Conference, .. } => {
                "vn.kinhbac.conference.health.v1"
            }
            Self::CameraCount { .. } => "vn.kinhbac.camera.count.v1",
            Self::CameraIncident { .. } => "vn.kinhbac.camera.incident.v1",
            Self::WifiUsage { .. } => "vn.kinhbac.wifi.usage.v1",
            Self::WifiSession { .. } => "vn.kinhbac.wifi.session.v1",
            Self::ReportSubmitted { .. } => "vn.kinhbac.report.submitted.v1",
            Self::ReportUpdated { .. } => "vn.kinhbac.report.updated.v1",
            Self::Indicator { .. } => "vn.kinhbac.indicator.v1",
            Self::SecurityAlert { .. } => "vn.kinhbac.security.alert.v1",
        }
    }
}
