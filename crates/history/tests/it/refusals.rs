//! Each question that can't be answered is refused with field and reason.

use kinhbac_api::v1::QueryRequest;
use kinhbac_domain::registry::Level;

use crate::world::{World, of};

fn good() -> QueryRequest {
    of("camera.people", "2026-11-20", "2026-11-21", "hour")
}

/// A change of the good question, and how its refusal begins.
type Case = (fn(&mut QueryRequest), &'static str);

const CASES: &[Case] = &[
    (|q| q.measure.clear(), "measure: REQUIRED"),
    (
        |q| q.measure = "camera.vehicle".into(),
        "measure: UNKNOWN_MEASURE: there is no measure \"camera.vehicle\"; nearest: camera.vehicles, ",
    ),
    (|q| q.measure = "indicator.Online".into(), "measure: UNKNOWN_MEASURE"),
    (|q| q.label = "CAR".into(), "label: NOT_ALLOWED: camera.people has no label"),
    (|q| (q.measure, q.label) = ("camera.vehicles".into(), "X".repeat(65)), "label: TOO_LONG"),
    (|q| (q.measure, q.label) = ("camera.vehicles".into(), "\n".into()), "label: MALFORMED"),
    (|q| q.from.clear(), "from: REQUIRED"),
    (|q| q.from = "yesterday".into(), "from: MALFORMED: \"yesterday\" is no time"),
    (|q| q.to.clear(), "to: REQUIRED"),
    (|q| q.to = "2026-11-20".into(), "to: OUT_OF_RANGE"),
    (|q| q.to = "2026-02-30".into(), "to: MALFORMED"),
    (|q| q.step.clear(), "step: REQUIRED"),
    (
        |q| q.step = "week".into(),
        "step: MALFORMED: \"week\" is no step: minute, hour, day, month, quarter, year",
    ),
    (|q| q.measure = "indicator.online_share".into(), "step: NOT_ALLOWED"),
    (|q| (q.measure, q.step) = ("wifi.devices".into(), "month".into()), "step: NOT_ALLOWED"),
    (|q| q.by = "village".into(), "by: MALFORMED: \"village\" is no level: device, site, commune"),
    (|q| (q.measure, q.by) = ("report.submitted".into(), "device".into()), "by: NOT_ALLOWED"),
    (
        |q| (q.measure, q.place) = ("report.submitted".into(), "camera/1".into()),
        "place: NOT_ALLOWED",
    ),
    (
        |q| (q.place, q.by) = ("101".into(), "province".into()),
        "by: NOT_ALLOWED: no province is inside of a commune",
    ),
    (|q| (q.place, q.by) = ("s1".into(), "commune".into()), "by: NOT_ALLOWED"),
    (|q| (q.place, q.by) = ("camera/1".into(), "site".into()), "by: NOT_ALLOWED"),
    (|q| q.place = "nowhere".into(), "place: UNKNOWN_PLACE: there is no unit, site or device"),
    (
        |q| q.place = "999".into(),
        "place: UNKNOWN_PLACE: there is no unit \"999\" on 2026-11-22; it was one from 2021-02-01 to 2025-07-01",
    ),
    (|q| q.place = "x".repeat(200), "place: TOO_LONG"),
    (
        |q| q.stat = "median".into(),
        "stat: NOT_ALLOWED: camera.people is a sum, which has no \"median\": sum, count, min, max, last",
    ),
    (|q| q.stat = "p95".into(), "stat: NOT_ALLOWED"),
    (|q| q.stat = "max".into(), "stat: NOT_ALLOWED: max of camera.people is of one device only"),
    (|q| q.stat = "last".into(), "stat: NOT_ALLOWED"),
    (|q| (q.measure, q.stat) = ("wifi.clients".into(), "min".into()), "stat: NOT_ALLOWED"),
    (
        |q| (q.measure, q.by, q.stat) = ("camera.vehicles".into(), "device".into(), "max".into()),
        "stat: NOT_ALLOWED: max of camera.vehicles is of one label only: name one, or * for a row each",
    ),
    (|q| q.as_of = "2026-13-01".into(), "as_of: MALFORMED"),
    (|q| q.as_of = "2026-11-20T00:00:00Z".into(), "as_of: MALFORMED"),
    (
        |q| q.fill = "smooth".into(),
        "fill: MALFORMED: \"smooth\" is none of: none, null, zero, previous",
    ),
];

#[tokio::test]
async fn each_refusal_names_the_field_and_the_reason() {
    let world = World::small();
    world.unit("999", Level::Commune, "", "2021-02-01", "2025-07-01", "");
    for (change, words) in CASES {
        let mut question = good();
        change(&mut question);
        let refusal = world.refusal(question).await;
        assert!(refusal.starts_with(words), "{refusal}, not {words}");
    }
    assert!(world.memory.scans.lock().unwrap().is_empty(), "nothing was read");
}

#[tokio::test]
async fn what_is_of_one_device_can_be_asked_by_device() {
    let world = World::small();
    world.told("s1 camera/1", "camera.people", "", "2026-11-20T08:00:00+07:00", 3);
    world.told("s1 camera/1", "camera.people", "", "2026-11-20T08:30:00+07:00", 2);
    let ask = |stat: &str, place: &str| QueryRequest {
        stat: stat.into(),
        by: "device".into(),
        place: place.into(),
        ..good()
    };
    assert_eq!(world.rows(ask("max", "")).await, ["camera/1 2026-11-20T08:00 3"]);
    assert_eq!(world.rows(ask("min", "camera/1")).await, ["camera/1 2026-11-20T08:00 2"]);
    assert_eq!(world.rows(ask("last", "24")).await, ["camera/1 2026-11-20T08:00 2"]);
}
