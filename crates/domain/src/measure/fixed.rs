//! The fixed catalogue.

use super::Kind;
use crate::position::Stream;

/// A measure of the fixed catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Fixed {
    /// People that passed.
    CameraPeople,
    /// Vehicles that passed, by type.
    CameraVehicles,
    /// Speed of vehicles, km/h, weighted by their number.
    CameraSpeed,
    /// Share of the time that the lane was taken, %.
    CameraOccupancy,
    /// Incidents begun, by category.
    CameraIncidents,
    /// Cameras up.
    CameraUp,
    /// Clients connected.
    WifiClients,
    /// Sessions begun.
    WifiSessions,
    /// Bytes received from clients.
    WifiRxBytes,
    /// Bytes sent to clients.
    WifiTxBytes,
    /// Different clients.
    WifiDevices,
    /// Hotspots up.
    WifiUp,
    /// Conference points up.
    ConferenceUp,
    /// Reports submitted, by service.
    ReportSubmitted,
    /// Reports resolved, by service.
    ReportResolved,
    /// Reports that passed their deadline, by service.
    ReportOverdue,
    /// Reports open, by service.
    ReportOpen,
    /// Time from submission to resolution, s, by service.
    ReportResponseTime,
    /// Share of resolved reports that were in time.
    ReportOnTimeShare,
    /// Information-security events, by severity.
    SecurityEvents,
}

/// What is declared of a measure.
#[derive(Clone, Copy, Debug)]
pub struct Declared {
    /// The name, e.g. `camera.people`.
    pub name: &'static str,
    /// The kind.
    pub kind: Kind,
    /// Decimals kept: amounts are integers of 10^-decimals of the unit.
    pub decimals: u8,
    /// The unit; empty for plain counts.
    pub unit: &'static str,
    /// The name of its label; none where it has none.
    pub label: Option<&'static str>,
    /// The one stream that feeds it.
    pub stream: Stream,
}

const fn declared(
    name: &'static str,
    kind: Kind,
    stream: Stream,
    label: Option<&'static str>,
) -> Declared {
    Declared { name, kind, decimals: 0, unit: "", label, stream }
}

impl Fixed {
    /// The whole catalogue, in the order of the variants.
    pub const ALL: [Self; 20] = [
        Self::CameraPeople,
        Self::CameraVehicles,
        Self::CameraSpeed,
        Self::CameraOccupancy,
        Self::CameraIncidents,
        Self::CameraUp,
        Self::WifiClients,
        Self::WifiSessions,
        Self::WifiRxBytes,
        Self::WifiTxBytes,
        Self::WifiDevices,
        Self::WifiUp,
        Self::ConferenceUp,
        Self::ReportSubmitted,
        Self::ReportResolved,
        Self::ReportOverdue,
        Self::ReportOpen,
        Self::ReportResponseTime,
        Self::ReportOnTimeShare,
        Self::SecurityEvents,
    ];

    /// What is declared of it.
    #[must_use]
    pub const fn declared(self) -> Declared {
        use Kind::{Distinct, Distribution, Level, Ratio, Share, State, Stock, Sum};
        use Stream::{Camera, Conference, Report, Security, Wifi};
        let category = Some("category");
        match self {
            Self::CameraPeople => declared("camera.people", Sum, Camera, None),
            Self::CameraVehicles => declared("camera.vehicles", Sum, Camera, Some("type")),
            Self::CameraSpeed => Declared {
                decimals: 1,
                unit: "km/h",
                ..declared("camera.speed", Distribution, Camera, None)
            },
            Self::CameraOccupancy => Declared {
                decimals: 1,
                unit: "%",
                ..declared("camera.occupancy", Share, Camera, None)
            },
            Self::CameraIncidents => declared("camera.incidents", Sum, Camera, category),
            Self::CameraUp => declared("camera.up", State, Camera, None),
            Self::WifiClients => declared("wifi.clients", Level, Wifi, None),
            Self::WifiSessions => declared("wifi.sessions", Sum, Wifi, None),
            Self::WifiRxBytes => {
                Declared { unit: "B", ..declared("wifi.rx_bytes", Sum, Wifi, None) }
            }
            Self::WifiTxBytes => {
                Declared { unit: "B", ..declared("wifi.tx_bytes", Sum, Wifi, None) }
            }
            Self::WifiDevices => declared("wifi.devices", Distinct, Wifi, None),
            Self::WifiUp => declared("wifi.up", State, Wifi, None),
            Self::ConferenceUp => declared("conference.up", State, Conference, None),
            Self::ReportSubmitted => declared("report.submitted", Sum, Report, category),
            Self::ReportResolved => declared("report.resolved", Sum, Report, category),
            Self::ReportOverdue => declared("report.overdue", Sum, Report, category),
            Self::ReportOpen => declared("report.open", Stock, Report, category),
            Self::ReportResponseTime => Declared {
                unit: "s",
                ..declared("report.response_time", Distribution, Report, category)
            },
            Self::ReportOnTimeShare => declared("report.on_time_share", Ratio, Report, None),
            Self::SecurityEvents => declared("security.events", Sum, Security, Some("severity")),
        }
    }
}
