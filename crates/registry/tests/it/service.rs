//! What the service answers.

use std::sync::atomic::Ordering;

use kinhbac_api::v1;
use tonic::Code;

use crate::world::{DEVICES, SITES, World, read};

fn list(level: &str, as_of: &str) -> v1::ListUnitsRequest {
    v1::ListUnitsRequest { level: level.into(), as_of: as_of.into() }
}

async fn show(world: &mut World, code: &str, as_of: &str) -> v1::ShowResponse {
    let request = v1::ShowRequest { code: code.into(), as_of: as_of.into() };
    world.client.show(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn an_import_answers_when_all_roles_of_the_process_have_it() {
    let mut world = World::new("UTC").await;
    let mut seen = world.cache.subscribe();
    let done = world.import("units.csv", read("deploy/sample/units.csv")).await.unwrap();
    assert!(seen.has_changed().unwrap());
    assert_eq!(seen.borrow_and_update().revision(), done.revision);
    assert_eq!(world.registry().revision(), done.revision);
}

#[tokio::test]
async fn units_come_coarse_first_and_by_code() {
    let mut world = World::sample().await;
    let units = world.client.list_units(list("", "2025-06-30")).await.unwrap().into_inner().units;
    assert_eq!(units.len(), 2 + 18 + 313);
    let rank =
        |unit: &v1::Unit| ["province", "district", "commune"].iter().position(|l| *l == unit.level);
    assert!(units.is_sorted_by_key(|unit| (rank(unit), unit.code.clone())));
    let today = world.client.list_units(list("commune", "")).await.unwrap().into_inner().units;
    assert_eq!(today.len(), 99);
    let first = &today[0];
    assert_eq!((first.parent_code.as_str(), first.valid_from.as_str()), ("24", "2025-07-01"));
    assert_eq!((first.valid_to.as_str(), first.r#type.as_str()), ("", "Phường"));
}

#[tokio::test]
async fn a_unit_is_shown_in_all_its_lives_and_followed_to_the_day() {
    let mut world = World::sample().await;
    let shown = show(&mut world, "24", "").await;
    let names: Vec<_> = shown.units.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(names, ["Tỉnh Bắc Giang", "Tỉnh Bắc Ninh"]);
    assert_eq!(shown.as_of_units, ["24"]);
    let shown = show(&mut world, "27", "").await;
    assert_eq!((shown.units.len(), shown.as_of_units), (1, vec!["24".to_owned()]));
    let shown = show(&mut world, "07201", "2025-07-01").await;
    assert_eq!(shown.as_of_units, ["07210"]);
}

#[tokio::test]
async fn sites_and_devices_are_shown() {
    let mut world = World::sample().await;
    let shown = show(&mut world, "site-0001", "").await;
    assert_eq!((shown.sites.len(), shown.sites[0].unit_code.as_str()), (1, "07591"));
    let sources: Vec<_> = shown.devices.iter().map(|device| device.source.as_str()).collect();
    assert_eq!(sources, ["camera/cam-0001", "camera/cam-0002", "camera/cam-0003"]);
    let shown = show(&mut world, "camera/cam-0004", "").await;
    let device = v1::Device {
        source: "camera/cam-0004".into(),
        kind: "camera".into(),
        name: "Camera 1 – UBND thị trấn Nhã Nam".into(),
        site_id: "site-0002".into(),
        valid_from: "2020-01-01".into(),
        valid_to: String::new(),
        expected_interval_seconds: 60,
    };
    assert_eq!(shown.devices, [device]);
    let nobody = v1::ShowRequest { code: "nobody".into(), as_of: String::new() };
    assert_eq!(world.client.show(nobody).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn devices_are_those_that_stand_there_for_some_of_the_day() {
    let mut world = World::sample().await;
    let ask =
        |kind: &str, day: &str| v1::ListDevicesRequest { kind: kind.into(), as_of: day.into() };
    let mut client = world.client.clone();
    let mut count = async |kind, day| {
        client.list_devices(ask(kind, day)).await.unwrap().into_inner().devices.len()
    };
    assert_eq!(count("camera", "").await, 3_200);
    assert_eq!(count("wifi", "").await, 240);
    assert_eq!(count("", "").await, 3_440);
    assert_eq!(count("", "2019-12-31").await, 0);
    let moves = format!(
        "{DEVICES}conference/1,conference,,site-0001,2026-01-01,2026-02-01T09:00:00+07:00,\n\
         conference/1,conference,,site-0002,2026-02-01T09:00:00+07:00,2026-03-01,\n"
    );
    world.import("devices.csv", moves).await.unwrap();
    assert_eq!(count("conference", "2026-01-31").await, 1);
    assert_eq!(count("conference", "2026-02-01").await, 2, "one for each stay");
    assert_eq!(count("conference", "2026-02-28").await, 1);
    assert_eq!(count("conference", "2026-03-01").await, 0);
}

#[tokio::test]
async fn questions_that_make_no_sense_are_refused_by_field() {
    let mut world = World::new("UTC").await;
    for (request, field) in
        [(list("site", ""), "level"), (list("", "today"), "asOf"), (list("", "20250701"), "asOf")]
    {
        let status = world.client.list_units(request).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument);
        assert!(status.message().starts_with(&format!("{field}: MALFORMED: ")), "{status:?}");
    }
}

#[tokio::test]
async fn a_lost_race_is_run_again_and_an_outage_told() {
    let mut world = World::sample().await;
    world.store.races.store(3, Ordering::SeqCst);
    let new = format!("{SITES}s-new,,21.2,106.1,24,,\n");
    let done = world.import("sites.csv", new.clone()).await.unwrap();
    assert_eq!((done.changed, done.revision), (1, 3 + 3 + 1));
    world.store.away.store(true, Ordering::SeqCst);
    let status = world.import("sites.csv", new).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert!(kinhbac_api::status::retry_after(&status).is_some());
    assert_eq!(world.registry().revision(), 7, "the last one serves");
}
