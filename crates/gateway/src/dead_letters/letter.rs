//! A dead letter, as its headers tell it.

use bytes::Bytes;
use kinhbac_api::event::decode_logged;
use kinhbac_api::v1::{DeadLetter, RecordPosition};
use kinhbac_domain::ports::{Header, Record};
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
    pub(super) headers: Vec<Header>,
}

impl Letter {
    /// Reads one; none where somebody else wrote to the topic.
    pub(super) fn read(record: Record) -> Option<Self> {
        let header = |name: &str| {
            let header = record.headers.iter().rfind(|header| header.name == name)?;
            std::str::from_utf8(&header.value).ok()
        };
        let position = RecordPosition {
            topic: header("dl_topic")?.to_owned(),
            partition: header("dl_partition")?.parse().ok()?,
            offset: header("dl_offset")?.parse().ok()?,
        };
        let reason = header("dl_reason")?.to_owned();
        let Record { appended_at, key, value, mut headers, .. } = record;
        headers.retain(|header| !header.name.starts_with(OURS));
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
