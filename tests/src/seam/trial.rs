//! One screen's life.

use std::time::Duration;

use anyhow::{Result, ensure};
use kinhbac_api::v1::WatchResponse;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};
use tonic::Streaming;

use super::question::{Question, Rows};
use super::{LOOK, PATIENCE};
use crate::client::Client;
use crate::load::{self, Address};
use crate::table::{Table, Told};

/// The longest that it reads, does not read, or waits for a replica at once, milliseconds.
const LONGEST: u64 = 900;

/// A screen.
pub(super) struct Trial {
    pub(super) question: Question,
    table: Table,
    replicas: Vec<Address>,
    rng: ChaCha8Rng,
    /// How often it came back with its token, and how often it was given a whole snapshot then.
    pub(super) came_back: (usize, usize),
}

impl Trial {
    /// With a question by chance.
    pub(super) fn new(replicas: Vec<Address>, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let question = Question::any(&mut rng);
        Self { question, table: Table::default(), replicas, rng, came_back: (0, 0) }
    }

    /// Comes, falls behind, goes and comes again until told to stop.
    pub(super) async fn run(mut self, stop: watch::Receiver<bool>) -> Result<Self> {
        let mut answer = None;
        while !*stop.borrow() {
            let a_while = Duration::from_millis(self.rng.random_range(0..LONGEST));
            match (self.rng.random_range(0..4), answer.take()) {
                (0, _) | (_, None) => answer = self.come().await?,
                (1, silent) => {
                    sleep(a_while).await;
                    answer = silent;
                }
                (_, Some(mut told)) => {
                    let reading = async { while self.read(&mut told).await {} };
                    if timeout(a_while, reading).await.is_err() {
                        answer = Some(told);
                    }
                }
            }
        }
        Ok(self)
    }

    /// To a replica by chance, with its token; none where that is down, or goes meanwhile.
    async fn come(&mut self) -> Result<Option<Streaming<WatchResponse>>> {
        let number = self.rng.random_range(0..self.replicas.len());
        let within = Duration::from_millis(LONGEST);
        let connecting = load::connect(&mut self.replicas[number]);
        let Ok(client) = timeout(within, connecting).await else { return Ok(None) };
        let request = self.question.request(&self.table.token, &mut self.rng);
        let Ok(mut answer) = client?.watch(request).await else { return Ok(None) };
        let had_token = !self.table.token.is_empty();
        let mut table = self.table.clone();
        if table.catch_up(&mut answer).await.is_err() {
            return Ok(None);
        }
        self.table = table;
        if had_token {
            self.came_back.0 += 1;
            self.came_back.1 += usize::from(!self.table.fresh_because.is_empty());
        }
        Ok(Some(answer))
    }

    /// Takes a piece of the answer in; false at its end.
    async fn read(&mut self, answer: &mut Streaming<WatchResponse>) -> bool {
        matches!(self.table.take(answer).await, Ok(Told::Rows | Told::Alerts | Told::Mark))
    }

    /// Comes back to a replica for good, and reads until it has what a new screen gets there.
    ///
    /// # Errors
    /// When it does not get so far, with what differs.
    pub(super) async fn settle(mut self, client: Client, truth: Rows) -> Result<Self> {
        let request = self.question.request(&self.table.token, &mut self.rng);
        let mut answer = client.watch(request).await?;
        self.table.catch_up(&mut answer).await?;
        let began = Instant::now();
        loop {
            let (since, _) = self.question.window()?;
            let found = self.question.within(&self.table.rows, since);
            let expected = truth.iter().filter(|((_, start, ..), _)| *start >= since);
            let expected: Rows = expected.map(|(key, sum)| (key.clone(), *sum)).collect();
            if found == expected {
                return Ok(self);
            }
            let differs = super::difference(&found, &expected);
            ensure!(began.elapsed() < PATIENCE, "{:?}: a screen {differs}", self.question);
            let reading = async { while self.read(&mut answer).await {} };
            ensure!(timeout(LOOK, reading).await.is_err(), "a screen's stream ended in the quiet");
        }
    }
}
