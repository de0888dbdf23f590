//! What stands where there is nothing.

use kinhbac_api::v1::QueryRequest;

use crate::world::{World, of};

fn told() -> World {
    let world = World::small();
    world.told("s1 camera/1", "camera.people", "", "2026-11-20T09:10:00+07:00", 3);
    world.told("s1 camera/1", "camera.people", "", "2026-11-20T11:10:00+07:00", 5);
    world
}

fn hours(fill: &str, by: &str) -> QueryRequest {
    QueryRequest {
        fill: fill.into(),
        by: by.into(),
        ..of("camera.people", "2026-11-20T08:00:00+07:00", "2026-11-20T13:00:00+07:00", "hour")
    }
}

async fn values(world: &World, request: QueryRequest) -> Vec<String> {
    world.ask(request).await.unwrap().rows.into_iter().map(|row| row.value).collect()
}

#[tokio::test]
async fn gaps_stay_gaps_or_are_empty_or_zero_or_what_was_before() {
    let world = told();
    assert_eq!(values(&world, hours("none", "")).await, ["3", "5"]);
    assert_eq!(values(&world, hours("null", "")).await, ["", "3", "", "5", ""]);
    assert_eq!(values(&world, hours("zero", "")).await, ["0", "3", "0", "5", "0"]);
    assert_eq!(values(&world, hours("previous", "")).await, ["", "3", "3", "5", "5"]);
}

#[tokio::test]
async fn every_unit_asked_for_is_filled_and_only_the_devices_that_stood_there() {
    let world = told();
    let rows = world.ask(hours("zero", "commune")).await.unwrap().rows;
    let of_place = |place: &str| rows.iter().filter(|row| row.place == place).count();
    assert_eq!((of_place("101"), of_place("102")), (5, 5));
    let rows = world.ask(hours("zero", "device")).await.unwrap().rows;
    let mut devices: Vec<_> = rows.iter().map(|row| row.place.as_str()).collect();
    devices.dedup();
    assert_eq!(devices, ["camera/1", "camera/2", "camera/3"]);
    let rows = world.ask(hours("zero", "site")).await.unwrap().rows;
    assert_eq!(rows.len(), 15);
}

#[tokio::test]
async fn each_label_seen_at_a_place_is_filled_from_the_beginning() {
    let world = World::small();
    world.told("s1 camera/1", "camera.vehicles", "BUS", "2026-11-20T09:00:00+07:00", 1);
    world.told("s1 camera/1", "camera.vehicles", "CAR", "2026-11-20T10:00:00+07:00", 2);
    world.told("s3 camera/3", "camera.vehicles", "CAR", "2026-11-20T09:00:00+07:00", 4);
    let question = QueryRequest {
        measure: "camera.vehicles".into(),
        label: "*".into(),
        from: "2026-11-20T09:00:00+07:00".into(),
        to: "2026-11-20T11:00:00+07:00".into(),
        ..hours("zero", "commune")
    };
    assert_eq!(
        world.rows(question).await,
        [
            "101 2026-11-20T09:00 BUS 1",
            "101 2026-11-20T09:00 CAR 0",
            "101 2026-11-20T10:00 BUS 0",
            "101 2026-11-20T10:00 CAR 2",
            "102 2026-11-20T09:00 CAR 4",
            "102 2026-11-20T10:00 CAR 0",
        ]
    );
}

#[tokio::test]
async fn a_filled_stock_begins_with_what_was_open_before() {
    let world = World::small();
    world.told("s1", "report.open", "ROAD", "2026-11-19T10:00:00+07:00", 5);
    world.told("s1", "report.open", "ROAD", "2026-11-20T09:30:00+07:00", -1);
    let question = QueryRequest { measure: "report.open".into(), ..hours("previous", "") };
    assert_eq!(values(&world, question).await, ["5", "4", "4", "4", "4"]);
}

#[tokio::test]
async fn a_bucket_with_data_but_without_a_value_is_a_gap_too() {
    let world = World::small();
    for (measure, hour) in [("resolved", "09"), ("overdue", "10"), ("resolved", "11")] {
        let at = format!("2026-11-20T{hour}:00:00+07:00");
        world.told("s1", &format!("report.{measure}"), "ROAD", &at, 2);
    }
    let ratio = |fill| QueryRequest { measure: "report.on_time_share".into(), ..hours(fill, "") };
    assert_eq!(values(&world, ratio("none")).await, ["1", "1"]);
    assert_eq!(values(&world, ratio("null")).await, ["", "1", "", "1", ""]);
    assert_eq!(values(&world, ratio("previous")).await, ["", "1", "1", "1", "1"]);
}

#[tokio::test]
async fn gaps_are_filled_across_the_pieces_that_an_answer_is_made_in() {
    let mut world = told();
    world.config.cells_at_once = 2;
    assert_eq!(values(&world, hours("previous", "")).await, ["", "3", "3", "5", "5"]);
    assert!(world.memory.scans.lock().unwrap().len() > 3);
}
