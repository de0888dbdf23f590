//! What a value is, by the measure's kind.

use kinhbac_api::v1::QueryRequest;
use kinhbac_domain::time::Resolution;

use crate::sample::Sample;
use crate::world::{World, of};

const DAY: (&str, &str) = ("2026-11-20", "2026-11-21");

fn day_of(measure: &str, step: &str) -> QueryRequest {
    of(measure, DAY.0, DAY.1, step)
}

#[tokio::test]
async fn a_place_has_the_sum_of_its_devices() {
    let world = World::small();
    world.told("s1 camera/1", "camera.people", "", "2026-11-20T08:10:00+07:00", 3);
    world.told("s2 camera/2", "camera.people", "", "2026-11-20T08:20:00+07:00", 4);
    world.told("s3 camera/3", "camera.people", "", "2026-11-20T09:00:00+07:00", 5);
    let by = |by: &str| QueryRequest { by: by.into(), ..day_of("camera.people", "hour") };
    let commune = ["101 2026-11-20T08:00 7", "102 2026-11-20T09:00 5"];
    assert_eq!(world.rows(by("commune")).await, commune);
    let province = ["24 2026-11-20T08:00 7", "24 2026-11-20T09:00 5"];
    assert_eq!(world.rows(by("")).await, province);
    let device = ["camera/1 2026-11-20T08:00 3", "camera/2 2026-11-20T08:00 4"];
    let within = |by, place: &str| QueryRequest { place: place.into(), ..by };
    assert_eq!(world.rows(within(by("device"), "101")).await, device);
    assert_eq!(world.rows(within(by(""), "101")).await, ["101 2026-11-20T08:00 7"]);
    assert_eq!(world.rows(within(by(""), "s2")).await, ["s2 2026-11-20T08:00 4"]);
    assert_eq!(world.rows(within(by(""), "camera/3")).await, ["camera/3 2026-11-20T09:00 5"]);
}

#[tokio::test]
async fn a_row_names_place_measure_and_statistic() {
    let world = World::small();
    world.told("s1 camera/1", "camera.vehicles", "CAR", "2026-11-20T08:10:00+07:00", 3);
    let question = QueryRequest { label: "*".into(), ..day_of("camera.vehicles", "day") };
    let rows = world.ask(question).await.unwrap().rows;
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((row.place.as_str(), row.name.as_str()), ("24", "Unit 24"));
    assert_eq!((row.measure.as_str(), row.stat.as_str()), ("camera.vehicles", "sum"));
    assert_eq!((row.label.as_str(), row.value.as_str()), ("CAR", "3"));
    assert_eq!((row.devices_heard, row.devices_expected), (None, None));
}

#[tokio::test]
async fn months_quarters_and_years_are_put_together_from_local_days() {
    let world = World::small();
    for (at, people) in [
        ("2025-12-31T23:59:00+07:00", 1),
        ("2026-01-01T00:00:00+07:00", 2),
        ("2026-03-31T23:00:00+07:00", 4),
        ("2026-04-01T00:30:00+07:00", 8),
    ] {
        world.told("s1 camera/1", "camera.people", "", at, people);
    }
    let by = |step| of("camera.people", "2025-01-01", "2027-01-01", step);
    assert_eq!(
        world.rows(by("month")).await,
        ["24 2025-12-01 1", "24 2026-01-01 2", "24 2026-03-01 4", "24 2026-04-01 8"]
    );
    let quarters = ["24 2025-10-01 1", "24 2026-01-01 6", "24 2026-04-01 8"];
    assert_eq!(world.rows(by("quarter")).await, quarters);
    assert_eq!(world.rows(by("year")).await, ["24 2025-01-01 1", "24 2026-01-01 14"]);
    let part = of("camera.people", "2026-01-15", "2026-04-01", "year");
    assert_eq!(world.rows(part).await, ["24 2026-01-01 4"]);
}

