//! Frames for people: redrawn in place on a terminal, plain lines in a pipe.

use std::collections::HashMap;
use std::io::{Result, Write};
use std::time::Duration;

use kinhbac_domain::time::{Timestamp, Zone};
use unicode_width::UnicodeWidthStr;

use super::board::{Frame, Row, Shown};
use crate::output::table::{Side, padded, thousands};

/// Places that a plain line is written for, each time.
const PLAIN_ROWS: usize = 8;
/// The width of a measure's column, and of its change.
const NUMBER: (usize, usize) = (12, 9);
/// The widest place.
const PLACE: usize = 34;
/// What stands below the table of a terminal is kept, so that a shell's prompt fits in.
const SPARE_LINES: usize = 4;

/// What stands around the table.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Names by place.
    pub names: HashMap<String, String>,
    /// Lines below the table.
    pub footer: Vec<String>,
    /// What is wrong now, if anything.
    pub trouble: Option<String>,
}

/// Draws frames.
pub struct Screen<W> {
    out: W,
    /// Redrawn in place, or plain lines.
    redraws: bool,
    colours: bool,
    /// Lines of the frame before.
    drawn: usize,
}

impl<W: Write> Screen<W> {
    /// On a terminal, or not.
    pub fn new(out: W, redraws: bool, colours: bool) -> Self {
        Self { out, redraws, colours, drawn: 0 }
    }

