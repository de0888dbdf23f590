//! An event, to the wire.

use kinhbac_domain::event::{Amount, Event, Payload};
use kinhbac_domain::id::Label;
use kinhbac_domain::time::{Bucket, Zone};

use crate::period::Period;
use crate::{v1, wkt};

pub(super) fn event(event: &Event, zone: &Zone) -> v1::Event {
    v1::Event {
        id: event.id.as_str().into(),
        source: event.source.as_str().into(),
        time: Some(event.time.into()),
        sequence: event.sequence.map(u64::cast_signed),
        resolved: Some(v1::Resolved {
            site: event.site.as_str().into(),
            sign_of_life: (event.sign_of_life > 0).then(|| span(event.sign_of_life)),
        }),
        payload: Some(payload(&event.payload, zone)),
        ..v1::Event::default()
    }
}

fn payload(payload: &Payload, zone: &Zone) -> v1::event::Payload {
    use v1::event::Payload as Wire;
    match payload {
        Payload::DeviceHealth { kind, up } => {
            Wire::DeviceHealth(v1::DeviceHealth { on: *up, kind: kind.name().into(), period: None })
        }
        Payload::CameraCount { period, vehicles, people, speed, occupancy } => {
            Wire::CameraCount(v1::CameraCount {
                period: Some(span(*period)),
                vehicles: vehicles.iter().map(vehicle).collect(),
                people: plain(*people),
                people_total: total(*people),
                average_vehicle_speed: speed.map(|tenths| tenths as f64 / 10.0),
                occupancy: occupancy.map(|tenths| tenths as f64 / 10.0),
                ..v1::CameraCount::default()
            })
        }
        Payload::CameraIncident { incident, started_at, category, phase } => {
            Wire::CameraIncident(v1::CameraIncident {
                incident_id: incident.as_str().into(),
                started_at: Some((*started_at).into()),
                category: category.as_str().into(),
                phase: phase.name().into(),
                ..v1::CameraIncident::default()
            })
        }
        Payload::WifiUsage { period, clients, sessions, rx_bytes, tx_bytes } => {
            Wire::WifiUsage(v1::WifiUsage {
                period: Some(span(*period)),
                clients_connected: *clients,
                sessions_started: plain(*sessions),
                sessions_total: total(*sessions),
                rx_bytes: plain(*rx_bytes),
                rx_bytes_total: total(*rx_bytes),
                tx_bytes: plain(*tx_bytes),
                tx_bytes_total: total(*tx_bytes),
            })
        }
        Payload::WifiSession { client } => Wire::WifiSession(v1::WifiSession {
            client_hash: *client,
            ..v1::WifiSession::default()
        }),
        Payload::ReportSubmitted { service } => Wire::ReportSubmitted(v1::ReportSubmitted {
            service_code: service.as_str().into(),
            ..v1::ReportSubmitted::default()
        }),
        Payload::ReportUpdated { service } => Wire::ReportUpdated(v1::ReportUpdated {
            service_code: service.as_str().into(),
            ..v1::ReportUpdated::default()
        }),
        Payload::Indicator { code, value, period, revision } => Wire::Indicator(v1::Indicator {
            code: code.as_str().into(),
            kpi_value: Some(*value as f64 / 10_000.0),
            calculation_period: calculation_period(*period, zone),
            revision: Some(revision.cast_signed()),
            target: None,
        }),
        Payload::SecurityAlert { severity } => Wire::SecurityAlert(v1::SecurityAlert {
            severity: severity.as_str().into(),
            ..v1::SecurityAlert::default()
        }),
    }
}

fn vehicle((kind, count): &(Label, Amount)) -> v1::VehicleCount {
    v1::VehicleCount {
        r#type: kind.as_str().into(),
        count: plain(Some(*count)),
        count_total: total(Some(*count)),
    }
}

fn span(seconds: u32) -> wkt::Duration {
    wkt::Duration::of_seconds(seconds.into())
}

fn plain(amount: Option<Amount>) -> Option<i64> {
    match amount {
        Some(Amount::Plain(n)) => Some(n),
        _ => None,
    }
}

fn total(amount: Option<Amount>) -> Option<i64> {
    match amount {
        Some(Amount::Total(n)) => Some(n),
        _ => None,
    }
}

/// Empty for a bucket that is no calculation period: such a record is refused when read.
fn calculation_period(bucket: Bucket, zone: &Zone) -> String {
    Period::of_bucket(bucket, zone).map(|period| period.to_string()).unwrap_or_default()
}
