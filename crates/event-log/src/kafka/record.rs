//! A message of Kafka as a record of the port.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::BytesMut;
use kinhbac_domain::ports::{Header, Headers, Record};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;
use rdkafka::Message;
use rdkafka::message::{BorrowedHeaders, BorrowedMessage, Headers as _};

use crate::metrics;

/// Room for the headers that an event's record has, packed, in most cases.
const HEADERS_BYTES: usize = 256;

/// The record that a message is.
pub(super) fn read(
    topic: Topic,
    partition: PartitionIndex,
    message: &BorrowedMessage<'_>,
) -> Record {
    let (key, value) = (message.key().unwrap_or_default(), message.payload().unwrap_or_default());
    // One allocation for all of it.
    let found = message.headers();
    let room = if found.is_some() { HEADERS_BYTES } else { 0 };
    let mut memory = BytesMut::with_capacity(key.len() + value.len() + room);
    let mut copy = |bytes: &[u8]| {
        memory.extend_from_slice(bytes);
        memory.split().freeze()
    };
    let (key, value) = (copy(key), copy(value));
    Record {
        topic,
        partition,
        offset: Offset(message.offset()),
        appended_at: Timestamp::from_millis(message.timestamp().to_millis().unwrap_or_default()),
        key,
        value,
        headers: found.map(|found| headers(topic, found, &mut memory)).unwrap_or_default(),
    }
}

/// The headers. Their names are anybody's bytes, and the library panics where they are no UTF-8:
/// such a record is read without headers, or it would stop its partition for good.
fn headers(topic: Topic, found: &BorrowedHeaders, memory: &mut BytesMut) -> Headers {
    let copy = || {
        let each = found.iter();
        let each = each.map(|h| Header { name: h.key, value: h.value.unwrap_or_default() });
        Headers::pack(memory, each)
    };
    catch_unwind(AssertUnwindSafe(copy)).unwrap_or_else(|_| {
        metrics::headers_left_out(topic);
        Headers::default()
    })
}
