//! Bad events, each of which is refused alone.

use crate::support::ago;

/// Who refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// `kinhbac publish`, which can't read it as an event: the server never hears of it.
    Reader,
    /// The server.
    Server,
}

/// A bad event.
pub(super) struct Bad {
    /// As it stands in the file.
    pub(super) text: Vec<u8>,
    pub(super) by: By,
    /// How the refusal begins, after its number: `field: REASON: words`.
    pub(super) refused: &'static str,
}

fn reader(text: impl Into<Vec<u8>>, refused: &'static str) -> Bad {
    Bad { text: text.into(), by: By::Reader, refused }
}

fn server(text: impl Into<Vec<u8>>, refused: &'static str) -> Bad {
    Bad { text: text.into(), by: By::Server, refused }
}

/// An event that is good but for one key, which has another value (as JSON), or is left out where
/// the value is empty.
pub(super) fn but(key: &str, value: &str) -> String {
    let now = format!("\"{}\"", ago(0));
    let good = [
        ("id", "\"bad\""),
        ("source", "\"camera/cam-0002\""),
        ("time", &now),
        ("cameraCount", "{\"people\":1}"),
    ];
    let pairs = good.into_iter().filter(|(name, _)| *name != key).chain([(key, value)]);
    let pairs = pairs.filter(|(_, value)| !value.is_empty());
    let pairs: Vec<_> = pairs.map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", pairs.join(","))
}

fn people(count: &str) -> String {
    but("cameraCount", &format!("{{\"people\":{count}}}"))
}

/// Of no device, at a latitude.
fn at_latitude(latitude: &str) -> String {
    but("source", &format!("\"app/vi\",\"point\":{{\"latitude\":{latitude},\"longitude\":106}}"))
}

/// An event with other bytes in its id.
fn with_id(bytes: &[u8]) -> Vec<u8> {
    let text = but("", "");
    let (before, after) = text.split_once("bad").unwrap();
    [before.as_bytes(), bytes, after.as_bytes()].concat()
}

/// One of each kind; the last one is the end of a file that was cut off.
pub(super) fn all() -> Vec<Bad> {
    let mut all = no_events();
    all.extend(of_another_form());
    all.extend(out_of_bounds());
    all.extend(out_of_place());
    all.push(reader(
        "{\"id\":\"đ".as_bytes().split_last().unwrap().1,
        "event: MALFORMED: ends in the middle of a character at byte 8",
    ));
    all
}

fn no_events() -> Vec<Bad> {
    vec![
        reader("hello", "event: MALFORMED: is no JSON object: it begins with no {"),
        reader("{\"id\":\"bad\"", "event: MALFORMED: is cut off"),
        reader(
            format!("[{}]", but("", "")),
            "event: MALFORMED: is an array: write each event as an object of its own",
        ),
        reader([0; 40], "event: MALFORMED: is no JSON object"),
        reader(with_id(b"b\0d"), "id: MALFORMED: is not JSON at byte 9: control character"),
        reader(with_id(b"b\xffd"), "event: MALFORMED: is not UTF-8: byte 9 is 0xff"),
    ]
}

fn of_another_form() -> Vec<Bad> {
    vec![
        reader(but("colour", "1"), "colour: UNKNOWN_FIELD: there is no such field"),
        reader(but("id", "\"a\",\"id\":\"b\""), "id: MALFORMED: is given twice"),
        server(but("id", ""), "id: REQUIRED: is missing"),
        server(but("id", "\"\""), "id: REQUIRED: is missing"),
        server(but("id", r#""a\u0000b""#), "id: MALFORMED: \"a\\0b\" has control characters"),
        reader(
            but("id", &format!("\"{}\"", "x".repeat(2_000_000))),
            "id: TOO_LONG: has 2000000 bytes, at most 128",
        ),
        server(but("cameraCount", ""), "event: REQUIRED: has no payload: give one"),
        reader(but("wifiUsage", "{}"), "wifiUsage: NOT_ALLOWED: is a second payload"),
        reader(but("time", "\"yesterday\""), "time: MALFORMED: \"yesterday\" is not a time"),
        reader(people("\"many\""), "cameraCount.people: MALFORMED: \"many\" is not a number"),
        reader(people("1.5"), "cameraCount.people: MALFORMED: 1.5 is not a whole number"),
    ]
}

fn out_of_bounds() -> Vec<Bad> {
    vec![
        server(but("time", "\"2130-01-01T00:00:00Z\""), "time: IN_FUTURE: 2130-01-01T00:00:00Z is"),
        server(but("time", "\"0000-01-01T00:00:00Z\""), "time: OUT_OF_RANGE: is before 1970"),
        server(at_latitude("91"), "point.latitude: OUT_OF_RANGE: 91 is not in -90 to 90"),
        reader(at_latitude("NaN"), "point.latitude: MALFORMED: is not JSON at byte"),
        server(at_latitude("\"NaN\""), "point.latitude: OUT_OF_RANGE: NaN is not in -90 to 90"),
        server(people("-1"), "cameraCount.people: OUT_OF_RANGE: -1 is not in 0 to"),
        server(people("9007199254740993"), "cameraCount.people: OUT_OF_RANGE: 9007199254740993 is"),
        reader(people("18446744073709551616"), "cameraCount.people: OUT_OF_RANGE: 1.8446744073709"),
    ]
}

fn out_of_place() -> Vec<Bad> {
    vec![
        server(
            but("source", "\"camera/none\""),
            "source: UNKNOWN_SOURCE: \"camera/none\" is not registered",
        ),
        server(
            but("site", "\"site-0700\""),
            "site: NOT_ALLOWED: \"camera/cam-0002\" stood at \"site-0001\"",
        ),
        server(but("unit", "\"27\""), "unit: UNKNOWN_PLACE: there is no unit \"27\" on"),
        server(
            but("source", "\"app/vi\",\"site\":\"site-0001\",\"unit\":\"07306\""),
            "unit: NOT_ALLOWED: \"site-0001\" is in \"07582\" on",
        ),
        server(but("source", "\"app/vi\""), "source: UNKNOWN_SOURCE: \"app/vi\" is not registered"),
        server(
            but("source", "\"app/vi\",\"site\":\"site-9999\""),
            "site: UNKNOWN_PLACE: there is no site \"site-9999\" on",
        ),
    ]
}
