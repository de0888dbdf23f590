use std::collections::BTreeMap;

use kinhbac_api::event::decode_logged;
use kinhbac_api::v1::event::Payload;
use prost::Message;

use super::*;

fn zone() -> Zone {
    Zone::named("Asia/Ho_Chi_Minh").unwrap()
}

fn first() -> Timestamp {
    "2026-11-25T06:30:00+07:00".parse().unwrap()
}

fn device(source: &str, name: &str, site: &str, kind: &str) -> v1::Device {
    v1::Device {
        source: source.into(),
        name: name.into(),
        site_id: site.into(),
        kind: kind.into(),
        ..v1::Device::default()
    }
}

/// Two crossings of a street, a school, a crossing of another street, a hotspot.
fn devices() -> Vec<v1::Device> {
    vec![
        device("camera/1", "Camera 1 – Ngã tư Lý Thái Tổ – Nguyễn Du", "s1", "camera"),
        device("camera/2", "Camera 2 – Ngã tư Lý Thái Tổ – Nguyễn Du", "s1", "camera"),
        device("camera/3", "Camera 1 – Ngã ba Lý Thái Tổ – Nguyễn Cao", "s2", "camera"),
        device("camera/4", "Camera 1 – Trường Tiểu học Suối Hoa", "s3", "camera"),
        device("camera/5", "Camera 1 – Ngã tư Ngô Gia Tự – Nguyễn Cao", "s4", "camera"),
        device("wifi/1", "Wi-Fi miễn phí – Công viên", "s5", "wifi"),
    ]
}

fn units() -> Vec<v1::Unit> {
    let unit = |code: &str, level: &str| v1::Unit {
        code: code.into(),
        level: level.into(),
        name: format!("Phường {code}"),
        latitude: 21.18,
        longitude: 106.07,
        ..v1::Unit::default()
    };
    vec![unit("24", "province"), unit("07210", "commune"), unit("07213", "commune")]
}

fn traffic(seed: u64, speed: u32) -> Traffic {
    let mut traffic = Traffic::new(devices(), zone(), seed, "run".into());
    let plot = Plot::new(traffic.devices(), units(), zone(), seed, (first(), speed));
    traffic.follow(Arc::new(plot));
    traffic
}

/// All of so many minutes, each device telling each minute.
fn played(seed: u64, minutes: i64) -> Vec<v1::Event> {
    let mut traffic = traffic(seed, 1);
    let mut events = Vec::new();
    for minute in 0..minutes {
        let begin = first().plus_millis(60_000 * minute);
        events.extend(traffic.happened(begin.plus_millis(60_000)));
        let counted = (0..traffic.devices().len()).filter_map(|i| traffic.event(i, begin, 60));
        events.extend(counted.collect::<Vec<_>>());
    }
    events
}

trait Told {
    fn at(&self) -> Timestamp;
}

impl Told for v1::Event {
    fn at(&self) -> Timestamp {
        Timestamp::from_millis(self.time.unwrap().millis().unwrap())
    }
}

#[test]
fn the_same_seed_makes_the_same_day() {
    assert_eq!(played(1, 60), played(1, 60));
    assert_ne!(played(1, 60), played(2, 60));
}

#[test]
fn ids_are_new_and_every_event_passes_the_checks_of_the_log() {
    let events = played(7, 120);
    let ids: std::collections::BTreeSet<_> = events.iter().map(|e| (&e.source, &e.id)).collect();
    assert_eq!(ids.len(), events.len());
    for mut event in events {
        assert!(event.at() >= first(), "{event:?}");
        let site = "somewhere".to_owned();
        event.resolved = Some(v1::Resolved { site, sign_of_life: None });
        decode_logged(&event.encode_to_vec(), &zone()).unwrap();
    }
}

