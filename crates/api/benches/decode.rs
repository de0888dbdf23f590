//! What it costs to read a record of the demo's traffic back, and to write and read a beat.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use kinhbac_api::{event, v1, wkt};
use kinhbac_domain::time::Zone;
use prost::Message;

fn main() {
    divan::main();
}

/// People, two types of vehicle, speed.
fn demo_value() -> Vec<u8> {
    let vehicles = |kind: &str, count| v1::VehicleCount {
        r#type: kind.into(),
        count: Some(count),
        count_total: None,
    };
    v1::Event {
        id: "cam-0001-1764000000".into(),
        source: "camera/cam-0001".into(),
        time: Some(wkt::Timestamp { seconds: 1_764_000_000, nanos: 0 }),
        resolved: Some(v1::Resolved {
            site: "site-0001".into(),
            sign_of_life: Some(wkt::Duration::of_seconds(60)),
        }),
        payload: Some(v1::event::Payload::CameraCount(v1::CameraCount {
            period: Some(wkt::Duration::of_seconds(1)),
            vehicles: vec![vehicles("CAR", 12), vehicles("MOTORBIKE", 41)],
            people: Some(3),
            average_vehicle_speed: Some(31.5),
            ..v1::CameraCount::default()
        })),
        ..v1::Event::default()
    }
    .encode_to_vec()
}

#[divan::bench(sample_size = 1_000)]
fn decode_logged(bencher: Bencher) {
    let (value, zone) = (demo_value(), Zone::utc());
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench_local(|| event::decode_logged(black_box(&value), &zone).is_ok());
}

#[divan::bench(sample_size = 1_000)]
fn protobuf_alone(bencher: Bencher) {
    let value = demo_value();
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench_local(|| v1::Event::decode(black_box(value.as_slice())).is_ok());
}