#[tokio::test]
async fn labels_are_put_together_or_have_a_row_each_or_are_one() {
    let world = World::small();
    for (device, label, vehicles) in
        [("s1 camera/1", "CAR", 3), ("s2 camera/2", "CAR", 4), ("s1 camera/1", "BUS", 1)]
    {
        world.told(device, "camera.vehicles", label, "2026-11-20T08:10:00+07:00", vehicles);
    }
    let label =
        |label: &str| QueryRequest { label: label.into(), ..day_of("camera.vehicles", "day") };
    assert_eq!(world.rows(label("")).await, ["24 2026-11-20 8"]);
    assert_eq!(world.rows(label("*")).await, ["24 2026-11-20 BUS 1", "24 2026-11-20 CAR 7"]);
    assert_eq!(world.rows(label("CAR")).await, ["24 2026-11-20 CAR 7"]);
    assert!(world.rows(label("TRUCK")).await.is_empty());
}

#[tokio::test]
async fn a_level_is_the_mean_over_the_whole_bucket_and_over_what_of_an_open_one_has_gone_by() {
    let world = World::small();
    for minute in 0..30 {
        let at = format!("2026-11-22T11:{minute:02}:00+07:00");
        world.told("s1 wifi/1", "wifi.clients", "", &at, 40);
    }
    for minute in 0..15 {
        let at = format!("2026-11-22T12:{minute:02}:00+07:00");
        world.told("s1 wifi/1", "wifi.clients", "", &at, 10);
    }
    let world = World { now: world.at("2026-11-22T12:20:00+07:00"), ..world };
    let stat = |stat: &str| QueryRequest {
        stat: stat.into(),
        ..of("wifi.clients", "2026-11-22T11:00:00+07:00", "2026-11-22T13:00:00+07:00", "hour")
    };
    let mean = ["24 2026-11-22T11:00 20", "24 2026-11-22T12:00 7.5"];
    assert_eq!(world.rows(stat("")).await, mean);
    let coverage = ["24 2026-11-22T11:00 0.5", "24 2026-11-22T12:00 0.75"];
    assert_eq!(world.rows(stat("coverage")).await, coverage);
    let month = of("wifi.clients", "2026-11-22", "2026-12-01", "month");
    // (30 · 40 + 15 · 10) minutes of 12 hours 20 minutes
    assert_eq!(world.rows(month).await, ["24 2026-11-01 1.8243"]);
}

#[tokio::test]
async fn what_a_sample_holds_beyond_now_is_not_counted_yet() {
    let world = World::small();
    world.told("s1 wifi/1", "wifi.clients", "", "2026-11-22T12:20:00+07:00", 41);
    world.told("s1 wifi/1", "wifi.up", "", "2026-11-22T12:20:00+07:00", 1);
    let world = World { now: world.at("2026-11-22T12:20:06+07:00"), ..world };
    let ask = |measure: &str, stat: &str, step: &str| QueryRequest {
        stat: stat.into(),
        ..of(measure, "2026-11-22T12:00:00+07:00", "2026-11-22T13:00:00+07:00", step)
    };
    let minute = "24 2026-11-22T12:20";
    assert_eq!(world.rows(ask("wifi.clients", "", "minute")).await, [format!("{minute} 41")]);
    let coverage = ask("wifi.clients", "coverage", "minute");
    assert_eq!(world.rows(coverage).await, [format!("{minute} 1")]);
    assert_eq!(world.rows(ask("wifi.up", "up", "minute")).await, [format!("{minute} 6")]);
    assert_eq!(world.rows(ask("wifi.up", "known", "hour")).await, ["24 2026-11-22T12:00 6"]);
    // 6 of 1,206 seconds
    assert_eq!(world.rows(ask("wifi.clients", "", "hour")).await, ["24 2026-11-22T12:00 0.204"]);
    let world = World { now: world.at("2026-11-22T12:19:58+07:00"), ..world };
    assert!(world.rows(ask("wifi.clients", "", "minute")).await.is_empty());
}

#[tokio::test]
async fn a_device_that_moved_within_a_place_is_one_device() {
    let world = World::small();
    for (site, at, clients) in
        [("s1", "2026-11-20T08:10:00+07:00", 5), ("s2", "2026-11-20T08:20:00+07:00", 9)]
    {
        world.told(&format!("{site} wifi/1"), "wifi.clients", "", at, clients);
    }
    let ask = |by: &str, stat: &str| QueryRequest {
        by: by.into(),
        stat: stat.into(),
        ..day_of("wifi.clients", "hour")
    };
    assert_eq!(world.rows(ask("commune", "last")).await, ["101 2026-11-20T08:00 9"]);
    assert_eq!(world.rows(ask("device", "max")).await, ["wifi/1 2026-11-20T08:00 9"]);
    assert_eq!(world.rows(ask("device", "min")).await, ["wifi/1 2026-11-20T08:00 5"]);
    let sites = ["s1 2026-11-20T08:00 5", "s2 2026-11-20T08:00 9"];
    assert_eq!(world.rows(ask("site", "last")).await, sites);
}

