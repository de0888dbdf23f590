//! Frames for people: redrawn in place on a terminal, plain lines in a pipe.

use std::collections::HashMap;
use std::io::{Result, Write};
use std::time::Duration;

use kinhbac_domain::time::{Timestamp, Zone};

use super::board::{Frame, Row};
use super::text::{change, cut, number, rows_taken};
use crate::output::table::{Side, padded};

/// Places that a plain line is written for, each time.
const PLAIN_ROWS: usize = 8;
/// The width of a measure's value, and of its change with the space before it.
const NUMBER: (usize, usize) = (9, 8);
/// The widest place.
const PLACE: usize = 34;
/// Lines of a terminal that are left free, so that a shell's prompt fits in.
const SPARE_LINES: usize = 2;
/// The fewest places shown; rather than fewer, what stands above scrolls away.
const LEAST_ROWS: usize = 5;

/// What stands around the table.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Names by place.
    pub names: HashMap<String, String>,
    /// What stands on the terminal already and is to stay in sight.
    pub above: Vec<String>,
    /// The first line, before the time; none for neither.
    pub title: Option<String>,
    /// What happened last, the newest first.
    pub news: Vec<String>,
    /// What is wrong now, if anything.
    pub trouble: Option<String>,
}

/// When a frame is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// By the clock of those who look.
    pub now: Timestamp,
    /// How times are printed.
    pub zone: &'a Zone,
    /// How long ago the server was heard last.
    pub age: Duration,
}

/// Draws frames.
pub struct Screen<W> {
    out: W,
    /// Redrawn in place, or plain lines.
    redraws: bool,
    colours: bool,
    /// Lines of the frame before.
    drawn: usize,
    /// The newest of the news, and the trouble, that a plain line told.
    told: (Option<String>, Option<String>),
}

impl<W: Write> Screen<W> {
    /// On a terminal, or not.
    pub fn new(out: W, redraws: bool, colours: bool) -> Self {
        Self { out, redraws, colours, drawn: 0, told: (None, None) }
    }

    /// Draws a frame.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn draw(&mut self, frame: &Frame, around: &Surroundings, at: Moment<'_>) -> Result<()> {
        if self.redraws {
            let (width, height) = terminal_size::terminal_size()
                .map_or((100, 30), |(w, h)| (usize::from(w.0), usize::from(h.0)));
            let lines = self.lines(frame, around, at, (width, height));
            self.redraw(&lines, width)
        } else {
            self.plain(frame, around, at)
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
        at: Moment<'_>,
        (width, height): (usize, usize),
    ) -> Vec<String> {
        let column = NUMBER.0 + NUMBER.1 + 2;
        let columns = (width.saturating_sub(PLACE) / column).clamp(1, frame.columns.len().max(1));
        let mut lines = self.heading(frame, around, at, columns);
        let news = around.news.iter().map(|line| cut(line, width));
        let taken = |lines: &[String]| lines.iter().map(|l| rows_taken(l, width)).sum::<usize>();
        let others = taken(&around.above) + taken(&lines) + around.news.len() + SPARE_LINES;
        let room = height.saturating_sub(others).max(LEAST_ROWS);
        lines.extend(frame.rows.iter().take(room).map(|row| self.line(row, around, columns)));
        if frame.rows.len() > room {
            // In the place of the last of them.
            lines.pop();
            lines.push(format!("… and {} more", frame.rows.len() - room + 1));
        }
        lines.extend(news);
        lines
    }

    fn heading(
        &self,
        frame: &Frame,
        around: &Surroundings,
        at: Moment<'_>,
        columns: usize,
    ) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(title) = &around.title {
            let second = Timestamp::from_seconds(at.now.seconds());
            lines.push(format!("{title}, {}", at.zone.print(second)));
        }
        let bucket = at.zone.print(Timestamp::from_seconds(frame.bucket));
        let age = format!("{:.1} s old", at.age.as_secs_f64());
        let state = around.trouble.as_ref().map_or(age, |trouble| self.coloured("31", trouble));
        lines.push(format!("from {bucket}, {state}"));
        let mut header = padded(&format!("{} places", frame.rows.len()), PLACE, Side::Left);
        for name in frame.columns.iter().take(columns) {
            header.push_str("  ");
            header.push_str(&padded(name, NUMBER.0 + NUMBER.1, Side::Left));
        }
        lines.push(self.coloured("1", header.trim_end()));
        lines
    }

    fn line(&self, row: &Row, around: &Surroundings, columns: usize) -> String {
        let mut line = padded(&cut(&called(&row.place, around), PLACE), PLACE, Side::Left);
        for value in row.values.iter().take(columns) {
            let (value, change) = match value {
                Some(shown) => (number(shown.value, NUMBER.0), change(*shown, NUMBER.1 - 1)),
                None => (String::new(), String::new()),
            };
            line.push_str("  ");
            line.push_str(&padded(&value, NUMBER.0, Side::Right));
            let change = padded(&format!(" {change}"), NUMBER.1, Side::Left);
            line.push_str(&self.coloured("32", &change));
        }
        line.trim_end().to_owned()
    }

    /// What is new, and a line for each of the places that changed the most.
    fn plain(&mut self, frame: &Frame, around: &Surroundings, at: Moment<'_>) -> Result<()> {
        let now = at.zone.print(at.now);
        if let Some(trouble) = around.trouble.as_ref().filter(|t| Some(*t) != self.told.1.as_ref())
        {
            writeln!(self.out, "{now}  {trouble}")?;
        }
        let news = around.news.iter().take_while(|line| Some(*line) != self.told.0.as_ref());
        for line in news.collect::<Vec<_>>().into_iter().rev() {
            writeln!(self.out, "{line}")?;
        }
        self.told = (around.news.first().cloned(), around.trouble.clone());
        let changed = |row: &&Row| row.values.iter().flatten().any(|shown| shown.change != 0.0);
        for row in frame.rows.iter().filter(changed).take(PLAIN_ROWS) {
            write!(self.out, "{now}  {}", called(&row.place, around))?;
            for (name, value) in frame.columns.iter().zip(&row.values) {
                if let Some(shown) = value {
                    let (value, change) = (number(shown.value, 20), change(*shown, 20));
                    write!(self.out, "  {}", format!("{name} {value} {change}").trim_end())?;
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

#[cfg(test)]
mod tests;
