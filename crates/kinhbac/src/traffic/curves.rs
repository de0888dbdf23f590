//! How busy places are over the local day: 0 to about 1.

use kinhbac_domain::time::{Timestamp, Zone};

/// A time of the day around which there is more: its hour, its width in hours, how much.
type Bump = (f64, f64, f64);

/// The local hour, with its fraction.
pub(super) fn hour(zone: &Zone, at: Timestamp) -> f64 {
    let midnight = zone.day_start(zone.date(at));
    at.millis_since(midnight) as f64 / 3_600_000.0
}

/// Streets: to work, at noon, home.
pub(super) fn streets(hour: f64) -> f64 {
    day(hour, 0.06, &[(7.1, 0.9, 0.75), (11.6, 1.2, 0.35), (17.2, 1.1, 0.9), (14.0, 4.0, 0.25)])
}

/// Pavements and squares: markets in the morning, the cool of the evening.
pub(super) fn pavements(hour: f64) -> f64 {
    day(hour, 0.03, &[(6.8, 1.3, 0.6), (11.5, 1.5, 0.4), (19.5, 1.8, 0.9)])
}

/// Before a school: when it begins and when it ends.
pub(super) fn school_gates(hour: f64) -> f64 {
    day(hour, 0.02, &[(6.9, 0.35, 1.6), (11.3, 0.4, 0.9), (16.7, 0.5, 1.6), (19.0, 2.0, 0.2)])
}

/// Free Wi-Fi: evenings.
pub(super) fn evenings(hour: f64) -> f64 {
    day(hour, 0.08, &[(11.8, 1.5, 0.4), (20.0, 2.2, 0.9), (9.0, 3.0, 0.2)])
}

fn day(hour: f64, always: f64, bumps: &[Bump]) -> f64 {
    let bump = |(at, width, much): &Bump| {
        // Midnight is in the middle of the night, not at an end.
        let apart = (hour - at + 36.0).rem_euclid(24.0) - 12.0;
        much * (-(apart / width).powi(2) / 2.0).exp()
    };
    always + bumps.iter().map(bump).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_looks_like_one() {
        assert!(streets(7.0) > 3.0 * streets(3.0));
        assert!(streets(17.3) > streets(14.0));
        assert!(school_gates(6.9) > 5.0 * school_gates(9.0));
        assert!(evenings(20.0) > 3.0 * evenings(4.0));
        assert!((streets(0.0) - streets(23.999)).abs() < 0.01);
    }

    #[test]
    fn the_hour_is_the_zones() {
        let zone = Zone::named("Asia/Ho_Chi_Minh").unwrap();
        let at: Timestamp = "2026-11-22T18:30:00+07:00".parse().unwrap();
        assert_eq!(hour(&zone, at), 18.5);
    }
}
