//! What a crowd of screens asks for: a thousand different questions, the same for the same
//! registry.

use std::collections::BTreeSet;

use anyhow::Result;
use kinhbac_api::{v1, wkt};
use kinhbac_domain::event::DeviceKind;

use crate::client::{self, Client};
use crate::traffic::Traffic;

/// Different questions; where the registry has few places, fewer.
const QUESTIONS: usize = 1_000;
/// How often a screen of the crowd is told.
const RATE: wkt::Duration = wkt::Duration { seconds: 1, nanos: 0 };
/// What is asked of a commune.
const OF_COMMUNES: [(&[&str], &str); 5] = [
    (&["camera.people"], "minute"),
    (&["camera.vehicles"], "minute"),
    (&["camera.speed", "camera.occupancy"], "minute"),
    (&["camera.people", "camera.vehicles"], "hour"),
    (&["camera.people", "wifi.clients"], "day"),
];

/// The questions.
pub(super) struct Crowd {
    communes: Vec<String>,
    sites: Vec<String>,
}

impl Crowd {
    /// About the places of a server's registry and of the devices that are played.
    ///
    /// # Errors
    /// When the server can't be asked.
    pub(super) async fn gather(client: &Client, traffic: &Traffic) -> Result<Self> {
        let request = v1::ListUnitsRequest { level: "commune".into(), ..Default::default() };
        let units = client.registry().list_units(request).await;
        let units = units.map_err(|status| client::refused(&status))?.into_inner().units;
        let cameras = traffic.devices().iter().filter(|d| d.kind == DeviceKind::Camera);
        let sites: BTreeSet<_> = cameras.map(|device| device.site.clone()).collect();
        let communes = units.into_iter().map(|unit| unit.code).collect();
        Ok(Self { communes, sites: sites.into_iter().collect() })
    }

    /// What the nth screen asks for: a commune's own rows, or the devices of a site.
    pub(super) fn question(&self, n: usize) -> v1::WatchRequest {
        let n = n % QUESTIONS;
        let about = |place: &String| v1::WatchRequest {
            place: place.clone(),
            rate: Some(RATE),
            ..v1::WatchRequest::default()
        };
        let of_communes = OF_COMMUNES.len() * self.communes.len();
        let Some(n) = n.checked_sub(of_communes) else {
            let (measures, resolution) = OF_COMMUNES[n % OF_COMMUNES.len()];
            return v1::WatchRequest {
                measures: measures.iter().map(|&name| name.into()).collect(),
                resolution: resolution.into(),
                ..about(&self.communes[n / OF_COMMUNES.len()])
            };
        };
        let site = &self.sites[n % self.sites.len()];
        v1::WatchRequest {
            by: "device".into(),
            measures: vec!["camera.people".into(), "camera.vehicles".into()],
            ..about(site)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_in_a_large_province_asks_a_thousand_different_questions() {
        let codes = |of: &str, count| (0..count).map(|i| format!("{of}{i}")).collect();
        let crowd = Crowd { communes: codes("commune", 99), sites: codes("site", 1_038) };
        let key = |q: v1::WatchRequest| (q.place, q.measures, q.resolution);
        let asked: BTreeSet<_> = (0..10_000).map(|n| key(crowd.question(n))).collect();
        assert_eq!(asked.len(), QUESTIONS);
    }
}
