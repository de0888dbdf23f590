//! Files that are refused, with the reason of each row.

use crate::world::{DEVICES, SITES, UNITS, World};

const P: &str = "2020-01-01,,P,province,Tỉnh,Tỉnh P,,21.2,106.1,,\n";

async fn world() -> World {
    let mut world = World::new("Asia/Ho_Chi_Minh").await;
    world.import("units.csv", format!("{UNITS}{P}")).await.unwrap();
    world.import("sites.csv", format!("{SITES}s-1,,21.2,106.1,P,,\n")).await.unwrap();
    world
}

/// Refuses a file that has one row, and tells why.
async fn refusal(header: &str, row: &str) -> String {
    let refusals = world().await.refusals("f.csv", format!("{header}{row}\n")).await;
    assert_eq!(refusals.len(), 1, "{refusals:?}");
    refusals[0].clone()
}

#[tokio::test]
async fn a_bad_value_of_a_unit_is_told_with_row_column_value_and_reason() {
    for (row, why) in [
        (",,C,commune,,,,,,,", "valid_from: REQUIRED: it is empty"),
        ("2025-7-1,,C,commune,,,,,,,", "valid_from: MALFORMED: \"2025-7-1\": no date"),
        (
            "2025-01-01,2025-01-01,C,commune,,,,,,,",
            "valid_to: OUT_OF_RANGE: \"2025-01-01\": must be",
        ),
        ("2025-01-01,,,commune,,,,,,,", "code: REQUIRED: it is empty"),
        ("2025-01-01,,C,village,,,,,,,", "level: MALFORMED: \"village\": write province, district"),
        ("2025-01-01,,C,site,,,,,,,", "level: MALFORMED: \"site\": write province, district"),
        ("2025-01-01,,C,commune,,,,91,106,,", "lat: OUT_OF_RANGE: \"91\": must be -90 to 90"),
        ("2025-01-01,,C,commune,,,,NaN,106,,", "lat: MALFORMED: \"NaN\": no number"),
        ("2025-01-01,,C,commune,,,,21,,,", "lon: REQUIRED: it is empty"),
        (
            "2025-01-01,,C,commune,,,,,,-1,",
            "area_km2: OUT_OF_RANGE: \"-1\": must be 0 to 600000000",
        ),
        (
            "2025-01-01,,C,commune,,,X,,,,",
            "parent_code: UNKNOWN_PLACE: \"X\": no unit on 2025-01-01",
        ),
        (
            "2019-01-01,,C,commune,,,P,,,,",
            "parent_code: UNKNOWN_PLACE: \"P\": no unit on 2019-01-01",
        ),
        (
            "2025-01-01,,C,province,,,P,,,,",
            "parent_code: NOT_ALLOWED: \"P\": a province is in no province",
        ),
        (
            "2025-01-01,,C,commune,,,,,,,P",
            "succeeded_by: NOT_ALLOWED: \"P\": only a unit that ends",
        ),
        (
            "2025-01-01,,P,province,,,,,,,",
            "valid_from: NOT_ALLOWED: \"P\" from 2020-01-01 must end by 2025-01-01",
        ),
    ] {
        let told = refusal(UNITS, row).await;
        assert!(told.starts_with(&format!("f.csv:2:{why}")), "{row} {told}");
    }
}

#[tokio::test]
async fn a_bad_value_of_a_site_or_device_is_told_too() {
    for (header, row, why) in [
        (
            SITES,
            "h3:8c,,21,106,P,,",
            "site_id: NOT_ALLOWED: \"h3:8c\": h3: and unit: begin the ids",
        ),
        (SITES, "unit:P@2020-01-01,,21,106,P,,", "site_id: NOT_ALLOWED"),
        (SITES, "s,,21,181,P,,", "lon: OUT_OF_RANGE: \"181\": must be -180 to 180"),
        (SITES, "s,,21,106,,,", "unit_code: REQUIRED: it is empty"),
        (
            SITES,
            "s,,21,106,X,,",
            "unit_code: UNKNOWN_PLACE: \"X\": no such unit; import a units file",
        ),
        (
            SITES,
            "s,,21,106,P,2019-12-31,",
            "unit_code: UNKNOWN_PLACE: \"P\": no unit on 2019-12-31",
        ),
        (
            SITES,
            "s-1,,21,106,P,2026-01-01,",
            "valid_from: NOT_ALLOWED: \"s-1\" from ever must end by",
        ),
        (
            DEVICES,
            "c,camera,,s-9,,,",
            "site_id: UNKNOWN_PLACE: \"s-9\": no such site; import a sites file",
        ),
        (
            DEVICES,
            "c,drone,,s-1,,,",
            "kind: MALFORMED: \"drone\": write camera, wifi or conference",
        ),
        (DEVICES, "c,,,s-1,,,", "kind: REQUIRED: write camera, wifi or conference"),
        (DEVICES, "c,wifi,,s-1,,,60", "expected_interval: MALFORMED: \"60\": no time, e.g. 60s"),
        (DEVICES, "c,wifi,,s-1,,,2d", "expected_interval: OUT_OF_RANGE: \"2d\": must be 1s to 1d"),
        (DEVICES, "c,wifi,,s-1,noon,,", "valid_from: MALFORMED: \"noon\": no date or time"),
        (DEVICES, "c,wifi,,s-1,2026-01-02,2026-01-01T17:00:00Z,", "valid_to: OUT_OF_RANGE"),
    ] {
        let told = refusal(header, row).await;
        assert!(told.starts_with(&format!("f.csv:2:{why}")), "{row} {told}");
    }
}

