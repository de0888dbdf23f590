//! What is told, from the wire.

use kinhbac_domain::event::{
    Amount, DEFAULT_PERIOD_SECONDS, DeviceKind, MAX_PERIOD_SECONDS, MAX_SPREAD_SECONDS, Payload,
    Phase,
};
use kinhbac_domain::id::{IncidentId, Label};
use kinhbac_domain::measure::{Fixed, IndicatorCode, fixed_point};
use kinhbac_domain::time::Zone;

use super::{amount, seconds, text, time};
use crate::period::Period;
use crate::{Poison, v1, wkt};

/// The most types of vehicles in one count.
pub const MAX_VEHICLE_TYPES: usize = 64;

/// Decimals kept of an indicator's figure.
const INDICATOR_DECIMALS: u8 = 4;

pub(super) fn read(told: v1::event::Payload, zone: &Zone) -> Result<Payload, Poison> {
    use v1::event::Payload as Wire;
    match told {
        Wire::CameraCount(count) => camera_count(count),
        Wire::WifiUsage(usage) => wifi_usage(&usage),
        Wire::DeviceHealth(health) => device_health(&health),
        Wire::CameraIncident(incident) => camera_incident(incident),
        Wire::WifiSession(session) => Ok(Payload::WifiSession { client: session.client_hash }),
        Wire::ReportSubmitted(report) => {
            Ok(Payload::ReportSubmitted { service: label("serviceCode", report.service_code)? })
        }
        Wire::ReportUpdated(report) => {
            Ok(Payload::ReportUpdated { service: label("serviceCode", report.service_code)? })
        }
        Wire::Indicator(indicator) => read_indicator(&indicator, zone),
        Wire::SecurityAlert(alert) => {
            Ok(Payload::SecurityAlert { severity: label("severity", alert.severity)? })
        }
    }
}

fn camera_count(count: v1::CameraCount) -> Result<Payload, Poison> {
    if count.vehicles.len() > MAX_VEHICLE_TYPES {
        return Err(Poison::out_of_range("vehicles"));
    }
    let kept = |field, value: Option<f64>, measure: Fixed, most: f64| {
        value.map(|v| fixed(field, v, measure.declared().decimals, 0.0..=most)).transpose()
    };
    Ok(Payload::CameraCount {
        period: period(count.period, count.occupancy.is_some())?,
        vehicles: count.vehicles.into_iter().map(vehicles).collect::<Result<_, _>>()?,
        people: counted("people", count.people, count.people_total)?,
        speed: kept("averageVehicleSpeed", count.average_vehicle_speed, Fixed::CameraSpeed, 500.0)?,
        occupancy: kept("occupancy", count.occupancy, Fixed::CameraOccupancy, 100.0)?,
    })
}

fn vehicles(vehicle: v1::VehicleCount) -> Result<(Label, Amount), Poison> {
    let count = counted("vehicles.count", vehicle.count, vehicle.count_total)?;
    let count = count.ok_or_else(|| Poison::missing("vehicles.count"))?;
    Ok((label("vehicles.type", vehicle.r#type)?, count))
}

fn wifi_usage(usage: &v1::WifiUsage) -> Result<Payload, Poison> {
    Ok(Payload::WifiUsage {
        period: period(usage.period, usage.clients_connected.is_some())?,
        clients: usage.clients_connected.map(|n| amount("clientsConnected", n)).transpose()?,
        sessions: counted("sessionsStarted", usage.sessions_started, usage.sessions_total)?,
        rx_bytes: counted("rxBytes", usage.rx_bytes, usage.rx_bytes_total)?,
        tx_bytes: counted("txBytes", usage.tx_bytes, usage.tx_bytes_total)?,
    })
}

fn device_health(health: &v1::DeviceHealth) -> Result<Payload, Poison> {
    let kind = DeviceKind::from_name(&health.kind)
        .ok_or_else(|| Poison::malformed("deviceHealth.kind", "is no kind of device"))?;
    Ok(Payload::DeviceHealth { kind, up: health.on })
}

fn camera_incident(incident: v1::CameraIncident) -> Result<Payload, Poison> {
    Ok(Payload::CameraIncident {
        incident: text("incidentId", incident.incident_id, IncidentId::new)?,
        started_at: time("startedAt", incident.started_at)?,
        category: label("category", incident.category)?,
        phase: Phase::from_name(&incident.phase)
            .ok_or_else(|| Poison::malformed("phase", "is not NEW, UPDATE or END"))?,
    })
}

fn read_indicator(indicator: &v1::Indicator, zone: &Zone) -> Result<Payload, Poison> {
    let value = indicator.kpi_value.ok_or_else(|| Poison::missing("kpiValue"))?;
    let period = Period::parse(&indicator.calculation_period)
        .ok_or_else(|| Poison::malformed("calculationPeriod", "is no month, quarter or year"))?;
    Ok(Payload::Indicator {
        code: IndicatorCode::new(&indicator.code)
            .ok_or_else(|| Poison::malformed("code", "is no code of an indicator"))?,
        value: fixed("kpiValue", value, INDICATOR_DECIMALS, f64::MIN..=f64::MAX)?,
        period: period.bucket(zone),
        revision: amount("revision", indicator.revision.unwrap_or(0))?.cast_unsigned(),
    })
}

fn label(field: &str, name: String) -> Result<Label, Poison> {
    text(field, name, Label::new)
}

/// The seconds of a count or usage; at most an hour where a part of it is spread over them.
fn period(period: Option<wkt::Duration>, is_spread: bool) -> Result<u32, Poison> {
    let most = if is_spread { MAX_SPREAD_SECONDS } else { MAX_PERIOD_SECONDS };
    Ok(seconds("period", period, 1..=most)?.unwrap_or(DEFAULT_PERIOD_SECONDS))
}

fn counted(field: &str, plain: Option<i64>, total: Option<i64>) -> Result<Option<Amount>, Poison> {
    match (plain, total) {
        (None, None) => Ok(None),
        (Some(n), None) => Ok(Some(Amount::Plain(amount(field, n)?))),
        (None, Some(n)) => Ok(Some(Amount::Total(amount(field, n)?))),
        (Some(_), Some(_)) => Err(Poison::malformed(field, "is given with its total")),
    }
}

fn fixed(
    field: &str,
    value: f64,
    decimals: u8,
    bounds: std::ops::RangeInclusive<f64>,
) -> Result<i64, Poison> {
    let amount = bounds.contains(&value).then(|| fixed_point(value, decimals)).flatten();
    amount.ok_or_else(|| Poison::out_of_range(field))
}