#[test]
fn a_dark_street_says_so_is_silent_and_comes_back() {
    let events = played(3, 10);
    let health = events.iter().filter_map(|event| match &event.payload {
        Some(Payload::DeviceHealth(health)) => Some((event.source.as_str(), event.at(), health.on)),
        _ => None,
    });
    let mut by_source: BTreeMap<&str, Vec<(Timestamp, bool)>> = BTreeMap::new();
    health.for_each(|(source, at, on)| by_source.entry(source).or_default().push((at, on)));
    let sources: Vec<_> = by_source.keys().copied().collect();
    assert_eq!(sources, ["camera/1", "camera/2", "camera/3"], "the street with two crossings");
    for (source, told) in by_source {
        let [(from, false), (to, true)] = told[..] else { panic!("{told:?}") };
        assert!(to.millis_since(from) >= 60_000);
        let counts = events.iter().filter(|event| {
            event.source == source && matches!(event.payload, Some(Payload::CameraCount(_)))
        });
        let begins: Vec<_> = counts.map(Told::at).collect();
        assert!(begins.iter().all(|at| at.plus_millis(60_000) <= from || *at >= to));
        assert!(begins.iter().any(|at| *at < from) && begins.iter().any(|at| *at >= to));
    }
}

#[test]
fn an_incident_has_its_three_phases_with_one_id() {
    let events = played(5, 10);
    let incidents: Vec<_> = events
        .iter()
        .filter_map(|event| match &event.payload {
            Some(Payload::CameraIncident(incident)) => Some((event, incident)),
            _ => None,
        })
        .collect();
    let phases: Vec<_> = incidents.iter().map(|(_, i)| i.phase.as_str()).collect();
    assert_eq!(phases, ["NEW", "UPDATE", "END"]);
    for (event, incident) in &incidents {
        let (first_event, first_phase) = incidents[0];
        assert_eq!(event.source, first_event.source);
        assert_eq!(incident.incident_id, first_phase.incident_id);
        assert_eq!(incident.category, first_phase.category);
        assert_eq!(incident.started_at, first_event.time);
    }
    assert!(incidents.windows(2).all(|two| two[0].0.at() < two[1].0.at()));
}

#[test]
fn citizens_report_near_communes_and_alerts_come_now_and_then() {
    let events = played(5, 60);
    let points: Vec<_> = events.iter().filter_map(|event| event.point).collect();
    assert!((6..=48).contains(&points.len()), "{}", points.len());
    let is_near = |p: &v1::GeoPoint| {
        (p.latitude - 21.18).abs() <= 0.01 && (p.longitude - 106.07).abs() <= 0.01
    };
    assert!(points.iter().all(is_near), "{points:?}");
    let alerts = events.iter().filter(|e| matches!(e.payload, Some(Payload::SecurityAlert(_))));
    let units: Vec<_> = alerts.map(|event| event.unit.as_str()).collect();
    assert!((6..=12).contains(&units.len()) && units.iter().all(|unit| *unit == "24"));
}

#[test]
fn news_are_the_last_scenes_whoever_asks() {
    let plot = traffic(5, 1).playing.unwrap().plot;
    assert!(plot.news(first().plus_millis(-1), 3).is_empty());
    let later = first().plus_millis(25 * 60_000);
    let news = plot.news(later, 3);
    assert_eq!(news, plot.news(later, 3));
    assert_eq!(news.len(), 3);
    assert!(news[0] >= news[1] && news[1] >= news[2], "{news:?}");
    assert!(news[0].as_str() <= "06:55:00", "{news:?}");
}

#[test]
fn acts_are_longer_for_a_faster_clock_within_a_bound() {
    let length = |speed| {
        let act = traffic(1, speed).playing.unwrap().act;
        act.end.millis_since(first()) / 60_000
    };
    assert_eq!([length(1), length(10), length(600)], [10, 30, 360]);
}

#[test]
fn a_day_has_rush_hours_school_gates_and_evenings() {
    let mut traffic = Traffic::new(devices(), zone(), 1, "run".into());
    let mut counted = |device: usize, time: &str| -> i64 {
        let begin: Timestamp = format!("2026-11-25T{time}:00+07:00").parse().unwrap();
        let events =
            (0..30).filter_map(|i| traffic.event(device, begin.plus_millis(i * 1_000), 60));
        let amounts = events.map(|event| match event.payload.unwrap() {
            Payload::CameraCount(count) if device == 3 => count.people.unwrap(),
            Payload::CameraCount(count) => count.vehicles.iter().filter_map(|v| v.count).sum(),
            Payload::WifiUsage(usage) => usage.clients_connected.unwrap(),
            other => panic!("{other:?}"),
        });
        amounts.sum()
    };
    assert!(counted(0, "07:10") > 3 * counted(0, "03:00"), "streets");
    assert!(counted(3, "06:55") > 5 * counted(3, "09:00"), "school gates");
    assert!(counted(5, "20:00") > 3 * counted(5, "04:00"), "Wi-Fi");
}
