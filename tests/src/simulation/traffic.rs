//! Events of all kinds, in time and late, sent once and again.

use std::time::Duration;

use kinhbac_api::event::encode_logged;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::event::{Amount, DeviceKind, Event, Payload, Phase};
use kinhbac_domain::id::{EventId, IncidentId, Label, SiteId, Source};
use kinhbac_domain::measure::IndicatorCode;
use kinhbac_domain::ports::{EventLog, Headers, NewRecord};
use kinhbac_domain::position::{PartitionIndex, Topic};
use kinhbac_domain::time::{Resolution, Timestamp};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::World;

/// Publishes some events, each until it is acknowledged. Tells how many.
pub(crate) async fn publish(world: &World, mut rng: ChaCha8Rng) -> anyhow::Result<usize> {
    let count = rng.random_range(20..=150);
    let mut sent: Vec<Event> = Vec::new();
    for number in 0..count {
        let again = !sent.is_empty() && rng.random_ratio(1, 6);
        let event = if again {
            sent[rng.random_range(0..sent.len())].clone()
        } else {
            make(world, number, &mut rng)?
        };
        send(world, &event, &mut rng).await;
        sent.push(event);
        let pause = match rng.random_range(0..12) {
            0 => rng.random_range(0..120_000),
            1 | 2 => rng.random_range(0..4_000),
            _ => 0,
        };
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    Ok(count as usize)
}

async fn send(world: &World, event: &Event, rng: &mut ChaCha8Rng) {
    let poison = rng.random_ratio(1, 60);
    let topic = Topic::Input(event.stream());
    let record = NewRecord {
        partition: PartitionIndex::of_key(event.site.as_str().as_bytes(), world.partitions),
        key: event.site.as_str().to_owned().into(),
        value: if poison {
            bytes::Bytes::from_static(b"\xff\xff no event")
        } else {
            encode_logged(event, &world.config.fold.zone)
        },
        headers: Headers::default(),
    };
    while world.log.append(topic, vec![record.clone()]).await.iter().any(Result::is_err) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn make(world: &World, number: u32, rng: &mut ChaCha8Rng) -> anyhow::Result<Event> {
    let time = time(world, rng);
    let device = rng.random_range(0..5);
    let payload = payload(world, time, rng)?;
    let stream = payload.stream();
    let numbered = device < 3 && rng.random_ratio(3, 4);
    // Now and then one that was used before, or that fills a gap late.
    let back = if rng.random_ratio(1, 8) { number } else { number.min(1) };
    Ok(Event {
        id: EventId::new(format!("e-{number}"))?,
        source: Source::new(format!("{}/{device}", stream.name()))?,
        time,
        sequence: numbered.then(|| u64::from(number - rng.random_range(0..=back))),
        site: SiteId::new(format!("site-{}", rng.random_range(0..3) + device))?,
        sign_of_life: if stream.is_of_devices() { rng.random_range(0..=200) } else { 0 },
        payload,
    })
}

fn time(world: &World, rng: &mut ChaCha8Rng) -> Timestamp {
    let late = match rng.random_range(0..10) {
        0 => rng.random_range(0..3_600_000),
        1 => rng.random_range(0..86_400_000),
        2 => rng.random_range(0..45 * 86_400_000_i64),
        3 => -rng.random_range(0..300_000),
        _ => rng.random_range(0..30_000),
    };
    world.clock.now().plus_millis(-late)
}

fn payload(world: &World, time: Timestamp, rng: &mut ChaCha8Rng) -> anyhow::Result<Payload> {
    Ok(match rng.random_range(0..10) {
        0 => Payload::DeviceHealth {
            kind: DeviceKind::ALL[rng.random_range(0..3)],
            up: rng.random(),
        },
        1..=3 => count(rng)?,
        4 => Payload::CameraIncident {
            incident: IncidentId::new(format!("i-{}", rng.random_range(0..4)))?,
            started_at: time.plus_millis(-rng.random_range(0..7_200_000)),
            category: label(&["FIRE", "CROWD"], rng)?,
            phase: [Phase::New, Phase::Update, Phase::End][rng.random_range(0..3)],
        },
        5 => Payload::WifiUsage {
            period: rng.random_range(1..=3_600),
            clients: maybe(rng, 500),
            sessions: amount(rng),
            rx_bytes: amount(rng),
            tx_bytes: amount(rng),
        },
        6 => Payload::WifiSession { client: rng.random_ratio(9, 10).then(|| rng.random()) },
        7 => Payload::ReportSubmitted { service: label(&["URBAN_ORDER", "WASTE"], rng)? },
        8 => Payload::Indicator {
            code: IndicatorCode::new("online_share")
                .ok_or_else(|| anyhow::anyhow!("a code of the right form"))?,
            value: rng.random_range(0..1_000_000),
            period: world.config.fold.zone.bucket(Resolution::Month, time),
            revision: rng.random_range(0..3),
        },
        _ => Payload::SecurityAlert { severity: label(&["LOW", "HIGH"], rng)? },
    })
}

fn count(rng: &mut ChaCha8Rng) -> anyhow::Result<Payload> {
    let mut vehicles = Vec::new();
    for kind in ["CAR", "BUS"] {
        if let Some(amount) = amount(rng) {
            vehicles.push((Label::new(kind)?, amount));
        }
    }
    Ok(Payload::CameraCount {
        period: rng.random_range(1..=3_600),
        vehicles,
        people: amount(rng),
        speed: maybe(rng, 1_500),
        occupancy: maybe(rng, 1_000),
    })
}

fn amount(rng: &mut ChaCha8Rng) -> Option<Amount> {
    let amount = rng.random_range(0..1_000);
    match rng.random_range(0..4) {
        0 => None,
        1 => Some(Amount::Total(amount)),
        _ => Some(Amount::Plain(amount)),
    }
}

fn maybe(rng: &mut ChaCha8Rng, below: i64) -> Option<i64> {
    rng.random::<bool>().then(|| rng.random_range(0..below))
}

fn label(names: &[&'static str], rng: &mut ChaCha8Rng) -> anyhow::Result<Label> {
    Ok(Label::new(names[rng.random_range(0..names.len())])?)
}
