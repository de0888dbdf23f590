//! What each payload may say.

use std::fmt::Display;
use std::ops::RangeInclusive;

use kinhbac_api::event::MAX_VEHICLE_TYPES;
use kinhbac_api::period::Period;
use kinhbac_api::refusal::{Reason, shown};
use kinhbac_api::v1::event::Payload;
use kinhbac_api::{v1, wkt};
use kinhbac_domain::event::{DeviceKind, MAX_PERIOD_SECONDS, MAX_SPREAD_SECONDS, Phase};
use kinhbac_domain::id::{EventId, IncidentId, Label};
use kinhbac_domain::measure::{IndicatorCode, fixed_point};

use super::{Limits, Refusals};

const SEVERITIES: [&str; 5] = ["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"];
const STEPS: [&str; 7] =
    ["ACCEPTED", "ASSIGNED", "IN_PROGRESS", "RESOLVED", "REJECTED", "REOPENED", "OVERDUE"];
/// The most characters of a description or note.
const MAX_PROSE: usize = 4_000;
/// The most bytes of a name that is kept for readers of the log only.
const MAX_DETAIL: usize = 128;

pub(super) fn check(told: &mut Payload, limits: &Limits, refusals: &mut Refusals) {
    match told {
        Payload::DeviceHealth(health) => refusals.device_health(health),
        Payload::CameraCount(count) => refusals.camera_count(count),
        Payload::CameraIncident(incident) => refusals.camera_incident(incident, limits),
        Payload::WifiUsage(usage) => refusals.wifi_usage(usage),
        Payload::WifiSession(session) => refusals.wifi_session(session),
        Payload::ReportSubmitted(report) => {
            refusals.name("reportSubmitted.serviceCode", &report.service_code, Label::MAX_BYTES);
            refusals.prose("reportSubmitted.description", &report.description);
        }
        Payload::ReportUpdated(step) => refusals.report_updated(step, limits),
        Payload::Indicator(indicator) => refusals.indicator(indicator),
        Payload::SecurityAlert(alert) => {
            refusals.code("securityAlert.category", &alert.category);
            refusals.one_of("securityAlert.severity", &alert.severity, &SEVERITIES);
            refusals.prose("securityAlert.description", &alert.description);
        }
    }
}

impl Refusals {
    fn device_health(&mut self, health: &v1::DeviceHealth) {
        self.period("deviceHealth.period", health.period, MAX_PERIOD_SECONDS);
        if !health.kind.is_empty() {
            self.one_of("deviceHealth.kind", &health.kind, &DeviceKind::ALL.map(DeviceKind::name));
        }
    }

    fn camera_count(&mut self, count: &mut v1::CameraCount) {
        let is_empty = count.vehicles.is_empty()
            && count.people.is_none()
            && count.people_total.is_none()
            && count.average_vehicle_speed.is_none()
            && count.average_crowd_speed.is_none()
            && count.occupancy.is_none()
            && count.congested.is_none();
        if is_empty {
            self.add("cameraCount", Reason::Required, "counts nothing: e.g. people");
        }
        let is_spread = count.occupancy.is_some();
        let most = if is_spread { MAX_SPREAD_SECONDS } else { MAX_PERIOD_SECONDS };
        self.period("cameraCount.period", count.period, most);
        self.vehicles(&count.vehicles);
        self.counted("cameraCount.people", count.people, count.people_total);
        let (speed, crowd) = (&mut count.average_vehicle_speed, &mut count.average_crowd_speed);
        self.decimal("cameraCount.averageVehicleSpeed", speed, 1, 0.0..=500.0);
        self.decimal("cameraCount.averageCrowdSpeed", crowd, 1, 0.0..=50.0);
        self.decimal("cameraCount.occupancy", &mut count.occupancy, 1, 0.0..=100.0);
        self.detail("cameraCount.laneId", &count.lane_id);
        self.detail("cameraCount.direction", &count.direction);
    }

