//! Sharing the partitions: in one process one member has them all, and the next waits.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use kinhbac_domain::ports::{LogError, Membership};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A member; it has the partitions while it holds the permit, and gives them back when dropped.
pub(super) struct Member {
    name: String,
    partitions: u32,
    group: Arc<Semaphore>,
    held: Option<OwnedSemaphorePermit>,
}

impl Member {
    pub(super) fn new(name: &str, partitions: u32, group: Arc<Semaphore>) -> Self {
        Self { name: name.to_owned(), partitions, group, held: None }
    }
}

#[async_trait]
impl Membership for Member {
    async fn assigned(&mut self) -> Result<BTreeSet<PartitionIndex>, LogError> {
        if self.held.is_some() {
            // Nobody takes them away.
            return std::future::pending().await;
        }
        let permit = self.group.clone().acquire_owned().await;
        self.held = Some(permit.map_err(|e| LogError::Unavailable(e.to_string()))?);
        tracing::info!(member = self.name, partitions = self.partitions, "partitions assigned");
        Ok((0..self.partitions).map(PartitionIndex).collect())
    }

    async fn released(&mut self) {}

    fn tell(&self, _: &[(Topic, PartitionIndex, Offset)]) {}

    async fn leave(self: Box<Self>) {
        tracing::info!(member = self.name, "left");
    }
}
