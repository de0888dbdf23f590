use std::time::Duration;

use kinhbac_api::event::decode_logged;
use kinhbac_api::v1::{CameraCount, DeviceHealth, GeoPoint, Indicator, VehicleCount, WifiUsage};
use kinhbac_api::wkt;
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::id::{SiteId, Source};
use kinhbac_domain::registry::{DeviceRow, RegistryRows};
use kinhbac_domain::time::Zone;
use proptest::prelude::*;

use super::*;

fn registry() -> Registry {
    let device = |kind: DeviceKind| DeviceRow {
        source: Source::new(kind.name()).unwrap(),
        kind,
        name: String::new(),
        site: SiteId::new("s-1").unwrap(),
        valid_from: None,
        valid_to: None,
        expected_interval: 86_400,
    };
    let devices = DeviceKind::ALL.map(device).to_vec();
    Registry::build(1, RegistryRows { devices, ..RegistryRows::default() }, Zone::utc())
}

/// Mostly good texts, some that are not.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        9 => "[A-Z0-9_]{1,4}",
        1 => "\\PC{0,3}|\\x00|x{60,140}",
    ]
}

fn number() -> impl Strategy<Value = i64> {
    prop_oneof![9 => 0_i64..1000, 1 => any::<i64>()]
}

fn decimal() -> impl Strategy<Value = f64> {
    prop_oneof![9 => 0.0..100.0, 1 => any::<f64>()]
}

fn span() -> impl Strategy<Value = wkt::Duration> {
    let seconds = prop_oneof![9 => 1_i64..100, 1 => any::<i64>()];
    seconds.prop_map(wkt::Duration::of_seconds)
}

fn camera_count() -> impl Strategy<Value = CameraCount> {
    use prop::option::of;
    let vehicles = (text(), of(number()), prop::option::weighted(0.1, number()))
        .prop_map(|(r#type, count, count_total)| VehicleCount { r#type, count, count_total });
    let people = (of(number()), prop::option::weighted(0.1, number()));
    (of(span()), prop::collection::vec(vehicles, 0..3), people, of(decimal()), of(decimal()))
        .prop_map(|(period, vehicles, (people, people_total), speed, occupancy)| CameraCount {
            period,
            vehicles,
            people,
            people_total,
            average_vehicle_speed: speed,
            occupancy,
            ..CameraCount::default()
        })
}

fn payload() -> impl Strategy<Value = Payload> {
    use prop::option::of;
    let kind = prop::sample::select(&["", "camera", "wifi", "conference", "tv"]);
    prop_oneof![
        camera_count().prop_map(Payload::CameraCount),
        (of(span()), of(number()), of(number()), of(number())).prop_map(
            |(period, clients_connected, rx_bytes, tx_bytes_total)| {
                Payload::WifiUsage(WifiUsage {
                    period,
                    clients_connected,
                    rx_bytes,
                    tx_bytes_total,
                    ..WifiUsage::default()
                })
            }
        ),
        (any::<bool>(), of(span()), kind).prop_map(|(on, period, kind)| {
            Payload::DeviceHealth(DeviceHealth { on, period, kind: kind.into() })
        }),
        ("[a-z_]{0,3}", of(any::<f64>()), "20[0-9]{2}(-Q?[0-9]{1,2})?", of(number())).prop_map(
            |(code, kpi_value, calculation_period, revision)| {
                let target = None;
                Payload::Indicator(Indicator {
                    code,
                    kpi_value,
                    calculation_period,
                    target,
                    revision,
                })
            }
        ),
    ]
}

fn event() -> impl Strategy<Value = v1::Event> {
    let source = prop_oneof![
        3 => prop::sample::select(&["camera", "wifi", "conference"]).prop_map(String::from),
        1 => text(),
    ];
    let time = prop_oneof![9 => 0_i64..2_000_000_000, 1 => any::<i64>()];
    let point = prop::option::of((decimal(), decimal()));
    (text(), source, time, prop::option::of(number()), point, payload()).prop_map(
        |(id, source, seconds, sequence, point, payload)| v1::Event {
            id,
            source,
            time: Some(wkt::Timestamp { seconds, nanos: 0 }),
            sequence,
            point: point.map(|(latitude, longitude)| GeoPoint { latitude, longitude }),
            payload: Some(payload),
            ..v1::Event::default()
        },
    )
}

proptest! {
    #[test]
    fn what_passes_the_gate_is_never_poison(mut event in event()) {
        let limits = Limits {
            max_event_bytes: 1 << 16,
            max_future: Duration::from_secs(300),
            now: Timestamp::from_seconds(2_000_000_000),
        };
        let draft = Draft::check(&mut event, 100, &limits, &registry());
        if draft.is_good() {
            let record = Records::new(12, 0, false).write(&event);
            let read = decode_logged(&record.value, &Zone::utc());
            prop_assert_eq!(read.map(|event| event.stream()).ok(), draft.stream);
        }
    }
}
