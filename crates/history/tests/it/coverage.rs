//! A low count and a dark camera don't look the same.

use kinhbac_api::v1::QueryRequest;
use kinhbac_domain::event::DeviceKind;

use crate::world::{World, of};

fn hours(by: &str) -> QueryRequest {
    QueryRequest {
        by: by.into(),
        coverage: true,
        ..of("camera.vehicles", "2026-11-20T08:00:00+07:00", "2026-11-20T11:00:00+07:00", "hour")
    }
}

async fn heard(world: &World, request: QueryRequest) -> Vec<String> {
    let rows = world.ask(request).await.unwrap().rows;
    let shown = rows.iter().map(|row| {
        let (heard, expected) = (row.devices_heard.unwrap(), row.devices_expected.unwrap());
        format!("{} {} {heard}/{expected}", row.place, &world.printed_time(row)[11..])
    });
    shown.collect()
}

#[tokio::test]
async fn devices_are_heard_whatever_label_they_told_and_expected_where_they_stood() {
    let world = World::small();
    world.device(DeviceKind::Camera, "camera/4", "s1", "", "2026-11-20T09:00:00+07:00");
    world.device(DeviceKind::Camera, "camera/4", "s3", "2026-11-20T09:00:00+07:00", "");
    world.told("s1 camera/1", "camera.vehicles", "CAR", "2026-11-20T08:10:00+07:00", 3);
    world.told("s2 camera/2", "camera.vehicles", "BUS", "2026-11-20T08:20:00+07:00", 0);
    world.told("s3 camera/3", "camera.vehicles", "CAR", "2026-11-20T09:20:00+07:00", 0);
    let communes = ["101 08:00 2/3", "102 09:00 1/2"];
    assert_eq!(heard(&world, hours("commune")).await, communes);
    let cars = QueryRequest { label: "CAR".into(), ..hours("commune") };
    assert_eq!(heard(&world, cars).await, communes);
    let filled = QueryRequest { fill: "zero".into(), place: "102".into(), ..hours("") };
    assert_eq!(heard(&world, filled).await, ["102 08:00 0/1", "102 09:00 1/2", "102 10:00 0/2"]);
}

#[tokio::test]
async fn a_device_is_expected_in_its_own_row_while_it_stands_in_the_place() {
    let world = World::small();
    world.device(DeviceKind::Camera, "camera/4", "s1", "", "2026-11-20T09:00:00+07:00");
    world.device(DeviceKind::Camera, "camera/4", "s3", "2026-11-20T10:00:00+07:00", "");
    world.told("s1 camera/4", "camera.vehicles", "CAR", "2026-11-20T08:10:00+07:00", 3);
    let ask =
        |place: &str| QueryRequest { fill: "null".into(), place: place.into(), ..hours("device") };
    let alone = ["camera/4 08:00 1/1", "camera/4 09:00 0/0", "camera/4 10:00 0/1"];
    assert_eq!(heard(&world, ask("camera/4")).await, alone);
    let in_commune = heard(&world, ask("101")).await;
    let own: Vec<_> = in_commune.iter().filter(|row| row.starts_with("camera/4")).collect();
    assert_eq!(own, ["camera/4 08:00 1/1", "camera/4 09:00 0/0", "camera/4 10:00 0/0"]);
}
