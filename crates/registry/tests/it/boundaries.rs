//! Boundaries of units, from GeoJSON to those who draw maps.

use kinhbac_api::v1::{ListBoundariesRequest, ListSitesRequest};

use crate::world::{SITES, UNITS, World};

/// A commune in two lives, of which the second has another size.
async fn world() -> World {
    let mut world = World::new("UTC").await;
    let units = format!(
        "{UNITS}2020-01-01,,P,province,,,,,,,\n\
         2020-01-01,2025-07-01,A,commune,,,P,21,106,,B\n\
         2025-07-01,,B,commune,,,P,21,106,,\n"
    );
    world.import("units.csv", units).await.unwrap();
    world
}

/// A feature with a square.
fn feature(id: &str, properties: &str) -> String {
    format!(
        r#"{{"type":"Feature","id":{id},"properties":{properties},"geometry":{{"type":"Polygon",
        "coordinates":[[[106.1,21.2],[106.2,21.2],[106.2,21.3],[106.1,21.3],[106.1,21.2]]]}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

/// What is told of a day: code and the numbers of each line.
async fn told(world: &mut World, as_of: &str) -> Vec<(String, Vec<Vec<i32>>)> {
    let request = ListBoundariesRequest { level: "commune".into(), as_of: as_of.into() };
    let told = world.client.list_boundaries(request).await.unwrap().into_inner();
    let rings = |b: kinhbac_api::v1::Boundary| b.rings.into_iter().map(|r| r.deltas).collect();
    told.boundaries.into_iter().map(|b| (b.code.clone(), rings(b))).collect()
}

#[tokio::test]
async fn a_boundary_holds_as_long_as_its_unit_and_is_told_in_small_numbers() {
    let mut world = world().await;
    let old = r#"{"valid_from":"2020-01-01"}"#;
    let file = collection(&[feature(r#""B""#, "null"), feature(r#""A""#, old)]);
    let done = world.import("map.geojson", file.clone()).await.unwrap();
    assert_eq!((done.kind.as_str(), done.rows, done.changed), ("boundaries", 2, 2));
    let again = world.import("map.geojson", file).await.unwrap();
    assert_eq!(again.changed, 0, "the same file changes nothing");

    let square = vec![106_100_000, 21_200_000, 100_000, 0, 0, 100_000, -100_000, 0];
    assert_eq!(told(&mut world, "2025-06-30").await, [("A".into(), vec![square.clone()])]);
    assert_eq!(told(&mut world, "2025-07-01").await, [("B".into(), vec![square])]);
}

#[tokio::test]
async fn a_bad_boundary_is_refused_by_the_number_of_its_feature() {
    let good = feature(r#""B""#, "{}");
    for (features, why) in [
        (vec![good.clone(), feature(r#""X""#, "{}")], "f:2:id: UNKNOWN_PLACE: \"X\": no unit on"),
        (vec![feature("null", "{}")], "f:1:id: MALFORMED: a unit's code, but it is empty"),
        (vec![good.clone(), good.clone()], "f:2: NOT_ALLOWED: \"B\" from 2025-07-01 stands twice"),
        (
            vec![feature(r#""B""#, r#"{"valid_from":"1/7/2025"}"#)],
            "f:1:valid_from: MALFORMED: \"1/7/2025\": no date",
        ),
        (
            vec![feature(r#""B""#, r#"{"valid_from":"2025-08-01","valid_to":"2025-08-01"}"#)],
            "f:1:valid_to: OUT_OF_RANGE: it is not after 2025-08-01",
        ),
        (vec![good.replace("106.2,21.2", "21.2,106.2")], "f:1:geometry: OUT_OF_RANGE: [21.2, 106"),
        (
            vec![good.replace("[106.1,21.3],[106.1,21.2]", "[106.1,21.3]")],
            "f:1:geometry: MALFORMED: a line must be closed",
        ),
        (vec![good.replace("Polygon", "Point")], "f: MALFORMED: unknown variant `Point`"),
    ] {
        let mut world = world().await;
        let refused = world.refusals("f", collection(&features)).await;
        assert!(refused[0].starts_with(why), "{refused:?}");
        assert!(told(&mut world, "").await.is_empty(), "nothing of it is taken");
    }
}

#[tokio::test]
async fn sites_are_told_with_the_unit_of_the_day() {
    let mut world = world().await;
    let sites =
        format!("{SITES}s-1,Cổng,21.25,106.15,A,2020-01-01,\ns-2,Bến,21.2,106.1,B,2025-08-01,\n");
    world.import("sites.csv", sites).await.unwrap();
    for (as_of, sites) in [
        ("2025-06-30", vec![("s-1", "A")]),
        ("2025-07-01", vec![("s-1", "B")]),
        ("2025-08-01", vec![("s-1", "B"), ("s-2", "B")]),
    ] {
        let request = ListSitesRequest { as_of: as_of.into() };
        let told = world.client.list_sites(request).await.unwrap().into_inner().sites;
        let told: Vec<_> =
            told.iter().map(|s| (s.site_id.as_str(), s.unit_code.as_str())).collect();
        assert_eq!(told, sites, "{as_of}");
    }
}
