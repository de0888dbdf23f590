//! Alerts in words, the newest first.

use std::collections::{HashMap, VecDeque};

use kinhbac_api::v1::event::Payload;
use kinhbac_api::v1::{Alert, Event};
use kinhbac_domain::time::{Timestamp, Zone};

/// The newest alerts.
#[derive(Debug)]
pub struct Alerts {
    most: usize,
    kept: VecDeque<Alert>,
}

impl Alerts {
    /// Keeps so many.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, kept: VecDeque::new() }
    }

    /// Takes one in.
    pub fn take(&mut self, alert: Alert) {
        self.kept.push_front(alert);
        self.kept.truncate(self.most);
    }

    /// A line for each.
    #[must_use]
    pub fn lines(&self, names: &HashMap<String, String>, zone: &Zone) -> Vec<String> {
        self.kept.iter().map(|alert| line(alert, names, zone)).collect()
    }
}

fn line(alert: &Alert, names: &HashMap<String, String>, zone: &Zone) -> String {
    let logged = alert.event.clone().unwrap_or_default();
    let event = logged.event.unwrap_or_default();
    let at = event.time.and_then(|at| at.millis()).map_or_else(String::new, |millis| {
        zone.print(Timestamp::from_seconds(millis.div_euclid(1000)))
    });
    let mut places = vec![called(&event.source, names)];
    for place in [&logged.site, &alert.place] {
        if !place.is_empty() && *place != event.source && !places.contains(&called(place, names)) {
            places.push(called(place, names));
        }
    }
    format!("{at}  {} ({})", words(&event), places.join(", "))
}

fn called(place: &str, names: &HashMap<String, String>) -> String {
    names.get(place).map_or_else(|| place.into(), |name| format!("{name}, {place}"))
}

fn words(event: &Event) -> String {
    let parts: [&str; 4] = match &event.payload {
        Some(Payload::CameraIncident(incident)) => {
            [&incident.category, &incident.phase, &incident.severity, &incident.incident_id]
        }
        Some(Payload::SecurityAlert(alert)) => {
            ["security alert", &alert.category, &alert.severity, ""]
        }
        Some(Payload::ReportSubmitted(report)) => ["report", &report.service_code, "submitted", ""],
        Some(Payload::ReportUpdated(step)) => {
            ["report", &step.service_code, &step.status, &step.report_id]
        }
        _ => ["event", &event.id, "", ""],
    };
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use kinhbac_api::v1::{CameraIncident, LoggedEvent};

    use super::*;

    #[test]
    fn a_line_says_when_what_and_where() {
        let incident = CameraIncident {
            category: "FIRE".into(),
            phase: "NEW".into(),
            severity: "HIGH".into(),
            incident_id: "i-1".into(),
            ..CameraIncident::default()
        };
        let event = Event {
            source: "camera/cam-1".into(),
            time: Some(Timestamp::from_millis(61_500).into()),
            payload: Some(Payload::CameraIncident(incident)),
            ..Event::default()
        };
        let logged =
            LoggedEvent { site: "s-1".into(), event: Some(event), ..LoggedEvent::default() };
        let names = HashMap::from([("09313".to_owned(), "Kinh Bắc".to_owned())]);
        let mut alerts = Alerts::new(1);
        alerts.take(Alert { place: "09316".into(), event: Some(logged.clone()) });
        alerts.take(Alert { place: "09313".into(), event: Some(logged) });
        let lines = alerts.lines(&names, &Zone::utc());
        let where_ = "camera/cam-1, s-1, Kinh Bắc, 09313";
        assert_eq!(lines, [format!("1970-01-01T00:01:01+00:00  FIRE NEW HIGH i-1 ({where_})")]);
    }
}