#[tokio::test]
async fn what_stands_twice_in_a_file_is_refused() {
    let twice = "c,wifi,,s-1,,,\nc,wifi,,s-1,,,";
    let told = refusal(DEVICES, twice).await;
    assert_eq!(told, "f.csv:3: NOT_ALLOWED: \"c\" from ever stands twice: see f.csv:2");
}

#[tokio::test]
async fn stays_that_overlap_are_refused_in_any_order_of_rows() {
    let stays = ["c,wifi,,s-1,2026-01-01,2026-03-01,\n", "c,wifi,,s-1,2026-02-01,,\n"];
    for (rows, line) in [(stays.concat(), 3), ([stays[1], stays[0]].concat(), 2)] {
        let told = world().await.refusals("f.csv", format!("{DEVICES}{rows}")).await;
        let why =
            format!("f.csv:{line}:valid_from: NOT_ALLOWED: \"c\" from 2025-12-31T17:00:00Z must");
        assert!(told.len() == 1 && told[0].starts_with(&why), "{told:?}");
    }
}

#[tokio::test]
async fn columns_are_refused_by_name_and_the_nearest_is_told() {
    let header = "site_id,name,lat,long,unit_code,name\n";
    assert_eq!(
        world().await.refusals("dir/sites.csv", header).await,
        [
            "sites.csv:1:long: UNKNOWN_FIELD: sites have no such column; is it lon?",
            "sites.csv:1:name: NOT_ALLOWED: it stands twice",
            "sites.csv:1:lon: REQUIRED: a file of sites needs this column",
        ]
    );
}

#[tokio::test]
async fn what_is_no_registry_file_is_refused_with_the_way_out() {
    for (content, why) in [
        ("", "f: MALFORMED: the file is empty; known are units: valid_from,"),
        ("site_id;name;lat;lon;unit_code\n", "f: MALFORMED: columns are parted by commas"),
        ("a,b\n1,2\n", "f: MALFORMED: \"a,b\" is no header of a registry file; known are"),
        (
            "{\"type\":\"FeatureCollection\"}",
            "f: MALFORMED: missing field `features` at line 1 column 28; boundaries are",
        ),
        (&format!("{SITES}s,21,106,P\n"), "f:2: MALFORMED: it has 4 values, the header 7"),
        (&format!("{SITES}\"s,,21,106,P,,\n\n"), "f:2: MALFORMED: it has 1 values, the header 7"),
    ] {
        let told = world().await.refusals("f", content).await;
        assert!(told[0].starts_with(why), "{told:?}");
    }
    let latin = b"site_id,name,lat,lon,unit_code\ns,Ch\xf4,21,106,P\n".to_vec();
    let told = world().await.refusals("f", latin).await;
    assert_eq!(told, ["f: MALFORMED: it is no UTF-8 text, see its row 2: save it as UTF-8"]);
}

#[tokio::test]
async fn the_error_says_which_file_comes_first() {
    let mut world = World::new("UTC").await;
    let told = world.refusals("s.csv", format!("{SITES}s,,21,106,P,,\n")).await;
    assert_eq!(
        told,
        ["s.csv: UNKNOWN_PLACE: no unit is registered yet: import a units file first"]
    );
    let told = world.refusals("d.csv", format!("{DEVICES}c,wifi,,s,,,\n")).await;
    assert_eq!(
        told,
        ["d.csv: UNKNOWN_PLACE: no site is registered yet: import a sites file first"]
    );
}

#[tokio::test]
async fn a_hundred_bad_rows_are_told_over_the_wire_and_none_is_taken() {
    let mut rows = String::from("s-good,,21,106,P,,\r\n\r\n");
    rows.extend((0..150).map(|n| format!("s-{n},Ngã tư đường Lý Thái Tổ,95,106,P,,\r\n")));
    let told = world().await.refusals("sites.csv", format!("{SITES}{rows}")).await;
    assert_eq!(told.len(), 101);
    assert_eq!(told[0], "sites.csv:4:lat: OUT_OF_RANGE: \"95\": must be -90 to 90");
    assert_eq!(told[100], "sites.csv: TOO_MANY: 50 more are wrong");
    let hard = "ă".repeat(300);
    let rows: String = (0..150).map(|n| format!("s-{n},{hard},21,106,P,,\n")).collect();
    let told = world().await.refusals(&hard, format!("{SITES}{rows}")).await;
    assert!(told.last().unwrap().ends_with("more are wrong"), "{told:?}");
}
