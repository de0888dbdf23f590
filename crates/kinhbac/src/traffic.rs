//! Traffic as a province has it: made up, reproducible from a seed, varying over the local day.

mod curves;

use kinhbac_api::{v1, wkt};
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::time::{Timestamp, Zone};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// People that a middling camera sees in a minute at the busiest time.
const PEOPLE: f64 = 14.0;
/// Motorbikes and cars, likewise.
const VEHICLES: [(&str, f64); 2] = [("MOTORBIKE", 45.0), ("CAR", 16.0)];
/// Clients of a middling hotspot at the busiest time.
const CLIENTS: f64 = 25.0;
/// Sessions begun in a minute, for each client.
const SESSIONS: f64 = 0.12;
/// Bytes to and from a client in a minute.
const BYTES: (f64, f64) = (9.0e6, 0.8e6);
/// Speeds on an empty and on a full street, km/h.
const SPEEDS: (f64, f64) = (46.0, 18.0);

/// A device that is played.
#[derive(Clone, Debug)]
pub struct Played {
    /// Its source.
    pub source: String,
    /// Its site.
    pub site: String,
    /// Camera or Wi-Fi.
    pub kind: DeviceKind,
    /// How busy its place is: around 1.
    weight: f64,
    /// Whether it stands before a school.
    school: bool,
}

/// Makes events of devices.
pub struct Traffic {
    devices: Vec<Played>,
    random: ChaCha8Rng,
    zone: Zone,
    /// Tells this run's ids from those of other runs.
    run: String,
    number: u64,
}

impl Traffic {
    /// Of cameras and hotspots of a registry. The same seed makes the same traffic; `run` is part
    /// of the events' ids, which must be new.
    #[must_use]
    pub fn new(devices: Vec<v1::Device>, zone: Zone, seed: u64, run: String) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let devices = devices.into_iter().filter_map(|d| played(d, &mut random)).collect();
        Self { devices, random, zone, run, number: 0 }
    }

    /// The devices.
    #[must_use]
    pub fn devices(&self) -> &[Played] {
        &self.devices
    }

    /// What the device of an index counted in the period of so many seconds that begins at an
    /// instant; none where there is no such device.
    pub fn event(&mut self, index: usize, begin: Timestamp, seconds: u32) -> Option<v1::Event> {
        let device = self.devices.get(index)?.clone();
        self.number += 1;
        let hour = curves::hour(&self.zone, begin);
        let minutes = f64::from(seconds) / 60.0;
        let payload = match device.kind {
            DeviceKind::Wifi => self.usage(&device, hour, minutes, seconds),
            _ => self.count(&device, hour, minutes, seconds),
        };
        Some(v1::Event {
            id: format!("{}-{}", self.run, self.number),
            source: device.source,
            time: Some(begin.into()),
            payload: Some(payload),
            ..v1::Event::default()
        })
    }

    fn count(
        &mut self,
        device: &Played,
        hour: f64,
        minutes: f64,
        seconds: u32,
    ) -> v1::event::Payload {
        let busy = curves::streets(hour);
        let crowd =
            if device.school { curves::school_gates(hour) } else { curves::pavements(hour) };
        let vehicles = VEHICLES
            .map(|(kind, most)| v1::VehicleCount {
                r#type: kind.into(),
                count: Some(poisson(&mut self.random, most * busy * device.weight * minutes)),
                count_total: None,
            })
            .into();
        let people = poisson(&mut self.random, PEOPLE * crowd * device.weight * minutes);
        let fullness = (busy * device.weight / 2.0).min(1.0);
        let speed =
            SPEEDS.0 + (SPEEDS.1 - SPEEDS.0) * fullness + self.random.random_range(-4.0..4.0);
        v1::event::Payload::CameraCount(v1::CameraCount {
            period: Some(wkt::Duration::of_seconds(seconds.into())),
            vehicles,
            people: Some(people),
            average_vehicle_speed: Some((speed * 10.0).round() / 10.0),
            ..v1::CameraCount::default()
        })
    }

    fn usage(
        &mut self,
        device: &Played,
        hour: f64,
        minutes: f64,
        seconds: u32,
    ) -> v1::event::Payload {
        let clients = poisson(&mut self.random, CLIENTS * curves::evenings(hour) * device.weight);
        let of_clients = clients as f64 * minutes;
        let mut bytes = |each: f64| {
            let bytes = each * of_clients * self.random.random_range(0.5..1.5);
            Some(bytes as i64)
        };
        let (tx_bytes, rx_bytes) = (bytes(BYTES.0), bytes(BYTES.1));
        v1::event::Payload::WifiUsage(v1::WifiUsage {
            period: Some(wkt::Duration::of_seconds(seconds.into())),
            clients_connected: Some(clients),
            sessions_started: Some(poisson(&mut self.random, SESSIONS * of_clients)),
            rx_bytes,
            tx_bytes,
            ..v1::WifiUsage::default()
        })
    }
}

fn played(device: v1::Device, random: &mut ChaCha8Rng) -> Option<Played> {
    let kind = DeviceKind::from_name(&device.kind)?;
    Some(Played {
        source: device.source,
        site: device.site_id,
        kind,
        // Few places are busy, many are quiet.
        weight: (random.random_range(-1.2_f64..1.2)).exp(),
        school: device.name.contains("Trường"),
    })
}

/// A number of things that happen `mean` times on average.
fn poisson(random: &mut ChaCha8Rng, mean: f64) -> i64 {
    if mean > 30.0 {
        // Near enough to a normal distribution; the sum of twelve is a good one.
        let normal: f64 = (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0;
        return (mean + normal * mean.sqrt()).round().max(0.0) as i64;
    }
    let limit = (-mean).exp();
    let (mut product, mut count) = (random.random::<f64>(), 0);
    while product > limit {
        product *= random.random::<f64>();
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn devices() -> Vec<v1::Device> {
        let device = |source: &str, kind: &str| v1::Device {
            source: source.into(),
            kind: kind.into(),
            ..v1::Device::default()
        };
        vec![device("camera/1", "camera"), device("wifi/1", "wifi")]
    }

    fn some(seed: u64) -> Vec<v1::Event> {
        let zone = Zone::named("Asia/Ho_Chi_Minh").unwrap();
        let mut traffic = Traffic::new(devices(), zone, seed, "r".into());
        let at = |i: i64| Timestamp::from_seconds(1_795_280_400 + 600 * i);
        (0..100).map(|i| traffic.event(i as usize % 2, at(i), 60).unwrap()).collect()
    }

    #[test]
    fn the_same_seed_makes_the_same_traffic() {
        assert_eq!(some(1), some(1));
        assert_ne!(some(1), some(2));
    }

    #[test]
    fn a_number_of_things_is_right_on_average() {
        let mut random = ChaCha8Rng::seed_from_u64(7);
        for mean in [0.3, 5.0, 80.0] {
            let sum: i64 = (0..20_000).map(|_| poisson(&mut random, mean)).sum();
            let average = sum as f64 / 20_000.0;
            assert!((average - mean).abs() < mean * 0.05, "{average} for {mean}");
        }
    }
}
