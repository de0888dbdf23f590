//! Places under the boundaries of a day.

use kinhbac_api::v1::QueryRequest;
use kinhbac_domain::registry::Level;
use kinhbac_domain::time::Resolution;

use crate::sample::Sample;
use crate::world::{World, of};

/// Two provinces that became one on 2025-07-01: communes 11 and 12 of 24 became 101; 21 of 27
/// became 102; 22 was shared between both.
fn merged() -> World {
    let world = World::empty();
    let (first, reform) = ("2021-02-01", "2025-07-01");
    world.unit("24", Level::Province, "", first, reform, "24");
    world.unit("27", Level::Province, "", first, reform, "24");
    world.unit("270", Level::District, "27", first, reform, "");
    world.unit("11", Level::Commune, "24", first, reform, "101");
    world.unit("12", Level::Commune, "24", first, reform, "101");
    world.unit("21", Level::Commune, "270", first, reform, "102");
    world.unit("22", Level::Commune, "270", first, reform, "101|102");
    world.unit("24", Level::Province, "", reform, "", "");
    world.unit("101", Level::Commune, "24", reform, "", "");
    world.unit("102", Level::Commune, "24", reform, "", "");
    for commune in ["11", "12", "21", "22"] {
        let site = format!("s{commune}");
        world.site(&site, commune, first);
        let camera = format!("{site} camera/{commune}");
        let people = commune.parse().unwrap();
        world.told(&camera, "camera.people", "", "2025-06-30T08:00:00+07:00", people);
    }
    world
}

fn day(by: &str, place: &str, as_of: &str) -> QueryRequest {
    QueryRequest {
        by: by.into(),
        place: place.into(),
        as_of: as_of.into(),
        ..of("camera.people", "2025-06-30", "2025-07-01", "day")
    }
}

#[tokio::test]
async fn the_past_counts_under_the_boundaries_of_the_day_asked_for() {
    let world = merged();
    let before = "2025-06-30";
    assert_eq!(world.rows(day("", "", before)).await, ["24 2025-06-30 23", "27 2025-06-30 43"]);
    assert_eq!(world.rows(day("district", "", before)).await, ["270 2025-06-30 43"]);
    assert_eq!(world.rows(day("", "", "2025-07-01")).await, ["24 2025-06-30 66"]);
    assert_eq!(world.rows(day("", "", "")).await, ["24 2025-06-30 66"]);
}

#[tokio::test]
async fn what_has_no_unit_of_the_level_on_the_day_is_listed_and_counts_above() {
    let world = merged();
    let answer = world.ask(day("commune", "24", "2025-07-01")).await.unwrap();
    let rows: Vec<_> = answer.rows.iter().map(|r| format!("{} {}", r.place, r.value)).collect();
    assert_eq!(rows, ["101 23", "102 21"]);
    assert_eq!(answer.unassigned, ["s22"]);
    let answer = world.ask(day("", "24", "2025-07-01")).await.unwrap();
    assert_eq!(answer.rows[0].value, "66");
    assert!(answer.unassigned.is_empty());
}

#[tokio::test]
async fn a_place_without_data_is_not_listed_as_unassigned() {
    let world = merged();
    let question = QueryRequest {
        from: "2025-06-29".into(),
        to: "2025-06-30".into(),
        ..day("commune", "", "2025-07-01")
    };
    let answer = world.ask(question).await.unwrap();
    assert!(answer.rows.is_empty() && answer.unassigned.is_empty(), "{answer:?}");
}

#[tokio::test]
async fn a_bare_point_has_a_row_by_site_and_is_unassigned_above() {
    let world = World::small();
    let point = "h3:8c2a100d2ca5dff";
    world.told(point, "report.submitted", "ROAD", "2026-11-20T08:00:00+07:00", 1);
    world.told("s1", "report.submitted", "ROAD", "2026-11-20T08:00:00+07:00", 2);
    let by = |by: &str| QueryRequest {
        by: by.into(),
        ..of("report.submitted", "2026-11-20", "2026-11-21", "day")
    };
    let answer = world.ask(by("province")).await.unwrap();
    assert_eq!((answer.rows[0].value.as_str(), answer.unassigned), ("2", vec![point.to_owned()]));
    let sites = [format!("{point} 2026-11-20 1"), "s1 2026-11-20 2".to_owned()];
    assert_eq!(world.rows(by("site")).await, sites);
    let place = QueryRequest { place: point.into(), ..by("") };
    assert_eq!(world.rows(place).await, sites[..1]);
}

#[tokio::test]
async fn what_is_told_of_a_unit_counts_in_it_and_above() {
    let world = merged();
    world.told("unit:21@2021-02-01", "security.events", "HIGH", "2025-06-30T08:00:00+07:00", 2);
    world.told("unit:27@2021-02-01", "security.events", "HIGH", "2025-06-30T08:00:00+07:00", 1);
    let ask = |request| QueryRequest { measure: "security.events".into(), ..request };
    let before = world.rows(ask(day("", "", "2025-06-30"))).await;
    assert_eq!(before, ["27 2025-06-30 3"]);
    assert_eq!(world.rows(ask(day("", "", ""))).await, ["24 2025-06-30 3"]);
    let answer = world.ask(ask(day("commune", "", ""))).await.unwrap();
    assert_eq!(answer.rows[0].place, "102");
    assert_eq!(answer.unassigned, ["unit:27@2021-02-01"]);
}

#[tokio::test]
async fn the_figure_of_a_merged_unit_is_not_that_of_its_successor() {
    let world = merged();
    for (unit, value) in [("24", 800_000), ("27", 830_300)] {
        let site = format!("unit:{unit}@2021-02-01");
        let at = world.at("2025-05-31");
        let plain = Sample::new(&site, "", "indicator.online_share", "", at, value);
        world.fold(&Sample { period: Some(Resolution::Month), ..plain });
    }
    let ask = |as_of: &str| QueryRequest {
        as_of: as_of.into(),
        ..of("indicator.online_share", "2025-05-01", "2025-06-01", "month")
    };
    let before = ["24 2025-05-01 80", "27 2025-05-01 83.03"];
    assert_eq!(world.rows(ask("2025-06-30")).await, before);
    let answer = world.ask(ask("")).await.unwrap();
    assert!(answer.rows.is_empty());
    assert_eq!(answer.unassigned, ["unit:24@2021-02-01", "unit:27@2021-02-01"]);
}

#[tokio::test]
async fn a_question_of_a_commune_reads_only_its_own_sites() {
    let world = merged();
    world.rows(QueryRequest { step: "hour".into(), ..day("", "101", "") }).await;
    let scans = world.memory.scans.lock().unwrap();
    let [scan] = scans.as_slice() else { panic!("{scans:?}") };
    let sites: Vec<_> = scan.sites.iter().flatten().map(|site| site.as_str()).collect();
    let units = ["unit:101@2025-07-01", "unit:11@2021-02-01", "unit:12@2021-02-01"];
    assert_eq!(sites, [["s11", "s12"].as_slice(), &units].concat());
    assert_eq!(scan.measures.len(), 1);
}
