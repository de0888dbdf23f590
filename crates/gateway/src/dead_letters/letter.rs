//! A dead letter, as its headers tell it.

use bytes::Bytes;
use kinhbac_api::event::decode_logged;
use kinhbac_api::v1::{DeadLetter, RecordPosition};
use kinhbac_domain::ports::{Headers, Record};
use kinhbac_domain::time::{Timestamp, Zone};

/// What begins the names of headers that say where a record was and why it is none any more.
const OURS: &str = "dl_";

/// A record that could not be folded.
pub(super) struct Letter {
    pub(super) position: RecordPosition,
    reason: String,
    set_aside_at: Timestamp,
    pub(super) key: Bytes,
    pub(super) value: Bytes,
    /// Those that it had.
    pub(super) headers: Headers,
}

impl Letter {
    /// Reads one; none where somebody else wrote to the topic.
    pub(super) fn read(record: Record) -> Option<Self> {
        let header = |name| std::str::from_utf8(record.headers.get(name)?).ok();
        let position = RecordPosition {
            topic: header("dl_topic")?.to_owned(),
            partition: header("dl_partition")?.parse().ok()?,
            offset: header("dl_offset")?.parse().ok()?,
        };
        let reason = header("dl_reason")?.to_owned();
        let headers = record.headers.iter().filter(|h| !h.name.starts_with(OURS)).collect();
        let Record { appended_at, key, value, .. } = record;
        Some(Self { position, reason, set_aside_at: appended_at, key, value, headers })
    }

    /// As it is told to who asks.
    pub(super) fn told(self, zone: &Zone) -> DeadLetter {
        let still = decode_logged(&self.value, zone).err().map(|why| why.to_string());
        DeadLetter {
            position: Some(self.position),
            reason: self.reason,
            set_aside_at: Some(self.set_aside_at.into()),
            key: self.key,
            value: self.value,
            still: still.unwrap_or_default(),
        }
    }
}
