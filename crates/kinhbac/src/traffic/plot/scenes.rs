//! Makes an act: who, where, when.

use kinhbac_api::v1;
use kinhbac_api::v1::event::Payload;
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::time::Timestamp;
use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::super::curves;
use super::{Act, Camera, Dark, Incident, Plot, Scene};

/// Incidents, and how people call them; the more often the more frequent.
const INCIDENTS: [(&str, &str); 6] = [
    ("ACCIDENT", "two motorbikes collided"),
    ("ACCIDENT", "a lorry lost its load"),
    ("ACCIDENT", "a car stands across the lane"),
    ("CROWD", "people gather on the roadway"),
    ("CROWD", "the market spills onto the street"),
    ("FIRE", "smoke from a shop"),
];
/// What citizens report: a service, and their words.
const REPORTS: [(&str, &str); 5] = [
    ("URBAN_ORDER", "Hàng quán lấn chiếm vỉa hè"),
    ("WASTE", "Rác chưa được thu gom"),
    ("STREET_LIGHT", "Đèn đường không sáng"),
    ("ROAD", "Ổ gà giữa đường"),
    ("TREE", "Cành cây gãy chắn lối đi"),
];
/// What the monitoring of information security finds.
const ALERTS: [(&str, &str); 5] = [
    ("PHISHING", "MEDIUM"),
    ("MALWARE", "HIGH"),
    ("INTRUSION", "HIGH"),
    ("DENIAL_OF_SERVICE", "CRITICAL"),
    ("PHISHING", "LOW"),
];
/// Who tells reports and alerts.
const SOURCES: (&str, &str) = ("app/vi", "soc/1");
/// The most reports of an act; in the night there are fewer.
const MAX_REPORTS: usize = 8;
/// How far from a commune's centre a report may be, degrees: about a kilometre.
const NEARBY: f64 = 0.01;

/// Makes one act.
pub(super) struct Director<'a> {
    plot: &'a Plot,
    act: Act,
    begin: Timestamp,
    random: ChaCha8Rng,
}

impl<'a> Director<'a> {
    pub(super) fn new(plot: &'a Plot, number: u64, random: ChaCha8Rng) -> Self {
        let (begin, end) = (plot.beginning(number), plot.beginning(number.saturating_add(1)));
        let act = Act { number, end, scenes: Vec::new(), dark: Dark::default(), incident: None };
        Self { plot, act, begin, random }
    }

    pub(super) fn act(mut self) -> Act {
        self.darkness();
        self.incident();
        for _ in 0..MAX_REPORTS {
            self.report();
        }
        for _ in 0..self.random.random_range(1..=2) {
            self.alert();
        }
        let Self { mut act, .. } = self;
        act.scenes.sort_by_key(|scene| scene.at);
        let mut events = act.scenes.iter_mut().flat_map(|scene| &mut scene.events);
        (0_usize..)
            .zip(&mut events)
            .for_each(|(n, event)| event.id = format!("act{}-{n}", act.number));
        act
    }

    /// A moment within two parts of the act, in whole seconds; from 0 to below 1.
    fn moment(&mut self, parts: std::ops::Range<f64>) -> Timestamp {
        let seconds = self.random.random_range(parts) * self.plot.length as f64 / 1_000.0;
        self.begin.plus_millis(seconds as i64 * 1_000)
    }

    /// The cameras of a street say that they are off, are silent, and say that they are on again.
    fn darkness(&mut self) {
        let (from, to) = (self.moment(0.25..0.35), self.moment(0.55..0.65));
        let Some(street) = self.plot.streets.choose(&mut self.random) else { return };
        let cameras: Vec<&Camera> = street.cameras.iter().map(|i| &self.plot.cameras[*i]).collect();
        let (name, count) = (&street.name, cameras.len());
        let tell = |at, on| {
            let health =
                v1::DeviceHealth { on, kind: DeviceKind::Camera.name().into(), period: None };
            let payload = Payload::DeviceHealth(health);
            cameras.iter().map(|camera| told(&camera.source, at, payload.clone())).collect()
        };
        let went = format!("{name}: all {count} cameras went dark");
        let came = format!("{name}: all {count} cameras are back");
        self.act.scenes.push(Scene { at: from, events: tell(from, false), words: went });
        self.act.scenes.push(Scene { at: to, events: tell(to, true), words: came });
        self.act.dark = Dark { devices: cameras.iter().map(|c| c.index).collect(), from, to };
    }