#[tokio::test]
async fn the_last_level_of_a_place_is_the_sum_of_its_devices_lasts() {
    let world = World::small();
    for (device, at, clients) in [
        ("s1 wifi/1", "2026-11-20T08:10:00+07:00", 5),
        ("s1 wifi/1", "2026-11-20T08:20:00+07:00", 6),
        ("s2 wifi/2", "2026-11-20T08:30:00+07:00", 20),
        ("s2 wifi/2", "2026-11-20T08:15:00+07:00", 30),
    ] {
        world.told(device, "wifi.clients", "", at, clients);
    }
    let last = QueryRequest { stat: "last".into(), ..day_of("wifi.clients", "hour") };
    assert_eq!(world.rows(last).await, ["24 2026-11-20T08:00 26"]);
}

#[tokio::test]
async fn a_stock_is_the_running_sum_of_all_changes_before() {
    let world = World::small();
    for (at, change) in [
        ("2026-10-01T10:00:00+07:00", 5),
        ("2026-11-20T07:00:00+07:00", 1),
        ("2026-11-20T08:30:00+07:00", -2),
        ("2026-11-20T11:00:00+07:00", 3),
    ] {
        world.told("s1", "report.open", "ROAD", at, change);
    }
    let hours = |from: &str| of("report.open", from, DAY.1, "hour");
    let rows = world.rows(hours("2026-11-20T08:00:00+07:00")).await;
    assert_eq!(rows, ["24 2026-11-20T08:00 4", "24 2026-11-20T11:00 7"]);
    assert_eq!(world.rows(day_of("report.open", "day")).await, ["24 2026-11-20 7"]);
    let months = of("report.open", "2026-10-15", "2026-12-01", "month");
    assert_eq!(world.rows(months).await, ["24 2026-11-01 7"]);
}

#[tokio::test]
async fn the_share_in_time_is_made_of_the_resolved_and_the_overdue() {
    let world = World::small();
    world.told("s1", "report.resolved", "ROAD", "2026-11-20T08:00:00+07:00", 6);
    world.told("s3", "report.resolved", "WASTE", "2026-11-20T08:10:00+07:00", 2);
    world.told("s3", "report.overdue", "WASTE", "2026-11-20T08:20:00+07:00", 1);
    world.told("s3", "report.overdue", "WASTE", "2026-11-20T09:20:00+07:00", 1);
    let by = |by: &str| QueryRequest { by: by.into(), ..day_of("report.on_time_share", "hour") };
    assert_eq!(world.rows(by("")).await, ["24 2026-11-20T08:00 0.875"]);
    let communes = ["101 2026-11-20T08:00 1", "102 2026-11-20T08:00 0.5"];
    assert_eq!(world.rows(by("commune")).await, communes);
}

#[tokio::test]
async fn an_indicator_is_the_newest_revision_of_its_own_unit_and_never_rolled_up() {
    let world = World::small();
    let publish = |unit: &str, at: &str, period, value, revision| {
        let site = format!("unit:{unit}@2025-07-01");
        let plain = Sample::new(&site, "", "indicator.online_share", "", world.at(at), value);
        world.fold(&Sample { seconds: revision, period: Some(period), ..plain });
    };
    publish("24", "2026-10-31", Resolution::Month, 830_300, 2);
    publish("24", "2026-10-31", Resolution::Month, 700_000, 1);
    publish("101", "2026-10-31", Resolution::Month, 947_500, 0);
    publish("24", "2026-12-31", Resolution::Year, 900_000, 0);
    let ask = |by: &str, step| QueryRequest {
        by: by.into(),
        ..of("indicator.online_share", "2026-01-01", "2027-01-01", step)
    };
    assert_eq!(world.rows(ask("", "month")).await, ["24 2026-10-01 83.03"]);
    assert_eq!(world.rows(ask("commune", "month")).await, ["101 2026-10-01 94.75"]);
    assert_eq!(world.rows(ask("", "year")).await, ["24 2026-01-01 90"]);
}
