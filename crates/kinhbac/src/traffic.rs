//! Traffic as a province has it: made up, reproducible from a seed, varying over the local day.

pub mod clock;
mod counts;
mod curves;
pub mod plot;

use std::sync::Arc;

use kinhbac_api::v1;
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::time::{Timestamp, Zone};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use plot::{Act, Plot};

/// A device that is played.
#[derive(Clone, Debug)]
pub struct Played {
    /// Its source.
    pub source: String,
    /// Its name.
    pub name: String,
    /// Its site.
    pub site: String,
    /// Camera or Wi-Fi.
    pub kind: DeviceKind,
    /// How busy its place is: around 1.
    weight: f64,
    /// Whether it stands before a school.
    school: bool,
}

/// Makes events of devices, and what happens between them where there is a plot.
pub struct Traffic {
    devices: Vec<Played>,
    random: ChaCha8Rng,
    zone: Zone,
    /// Tells this run's ids from those of other runs.
    run: String,
    number: u64,
    playing: Option<Playing>,
}

/// How far a plot is told.
struct Playing {
    plot: Arc<Plot>,
    act: Act,
    /// Scenes of the act that are told.
    told: usize,
}

impl Traffic {
    /// Of cameras and hotspots of a registry. The same seed makes the same traffic; `run` is part
    /// of the events' ids, which must be new.
    #[must_use]
    pub fn new(devices: Vec<v1::Device>, zone: Zone, seed: u64, run: String) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let devices = devices.into_iter().filter_map(|d| played(d, &mut random)).collect();
        Self { devices, random, zone, run, number: 0, playing: None }
    }

    /// Plays a plot that is made of these devices.
    pub fn follow(&mut self, plot: Arc<Plot>) {
        let act = plot.act(0);
        self.playing = Some(Playing { plot, act, told: 0 });
    }

    /// The zone whose day it is.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The devices.
    #[must_use]
    pub fn devices(&self) -> &[Played] {
        &self.devices
    }

    /// What the device of an index counted in the period of so many seconds that begins at an
    /// instant; none where there is no such device, or it is dark.
    pub fn event(&mut self, index: usize, begin: Timestamp, seconds: u32) -> Option<v1::Event> {
        let device = self.devices.get(index)?;
        let end = begin.plus_millis(1_000 * i64::from(seconds));
        let act = self.playing.as_ref().map(|playing| &playing.act);
        if act.is_some_and(|act| act.is_dark(index, begin, end)) {
            return None;
        }
        let there = counts::Place {
            device,
            hour: curves::hour(&self.zone, begin),
            has_incident: act.is_some_and(|act| act.has_incident(&device.site, begin)),
        };
        self.number += 1;
        Some(v1::Event {
            id: format!("{}-{}", self.run, self.number),
            source: device.source.clone(),
            time: Some(begin.into()),
            payload: Some(there.counted(seconds, &mut self.random)),
            ..v1::Event::default()
        })
    }

    /// What happened until an instant and was not told yet, in order; instants must not go back.
    pub fn happened(&mut self, until: Timestamp) -> Vec<v1::Event> {
        let Some(playing) = &mut self.playing else { return Vec::new() };
        let mut events = playing.tell(until);
        for event in &mut events {
            event.id = format!("{}-{}", self.run, event.id);
        }
        events
    }
}

impl Playing {
    fn tell(&mut self, until: Timestamp) -> Vec<v1::Event> {
        let mut events = Vec::new();
        loop {
            let scenes = &self.act.scenes[self.told..];
            let due = scenes.iter().take_while(|scene| scene.at <= until);
            let before = self.told;
            for scene in due {
                events.extend(scene.events.iter().cloned());
                self.told += 1;
            }
            if until < self.act.end {
                return events;
            }
            debug_assert_eq!(self.told - before, scenes.len(), "an act's scenes lie within it");
            (self.act, self.told) = (self.plot.act(self.act.number + 1), 0);
        }
    }
}

fn played(device: v1::Device, random: &mut ChaCha8Rng) -> Option<Played> {
    let kind = DeviceKind::from_name(&device.kind)?;
    Some(Played {
        source: device.source,
        school: device.name.contains("Trường"),
        name: device.name,
        site: device.site_id,
        kind,
        // Few places are busy, many are quiet.
        weight: (random.random_range(-1.2_f64..1.2)).exp(),
    })
}

#[cfg(test)]
mod tests;
