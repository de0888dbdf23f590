//! What stands of a partition index: whose it is, and how far it is folded.

use kinhbac_domain::position::{Epoch, PartitionIndex, Progress};

use crate::stored;

/// What stands of a partition index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) epoch: Epoch,
    /// None until the first commit.
    pub(crate) progress: Option<Progress>,
}

impl Standing {
    /// 32 bits over all of it.
    pub(crate) fn digest(&self, partition: PartitionIndex) -> i64 {
        let mut numbers = vec![partition.0.into(), self.epoch.0];
        if let Some(progress) = &self.progress {
            numbers.push(progress.cells_offset.0);
            for (stream, progress) in &progress.streams {
                let name = stored::number_of(stream.name());
                numbers.extend([name, progress.next.0, progress.log_time.millis()]);
            }
        }
        stored::digest(&numbers)
    }
}
