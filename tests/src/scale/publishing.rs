//! Publishers, and the file of what they published.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use futures::future::try_join_all;
use kinhbac_api::v1::Event;
use kinhbac_domain::clock::{Clock, SystemClock};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::client::Published;
use crate::load::{self, BATCH, Sums, Way};

/// One batch in so many is sent by all gateways at once.
const STORM: u32 = 6;
/// A spool's events are of so long ago, milliseconds.
const OFF: i64 = 2 * 3_600_000;
/// Cameras whose gateway was off: not those that others tell of.
const SPOOLED: std::ops::RangeInclusive<u32> = 101..=105;
/// A batch of a spool is sent again after so many others.
const AGAIN: usize = 3;

/// The file of what was published: each event once, however often it was sent.
#[derive(Clone)]
pub(super) struct Book {
    path: PathBuf,
    file: Arc<Mutex<BufWriter<File>>>,
}

impl Book {
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("published.csv");
        let file = BufWriter::new(File::create(&path)?);
        Ok(Self { path, file: Arc::new(Mutex::new(file)) })
    }

    fn write(&self, batch: &[Event]) -> Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        for event in batch {
            let (people, cars) = load::told(event);
            let Event { id, source, .. } = event;
            writeln!(file, "{id},{source},{},{people},{cars}", load::at(event))?;
        }
        Ok(())
    }

    /// The file as it is, once nobody writes any more.
    pub(super) fn close(self) -> Result<PathBuf> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner).flush()?;
        Ok(self.path)
    }
}

/// Publishes until told to stop; repeats each batch until all of it is acknowledged.
pub(super) struct Publisher {
    name: String,
    ways: Vec<Way>,
    book: Book,
    patience: Duration,
    rng: ChaCha8Rng,
    sums: Sums,
    published: Published,
}

impl Publisher {
    pub(super) fn new(
        name: String,
        ways: Vec<Way>,
        book: Book,
        patience: Duration,
        seed: u64,
    ) -> Self {
        let rng = ChaCha8Rng::seed_from_u64(seed);
        let (sums, published) = (Sums::new(), Published::default());
        Self { name, ways, book, patience, rng, sums, published }
    }

    /// Events of now, some late; each batch by any gateway, one in [`STORM`] by all at once.
    pub(super) async fn publish(
        mut self,
        stop: watch::Receiver<bool>,
    ) -> Result<(Sums, Published)> {
        for number in 0.. {
            if *stop.borrow() {
                break;
            }
            let batch = self.batch(number);
            if self.rng.random_ratio(1, STORM) {
                self.send_by_all(&batch).await?;
            } else {
                self.send(&batch).await?;
            }
            self.note(&batch)?;
            sleep(Duration::from_millis(self.rng.random_range(0..60))).await;
        }
        Ok((self.sums, self.published))
    }

    /// What a gateway kept while it was off: numbered events, all of them sent again later under
    /// other ids.
    pub(super) async fn send_a_spool(
        mut self,
        stop: watch::Receiver<bool>,
    ) -> Result<(Sums, Published)> {
        let mut waiting = std::collections::VecDeque::new();
        for number in 0.. {
            if *stop.borrow() {
                break;
            }
            let batch = self.spooled(number);
            self.send(&batch).await?;
            self.note(&batch)?;
            waiting.push_back(batch);
            if waiting.len() > AGAIN
                && let Some(again) = waiting.pop_front()
            {
                self.send_again(again).await?;
            }
            sleep(Duration::from_millis(self.rng.random_range(50..200))).await;
        }
        for again in waiting {
            self.send_again(again).await?;
        }
        Ok((self.sums, self.published))
    }

    fn batch(&mut self, number: usize) -> Vec<Event> {
        let first = number * BATCH;
        let id = |n: usize| format!("{}-{}", self.name, first + n);
        (0..BATCH).map(|n| load::count(id(n), &mut self.rng)).collect()
    }

    fn spooled(&mut self, number: usize) -> Vec<Event> {
        let mut batch = self.batch(number);
        let cameras = SPOOLED.count();
        let first = number * BATCH / cameras;
        for (n, event) in batch.iter_mut().enumerate() {
            let camera = SPOOLED.start() + (n % cameras) as u32;
            event.source = format!("camera/cam-{camera:04}");
            event.sequence = Some((first + n / cameras) as i64);
            let back = OFF + self.rng.random_range(0..60_000);
            event.time = Some(SystemClock.now().plus_millis(-back).into());
        }
        batch
    }

    async fn send(&mut self, batch: &[Event]) -> Result<()> {
        let sent = Way::publish(&mut self.ways, batch, self.patience, &mut self.rng);
        self.published.add(sent.await.with_context(|| format!("publisher {}", self.name))?);
        Ok(())
    }

    async fn send_by_all(&mut self, batch: &[Event]) -> Result<()> {
        let (patience, rng) = (self.patience, &mut self.rng);
        let seeds: Vec<u64> = self.ways.iter().map(|_| rng.random()).collect();
        let sending = self.ways.iter_mut().zip(seeds).map(async |(way, seed)| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            Way::publish(std::slice::from_mut(way), batch, patience, &mut rng).await
        });
        for published in try_join_all(sending).await? {
            self.published.add(published);
        }
        Ok(())
    }

    async fn send_again(&mut self, mut batch: Vec<Event>) -> Result<()> {
        for event in &mut batch {
            event.id.push_str("-again");
        }
        self.send(&batch).await
    }

    /// Notes a batch that is in the log.
    fn note(&mut self, batch: &[Event]) -> Result<()> {
        batch.iter().for_each(|event| load::add(&mut self.sums, event));
        self.book.write(batch)
    }
}
