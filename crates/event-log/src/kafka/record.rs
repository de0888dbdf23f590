//! A message of Kafka as a record of the port.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use kinhbac_domain::ports::{Header, Headers, Record};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;
use rdkafka::Message;
use rdkafka::message::{BorrowedHeaders, BorrowedMessage, Headers as _};

use crate::metrics;

/// The record that a message is.
pub(super) fn read(
    topic: Topic,
    partition: PartitionIndex,
    message: &BorrowedMessage<'_>,
) -> Record {
    let (key, value) = (message.key().unwrap_or_default(), message.payload().unwrap_or_default());
    // One allocation for both.
    let mut both = Vec::with_capacity(key.len() + value.len());
    both.extend_from_slice(key);
    both.extend_from_slice(value);
    let mut value = Bytes::from(both);
    let key = value.split_to(key.len());
    Record {
        topic,
        partition,
        offset: Offset(message.offset()),
        appended_at: Timestamp::from_millis(message.timestamp().to_millis().unwrap_or_default()),
        key,
        value,
        headers: message.headers().map(|found| headers(topic, found)).unwrap_or_default(),
    }
}

/// The headers. Their names are anybody's bytes, and the library panics where they are no UTF-8:
/// such a record is read without headers, or it would stop its partition for good.
fn headers(topic: Topic, found: &BorrowedHeaders) -> Headers {
    let copy = || {
        let each = found.iter();
        each.map(|h| Header { name: h.key, value: h.value.unwrap_or_default() }).collect()
    };
    catch_unwind(AssertUnwindSafe(copy)).unwrap_or_else(|_| {
        metrics::headers_left_out(topic);
        Headers::default()
    })
}
