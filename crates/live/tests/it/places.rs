//! Rows of places, and when places change.

use kinhbac_api::v1::WatchRequest;
use kinhbac_domain::id::UnitCode;

use crate::screen::{people_by, sums};
use crate::world::World;

async fn five_cameras() -> World {
    let mut world = World::start().await;
    for (device, people) in [("cam1", 1), ("cam2", 2), ("cam3", 4), ("cam4", 8), ("cam5", 16)] {
        world.people(device, 5, people);
    }
    world.beat_all();
    world.restart().await;
    world
}

#[tokio::test(start_paused = true)]
async fn a_parent_row_is_its_devices_put_together() {
    let world = five_cameras().await;
    type Case = (&'static str, &'static str, &'static [(&'static str, f64)]);
    let expected: [Case; 9] = [
        ("", "", &[("24", 31.0)]),
        ("", "commune", &[("00001", 7.0), ("00002", 8.0), ("00003", 16.0)]),
        ("", "site", &[("s1", 3.0), ("s2", 4.0), ("s3", 8.0), ("s4", 16.0)]),
        ("24", "commune", &[("00001", 7.0), ("00002", 8.0), ("00003", 16.0)]),
        ("00001", "", &[("00001", 7.0)]),
        ("00001", "site", &[("s1", 3.0), ("s2", 4.0)]),
        ("00001", "device", &[("cam1", 1.0), ("cam2", 2.0), ("cam3", 4.0)]),
        ("s1", "", &[("s1", 3.0)]),
        ("cam5", "", &[("cam5", 16.0)]),
    ];
    for (place, by, rows) in expected {
        let request = WatchRequest { place: place.into(), ..people_by(by) };
        let mut screen = world.watch(request).await.unwrap();
        let found = screen.snapshot().await;
        assert_eq!(sums(&found), rows, "{place} by {by}");
        let of_units = matches!((place, by), ("", "" | "commune") | ("24", _) | ("00001", ""));
        assert!(found.values().all(|cell| cell.version.is_none() == of_units), "{place} by {by}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_devices_cells_at_two_sites_of_a_place_are_one_device() {
    let mut world = World::start().await;
    world.people_at("cam1", "s1", 20, 3);
    world.people_at("cam1", "s2", 10, 5);
    world.beat_all();
    world.restart().await;
    let request = WatchRequest { place: "00001".into(), ..people_by("") };
    let rows = world.watch(request).await.unwrap().snapshot().await;
    let row = rows.values().next().unwrap();
    assert_eq!(
        (row.count, row.sum, row.min, row.max, row.last),
        (2, 8.0, Some(3.0), Some(5.0), Some(5.0))
    );
    let request = WatchRequest { place: "00001".into(), ..people_by("device") };
    let rows = world.watch(request).await.unwrap().snapshot().await;
    assert_eq!(sums(&rows), [("cam1", 8.0)]);
}

#[tokio::test(start_paused = true)]
async fn a_site_that_moves_leaves_its_rows_and_comes_to_others() {
    let world = five_cameras().await;
    let request = WatchRequest { place: "00001".into(), ..people_by("site") };
    let mut here = world.watch(request).await.unwrap();
    let mut communes = world.watch(people_by("commune")).await.unwrap();
    here.snapshot().await;
    communes.snapshot().await;
    world.move_site("s2", "00003").await;
    here.until(|screen| screen.marks > 0).await;
    assert_eq!(sums(&here.table), [("s1", 3.0)]);
    communes.until(|screen| screen.marks > 0).await;
    assert_eq!(sums(&communes.table), [("00001", 3.0), ("00002", 8.0), ("00003", 20.0)]);
    world.move_site("s1", "00002").await;
    communes.until(|screen| screen.marks > 1).await;
    assert_eq!(sums(&communes.table), [("00002", 11.0), ("00003", 20.0)]);
}

#[tokio::test(start_paused = true)]
async fn a_reform_comes_into_force_by_the_clock() {
    let world = five_cameras().await;
    // 2026-03-11 begins at 17:00Z.
    world.books.change(|rows| {
        let day = "2026-03-11".parse().unwrap();
        let code = UnitCode::new("00004").unwrap();
        for unit in &mut rows.units {
            if unit.code.as_str() == "00001" || unit.code.as_str() == "00002" {
                unit.valid_to = Some(day);
                unit.succeeded_by = vec![code.clone()];
            }
        }
        let mut merged = rows.units[1].clone();
        merged.valid_from = day;
        merged.valid_to = None;
        merged.succeeded_by = Vec::new();
        merged.code = code;
        rows.units.push(merged);
    });
    world.registry.refresh().await.unwrap();
    let request = WatchRequest { resolution: "day".into(), buckets: 2, ..people_by("commune") };
    let mut screen = world.watch(request.clone()).await.unwrap();
    assert_eq!(sums(&screen.snapshot().await), [("00001", 7.0), ("00002", 8.0), ("00003", 16.0)]);
    let mut away = world.watch(request.clone()).await.unwrap();
    away.snapshot().await;
    world.clock.advance(14 * 3600);
    screen.until(|screen| screen.marks > 0).await;
    assert_eq!(sums(&screen.table), [("00003", 16.0), ("00004", 15.0)]);

    // One that was away meanwhile is told everything anew.
    let mut back = away.again(&world.live, request).await;
    back.snapshot().await;
    assert_eq!(back.fresh_because, "the boundaries of places have changed");
    assert_eq!(back.table, screen.table);
}
