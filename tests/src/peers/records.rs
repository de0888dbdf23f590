//! The gateway's records, read back.

use anyhow::{Context, Result, ensure};
use rdkafka::Message;
use rdkafka::message::{BorrowedMessage, Header, Headers, OwnedHeaders};

use super::consumer;
use super::ground::KafkaTopic;

/// Records in memory. There are millions, so their bytes stand in one piece.
#[derive(Default)]
pub(super) struct Records {
    /// The names of the headers, the same in each.
    names: Vec<String>,
    /// The partition of each.
    partitions: Vec<i32>,
    /// Of each: how long its key, its value and its headers are.
    lengths: Vec<u32>,
    bytes: Vec<u8>,
}

/// A record to send.
pub(super) struct Record<'a> {
    pub(super) partition: i32,
    pub(super) key: &'a [u8],
    pub(super) value: &'a [u8],
    pub(super) headers: OwnedHeaders,
}

impl Records {
    /// Reads so many of a topic's records.
    pub(super) fn read_back(from: &KafkaTopic, count: u64) -> Result<Self> {
        let mut records = Self::default();
        consumer::read(from, count, |message| records.keep(message))?;
        Ok(records)
    }

    /// How many.
    pub(super) fn count(&self) -> u64 {
        self.partitions.len() as u64
    }

    fn keep(&mut self, message: &BorrowedMessage<'_>) -> Result<()> {
        let headers = message.headers().context("a record without headers")?;
        if self.partitions.is_empty() {
            self.names = headers.iter().map(|header| header.key.to_owned()).collect();
        }
        ensure!(
            headers.iter().map(|header| header.key).eq(&self.names),
            "a record with other headers"
        );
        self.partitions.push(message.partition());
        self.put(message.key());
        self.put(message.payload());
        headers.iter().for_each(|header| self.put(header.value));
        Ok(())
    }

    fn put(&mut self, part: Option<&[u8]>) {
        let part = part.unwrap_or_default();
        // No record has more than 1 MiB.
        self.lengths.push(part.len() as u32);
        self.bytes.extend_from_slice(part);
    }

    /// All of them; those of a partition in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        let mut rest = self.bytes.as_slice();
        let lengths = self.lengths.chunks_exact(2 + self.names.len());
        self.partitions.iter().zip(lengths).map(move |(partition, lengths)| {
            let (key, value) = (take(&mut rest, lengths[0]), take(&mut rest, lengths[1]));
            let headers = OwnedHeaders::new_with_capacity(self.names.len());
            let named = self.names.iter().zip(&lengths[2..]);
            let headers = named.fold(headers, |headers, (name, length)| {
                headers.insert(Header { key: name, value: Some(take(&mut rest, *length)) })
            });
            Record { partition: *partition, key, value, headers }
        })
    }
}

/// Takes the first bytes off.
fn take<'a>(rest: &mut &'a [u8], length: u32) -> &'a [u8] {
    let (first, others) = rest.split_at(length as usize);
    *rest = others;
    first
}
