//! Events as JSON.

use kinhbac_api::json::{MAX_WIRE_BYTES, parse_event};
use prost::Message;
use serde_json::Value;

use crate::words;

/// A row of an NDJSON file is an event or is refused in words; an event that is written as JSON
/// again is read as the same.
pub fn json(data: &[u8]) {
    let event = match parse_event(data) {
        Ok(event) => event,
        Err(refusal) => {
            words::are_good(&refusal.field, &refusal.words);
            return words::count_no_rows(&refusal.words);
        }
    };
    assert!(event.encoded_len() <= MAX_WIRE_BYTES);
    let written = serde_json::to_value(&event).unwrap();
    // What is no number is written as null; it does not get through the gate.
    if !has_null(&written) {
        let read = parse_event(written.to_string().as_bytes()).unwrap();
        let again = serde_json::to_value(&read).unwrap();
        assert!(is_same(&again, &written), "{written} is read as {again}");
    }
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(fields) => fields.values().any(has_null),
        _ => false,
    }
}

/// `serde_json` reads a fraction of 17 digits to the last bit or the one beside it.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) if a.is_f64() => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= 4.0 * f64::EPSILON * a.abs()
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let beside = |(key, a)| b.get(key).is_some_and(|b| is_same(a, b));
            a.len() == b.len() && a.iter().all(beside)
        }
        (a, b) => a == b,
    }
}
