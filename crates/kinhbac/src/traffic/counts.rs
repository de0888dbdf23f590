//! What a device counts in a period.

use kinhbac_api::v1::event::Payload;
use kinhbac_api::{v1, wkt};
use kinhbac_domain::event::DeviceKind;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::{Played, curves};

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
/// How an incident changes the people and the vehicles that pass.
const INCIDENT: (f64, f64) = (4.0, 0.4);

/// A device at an hour of the day.
pub(super) struct Place<'a> {
    pub(super) device: &'a Played,
    /// Local, with its fraction.
    pub(super) hour: f64,
    /// People stop and look; vehicles don't get through.
    pub(super) has_incident: bool,
}

impl Place<'_> {
    /// What it counts in so many seconds.
    pub(super) fn counted(&self, seconds: u32, random: &mut ChaCha8Rng) -> Payload {
        match self.device.kind {
            DeviceKind::Wifi => self.usage(seconds, random),
            _ => self.count(seconds, random),
        }
    }

    fn count(&self, seconds: u32, random: &mut ChaCha8Rng) -> Payload {
        let (more_people, fewer_vehicles) = if self.has_incident { INCIDENT } else { (1.0, 1.0) };
        let busy = curves::streets(self.hour);
        let crowd = match self.device.school {
            true => curves::school_gates(self.hour),
            false => curves::pavements(self.hour),
        };
        let scale = self.device.weight * f64::from(seconds) / 60.0;
        let vehicles = VEHICLES
            .map(|(kind, most)| v1::VehicleCount {
                r#type: kind.into(),
                count: Some(poisson(random, most * busy * fewer_vehicles * scale)),
                count_total: None,
            })
            .into();
        let fullness = (busy * self.device.weight / 2.0 / fewer_vehicles).min(1.0);
        let speed = SPEEDS.0 + (SPEEDS.1 - SPEEDS.0) * fullness + random.random_range(-4.0..4.0);
        Payload::CameraCount(v1::CameraCount {
            period: Some(wkt::Duration::of_seconds(seconds.into())),
            vehicles,
            people: Some(poisson(random, PEOPLE * crowd * more_people * scale)),
            average_vehicle_speed: Some((speed * 10.0).round() / 10.0),
            ..v1::CameraCount::default()
        })
    }

    fn usage(&self, seconds: u32, random: &mut ChaCha8Rng) -> Payload {
        let most = CLIENTS * self.device.weight;
        let clients = poisson(random, most * curves::evenings(self.hour));
        let of_clients = clients as f64 * f64::from(seconds) / 60.0;
        let mut bytes =
            |each: f64| Some((each * of_clients * random.random_range(0.5..1.5)) as i64);
        let (tx_bytes, rx_bytes) = (bytes(BYTES.0), bytes(BYTES.1));
        Payload::WifiUsage(v1::WifiUsage {
            period: Some(wkt::Duration::of_seconds(seconds.into())),
            clients_connected: Some(clients),
            sessions_started: Some(poisson(random, SESSIONS * of_clients)),
            rx_bytes,
            tx_bytes,
            ..v1::WifiUsage::default()
        })
    }
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
    use rand::SeedableRng;

    use super::*;

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