    fn vehicles(&mut self, vehicles: &[v1::VehicleCount]) {
        if vehicles.len() > MAX_VEHICLE_TYPES {
            let words = format!("{} types, at most {MAX_VEHICLE_TYPES}", vehicles.len());
            return self.add("cameraCount.vehicles", Reason::TooMany, words);
        }
        for (at, vehicle) in vehicles.iter().enumerate() {
            let field = format_args!("cameraCount.vehicles[{at}].type");
            self.code(field, &vehicle.r#type);
            if vehicles[..at].iter().any(|before| before.r#type == vehicle.r#type) {
                let words = format!("{} is there twice", shown(&vehicle.r#type));
                self.add(field, Reason::NotAllowed, words);
            }
            let field = format_args!("cameraCount.vehicles[{at}].count");
            if vehicle.count.is_none() && vehicle.count_total.is_none() {
                self.add(field, Reason::Required, "is missing");
            }
            self.counted(field, vehicle.count, vehicle.count_total);
        }
    }

    fn camera_incident(&mut self, incident: &v1::CameraIncident, limits: &Limits) {
        self.name("cameraIncident.incidentId", &incident.incident_id, IncidentId::MAX_BYTES);
        self.time("cameraIncident.startedAt", incident.started_at, limits);
        self.code("cameraIncident.category", &incident.category);
        let phases = [Phase::New, Phase::Update, Phase::End].map(Phase::name);
        self.one_of("cameraIncident.phase", &incident.phase, &phases);
        self.prose("cameraIncident.description", &incident.description);
        if !incident.severity.is_empty() {
            self.one_of("cameraIncident.severity", &incident.severity, &SEVERITIES);
        }
    }

    fn wifi_usage(&mut self, usage: &v1::WifiUsage) {
        let totals = [usage.sessions_total, usage.rx_bytes_total, usage.tx_bytes_total];
        let amounts =
            [usage.clients_connected, usage.sessions_started, usage.rx_bytes, usage.tx_bytes];
        if amounts.iter().chain(&totals).all(Option::is_none) {
            self.add("wifiUsage", Reason::Required, "tells nothing: e.g. clientsConnected");
        }
        let is_spread = usage.clients_connected.is_some();
        let most = if is_spread { MAX_SPREAD_SECONDS } else { MAX_PERIOD_SECONDS };
        self.period("wifiUsage.period", usage.period, most);
        if let Some(clients) = usage.clients_connected {
            self.count("wifiUsage.clientsConnected", clients);
        }
        self.counted("wifiUsage.sessionsStarted", usage.sessions_started, usage.sessions_total);
        self.counted("wifiUsage.rxBytes", usage.rx_bytes, usage.rx_bytes_total);
        self.counted("wifiUsage.txBytes", usage.tx_bytes, usage.tx_bytes_total);
    }

    /// The address itself is read where it is hashed.
    fn wifi_session(&mut self, session: &v1::WifiSession) {
        if session.client_hash.is_some() {
            let words = "is filled in by the gateway: leave it out";
            self.add("wifiSession.clientHash", Reason::NotAllowed, words);
        }
        if session.client_mac.is_empty() {
            let words = "is missing: e.g. 02:00:5e:10:00:01";
            self.add("wifiSession.clientMac", Reason::Required, words);
        }
        self.detail("wifiSession.ssid", &session.ssid);
    }

    fn report_updated(&mut self, update: &v1::ReportUpdated, limits: &Limits) {
        self.name("reportUpdated.reportId", &update.report_id, EventId::MAX_BYTES);
        self.time("reportUpdated.submittedAt", update.submitted_at, limits);
        if update.step < 1 {
            let words = format!("{} is not 1 or more", update.step);
            self.add("reportUpdated.step", Reason::OutOfRange, words);
        }
        self.one_of("reportUpdated.status", &update.status, &STEPS);
        self.name("reportUpdated.serviceCode", &update.service_code, Label::MAX_BYTES);
        self.prose("reportUpdated.note", &update.note);
    }

    fn indicator(&mut self, indicator: &mut v1::Indicator) {
        let code = &indicator.code;
        if self.name("indicator.code", code, IndicatorCode::MAX_BYTES)
            && IndicatorCode::new(code).is_none()
        {
            let form = "lower case letters, digits and _, e.g. files_share";
            let words = format!("{} is no code of an indicator: {form}", shown(code));
            self.add("indicator.code", Reason::UnknownMeasure, words);
        }
        if indicator.kpi_value.is_none() {
            self.add("indicator.kpiValue", Reason::Required, "is missing");
        }
        let any = f64::MIN..=f64::MAX;
        self.decimal("indicator.kpiValue", &mut indicator.kpi_value, 4, any.clone());
        self.decimal("indicator.target", &mut indicator.target, 4, any);
        if indicator.calculation_period.is_empty() {
            let words = "is missing: 2023-11, 2023-Q4 or 2023";
            self.add("indicator.calculationPeriod", Reason::Required, words);
        } else if Period::parse(&indicator.calculation_period).is_none() {
            let said = shown(&indicator.calculation_period);
            let words = format!("{said} is no month, quarter or year: 2023-11, 2023-Q4 or 2023");
            self.add("indicator.calculationPeriod", Reason::Malformed, words);
        }
        if let Some(revision) = indicator.revision {
            self.count("indicator.revision", revision);
        }
    }

    /// A period of whole seconds, 1 to `most`, if there is one.
    fn period(&mut self, field: &str, period: Option<wkt::Duration>, most: u32) {
        let Some(period) = period else { return };
        if period.nanos != 0 || !(1..=i64::from(most)).contains(&period.seconds) {
            let words = format!("is not in 1s to {most}s, in whole seconds");
            self.add(field, Reason::OutOfRange, words);
        }
    }

    /// A count, or its cumulative counter, or none; not both.
    fn counted(&mut self, field: impl Display, plain: Option<i64>, total: Option<i64>) {
        if plain.is_some() && total.is_some() {
            let words = "is given with its total: give one of the two";
            return self.add(field, Reason::NotAllowed, words);
        }
        if let Some(count) = plain {
            self.count(field, count);
        } else if let Some(total) = total {
            self.count(format_args!("{field}Total"), total);
        }
    }

    /// A number within bounds, if there is one: rounded half to even to the decimals that are
    /// kept.
    fn decimal(
        &mut self,
        field: &str,
        value: &mut Option<f64>,
        decimals: u8,
        bounds: RangeInclusive<f64>,
    ) {
        let Some(told) = *value else { return };
        if !self.within(field, told, bounds) {
            return;
        }
        let kept = fixed_point(told, decimals).and_then(|amount| {
            let rounded = amount as f64 / 10_f64.powi(i32::from(decimals));
            // Read again it must be the same amount, or the log would say something else.
            (fixed_point(rounded, decimals) == Some(amount)).then_some(rounded)
        });
        match kept {
            Some(rounded) => *value = Some(rounded),
            None => {
                let words = format!("{told} has too many digits for {decimals} decimals");
                self.add(field, Reason::OutOfRange, words);
            }
        }
    }

    /// The value of a label that publishers agree on: upper case.
    fn code(&mut self, field: impl Display, code: &str) {
        if code.chars().any(char::is_lowercase) {
            let words = format!("{} is not in upper case, e.g. CAR, FIRE", shown(code));
            return self.add(field, Reason::Malformed, words);
        }
        let _ = self.name(field, code, Label::MAX_BYTES);
    }

    fn one_of(&mut self, field: &str, name: &str, names: &[&str]) {
        if name.is_empty() {
            self.add(field, Reason::Required, format!("is missing: one of {}", names.join(", ")));
        } else if !names.contains(&name) {
            let words = format!("{} is none of {}", shown(name), names.join(", "));
            self.add(field, Reason::Malformed, words);
        }
    }

    /// A name that nothing is counted by; may be empty.
    fn detail(&mut self, field: &str, name: &str) {
        if !name.is_empty() {
            self.name(field, name, MAX_DETAIL);
        }
    }

    /// Somebody's words; may be empty.
    fn prose(&mut self, field: &str, words: &str) {
        if words.len() > MAX_PROSE && words.chars().count() > MAX_PROSE {
            let count = words.chars().count();
            let words = format!("has {count} characters, at most {MAX_PROSE}");
            self.add(field, Reason::TooLong, words);
        } else if words.contains('\0') {
            self.add(field, Reason::Malformed, "has the character NUL");
        }
    }
}
