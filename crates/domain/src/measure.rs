//! The declared catalogue of measures: what can be counted, in which unit, and how it adds.

use std::fmt;
use std::sync::Arc;

use crate::position::Stream;

/// How a measure's cells merge, and what a parent place's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Things that happened: adds in time and in space.
    Sum,
    /// How many now; a sample holds for its period. Σ value·seconds; adds in space.
    Level,
    /// A share of time, %. Σ value·seconds ÷ Σ seconds covered, in time and in space.
    Share,
    /// Up or not: seconds up and seconds known.
    State,
    /// How many are open: signed changes; the value is the running sum at the bucket's end.
    Stock,
    /// A distribution of values: a sketch with 1 % relative error.
    Distribution,
    /// How many different ones: HyperLogLog; in time up to one local day.
    Distinct,
    /// Of two other measures, made when read.
    Ratio,
    /// A published figure of a place for a period; the newest revision stands.
    Indicator,
}

impl Kind {
    /// The kind's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Level => "level",
            Self::Share => "share",
            Self::State => "state",
            Self::Stock => "stock",
            Self::Distribution => "distribution",
            Self::Distinct => "distinct",
            Self::Ratio => "ratio",
            Self::Indicator => "indicator",
        }
    }

    /// The statistics that can be asked of it, the default first.
    #[must_use]
    pub fn statistics(self) -> &'static [Statistic] {
        use Statistic::{
            Count, Coverage, Distinct, Known, Last, Max, Mean, Min, P50, P95, P99, Sum, Up,
        };
        match self {
            Self::Sum => &[Sum, Count, Min, Max, Last],
            Self::Level => &[Mean, Count, Coverage, Min, Max, Last],
            Self::Share => &[Mean, Count, Coverage],
            Self::State => &[Up, Known, Coverage, Count],
            Self::Stock | Self::Ratio | Self::Indicator => &[Last],
            Self::Distribution => &[Mean, Count, Min, Max, P50, P95, P99],
            Self::Distinct => &[Distinct, Count],
        }
    }

    /// Whether a statistic of this kind has a meaning above one device.
    #[must_use]
    pub fn adds_in_space(self, statistic: Statistic) -> bool {
        use Statistic::{Last, Max, Min};
        match self {
            Self::Sum => !matches!(statistic, Min | Max | Last),
            Self::Level => !matches!(statistic, Min | Max),
            _ => true,
        }
    }
}

/// A statistic of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Statistic {
    /// Σ amounts.
    Sum,
    /// Samples folded.
    Count,
    /// The least amount.
    Min,
    /// The greatest amount.
    Max,
    /// The last amount by event time.
    Last,
    /// The mean by the measure's kind.
    Mean,
    /// Σ seconds covered ÷ the bucket's length; adds in space.
    Coverage,
    /// Seconds up.
    Up,
    /// Seconds known.
    Known,
    /// The median.
    P50,
    /// The 95th percentile.
    P95,
    /// The 99th percentile.
    P99,
    /// How many different ones.
    Distinct,
}

impl Statistic {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Sum,
        Self::Count,
        Self::Min,
        Self::Max,
        Self::Last,
        Self::Mean,
        Self::Coverage,
        Self::Up,
        Self::Known,
        Self::P50,
        Self::P95,
        Self::P99,
        Self::Distinct,
    ];

    /// The name on command lines and in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Count => "count",
            Self::Min => "min",
            Self::Max => "max",
            Self::Last => "last",
            Self::Mean => "mean",
            Self::Coverage => "coverage",
            Self::Up => "up",
            Self::Known => "known",
            Self::P50 => "p50",
            Self::P95 => "p95",
            Self::P99 => "p99",
            Self::Distinct => "distinct",
        }
    }

    /// The statistic of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }
}

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

/// The code of a published indicator: lower case letters, digits and `_`, 1 to 48 of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndicatorCode(Arc<str>);

impl IndicatorCode {
    /// The most characters.
    pub const MAX_BYTES: usize = 48;

    /// Takes a code; none when it is not of the form.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        let fits = (1..=Self::MAX_BYTES).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        fits.then(|| Self(code.into()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for IndicatorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Something countable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// One of the fixed catalogue.
    Fixed(Fixed),
    /// `indicator.CODE`: a published figure.
    Indicator(IndicatorCode),
}

const INDICATOR: Declared = Declared {
    name: "indicator",
    kind: Kind::Indicator,
    decimals: 4,
    unit: "",
    label: None,
    stream: Stream::Indicator,
};
const INDICATOR_PREFIX: &str = "indicator.";

impl Measure {
    /// The measure of a name, e.g. `camera.people` or `indicator.online_share`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if let Some(code) = name.strip_prefix(INDICATOR_PREFIX) {
            return IndicatorCode::new(code).map(Self::Indicator);
        }
        Fixed::ALL.into_iter().find(|m| m.declared().name == name).map(Self::Fixed)
    }

    /// What is declared of it. The `name` of an indicator is only the prefix: use
    /// [`Measure::name`].
    #[must_use]
    pub fn declared(&self) -> Declared {
        match self {
            Self::Fixed(fixed) => fixed.declared(),
            Self::Indicator(_) => INDICATOR,
        }
    }

    /// The full name.
    #[must_use]
    pub fn name(&self) -> std::borrow::Cow<'static, str> {
        match self {
            Self::Fixed(fixed) => fixed.declared().name.into(),
            Self::Indicator(code) => format!("{INDICATOR_PREFIX}{}", code.as_str()).into(),
        }
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.declared().kind
    }

    /// The one stream that feeds it.
    #[must_use]
    pub fn stream(&self) -> Stream {
        self.declared().stream
    }
}

impl From<Fixed> for Measure {
    fn from(fixed: Fixed) -> Self {
        Self::Fixed(fixed)
    }
}

/// Makes a fixed-point amount of a measure's decimals, rounded half to even; none when it is no
/// number or beyond ±2^53.
#[must_use]
pub fn fixed_point(value: f64, decimals: u8) -> Option<i64> {
    const BOUND: f64 = 9_007_199_254_740_992.0;
    let scaled = (value * 10_f64.powi(i32::from(decimals))).round_ties_even();
    // The bound makes the conversion exact.
    (scaled.abs() <= BOUND).then_some(scaled as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_measure_is_found_by_its_name() {
        for fixed in Fixed::ALL {
            let measure = Measure::Fixed(fixed);
            assert_eq!(Measure::from_name(&measure.name()), Some(measure));
        }
        let indicator = Measure::from_name("indicator.online_share").unwrap();
        assert_eq!(indicator.name(), "indicator.online_share");
        assert_eq!(indicator.kind(), Kind::Indicator);
        assert_eq!(Measure::from_name("indicator.Online"), None);
        assert_eq!(Measure::from_name("camera.cats"), None);
    }

    #[test]
    fn amounts_round_half_to_even_and_are_bounded() {
        assert_eq!(fixed_point(31.25, 1), Some(312));
        assert_eq!(fixed_point(31.35, 1), Some(314));
        assert_eq!(fixed_point(-0.5, 0), Some(0));
        assert_eq!(fixed_point(f64::NAN, 1), None);
        assert_eq!(fixed_point(1e300, 0), None);
    }
}
