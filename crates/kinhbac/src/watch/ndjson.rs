//! What a server tells as JSON, an object a line.

use std::io::{Result, Write};

use kinhbac_api::v1;
use kinhbac_api::v1::watch_response::Event;
use kinhbac_domain::time::Zone;

use crate::output::events::logged;
use crate::output::json::Object;
use crate::output::rows::printed;

/// Writes an event's lines and flushes them.
///
/// # Errors
/// When they can't be written.
pub fn write(out: &mut impl Write, event: &Event, zone: &Zone) -> Result<()> {
    match event {
        Event::Cells(v1::CellsChanged { cells }) => {
            cells.iter().try_for_each(|cell| writeln!(out, "{}", changed(cell, zone)))?;
        }
        Event::Removed(v1::CellsRemoved { cells }) => {
            cells
                .iter()
                .try_for_each(|cell| writeln!(out, "{}", key("removed", cell, zone).line()))?;
        }
        Event::Alerts(v1::AlertsCame { alerts }) => {
            alerts.iter().try_for_each(|alert| writeln!(out, "{}", came(alert)?))?;
        }
        Event::CaughtUp(v1::CaughtUp { resume, fresh_because, .. }) => {
            let line = Object::default().text("type", "caughtUp").text("resume", resume);
            let line = match fresh_because.as_str() {
                "" => line,
                why => line.text("freshBecause", why),
            };
            writeln!(out, "{}", line.line())?;
        }
        Event::Mark(v1::Mark { resume, .. }) => {
            let line = Object::default().text("type", "mark").text("resume", resume);
            writeln!(out, "{}", line.line())?;
        }
        Event::End(v1::End { reason, resume }) => write_end(out, reason, resume)?,
    }
    out.flush()
}

/// Writes the last line.
///
/// # Errors
/// When it can't be written.
pub fn write_end(out: &mut impl Write, reason: &str, resume: &str) -> Result<()> {
    let line = Object::default().text("type", "end").text("reason", reason).text("resume", resume);
    writeln!(out, "{}", line.line())?;
    out.flush()
}

fn came(alert: &v1::Alert) -> Result<String> {
    let line = Object::default().text("type", "alert").text("place", &alert.place);
    Ok(logged(line, &alert.event.clone().unwrap_or_default())?.line())
}

fn key(kind: &str, cell: &v1::LiveCell, zone: &Zone) -> Object {
    Object::default()
        .text("type", kind)
        .text("place", &cell.place)
        .text("level", &cell.level)
        .text("time", &printed(zone, cell.time))
        .text("resolution", &cell.resolution)
        .text("measure", &cell.measure)
        .text("label", &cell.label)
}

fn changed(cell: &v1::LiveCell, zone: &Zone) -> String {
    let object = key("cell", cell, zone)
        .whole("count", cell.count)
        .number("sum", cell.sum)
        .maybe("min", cell.min)
        .maybe("max", cell.max)
        .maybe("last", cell.last)
        .maybe("mean", cell.mean);
    let object = match cell.version {
        Some(version) => object.whole("version", version),
        None => object,
    };
    if cell.closed { object.raw("closed", "true").line() } else { object.line() }
}

#[cfg(test)]
mod tests {
    use kinhbac_domain::time::Timestamp;

    use super::*;

    fn lines(event: &Event) -> String {
        let mut out = Vec::new();
        write(&mut out, event, &Zone::named("Asia/Ho_Chi_Minh").unwrap()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_cell_is_a_line_with_numbers_and_a_local_time() {
        let cell = v1::LiveCell {
            place: "camera/cam-0001".into(),
            level: "device".into(),
            time: Some(Timestamp::from_seconds(1_795_280_400).into()),
            resolution: "minute".into(),
            measure: "camera.people".into(),
            count: 2,
            sum: 7.0,
            min: Some(3.0),
            mean: Some(7.0),
            version: Some(41),
            ..Default::default()
        };
        assert_eq!(
            lines(&Event::Cells(v1::CellsChanged { cells: vec![cell] })),
            "{\"type\":\"cell\",\"place\":\"camera/cam-0001\",\"level\":\"device\",\
             \"time\":\"2026-11-22T00:00:00+07:00\",\"resolution\":\"minute\",\
             \"measure\":\"camera.people\",\"label\":\"\",\"count\":2,\"sum\":7,\"min\":3,\
             \"mean\":7,\"version\":41}\n"
        );
    }

    #[test]
    fn marks_and_ends_carry_the_token() {
        let resume = || "abc".to_owned();
        let caught = Event::CaughtUp(v1::CaughtUp { resume: resume(), ..Default::default() });
        assert_eq!(lines(&caught), "{\"type\":\"caughtUp\",\"resume\":\"abc\"}\n");
        let mark = Event::Mark(v1::Mark { resume: resume(), ..Default::default() });
        assert_eq!(lines(&mark), "{\"type\":\"mark\",\"resume\":\"abc\"}\n");
        let end = Event::End(v1::End { reason: "shutdown".into(), resume: resume() });
        assert_eq!(lines(&end), "{\"type\":\"end\",\"reason\":\"shutdown\",\"resume\":\"abc\"}\n");
    }
}
