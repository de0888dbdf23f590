//! Makes events when they are due, the devices in turn.

use std::sync::Arc;
use std::time::Duration;

use kinhbac_api::v1;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::time::Timestamp;
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
/// The longest period of a count, seconds: a level is spread over no more.
const LONGEST: f64 = 3_600.0;

/// What is remembered of an event until it is answered and seen.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
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
    /// How many times as fast as the machine's that clock runs.
    pub speed: u32,
    /// Where to.
    pub out: mpsc::Sender<Vec<Item<Sent>>>,
}

/// When what is due.
#[derive(Clone, Copy)]
struct Schedule {
    begun: Instant,
    /// What the clock said then.
    first: Timestamp,
    speed: f64,
    /// Events a second.
    rate: f64,
    /// The length of a count.
    seconds: u32,
}

impl Producer {
    /// Runs until `stop` or nobody listens; tells how many events were made.
    pub async fn run(mut self, stop: CancellationToken) -> u64 {
        match self.rate {
            Rate::Max => self.flood(&stop).await,
            Rate::PerSecond(rate) => self.paced(rate, &stop).await,
        }
    }

    async fn flood(&mut self, stop: &CancellationToken) -> u64 {
        let (mut turn, mut made) = (0, 0);
        while !stop.is_cancelled() {
            let begin = self.clock.now().plus_millis(-1_000);
            let due = Instant::now();
            let counted = (turn..turn + BATCH).filter_map(|n| self.counted(n, begin, 1));
            let batch: Vec<_> = counted.map(|event| item(event, due)).collect();
            turn += BATCH;
            made += batch.len() as u64;
            if self.out.send(batch).await.is_err() {
                break;
            }
        }
        made
    }

    async fn paced(&mut self, rate: f64, stop: &CancellationToken) -> u64 {
        let schedule = self.schedule(rate);
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut turn, mut made) = (0, 0);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            let now = Instant::now();
            let happened = self.traffic.happened(schedule.time_at(now));
            let mut batch: Vec<_> = happened.into_iter().map(|event| item(event, now)).collect();
            let due = schedule.turns_until(now);
            while turn < due || !batch.is_empty() {
                let until = due.min(turn + BATCH);
                batch.extend((turn..until).filter_map(|n| self.scheduled(n, &schedule)));
                turn = until;
                made += batch.len() as u64;
                let is_heard = self.out.send(std::mem::take(&mut batch)).await.is_ok();
                if !is_heard || stop.is_cancelled() {
                    return made;
                }
            }
        }
        made
    }

    fn schedule(&self, rate: f64) -> Schedule {
        let speed = f64::from(self.speed);
        // Each device tells what it counted since it told last.
        let each = (self.traffic.devices().len() as f64 / rate).round().max(1.0);
        let seconds = (each * speed).min(LONGEST) as u32;
        Schedule { begun: Instant::now(), first: self.clock.now(), speed, rate, seconds }
    }

    /// The event of a turn: its period has just ended when it is due.
    fn scheduled(&mut self, turn: usize, schedule: &Schedule) -> Option<Item<Sent>> {
        let due = schedule.due(turn);
        let begin = schedule.time_at(due).plus_millis(-1_000 * i64::from(schedule.seconds));
        Some(item(self.counted(turn, begin, schedule.seconds)?, due))
    }

    /// What the device counted whose turn it is.
    fn counted(&mut self, turn: usize, begin: Timestamp, seconds: u32) -> Option<v1::Event> {
        let device = turn % self.traffic.devices().len().max(1);
        self.traffic.event(device, begin, seconds)
    }
}

impl Schedule {
    /// How many turns have come by an instant.
    fn turns_until(&self, now: Instant) -> usize {
        ((now - self.begun).as_secs_f64() * self.rate) as usize
    }

    fn due(&self, turn: usize) -> Instant {
        self.begun + Duration::from_secs_f64(turn as f64 / self.rate)
    }

    /// What the clock says at an instant. Reckoned, not asked, so that the same seed makes the
    /// same times however busy the machine is.
    fn time_at(&self, instant: Instant) -> Timestamp {
        let gone = (instant - self.begun).as_secs_f64() * self.speed;
        self.first.plus_millis((gone * 1_000.0) as i64)
    }
}

fn item(event: v1::Event, due: Instant) -> Item<Sent> {
    Item { event, note: Sent { due } }
}
