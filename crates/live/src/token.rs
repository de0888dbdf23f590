//! Resume tokens: what a screen has seen, in its own hands.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};
use kinhbac_domain::time::Timestamp;
use prost::Message;
use xxhash_rust::xxh3::xxh3_64;

use crate::positions::Positions;

/// The first byte of a token.
const VERSION: u8 = 1;
/// What the alerts' topic is called in a token; an input topic is called as its stream.
const ALERTS: &str = "alerts";
/// The last bytes of a token: a part of the hash of those before.
const CHECK_BYTES: usize = 4;

/// What a screen has seen: every cell with a version below these positions and every alert before
/// them, under a question and a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// The hash of the question.
    pub(crate) question: u64,
    /// The registry's revision.
    pub(crate) revision: u64,
    /// The clock, when it was told: buckets that closed later have not been told as closed.
    pub(crate) at: Timestamp,
    /// How many partitions the log had.
    pub(crate) partitions: u32,
    /// Up to where, in the topics of the question.
    pub(crate) positions: Positions,
}

/// A text is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is no token of this service")]
pub(crate) struct Unreadable;

#[derive(Clone, PartialEq, prost::Message)]
struct Wire {
    #[prost(fixed64, tag = "1")]
    question: u64,
    #[prost(uint64, tag = "2")]
    revision: u64,
    #[prost(sint64, tag = "3")]
    at: i64,
    #[prost(uint32, tag = "4")]
    partitions: u32,
    #[prost(message, repeated, tag = "5")]
    topics: Vec<WireTopic>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct WireTopic {
    #[prost(string, tag = "1")]
    name: String,
    /// By partition, from 0.
    #[prost(int64, repeated, tag = "2")]
    next: Vec<i64>,
}

impl Token {
    /// The text that the screen keeps: base64url without padding.
    pub(crate) fn encode(&self) -> String {
        let topics = topics().map(|topic| WireTopic {
            name: name(topic).into(),
            next: self.positions.of_topic(topic, self.partitions),
        });
        let wire = Wire {
            question: self.question,
            revision: self.revision,
            at: self.at.millis(),
            partitions: self.partitions,
            topics: topics.filter(|t| t.next.iter().any(|next| *next > 0)).collect(),
        };
        let mut bytes = vec![VERSION];
        bytes.extend(wire.encode_to_vec());
        bytes.extend(check(&bytes));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads [`Token::encode`].
    pub(crate) fn decode(text: &str) -> Result<Self, Unreadable> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Unreadable)?;
        let (body, told) = bytes.split_last_chunk::<CHECK_BYTES>().ok_or(Unreadable)?;
        if *told != check(body) {
            return Err(Unreadable);
        }
        let (&VERSION, body) = body.split_first().ok_or(Unreadable)? else {
            return Err(Unreadable);
        };
        let wire = Wire::decode(body).map_err(|_| Unreadable)?;
        Ok(Self {
            question: wire.question,
            revision: wire.revision,
            at: Timestamp::from_millis(wire.at),
            partitions: wire.partitions,
            positions: positions(&wire.topics)?,
        })
    }
}

fn positions(told: &[WireTopic]) -> Result<Positions, Unreadable> {
    let mut positions = Positions::default();
    for wire in told {
        let topic = topics().find(|topic| name(*topic) == wire.name).ok_or(Unreadable)?;
        for (partition, next) in (0..).zip(&wire.next) {
            positions.raise(topic, PartitionIndex(partition), Offset(*next));
        }
    }
    Ok(positions)
}

/// The topics that a token can tell of.
fn topics() -> impl Iterator<Item = Topic> {
    Stream::ALL.into_iter().map(Topic::Input).chain([Topic::Alerts])
}

fn name(topic: Topic) -> &'static str {
    match topic {
        Topic::Input(stream) => stream.name(),
        _ => ALERTS,
    }
}

/// A token that was cut or changed on its way must not be taken for another one.
fn check(bytes: &[u8]) -> [u8; CHECK_BYTES] {
    let [a, b, c, d, ..] = xxh3_64(bytes).to_le_bytes();
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> Token {
        let mut positions = Positions::default();
        positions.raise(Topic::Input(Stream::Camera), PartitionIndex(0), Offset(7));
        positions.raise(Topic::Input(Stream::Camera), PartitionIndex(2), Offset(1 << 40));
        positions.raise(Topic::Input(Stream::Wifi), PartitionIndex(1), Offset(3));
        positions.raise(Topic::Alerts, PartitionIndex(1), Offset(5));
        let at = Timestamp::from_millis(1_700_000_000_123);
        Token { question: u64::MAX, revision: 12, at, partitions: 3, positions }
    }

    #[test]
    fn a_token_says_what_it_was_told() {
        let read = Token::decode(&token().encode()).unwrap();
        assert_eq!((read.question, read.revision, read.at), (u64::MAX, 12, token().at));
        assert_eq!(read.partitions, 3);
        assert!(read.positions.are_reached_by(&token().positions));
        assert!(token().positions.are_reached_by(&read.positions));
    }

    #[test]
    fn a_token_that_was_cut_or_changed_is_none() {
        let text = token().encode();
        for cut in 0..text.len() {
            assert_eq!(Token::decode(&text[..cut]), Err(Unreadable), "{cut}");
        }
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(Token::decode(&changed), Err(Unreadable), "{at}");
        }
        assert_eq!(Token::decode("yesterday, please"), Err(Unreadable));
    }
}
