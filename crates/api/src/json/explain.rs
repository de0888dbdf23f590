//! Why a text is no event: read once more, slowly, to say where and what.

use std::fmt;

use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;
use serde_path_to_error::Segment;

use crate::refusal::{FieldError, Reason, meant, shown};
use crate::v1;

/// The payloads, by both of their names.
const PAYLOADS: [(&str, &str); 9] = [
    ("deviceHealth", "device_health"),
    ("cameraCount", "camera_count"),
    ("cameraIncident", "camera_incident"),
    ("wifiUsage", "wifi_usage"),
    ("wifiSession", "wifi_session"),
    ("reportSubmitted", "report_submitted"),
    ("reportUpdated", "report_updated"),
    ("indicator", "indicator"),
    ("securityAlert", "security_alert"),
];

/// Of a text that is no event.
pub(super) fn refusal(text: &str) -> FieldError {
    let mut json = serde_json::Deserializer::from_str(text);
    let read: Result<v1::Event, _> = serde_path_to_error::deserialize(&mut json);
    let Err(error) = read else {
        // The event itself was read, so it is what follows it.
        let words = "is followed by something else: write one object for each event";
        return FieldError::new("event", Reason::Malformed, words);
    };
    let path = Path(error.path()).to_string();
    let value = serde_json::from_str(text).ok().and_then(|whole| value_at(whole, error.path()));
    let error = error.into_inner();
    match error.classify() {
        Category::Data => of_data(text, path, value, &message(&error)),
        Category::Eof => FieldError::new(named(path), Reason::Malformed, "is cut off"),
        Category::Syntax | Category::Io => {
            let words = format!("is not JSON at byte {}: {}", error.column(), message(&error));
            FieldError::new(named(path), Reason::Malformed, words)
        }
    }
}

/// serde's messages have a form for each cause; no other way is given to tell them apart.
fn of_data(text: &str, path: String, value: Option<Value>, message: &str) -> FieldError {
    if let Some(name) = quoted_after(message, "unknown field `") {
        let field = child(parent(&path, &harmless(name)), name);
        return FieldError::new(field, Reason::UnknownField, instead(name, message));
    }
    if let Some(name) = quoted_after(message, "duplicate field `") {
        return twice(text, child(parent(&path, name), name), name);
    }
    match (wanted(message), value) {
        (Some(words), _) => FieldError::new(named(path), Reason::Malformed, words),
        (None, value) => no_number(named(path), value.unwrap_or_default()),
    }
}

/// What may have been meant by an unknown field.
fn instead(name: &str, message: &str) -> String {
    let expected = message.rsplit_once("`, expected ").map_or("", |(_, expected)| expected);
    // Each field stands there by both of its names, in backticks.
    let names = expected.split('`').skip(1).step_by(2);
    let known: Vec<_> = names.filter(|name| !name.contains('_')).collect();
    match meant(name, known.iter().copied()) {
        Some(known) => format!("there is no such field: is it {known}?"),
        None if known.is_empty() => "there is no such field".into(),
        None => format!("there is no such field: known are {}", known.join(", ")),
    }
}

/// The readers of numbers take texts too, and say nothing of what they wanted.
fn no_number(field: String, value: Value) -> FieldError {
    let (reason, words) = match value {
        Value::Number(n) if n.as_f64().is_some_and(|n| n.fract() == 0.0) => {
            (Reason::OutOfRange, format!("{n} is beyond 64 bits"))
        }
        Value::Number(n) => (Reason::Malformed, format!("{n} is not a whole number")),
        Value::String(text) => (Reason::Malformed, format!("{} is not a number", shown(&text))),
        _ => (Reason::Malformed, "is not a number".into()),
    };
    FieldError::new(field, reason, words)
}

fn value_at(mut value: Value, path: &serde_path_to_error::Path) -> Option<Value> {
    for segment in path {
        value = match segment {
            Segment::Seq { index } => value.get_mut(index)?.take(),
            Segment::Map { key } => value.get_mut(key)?.take(),
            Segment::Enum { .. } | Segment::Unknown => return None,
        };
    }
    Some(value)
}

/// The same key twice, or two payloads: the reader of a `oneof` tells the two in one way.
fn twice(text: &str, field: String, name: &str) -> FieldError {
    let is_payload = PAYLOADS.iter().any(|(camel, _)| *camel == name);
    if is_payload && times(text, name) < 2 {
        let words = "is a second payload: an event has one; write an event for each";
        return FieldError::new(field, Reason::NotAllowed, words);
    }
    FieldError::new(field, Reason::Malformed, "is given twice")
}

/// `invalid type: string "many", expected a number` → what was expected, and what came.
fn wanted(message: &str) -> Option<String> {
    let (got, expected) = message.rsplit_once(", expected ")?;
    let got = got.trim_start_matches("invalid type: ").trim_start_matches("invalid value: ");
    let got = match got.split_once('"') {
        Some((_, text)) => shown(text.strip_suffix('"').unwrap_or(text)),
        None => got.replace('`', ""),
    };
    let harmless = !expected.contains("line") && expected.len() < 80;
    let words = if harmless { format!("is not {expected}") } else { "can't stand here".into() };
    Some(format!("{got} {words}"))
}

fn message(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    let place = whole.rfind(" at line ").unwrap_or(whole.len());
    whole[..place].to_owned()
}

fn quoted_after<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.split('`').next()
}

fn named(path: String) -> String {
    if path.is_empty() { "event".into() } else { path }
}

/// The path of the object that has a field: the reader may have gone down to the field or not.
fn parent<'a>(path: &'a str, name: &str) -> &'a str {
    match path.strip_suffix(name) {
        Some(rest) if rest.is_empty() || rest.ends_with('.') => rest.trim_end_matches('.'),
        _ => path,
    }
}

fn child(parent: &str, name: &str) -> String {
    let name = harmless(name);
    if parent.is_empty() { name } else { format!("{parent}.{name}") }
}

/// A key as it may stand in a path: it comes from the text, so it can be as long as it likes, have
/// control characters, or be empty.
fn harmless(key: &str) -> String {
    let key: String = key.chars().filter(|c| !c.is_control()).take(64).collect();
    if key.is_empty() { "\"\"".into() } else { key }
}

/// A path in the JSON mapping, e.g. `cameraCount.vehicles[0].count`.
struct Path<'a>(&'a serde_path_to_error::Path);

/// An event goes no deeper; a text can.
const DEEPEST: usize = 4;

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut dot = "";
        for segment in self.0.iter().take(DEEPEST) {
            match segment {
                Segment::Seq { index } => write!(f, "[{index}]")?,
                Segment::Map { key } => write!(f, "{dot}{}", harmless(key))?,
                Segment::Enum { variant } => write!(f, "{dot}{variant}")?,
                Segment::Unknown => continue,
            }
            dot = ".";
        }
        Ok(())
    }
}

/// How often a payload stands in the object, by either name.
fn times(text: &str, payload: &str) -> usize {
    struct Keys<'a>(&'a str);
    impl<'de> Visitor<'de> for Keys<'_> {
        type Value = usize;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<usize, A::Error> {
            let names = PAYLOADS.into_iter().find(|(camel, _)| *camel == self.0);
            let mut times = 0;
            while let Some((key, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
                times += usize::from(names.is_some_and(|(a, b)| key == a || key == b));
            }
            Ok(times)
        }
    }
    serde_json::Deserializer::from_str(text).deserialize_map(Keys(payload)).unwrap_or(0)
}
