//! Seats for questions: so many are answered at a time; some more wait for a seat; and who reads
//! slowly gives the seat up until it reads on.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use kinhbac_api::status;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tonic::Status;

use crate::config::Config;

/// Where questions sit while their answers are made.
#[derive(Debug)]
pub(crate) struct Seats {
    running: Arc<Semaphore>,
    queued: Semaphore,
    slow: Semaphore,
    max_queued_for: Duration,
}

/// A question's seat.
#[derive(Debug)]
pub(crate) struct Seat {
    seats: Arc<Seats>,
    permit: Option<OwnedSemaphorePermit>,
}

/// Too many have left their answers half read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoRoom;

impl Seats {
    /// As many as the bounds say.
    pub(crate) fn new(config: &Config) -> Arc<Self> {
        Arc::new(Self {
            running: Arc::new(Semaphore::new(config.max_queries)),
            queued: Semaphore::new(config.max_queued),
            slow: Semaphore::new(config.max_slow),
            max_queued_for: config.max_queued_for,
        })
    }

    /// Takes a seat, once there is one.
    ///
    /// # Errors
    /// When too many wait for one, or none gets free in time: when to come again.
    pub(crate) async fn take(self: &Arc<Self>) -> Result<Seat, Status> {
        let seat = |permit| Seat { seats: Arc::clone(self), permit: Some(permit) };
        if let Ok(permit) = Arc::clone(&self.running).try_acquire_owned() {
            return Ok(seat(permit));
        }
        let too_many = || status::exhausted("too many queries at a time", self.max_queued_for);
        let _queued = self.queued.try_acquire().map_err(|_| too_many())?;
        let running = Arc::clone(&self.running).acquire_owned();
        match timeout(self.max_queued_for, running).await {
            Ok(Ok(permit)) => Ok(seat(permit)),
            // It is never closed.
            Ok(Err(_)) | Err(_) => Err(too_many()),
        }
    }
}

impl Seat {
    /// Gives the seat up until something has happened that others need not wait for.
    ///
    /// # Errors
    /// When too many have given theirs up already.
    pub(crate) async fn leave_for<T>(
        &mut self,
        wait: impl Future<Output = T>,
    ) -> Result<T, NoRoom> {
        let _slow = self.seats.slow.try_acquire().map_err(|_| NoRoom)?;
        self.permit = None;
        Ok(wait.await)
    }

    /// Takes the seat again that was given up, once there is one.
    pub(crate) async fn sit_down(&mut self) {
        if self.permit.is_none() {
            // It is never closed.
            self.permit = Arc::clone(&self.seats.running).acquire_owned().await.ok();
        }
    }
}
