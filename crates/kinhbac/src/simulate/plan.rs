//! Who plays, and how fast.

use std::str::FromStr;

use anyhow::{Result, ensure};
use kinhbac_api::v1;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::time::Zone;

use crate::client::{self, Client};
use crate::traffic::Traffic;

/// Events a second over all devices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rate {
    /// So many.
    PerSecond(f64),
    /// As many as are answered.
    Max,
}

/// A number above 0, or `max`.
impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        if text == "max" {
            return Ok(Self::Max);
        }
        let rate: Option<f64> = text.parse().ok().filter(|r: &f64| r.is_finite() && *r > 0.0);
        rate.map(Self::PerSecond)
            .ok_or_else(|| "no rate: write events a second, e.g. 3500, or max".to_owned())
    }
}

/// Asks the server for its devices, and makes the traffic of the first `cameras` of its cameras
/// (all if not given) and of its hotspots in proportion.
///
/// # Errors
/// When the server can't be asked, or has no cameras.
pub async fn cast(
    client: &Client,
    cameras: Option<usize>,
    seed: u64,
    clock: &dyn Clock,
) -> Result<Traffic> {
    let (all_cameras, zone) = devices(client, "camera").await?;
    let (hotspots, _) = devices(client, "wifi").await?;
    ensure!(
        !all_cameras.is_empty(),
        "the server's registry has no cameras: import some, e.g. `kinhbac registry import \
         deploy/sample/*.csv`, or try `kinhbac demo`"
    );
    let take = cameras.unwrap_or(all_cameras.len()).min(all_cameras.len());
    if let Some(wanted) = cameras.filter(|wanted| *wanted > take) {
        eprintln!("the registry has {take} cameras, not {wanted}: playing those");
    }
    let take_hotspots = hotspots.len() * take / all_cameras.len();
    let cast = all_cameras.into_iter().take(take).chain(hotspots.into_iter().take(take_hotspots));
    let run = format!("sim-{seed}-{:x}", clock.now().millis());
    Ok(Traffic::new(interleaved(cast.collect(), take_hotspots), zone, seed, run))
}

async fn devices(client: &Client, kind: &str) -> Result<(Vec<v1::Device>, Zone)> {
    let request = v1::ListDevicesRequest { kind: kind.into(), as_of: String::new() };
    let answer =
        client.registry().list_devices(request).await.map_err(|status| client::refused(&status))?;
    let zone = client::zone(answer.metadata());
    Ok((answer.into_inner().devices, zone))
}

/// Spreads the last `few` over the others, so that each second has some of them.
fn interleaved(mut devices: Vec<v1::Device>, few: usize) -> Vec<v1::Device> {
    let last = devices.split_off(devices.len() - few);
    let every = devices.len().checked_div(few).unwrap_or(1).max(1);
    let mut last = last.into_iter();
    let mut spread = Vec::with_capacity(devices.len() + few);
    for (i, device) in devices.into_iter().enumerate() {
        spread.push(device);
        if i % every == every - 1 {
            spread.extend(last.next());
        }
    }
    spread.extend(last);
    spread
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_number_or_max() {
        assert_eq!("3500".parse(), Ok(Rate::PerSecond(3_500.0)));
        assert_eq!("max".parse(), Ok(Rate::Max));
        assert!("0".parse::<Rate>().is_err());
        assert!("fast".parse::<Rate>().is_err());
    }

    #[test]
    fn hotspots_are_spread_among_the_cameras() {
        let device = |source: String| v1::Device { source, ..Default::default() };
        let devices = (0..8).map(|i| device(format!("{i}"))).collect();
        let spread: Vec<_> = interleaved(devices, 2).into_iter().map(|d| d.source).collect();
        assert_eq!(spread.join(""), "01263457");
    }
}
