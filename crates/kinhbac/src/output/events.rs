//! Events of the log as JSON.

use kinhbac_api::v1;

use super::json::Object;

/// Adds an event by the proto3 JSON mapping; around it, unlike there, a position is always whole,
/// and its numbers are numbers.
///
/// # Errors
/// When a time of it is none that can be written.
pub fn logged(to: Object, told: &v1::LoggedEvent) -> serde_json::Result<Object> {
    let position = told.position.clone().unwrap_or_default();
    let position = Object::default()
        .text("stream", &position.stream)
        .whole("partition", position.partition)
        .whole("offset", position.offset)
        .line();
    let mut line = to
        .raw("position", &position)
        .raw("appendedAt", &serde_json::to_string(&told.appended_at)?)
        .text("site", &told.site);
    if !told.not_counted.is_empty() {
        line = line.text("notCounted", &told.not_counted);
    }
    Ok(line.raw("event", &serde_json::to_string(&told.event)?))
}

#[cfg(test)]
mod tests {
    use kinhbac_domain::time::Timestamp;

    use super::*;

    #[test]
    fn a_line_has_the_position_in_the_log_and_the_event_as_it_was_published() {
        let event = r#"{"id":"e-1","source":"camera/cam-0001","time":"2026-11-22T01:02:03Z","cameraCount":{"people":"3"}}"#;
        let mut told = v1::LoggedEvent {
            position: Some(v1::Position { stream: "camera".into(), ..v1::Position::default() }),
            appended_at: Some(Timestamp::from_millis(1_000).into()),
            site: "site-0001".into(),
            not_counted: String::new(),
            event: Some(serde_json::from_str(event).unwrap()),
        };
        let start = r#"{"position":{"stream":"camera","partition":0,"offset":0},"appendedAt":"1970-01-01T00:00:01Z","site":"site-0001","#;
        assert_eq!(
            logged(Object::default(), &told).unwrap().line(),
            format!("{start}\"event\":{event}}}")
        );
        told.not_counted = "late".into();
        let late = format!("{start}\"notCounted\":\"late\",\"event\":{event}}}");
        assert_eq!(logged(Object::default(), &told).unwrap().line(), late);
    }
}
