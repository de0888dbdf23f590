use kinhbac_domain::event::{Amount, DeviceKind, Payload, Phase};
use kinhbac_domain::id::{IncidentId, Label};
use kinhbac_domain::measure::IndicatorCode;
use kinhbac_domain::time::Resolution;
use proptest::prelude::*;

use super::*;

fn zone() -> Zone {
    Zone::named("Asia/Ho_Chi_Minh").unwrap()
}

fn name() -> impl Strategy<Value = String> {
    "[A-Za-zàăđ0-9/_-]{1,20}"
}

fn label() -> impl Strategy<Value = Label> {
    name().prop_map(|text| Label::new(text).unwrap())
}

fn counted() -> impl Strategy<Value = Amount> {
    prop_oneof![(0..=MAX_AMOUNT).prop_map(Amount::Plain), (0..=MAX_AMOUNT).prop_map(Amount::Total)]
}

fn at() -> impl Strategy<Value = Timestamp> {
    (0_i64..4_000_000_000_000).prop_map(Timestamp::from_millis)
}

fn payload() -> impl Strategy<Value = Payload> {
    use prop::option::of;
    let kind = prop::sample::select(&DeviceKind::ALL);
    let phase = prop::sample::select(&[Phase::New, Phase::Update, Phase::End]);
    let resolution =
        prop::sample::select(&[Resolution::Month, Resolution::Quarter, Resolution::Year]);
    prop_oneof![
        (kind, any::<bool>()).prop_map(|(kind, up)| Payload::DeviceHealth { kind, up }),
        (
            1_u32..=3600,
            prop::collection::vec((label(), counted()), 0..4),
            of(counted()),
            of(0_i64..=5000),
            of(0_i64..=1000)
        )
            .prop_map(|(period, vehicles, people, speed, occupancy)| {
                Payload::CameraCount { period, vehicles, people, speed, occupancy }
            }),
        (name(), at(), label(), phase).prop_map(|(id, started_at, category, phase)| {
            let incident = IncidentId::new(id).unwrap();
            Payload::CameraIncident { incident, started_at, category, phase }
        }),
        (1_u32..=3600, of(0..=MAX_AMOUNT), of(counted()), of(counted()), of(counted())).prop_map(
            |(period, clients, sessions, rx_bytes, tx_bytes)| Payload::WifiUsage {
                period,
                clients,
                sessions,
                rx_bytes,
                tx_bytes
            }
        ),
        of(any::<u64>()).prop_map(|client| Payload::WifiSession { client }),
        label().prop_map(|service| Payload::ReportSubmitted { service }),
        label().prop_map(|service| Payload::ReportUpdated { service }),
        ("[a-z0-9_]{1,48}", -(1_i64 << 50)..1 << 50, at(), resolution, 0..1_u64 << 53).prop_map(
            |(code, value, at, resolution, revision)| Payload::Indicator {
                code: IndicatorCode::new(&code).unwrap(),
                value,
                period: zone().bucket(resolution, at),
                revision,
            }
        ),
        label().prop_map(|severity| Payload::SecurityAlert { severity }),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let texts = (name(), name(), name());
    (texts, at(), prop::option::of(0..1_u64 << 53), 0..=MAX_SPREAD_SECONDS, payload()).prop_map(
        |((id, source, site), time, sequence, sign_of_life, payload)| Event {
            id: EventId::new(id).unwrap(),
            source: Source::new(source).unwrap(),
            time,
            sequence,
            site: SiteId::new(site).unwrap(),
            sign_of_life,
            payload,
        },
    )
}

proptest! {
    #[test]
    fn what_is_logged_is_read_back(event in event()) {
        let value = encode_logged(&event, &zone());
        prop_assert_eq!(decode_logged(&value, &zone()), Ok(event));
    }

    #[test]
    fn any_bytes_are_an_event_or_poison(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode_logged(&bytes, &zone());
    }

    #[test]
    fn a_damaged_value_is_an_event_or_poison(
        event in event(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut value = encode_logged(&event, &zone()).to_vec();
        let at = at.index(value.len());
        value[at] = byte;
        let _ = decode_logged(&value, &zone());
    }
}

#[test]
fn poison_says_what_is_wrong() {
    let of = |change: fn(&mut v1::Event)| {
        let mut wire = v1::Event {
            id: "e-1".into(),
            source: "camera/1".into(),
            time: Some(Timestamp::from_millis(0).into()),
            resolved: Some(v1::Resolved { site: "s-1".into(), sign_of_life: None }),
            payload: Some(v1::event::Payload::CameraCount(v1::CameraCount::default())),
            ..v1::Event::default()
        };
        change(&mut wire);
        decode_logged(&wire.encode_to_vec(), &zone()).map_err(|poison| poison.reason)
    };
    assert!(of(|_| ()).is_ok());
    assert_eq!(of(|e| e.resolved = None), Err("missing"));
    assert_eq!(of(|e| e.payload = None), Err("missing"));
    assert_eq!(of(|e| e.id = "a\0".into()), Err("malformed"));
    assert_eq!(of(|e| e.sequence = Some(-1)), Err("out_of_range"));
    assert_eq!(decode_logged(b"\xff\xff", &zone()).unwrap_err().reason, "not_protobuf");
}
