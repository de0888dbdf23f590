//! Events as JSON: one object a row, by the proto3 JSON mapping of `kinhbac.v1.Event`.

mod explain;

use kinhbac_domain::id::{EventId, Source};
use prost::Message;

use crate::refusal::{FieldError, Reason};
use crate::v1;

/// The most bytes of an event as JSON.
pub const MAX_JSON_BYTES: usize = 4 << 20;
/// The most bytes of an event on the wire that are worth sending; a server's own limit
/// (`gateway.max_event_bytes`) is lower.
pub const MAX_WIRE_BYTES: usize = 1 << 20;

/// The first bytes of files that are no text, and what they are.
const NO_TEXT: [(&[u8], &str); 5] = [
    (b"\x1f\x8b", "is compressed by gzip: unpack it first, e.g. with gunzip"),
    (b"\x28\xb5\x2f\xfd", "is compressed by zstd: unpack it first, e.g. with unzstd"),
    (b"PK\x03\x04", "is a zip archive: unpack it first"),
    (b"\xff\xfe", "is UTF-16: write UTF-8"),
    (b"\xfe\xff", "is UTF-16: write UTF-8"),
];
/// Some programs begin UTF-8 files with it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads an event: camelCase or original names, 64-bit numbers as strings or numbers; an unknown
/// field is refused by name. What the values may be is checked by the gateway.
///
/// # Errors
/// With the field that can't be read; `event` for the whole of it.
pub fn parse_event(json: &[u8]) -> Result<v1::Event, FieldError> {
    let text = text_of(json.strip_prefix(BYTE_ORDER_MARK).unwrap_or(json))?;
    let event = serde_json::from_str::<v1::Event>(text).map_err(|_| explain::refusal(text))?;
    check_size(&event)?;
    Ok(event)
}

/// What a file is that begins so, and what to do with it, if it can be no JSON in UTF-8 at all.
#[must_use]
pub fn other_format(start: &[u8]) -> Option<&'static str> {
    NO_TEXT.iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, what)| *what)
}

fn text_of(json: &[u8]) -> Result<&str, FieldError> {
    let whole = |reason, words: String| FieldError::new("event", reason, words);
    if let Some(what) = other_format(json) {
        return Err(whole(Reason::Malformed, what.into()));
    }
    if json.len() > MAX_JSON_BYTES {
        let words = format!("has {} bytes, at most {MAX_JSON_BYTES}", json.len());
        return Err(whole(Reason::TooLong, words));
    }
    let text = std::str::from_utf8(json).map_err(|error| {
        let at = error.valid_up_to();
        let what = if error.error_len().is_none() {
            format!("ends in the middle of a character at byte {}", at + 1)
        } else {
            format!("is not UTF-8: byte {} is 0x{:02x}", at + 1, json.get(at).unwrap_or(&0))
        };
        whole(Reason::Malformed, what)
    })?;
    match text.trim_start().as_bytes() {
        [b'{', ..] => Ok(text),
        [] => Err(whole(Reason::Required, "is empty: write a JSON object".into())),
        [b'[', ..] => {
            let words = "is an array: write each event as an object of its own, without commas";
            Err(whole(Reason::Malformed, words.into()))
        }
        _ => Err(whole(Reason::Malformed, "is no JSON object: it begins with no {".into())),
    }
}

/// What no server would take is not sent.
fn check_size(event: &v1::Event) -> Result<(), FieldError> {
    let too_long = |field, bytes: usize, limit: usize| {
        let words = format!("has {bytes} bytes, at most {limit}");
        Err(FieldError::new(field, Reason::TooLong, words))
    };
    match event {
        _ if event.id.len() > EventId::MAX_BYTES => {
            too_long("id", event.id.len(), EventId::MAX_BYTES)
        }
        _ if event.source.len() > Source::MAX_BYTES => {
            too_long("source", event.source.len(), Source::MAX_BYTES)
        }
        _ if event.encoded_len() > MAX_WIRE_BYTES => {
            too_long("event", event.encoded_len(), MAX_WIRE_BYTES)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
