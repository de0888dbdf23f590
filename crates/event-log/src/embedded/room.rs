//! How much more the log takes: its bound in bytes, and the disk's.

use kinhbac_domain::ports::AppendError;
use kinhbac_domain::position::Topic;

use super::config::EmbeddedLogConfig;
use super::folder::Folder;
use super::state::{Shared, TopicState};

/// How much more the log takes. What the aggregator writes has a reserve beyond the bounds: a full
/// log gets room by being folded, and folding writes first.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// Bytes of input topics.
    input: u64,
    /// Bytes of the other topics.
    own: u64,
    /// Bytes beyond a bound already.
    beyond: u64,
    /// What there is no room within.
    why: String,
}

impl Room {
    pub(super) fn now(folder: &Folder, shared: &Shared, config: &EmbeddedLogConfig) -> Self {
        let (disk, quota) = (Self::on_disk(folder, config), Self::within_quota(shared, config));
        Self {
            input: disk.input.min(quota.input),
            own: disk.own.min(quota.own),
            beyond: disk.beyond.max(quota.beyond),
            why: if disk.input < quota.input { disk.why } else { quota.why },
        }
    }

    fn on_disk(folder: &Folder, config: &EmbeddedLogConfig) -> Self {
        let free = folder.free_bytes().unwrap_or_else(|error| {
            tracing::warn!(%error, "the room on the disk is not known");
            u64::MAX
        });
        let least = config.min_free_bytes;
        Self {
            input: free.saturating_sub(least),
            own: free.saturating_sub(least / 2),
            beyond: least.saturating_sub(free),
            why: format!("the disk has {free} bytes left, of which {least} stay free"),
        }
    }

    fn within_quota(shared: &Shared, config: &EmbeddedLogConfig) -> Self {
        let most = if config.max_bytes == 0 { u64::MAX } else { config.max_bytes };
        let topics = Topic::ALL.iter();
        let kept: u64 = topics.filter_map(|t| shared.look(*t, TopicState::bytes).ok()).sum();
        Self {
            input: most.saturating_sub(kept),
            own: most.saturating_add(config.reserve_bytes).saturating_sub(kept),
            beyond: kept.saturating_sub(most),
            why: format!("it keeps {kept} bytes, of {most} allowed, and still needs them"),
        }
    }

    /// How many bytes are to be dropped for all of an append to find room, whoever's it is.
    pub(super) fn lacks(&self, bytes: u64) -> u64 {
        self.beyond.saturating_add(bytes).saturating_sub(self.input)
    }

    /// Takes bytes of a topic in.
    ///
    /// # Errors
    /// [`AppendError::Full`] where there is no room for them.
    pub(super) fn take(&mut self, topic: Topic, bytes: u64) -> Result<(), AppendError> {
        let room = if is_input(topic) { self.input } else { self.own };
        if bytes > room {
            return Err(AppendError::Full(self.why.clone()));
        }
        self.input = self.input.saturating_sub(bytes);
        self.own = self.own.saturating_sub(bytes);
        Ok(())
    }
}

/// Whether publishers write to a topic; to the others the aggregator does.
pub(super) fn is_input(topic: Topic) -> bool {
    matches!(topic, Topic::Input(_))
}
