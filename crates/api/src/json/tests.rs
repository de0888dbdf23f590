use proptest::prelude::*;

use super::*;

#[test]
fn an_event_is_read_by_either_name_and_with_numbers_as_text() {
    let camel = r#"{"id":"e-2","source":"wifi/ap-0007","time":"2026-11-22T01:02:03Z",
        "wifiUsage":{"clientsConnected":41,"rxBytes":"123456"}}"#;
    let original = r#"{"id":"e-2","source":"wifi/ap-0007","time":"2026-11-22T08:02:03+07:00",
        "wifi_usage":{"clients_connected":"41","rx_bytes":123456}}"#;
    let event = parse_event(camel.as_bytes()).unwrap();
    assert_eq!(parse_event(original.as_bytes()).unwrap(), event);
    let with_mark = [b"\xef\xbb\xbf", camel.as_bytes()].concat();
    assert_eq!(parse_event(&with_mark).unwrap(), event);
}

#[test]
fn what_is_no_event_is_refused_by_field_and_reason() {
    let counted = |rest: &str| format!(r#"{{"id":"e-1","cameraCount":{{{rest}}}}}"#).into_bytes();
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (b"".to_vec(), "event: REQUIRED"),
        (b"  ".to_vec(), "event: REQUIRED"),
        (b"hello".to_vec(), "event: MALFORMED"),
        (b"[]".to_vec(), "event: MALFORMED: is an array"),
        (b"{".to_vec(), "event: MALFORMED: is cut off"),
        (br#"{"id":"e"} {"#.to_vec(), "event: MALFORMED: is followed"),
        (
            br#"{"colour":1}"#.to_vec(),
            "colour: UNKNOWN_FIELD: there is no such field: known are id, source, time, ",
        ),
        (
            br#"{"camera.count":{"people":3}}"#.to_vec(),
            "camera.count: UNKNOWN_FIELD: there is no such field: is it cameraCount?",
        ),
        (
            counted(r#""peopel":3"#),
            "cameraCount.peopel: UNKNOWN_FIELD: there is no such field: is it people?",
        ),
        (br#"{"":1}"#.to_vec(), "\"\": UNKNOWN_FIELD"),
        (counted(r#""\u0000":1"#), "cameraCount.\"\": UNKNOWN_FIELD"),
        (br#"{"line":1}"#.to_vec(), "line: UNKNOWN_FIELD"),
        (counted(r#""cats":1"#), "cameraCount.cats: UNKNOWN_FIELD"),
        (br#"{"id":"a","id":"b"}"#.to_vec(), "id: MALFORMED: is given twice"),
        (counted(r#""people":1,"people":2"#), "cameraCount.people: MALFORMED: is given twice"),
        (
            br#"{"cameraCount":{},"camera_count":{}}"#.to_vec(),
            "cameraCount: MALFORMED: is given twice",
        ),
        (br#"{"cameraCount":{},"wifiUsage":{}}"#.to_vec(), "wifiUsage: NOT_ALLOWED"),
        (br#"{"time":"yesterday"}"#.to_vec(), "time: MALFORMED: \"yesterday\" is not a time"),
        (br#"{"time":"line 3"}"#.to_vec(), "time: MALFORMED: the text is not a time"),
        (br#"{"id":7}"#.to_vec(), "id: MALFORMED"),
        (br#"{"id":{"a":{"b":[1]}}}"#.to_vec(), "id: MALFORMED"),
        (counted(r#""people":"many""#), "cameraCount.people: MALFORMED: \"many\" is not a number"),
        (counted(r#""people":1.5"#), "cameraCount.people: MALFORMED: 1.5 is not a whole number"),
        (counted(r#""people":99999999999999999999"#), "cameraCount.people: OUT_OF_RANGE"),
        (counted(r#""averageVehicleSpeed":NaN"#), "cameraCount.averageVehicleSpeed: MALFORMED"),
        (
            counted(r#""vehicles":[{"type":"CAR","count":1},{"type":"BUS","count":[]}]"#),
            "cameraCount.vehicles[1].count: MALFORMED",
        ),
        (b"{\"id\":\"a\0b\"}".to_vec(), "id: MALFORMED"),
        (b"{\"id\":\"\xff\"}".to_vec(), "event: MALFORMED: is not UTF-8: byte 8 is 0xff"),
        (b"{\"id\":\"\xc4".to_vec(), "event: MALFORMED: ends in the middle of a character"),
        (b"\x1f\x8b\x08\0rest".to_vec(), "event: MALFORMED: is compressed by gzip"),
        (format!(r#"{{"id":"{}"}}"#, "x".repeat(2 << 20)).into(), "id: TOO_LONG"),
        (vec![b'{'; MAX_JSON_BYTES + 1], "event: TOO_LONG"),
        (b"{\"a\":".repeat(1000), "a: UNKNOWN_FIELD"),
        (
            format!(r#"{{"sequence":{}"#, r#"[{"a\tb":"#.repeat(50)).into(),
            "sequence[0].ab[0]: MALFORMED",
        ),
    ];
    for (json, expected) in cases {
        let said = parse_event(&json).unwrap_err();
        assert!(said.to_string().starts_with(expected), "{said} instead of {expected}");
        assert!(!said.words.contains("line"), "{said}");
        assert!(said.field.len() < 300 && !said.field.contains(char::is_control), "{said}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_an_event_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse_event(&bytes);
    }

    #[test]
    fn any_text_within_an_event_is_read_or_refused(text in r#"[\{\}\[\]":,a-z0-9 .-]{0,60}"#) {
        let json = format!(r#"{{"id":"e","cameraCount":{{"people":{text}}}}}"#);
        if let Err(said) = parse_event(json.as_bytes()) {
            prop_assert!(!said.words.contains("line"), "{said}");
        }
    }
}
