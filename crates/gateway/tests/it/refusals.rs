use kinhbac_api::v1::event::Payload;
use kinhbac_api::v1::{self, CameraCount, VehicleCount};
use kinhbac_api::wkt;
use tonic::Code;
use tonic_types::StatusExt;

use crate::support::{Fixture, NOW, count, event};

type Change = fn(&mut v1::Event);

fn counting(event: &mut v1::Event) -> &mut CameraCount {
    match &mut event.payload {
        Some(Payload::CameraCount(count)) => count,
        _ => panic!("counts nothing"),
    }
}

fn vehicles(kind: &str, count: i64) -> VehicleCount {
    VehicleCount { r#type: kind.into(), count: Some(count), count_total: None }
}

#[tokio::test]
async fn each_refusal_names_field_and_reason() {
    let cases: &[(&str, Change)] = &[
        ("id: REQUIRED", |e| e.id.clear()),
        ("id: TOO_LONG", |e| e.id = "x".repeat(129)),
        ("id: MALFORMED", |e| e.id = "a\0b".into()),
        ("source: REQUIRED", |e| e.source.clear()),
        ("source: TOO_LONG", |e| e.source = "x".repeat(129)),
        ("source: UNKNOWN_SOURCE", |e| e.source = "camera/9".into()),
        ("site: NOT_ALLOWED", |e| e.site = "s-2".into()),
        ("event: REQUIRED", |e| e.payload = None),
        ("time: REQUIRED", |e| e.time = None),
        ("time: OUT_OF_RANGE", |e| e.time = Some(wkt::Timestamp { seconds: -1, nanos: 0 })),
        ("time: OUT_OF_RANGE", |e| {
            e.time = Some(wkt::Timestamp { seconds: -62_167_219_200, nanos: 0 });
        }),
        ("time: OUT_OF_RANGE", |e| e.time = Some(wkt::Timestamp { seconds: 1, nanos: -1 })),
        ("time: IN_FUTURE", |e| e.time.as_mut().unwrap().seconds += 301),
        ("sequence: OUT_OF_RANGE", |e| e.sequence = Some(-1)),
        ("sequence: OUT_OF_RANGE", |e| e.sequence = Some((1 << 53) + 1)),
        ("point.latitude: OUT_OF_RANGE", |e| {
            e.point = Some(v1::GeoPoint { latitude: 91.0, longitude: 0.0 });
        }),
        ("point.longitude: OUT_OF_RANGE", |e| {
            e.point = Some(v1::GeoPoint { latitude: 0.0, longitude: f64::NAN });
        }),
        ("resolved: NOT_ALLOWED", |e| e.resolved = Some(v1::Resolved::default())),
        ("cameraCount: REQUIRED", |e| *counting(e) = CameraCount::default()),
        ("cameraCount.people: OUT_OF_RANGE", |e| counting(e).people = Some(-1)),
        ("cameraCount.people: OUT_OF_RANGE", |e| counting(e).people = Some((1 << 53) + 1)),
        ("cameraCount.people: NOT_ALLOWED", |e| counting(e).people_total = Some(1)),
        ("cameraCount.peopleTotal: OUT_OF_RANGE", |e| {
            (counting(e).people, counting(e).people_total) = (None, Some(-1));
        }),
        ("cameraCount.period: OUT_OF_RANGE", |e| {
            counting(e).period = Some(wkt::Duration::of_seconds(0));
        }),
        ("cameraCount.period: OUT_OF_RANGE", |e| {
            counting(e).period = Some(wkt::Duration { seconds: 1, nanos: 1 });
        }),
        ("cameraCount.period: OUT_OF_RANGE", |e| {
            counting(e).period = Some(wkt::Duration::of_seconds(86_401));
        }),
        ("cameraCount.period: OUT_OF_RANGE", |e| {
            counting(e).period = Some(wkt::Duration::of_seconds(3_601));
            counting(e).occupancy = Some(1.0);
        }),
        ("cameraCount.averageVehicleSpeed: OUT_OF_RANGE", |e| {
            counting(e).average_vehicle_speed = Some(f64::NAN);
        }),
        ("cameraCount.averageVehicleSpeed: OUT_OF_RANGE", |e| {
            counting(e).average_vehicle_speed = Some(500.1);
        }),
        ("cameraCount.averageCrowdSpeed: OUT_OF_RANGE", |e| {
            counting(e).average_crowd_speed = Some(f64::INFINITY);
        }),
        ("cameraCount.occupancy: OUT_OF_RANGE", |e| counting(e).occupancy = Some(-0.1)),
        ("cameraCount.laneId: TOO_LONG", |e| counting(e).lane_id = "x".repeat(129)),
        ("cameraCount.vehicles: TOO_MANY", |e| {
            counting(e).vehicles = (0..65).map(|n| vehicles(&format!("T{n}"), 1)).collect();
        }),
        ("cameraCount.vehicles[1].type: NOT_ALLOWED", |e| {
            counting(e).vehicles = vec![vehicles("CAR", 1), vehicles("CAR", 2)];
        }),
        ("cameraCount.vehicles[0].type: REQUIRED", |e| {
            counting(e).vehicles = vec![vehicles("", 1)];
        }),
        ("cameraCount.vehicles[0].type: MALFORMED", |e| {
            counting(e).vehicles = vec![vehicles("car", 1)];
        }),
        ("cameraCount.vehicles[0].count: OUT_OF_RANGE", |e| {
            counting(e).vehicles = vec![vehicles("CAR", -1)];
        }),
        ("cameraCount.vehicles[0].count: REQUIRED", |e| {
            counting(e).vehicles = vec![VehicleCount { count: None, ..vehicles("CAR", 1) }];
        }),
    ];
    let gateway = Fixture::start().await;
    for (expected, change) in cases {
        let mut bad = count("e-1");
        change(&mut bad);
        assert_eq!(gateway.refused(bad).await, [*expected]);
    }
}

#[tokio::test]
async fn each_payload_is_checked() {
    let gateway = Fixture::start().await;
    for (source, told, expected) in [
        ("camera/9", r#""site":"s-1","deviceHealth":{"on":true}"#, "deviceHealth.kind: REQUIRED"),
        (
            "camera/1",
            r#""deviceHealth":{"on":true,"kind":"wifi"}"#,
            "deviceHealth.kind: NOT_ALLOWED",
        ),
        ("wifi/1", r#""wifiUsage":{}"#, "wifiUsage: REQUIRED"),
        (
            "wifi/1",
            r#""wifiUsage":{"clientsConnected":-1}"#,
            "wifiUsage.clientsConnected: OUT_OF_RANGE",
        ),
        (
            "wifi/1",
            r#""wifiUsage":{"clientsConnected":1,"period":"3601s"}"#,
            "wifiUsage.period: OUT_OF_RANGE",
        ),
        (
            "wifi/1",
            r#""wifiUsage":{"rxBytes":1,"rxBytesTotal":1}"#,
            "wifiUsage.rxBytes: NOT_ALLOWED",
        ),
        ("wifi/1", r#""wifiSession":{}"#, "wifiSession.clientMac: REQUIRED"),
        (
            "wifi/1",
            r#""wifiSession":{"clientMac":"02:00:5e:10:00:01","clientHash":"1"}"#,
            "wifiSession.clientHash: NOT_ALLOWED",
        ),
        ("camera/1", r#""wifiUsage":{"rxBytes":1}"#, "wifiUsage: NOT_ALLOWED"),
        (
            "camera/1",
            r#""cameraIncident":{"incidentId":"i","startedAt":"2026-11-22T04:00:00Z","category":"FIRE","phase":"OVER"}"#,
            "cameraIncident.phase: MALFORMED",
        ),
        (
            "camera/1",
            r#""cameraIncident":{"incidentId":"i","startedAt":"2030-01-01T00:00:00Z","category":"FIRE","phase":"NEW"}"#,
            "cameraIncident.startedAt: IN_FUTURE",
        ),
        ("app/vi", r#""unit":"24","reportSubmitted":{}"#, "reportSubmitted.serviceCode: REQUIRED"),
        (
            "x",
            r#""unit":"24","indicator":{"code":"Share","kpiValue":1,"calculationPeriod":"2023"}"#,
            "indicator.code: UNKNOWN_MEASURE",
        ),
        (
            "x",
            r#""unit":"24","indicator":{"code":"share","calculationPeriod":"2026"}"#,
            "indicator.kpiValue: REQUIRED",
        ),
        (
            "x",
            r#""unit":"24","indicator":{"code":"share","kpiValue":1e300,"calculationPeriod":"2026"}"#,
            "indicator.kpiValue: OUT_OF_RANGE",
        ),
        (
            "x",
            r#""unit":"24","indicator":{"code":"share","kpiValue":1,"calculationPeriod":"2026-13"}"#,
            "indicator.calculationPeriod: MALFORMED",
        ),
        (
            "soc/1",
            r#""unit":"24","securityAlert":{"category":"MALWARE","severity":"BAD"}"#,
            "securityAlert.severity: MALFORMED",
        ),
        (
            "soc/1",
            r#""unit":"77","securityAlert":{"category":"MALWARE","severity":"LOW"}"#,
            "unit: UNKNOWN_PLACE",
        ),
    ] {
        let json = format!(r#"{{"id":"e","source":"{source}","time":"{NOW}",{told}}}"#);
        assert_eq!(gateway.refused(event(&json)).await, [expected], "{told}");
    }
    let prose = format!(
        r#"{{"id":"e","source":"app/vi","time":"{NOW}","unit":"24","reportSubmitted":{{"serviceCode":"A","description":"{}"}}}}"#,
        "ổ".repeat(4001)
    );
    assert_eq!(gateway.refused(event(&prose)).await, ["reportSubmitted.description: TOO_LONG"]);
}

#[tokio::test]
async fn all_violations_of_an_event_are_told_at_once_up_to_ten() {
    let gateway = Fixture::start().await;
    let mut bad = count("");
    bad.source = "camera/9".into();
    bad.sequence = Some(-1);
    counting(&mut bad).people = Some(-1);
    assert_eq!(
        gateway.refused(bad.clone()).await,
        [
            "id: REQUIRED",
            "sequence: OUT_OF_RANGE",
            "cameraCount.people: OUT_OF_RANGE",
            "source: UNKNOWN_SOURCE"
        ]
    );
    counting(&mut bad).vehicles = (0..20).map(|n| vehicles(&format!("T{n}"), -1)).collect();
    assert_eq!(gateway.refused(bad).await.len(), 10);
}

#[tokio::test]
async fn an_event_that_is_too_large_is_refused_alone() {
    let gateway = Fixture::start().await;
    let mut large = count("e-1");
    large.id = "x".repeat(2 << 20);
    assert_eq!(gateway.refused(large).await, ["event: TOO_LONG", "id: TOO_LONG"]);
}

#[tokio::test]
async fn a_batch_that_is_empty_or_too_long_is_refused() {
    let gateway = Fixture::start().await;
    let long = (0..1001).map(|n| count(&n.to_string())).collect();
    for (batch, reason) in [(vec![], "REQUIRED"), (long, "TOO_MANY")] {
        let status = gateway.try_publish(batch).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument);
        let violation = status.get_details_bad_request().unwrap().field_violations.remove(0);
        assert_eq!((violation.field.as_str(), violation.reason.as_str()), ("events", reason));
    }
    assert_eq!(gateway.log.len(), 0);
}

#[tokio::test]
async fn a_little_ahead_of_the_clock_is_taken() {
    let gateway = Fixture::start().await;
    let mut ahead = count("e-1");
    ahead.time.as_mut().unwrap().seconds += 300;
    gateway.logged(ahead).await;
}