    /// A camera that is not dark sees an incident begin, get worse, and end.
    fn incident(&mut self) {
        let moments = [0.08..0.16, 0.24..0.4, 0.5..0.7].map(|parts| self.moment(parts));
        let dark = &self.act.dark.devices;
        let sees: Vec<&Camera> =
            self.plot.cameras.iter().filter(|c| !dark.contains(&c.index)).collect();
        let Some(camera) = sees.choose(&mut self.random) else { return };
        let Some((category, words)) = INCIDENTS.choose(&mut self.random) else { return };
        // Another run of the same seed has other incidents unless it is at the same time.
        let id = format!("incident-{}", moments[0].seconds());
        let phases =
            [("NEW", "LOW", "opened"), ("UPDATE", "HIGH", "got worse"), ("END", "LOW", "ended")];
        for (at, (phase, severity, became)) in moments.into_iter().zip(phases) {
            let incident = v1::CameraIncident {
                incident_id: id.clone(),
                started_at: Some(moments[0].into()),
                category: (*category).into(),
                phase: phase.into(),
                description: (*words).into(),
                severity: severity.into(),
            };
            let events = vec![told(&camera.source, at, Payload::CameraIncident(incident))];
            let words =
                format!("{category} {became}: {words} ({}, {})", camera.name, camera.source);
            self.act.scenes.push(Scene { at, events, words });
        }
        self.act.incident =
            Some(Incident { site: camera.site.clone(), from: moments[0], to: moments[2] });
    }

    /// A citizen reports something near a commune's centre, if anybody is in the street.
    fn report(&mut self) {
        let at = self.moment(0.0..1.0);
        let awake = curves::pavements(curves::hour(&self.plot.zone, at));
        let Some(commune) = self.plot.communes.choose(&mut self.random) else { return };
        let Some((service, words)) = REPORTS.choose(&mut self.random) else { return };
        let mut near = |degrees: f64| degrees + self.random.random_range(-NEARBY..NEARBY);
        let point =
            v1::GeoPoint { latitude: near(commune.latitude), longitude: near(commune.longitude) };
        if !self.random.random_bool((0.2 + awake).min(1.0)) {
            return;
        }
        let report =
            v1::ReportSubmitted { service_code: (*service).into(), description: (*words).into() };
        let event = v1::Event {
            point: Some(point),
            ..told(SOURCES.0, at, Payload::ReportSubmitted(report))
        };
        let words = format!("report {service}: {words} ({})", commune.name);
        self.act.scenes.push(Scene { at, events: vec![event], words });
    }

    fn alert(&mut self) {
        let at = self.moment(0.0..1.0);
        let Some((category, severity)) = ALERTS.choose(&mut self.random) else { return };
        let alert = v1::SecurityAlert {
            category: (*category).into(),
            severity: (*severity).into(),
            description: String::new(),
        };
        let event = v1::Event {
            unit: self.plot.province.clone(),
            ..told(SOURCES.1, at, Payload::SecurityAlert(alert))
        };
        let words = format!("security alert {category}, {severity}");
        self.act.scenes.push(Scene { at, events: vec![event], words });
    }
}

/// An event; its id comes when all of the act are there.
fn told(source: &str, at: Timestamp, payload: Payload) -> v1::Event {
    v1::Event {
        source: source.into(),
        time: Some(at.into()),
        payload: Some(payload),
        ..v1::Event::default()
    }
}
