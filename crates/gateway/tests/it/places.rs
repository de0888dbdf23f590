use std::sync::atomic::Ordering;

use kinhbac_api::v1::{self, Outcome};
use kinhbac_domain::event::DeviceKind;

use crate::support::{Fixture, NOW, count, device, event, outcomes};

fn at(source: &str, time: &str, rest: &str) -> v1::Event {
    event(&format!(r#"{{"id":"e","source":"{source}","time":"{time}",{rest}}}"#))
}

fn site(event: &v1::Event) -> &str {
    &event.resolved.as_ref().unwrap().site
}

const ALERT: &str = r#""securityAlert":{"category":"MALWARE","severity":"HIGH"}"#;

#[tokio::test]
async fn a_device_is_where_it_stood_at_the_event_time() {
    let gateway = Fixture::start().await;
    let people = r#""cameraCount":{"people":1}"#;
    for (time, expected) in [
        ("2026-11-19T23:59:59Z", "s-1"),
        ("2026-11-20T00:00:00Z", "s-2"),
        ("2026-11-22T05:00:00Z", "s-2"),
    ] {
        let mut sent = at("camera/moved", time, people);
        sent.id = time.into();
        assert_eq!(site(&gateway.logged(sent).await), expected);
    }
}

#[tokio::test]
async fn what_is_told_of_no_device_is_at_the_site_unit_or_point_that_it_names() {
    let gateway = Fixture::start().await;
    for (named, expected) in [
        (r#""site":"s-3""#, "s-3"),
        (r#""unit":"24""#, "unit:24@2025-07-01"),
        (r#""point":{"latitude":21.18,"longitude":106.07}"#, "h3:"),
        (r#""site":"s-3","unit":"24""#, "s-3"),
    ] {
        let mut sent = at("soc/1", NOW, &format!("{named},{ALERT}"));
        sent.id = named.into();
        let logged = gateway.logged(sent).await;
        assert!(site(&logged).starts_with(expected), "{named}: {}", site(&logged));
        assert_eq!(logged.resolved.unwrap().sign_of_life, None);
    }
    let mut old = at("soc/1", "2024-01-01T00:00:00Z", &format!(r#""unit":"24",{ALERT}"#));
    old.id = "old".into();
    assert_eq!(site(&gateway.logged(old).await), "unit:24@2021-02-01");
}

#[tokio::test]
async fn an_indicator_is_of_the_unit_of_its_periods_last_day() {
    let gateway = Fixture::start().await;
    for (period, expected) in [
        ("2025-06", "unit:24@2021-02-01"),
        ("2025-Q3", "unit:24@2025-07-01"),
        ("2025", "unit:24@2025-07-01"),
    ] {
        let rest = format!(
            r#""unit":"24","indicator":{{"code":"share","kpiValue":1,"calculationPeriod":"{period}"}}"#
        );
        let mut sent = at("reporting/1", NOW, &rest);
        sent.id = period.into();
        assert_eq!(site(&gateway.logged(sent).await), expected);
    }
}

#[tokio::test]
async fn a_place_that_contradicts_the_registry_is_refused() {
    let gateway = Fixture::start().await;
    let people = r#""cameraCount":{"people":1}"#;
    for (source, named, expected) in [
        ("camera/1", r#""site":"s-2","#, "site: NOT_ALLOWED"),
        ("camera/1", r#""unit":"09187","#, "unit: NOT_ALLOWED"),
        ("camera/1", r#""unit":"99","#, "unit: UNKNOWN_PLACE"),
        ("camera/gone", r#""site":"s-1","#, "site: NOT_ALLOWED"),
        ("camera/gone", "", "source: UNKNOWN_SOURCE"),
        ("camera/9", "", "source: UNKNOWN_SOURCE"),
        ("camera/9", r#""site":"s-9","#, "site: UNKNOWN_PLACE"),
        ("wifi/1", "", "cameraCount: NOT_ALLOWED"),
    ] {
        let said = gateway.refused(at(source, NOW, &format!("{named}{people}"))).await;
        assert_eq!(said, [expected], "{source} {named}");
    }
    let agrees = at("camera/1", NOW, &format!(r#""site":"s-1","unit":"24",{people}"#));
    assert_eq!(site(&gateway.logged(agrees).await), "s-1");
}

#[tokio::test]
async fn a_unit_beside_a_site_is_the_sites_or_one_above_it() {
    let gateway = Fixture::start().await;
    for unit in ["09187", "24"] {
        let mut sent = at("soc/1", NOW, &format!(r#""site":"s-3","unit":"{unit}",{ALERT}"#));
        sent.id = unit.into();
        assert_eq!(site(&gateway.logged(sent).await), "s-3");
    }
    let elsewhere = at("soc/1", NOW, &format!(r#""site":"s-3","unit":"09184",{ALERT}"#));
    let told = gateway.publish(vec![elsewhere]).await.remove(0).violations;
    let words = r#""s-3" is in "09187" on 2026-11-22, not in "09184""#;
    let [v1::FieldViolation { field, reason, description }] = &told[..] else { panic!("{told:?}") };
    assert_eq!(
        (field.as_str(), reason.as_str(), description.as_str()),
        ("unit", "NOT_ALLOWED", words)
    );
    // Its time is before there were communes of these codes.
    let before =
        at("soc/1", "2024-01-01T00:00:00Z", &format!(r#""site":"s-3","unit":"09187",{ALERT}"#));
    assert_eq!(gateway.refused(before).await, ["unit: UNKNOWN_PLACE"]);
}

#[tokio::test]
async fn a_point_that_is_none_is_refused_once() {
    let gateway = Fixture::start().await;
    let mut sent = at("soc/1", NOW, &format!(r#""point":{{"latitude":1,"longitude":1}},{ALERT}"#));
    sent.point.as_mut().unwrap().latitude = f64::NAN;
    assert_eq!(gateway.refused(sent).await, ["point.latitude: OUT_OF_RANGE"]);
}

#[tokio::test]
async fn the_registry_is_read_again_before_a_source_is_called_unknown() {
    let gateway = Fixture::start().await;
    gateway.store.add_device(device("camera/new", DeviceKind::Camera, "s-1"));
    let new = at("camera/new", NOW, r#""cameraCount":{"people":1}"#);
    assert_eq!(site(&gateway.logged(new).await), "s-1");
}

#[tokio::test]
async fn a_flood_of_unknown_sources_is_no_load_on_the_store() {
    let gateway = Fixture::start().await;
    let before = gateway.store.revision_reads.load(Ordering::SeqCst);
    for _ in 0..20 {
        gateway.refused(at("camera/9", NOW, r#""cameraCount":{"people":1}"#)).await;
    }
    assert_eq!(gateway.store.revision_reads.load(Ordering::SeqCst) - before, 1);
}

#[tokio::test]
async fn nothing_is_called_unknown_while_the_registry_cannot_be_read() {
    let gateway = Fixture::start().await;
    gateway.store.is_away.store(true, Ordering::SeqCst);
    let unknown = at("camera/9", NOW, r#""cameraCount":{"people":1}"#);
    let results = gateway.publish(vec![unknown, count("e-1")]).await;
    assert_eq!(outcomes(&results), [Outcome::Unavailable, Outcome::Accepted]);
}

#[tokio::test]
async fn a_sign_of_life_lasts_for_the_period_else_for_the_expected_interval() {
    let gateway = Fixture::start().await;
    for (told, seconds) in [
        (r#""cameraCount":{"people":1,"period":"5s"}"#, 5),
        (r#""cameraCount":{"people":1}"#, 60),
        (r#""cameraCount":{"people":1,"period":"86400s"}"#, 3600),
        (r#""deviceHealth":{"on":true,"period":"90s"}"#, 90),
        (r#""deviceHealth":{"on":true}"#, 30),
    ] {
        let mut sent = at("camera/1", NOW, told);
        sent.id = told.into();
        let logged = gateway.logged(sent).await;
        assert_eq!(logged.resolved.unwrap().sign_of_life.unwrap().seconds, seconds, "{told}");
    }
}