    /// Draws a frame of `age`: how long ago the server was heard last.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn draw(
        &mut self,
        frame: &Frame,
        around: &Surroundings,
        zone: &Zone,
        now: Timestamp,
        age: Duration,
    ) -> Result<()> {
        if self.redraws {
            let (width, height) = terminal_size::terminal_size()
                .map_or((100, 30), |(w, h)| (usize::from(w.0), usize::from(h.0)));
            let lines = self.lines(frame, around, zone, age, (width, height));
            self.redraw(&lines, width)
        } else {
            self.plain(frame, around, zone, now)
        }
    }

    fn redraw(&mut self, lines: &[String], width: usize) -> Result<()> {
        if self.drawn > 0 {
            write!(self.out, "\x1b[{}A", self.drawn)?;
        }
        for line in lines {
            writeln!(self.out, "\r{line}\x1b[K")?;
        }
        write!(self.out, "\x1b[J")?;
        self.drawn = lines.iter().map(|line| rows_taken(line, width)).sum();
        self.out.flush()
    }

    fn lines(
        &self,
        frame: &Frame,
        around: &Surroundings,
        zone: &Zone,
        age: Duration,
        (width, height): (usize, usize),
    ) -> Vec<String> {
        let column = NUMBER.0 + NUMBER.1 + 2;
        let columns = (width.saturating_sub(PLACE) / column).clamp(1, frame.columns.len().max(1));
        let bucket = zone.print(Timestamp::from_seconds(frame.bucket));
        let age = format!("{:.1} s old", age.as_secs_f64());
        let state = around.trouble.as_ref().map_or(age, |trouble| self.coloured("31", trouble));
        let mut header = padded(&format!("{} places", frame.rows.len()), PLACE, Side::Left);
        for name in frame.columns.iter().take(columns) {
            header.push_str("  ");
            header.push_str(&padded(name, NUMBER.0 + NUMBER.1, Side::Left));
        }
        let mut lines =
            vec![format!("from {bucket}, {state}"), self.coloured("1", header.trim_end())];
        let footer: usize = around.footer.iter().map(|line| rows_taken(line, width)).sum();
        let room = height.saturating_sub(lines.len() + footer + SPARE_LINES).max(5);
        lines.extend(frame.rows.iter().take(room).map(|row| self.line(row, around, columns)));
        if frame.rows.len() > room {
            lines.push(format!("… and {} more", frame.rows.len() - room));
        }
        lines.extend(around.footer.iter().cloned());
        lines
    }

    fn line(&self, row: &Row, around: &Surroundings, columns: usize) -> String {
        let mut line = padded(&cut(&called(&row.place, around)), PLACE, Side::Left);
        for value in row.values.iter().take(columns) {
            let (value, change) = match value {
                Some(shown) => (number(shown.value), change(*shown)),
                None => (String::new(), String::new()),
            };
            line.push_str("  ");
            line.push_str(&padded(&value, NUMBER.0, Side::Right));
            let change = padded(&format!(" {change}"), NUMBER.1, Side::Left);
            line.push_str(&self.coloured("32", &change));
        }
        line.trim_end().to_owned()
    }

    /// A line for each of the places that changed the most.
    fn plain(
        &mut self,
        frame: &Frame,
        around: &Surroundings,
        zone: &Zone,
        now: Timestamp,
    ) -> Result<()> {
        if let Some(trouble) = &around.trouble {
            writeln!(self.out, "{}  {trouble}", zone.print(now))?;
        }
        let changed = |row: &&Row| row.values.iter().flatten().any(|shown| shown.change != 0.0);
        for row in frame.rows.iter().filter(changed).take(PLAIN_ROWS) {
            write!(self.out, "{}  {}", zone.print(now), called(&row.place, around))?;
            for (name, value) in frame.columns.iter().zip(&row.values) {
                if let Some(shown) = value {
                    write!(self.out, "  {name} {} {}", number(shown.value), change(*shown))?;
                }
            }
            writeln!(self.out)?;
        }
        self.out.flush()
    }

    fn coloured(&self, code: &str, text: &str) -> String {
        if self.colours { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// A place's name with its code; the whole province has neither.
fn called(place: &str, around: &Surroundings) -> String {
    match around.names.get(place) {
        Some(name) => format!("{name} ({place})"),
        None if place.is_empty() => "everything".into(),
        None => place.into(),
    }
}

/// Rows of a terminal that a line takes: a long one is broken by the terminal.
fn rows_taken(line: &str, width: usize) -> usize {
    let mut shown = 0;
    for (i, part) in line.split('\x1b').enumerate() {
        // What follows an escape up to its `m` is a colour.
        let text = if i == 0 { part } else { part.split_once('m').map_or("", |(_, text)| text) };
        shown += text.width();
    }
    shown.div_ceil(width.max(1)).max(1)
}

fn cut(text: &str) -> String {
    if text.chars().count() <= PLACE {
        return text.into();
    }
    text.chars().take(PLACE - 1).chain(['…']).collect()
}

/// With one decimal where it is small and not whole.
fn number(value: f64) -> String {
    if value.fract() != 0.0 && value.abs() < 1_000.0 {
        format!("{value:.1}")
    } else {
        thousands(value)
    }
}

/// `+3`; empty where nothing changed.
fn change(shown: Shown) -> String {
    match shown.change {
        0.0 => String::new(),
        change if change > 0.0 => format!("+{}", number(change)),
        change => number(change),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(redraws: bool) -> String {
        let row = |place: &str, change| Row {
            place: place.into(),
            values: vec![Some(Shown { value: 1_234.0, change }), None],
        };
        let frame = Frame {
            columns: vec!["camera.people".into(), "camera.vehicles".into()],
            rows: vec![row("07210", 3.0), row("07213", 0.0)],
            bucket: 1_795_280_400,
        };
        let mut around = Surroundings::default();
        around.names.insert("07210".into(), "Phường Kinh Bắc".into());
        let mut out = Vec::new();
        let mut screen = Screen::new(&mut out, redraws, false);
        let zone = Zone::named("Asia/Ho_Chi_Minh").unwrap();
        let now = Timestamp::from_seconds(1_795_280_401);
        screen.draw(&frame, &around, &zone, now, Duration::from_millis(400)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_pipe_gets_plain_lines_of_what_changed() {
        assert_eq!(
            drawn(false),
            "2026-11-22T00:00:01+07:00  Phường Kinh Bắc (07210)  camera.people 1,234 +3\n"
        );
    }

    #[test]
    fn a_long_line_takes_several_rows_and_colours_take_none() {
        assert_eq!(rows_taken("", 10), 1);
        assert_eq!(rows_taken("0123456789", 10), 1);
        assert_eq!(rows_taken("0123456789a", 10), 2);
        assert_eq!(rows_taken("\x1b[1m01234\x1b[0m56789", 10), 1);
    }

    #[test]
    fn a_terminal_gets_a_table_with_its_age() {
        let text = drawn(true);
        assert!(text.contains("from 2026-11-22T00:00:00+07:00, 0.4 s old"), "{text}");
        assert!(text.contains("Phường Kinh Bắc (07210)"), "{text}");
        assert!(text.contains("1,234 +3"), "{text}");
    }
}
