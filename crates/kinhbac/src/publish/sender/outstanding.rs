//! What is sent and not answered yet, and what must be sent again.

use std::collections::VecDeque;

use kinhbac_api::v1;
use prost::Message;
use tonic::Status;

use super::{Answers, BATCH_BYTES, Item};

/// The items between the sender and the server.
pub(super) struct Outstanding<T> {
    /// What the current stream carried, from its event number `first` on; none where answered.
    sent: VecDeque<Option<Item<T>>>,
    first: u64,
    /// How many of `sent` are not answered.
    unanswered: usize,
    /// Batches to be sent before anything new.
    again: VecDeque<Vec<Item<T>>>,
    max_batch: usize,
}

impl<T> Outstanding<T> {
    /// Nothing yet; what is sent again goes in batches of at most `max_batch`.
    pub(super) fn new(max_batch: usize) -> Self {
        Self { sent: VecDeque::new(), first: 0, unanswered: 0, again: VecDeque::new(), max_batch }
    }

    /// How many the current stream has not answered.
    pub(super) fn unanswered(&self) -> usize {
        self.unanswered
    }

    /// Whether nothing is left to answer or to send again.
    pub(super) fn is_empty(&self) -> bool {
        self.unanswered == 0 && self.again.is_empty()
    }

    /// How many wait to be sent again.
    pub(super) fn waiting(&self) -> u64 {
        self.again.iter().map(|batch| batch.len() as u64).sum()
    }

    /// The next batch to send again.
    pub(super) fn next_again(&mut self) -> Option<Vec<Item<T>>> {
        self.again.pop_front()
    }

    /// Notes a batch as sent; what to put on the wire.
    pub(super) fn send(&mut self, batch: Vec<Item<T>>) -> v1::PublishStreamRequest {
        let events = batch.iter().map(|item| item.event.clone()).collect();
        self.unanswered += batch.len();
        self.sent.extend(batch.into_iter().map(Some));
        v1::PublishStreamRequest { events }
    }

    /// Gives answers to `answers`; how many events the server can't take now, which wait to be
    /// sent again.
    ///
    /// # Errors
    /// When the server answers what was not sent.
    pub(super) fn answer(
        &mut self,
        message: v1::PublishStreamResponse,
        answers: &mut impl Answers<T>,
    ) -> Result<usize, Status> {
        let strange = || Status::internal("the server answered an event that was not sent");
        let first = message.first.checked_sub(self.first).ok_or_else(strange)?;
        let first = usize::try_from(first).map_err(|_| strange())?;
        let mut not_now = Vec::new();
        for (at, result) in (first..).zip(message.results) {
            let item = self.sent.get_mut(at).and_then(Option::take).ok_or_else(strange)?;
            self.unanswered -= 1;
            match result.outcome() {
                v1::Outcome::Unavailable | v1::Outcome::Unspecified => not_now.push(item),
                _ => answers.answered(item, result),
            }
        }
        while let Some(None) = self.sent.front() {
            self.sent.pop_front();
            self.first += 1;
        }
        let count = not_now.len();
        if count > 0 {
            self.again.push_back(not_now);
        }
        Ok(count)
    }

    /// The stream broke: what it left unanswered is to be sent again, in its order.
    pub(super) fn take_back(&mut self) {
        let mut batches: Vec<Vec<Item<T>>> = Vec::new();
        let mut bytes = 0;
        for item in self.sent.drain(..).flatten() {
            let length = item.event.encoded_len();
            match batches.last_mut() {
                Some(batch) if batch.len() < self.max_batch && bytes + length <= BATCH_BYTES => {
                    batch.push(item);
                    bytes += length;
                }
                _ => {
                    batches.push(vec![item]);
                    bytes = length;
                }
            }
        }
        for batch in batches.into_iter().rev() {
            self.again.push_front(batch);
        }
        (self.first, self.unanswered) = (0, 0);
    }
}
