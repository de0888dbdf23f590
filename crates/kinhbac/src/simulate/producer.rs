//! Makes events when they are due, the devices in turn.

use std::sync::Arc;
use std::time::Duration;

use kinhbac_domain::clock::Clock;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::plan::Rate;
use crate::publish::sender::Item;
use crate::traffic::Traffic;

/// How often events that are due are sent together.
const TICK: Duration = Duration::from_millis(10);
/// Events sent together at most.
pub const BATCH: usize = 500;

/// What is remembered of an event until it is answered and seen.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    /// Which device.
    pub device: usize,
    /// When it was due; later than that is late.
    pub due: Instant,
}

/// Makes events.
pub struct Producer {
    /// Of whom.
    pub traffic: Traffic,
    /// How many.
    pub rate: Rate,
    /// What time they tell.
    pub clock: Arc<dyn Clock>,
    /// Where to.
    pub out: mpsc::Sender<Vec<Item<Sent>>>,
}

impl Producer {
    /// Runs until `stop` or nobody listens; tells how many events were made.
    pub async fn run(mut self, stop: CancellationToken) -> u64 {
        let made = match self.rate {
            Rate::Max => self.flood(&stop).await,
            Rate::PerSecond(rate) => self.paced(rate, &stop).await,
        };
        made as u64
    }

    async fn flood(&mut self, stop: &CancellationToken) -> usize {
        let mut made = 0;
        while !stop.is_cancelled() {
            let now = Instant::now();
            let batch = (made..made + BATCH).filter_map(|n| self.item(n, now, 1)).collect();
            made += BATCH;
            if self.out.send(batch).await.is_err() {
                break;
            }
        }
        made
    }

    async fn paced(&mut self, rate: f64, stop: &CancellationToken) -> usize {
        let begun = Instant::now();
        // Each device tells what it counted since it told last.
        let seconds =
            (self.traffic.devices().len() as f64 / rate).round().clamp(1.0, 3_600.0) as u32;
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut made = 0;
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return made,
                _ = ticks.tick() => {}
            }
            let due = (begun.elapsed().as_secs_f64() * rate) as usize;
            while made < due {
                let until = due.min(made + BATCH);
                let at = |n: usize| begun + Duration::from_secs_f64(n as f64 / rate);
                let batch = (made..until).filter_map(|n| self.item(n, at(n), seconds)).collect();
                made = until;
                if self.out.send(batch).await.is_err() || stop.is_cancelled() {
                    return made;
                }
            }
        }
    }

    /// The event of a number: its period has just ended when it is due.
    fn item(&mut self, number: usize, due: Instant, seconds: u32) -> Option<Item<Sent>> {
        let device = number % self.traffic.devices().len().max(1);
        let begin = self.clock.now().plus_millis(-1_000 * i64::from(seconds));
        let event = self.traffic.event(device, begin, seconds)?;
        Some(Item { event, note: Sent { device, due } })
    }
}
