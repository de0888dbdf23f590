//! What is counted now by place, what changed since it was shown last, and which places change
//! the most.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kinhbac_api::v1::LiveCell;
use kinhbac_domain::measure::{Kind, Measure};

/// How much of a place's activity is left after a frame.
const FADING: f64 = 0.7;

/// A measure at a place, in its newest bucket.
#[derive(Debug, Default)]
struct Entry {
    /// The bucket's beginning, seconds since 1970.
    time: i64,
    /// By label; what a place has in all is their sum.
    labels: BTreeMap<String, f64>,
    /// What was shown last.
    shown: f64,
    /// How much it changes, fading.
    activity: f64,
}

impl Entry {
    fn value(&self) -> f64 {
        self.labels.values().sum()
    }
}

/// A value to show.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shown {
    /// Now.
    pub value: f64,
    /// Since the frame before.
    pub change: f64,
}

/// A place to show, with a value for each column that it has one for.
#[derive(Debug, PartialEq)]
pub struct Row {
    /// The place.
    pub place: String,
    /// In the order of the frame's columns.
    pub values: Vec<Option<Shown>>,
}

/// Everything at one moment, the biggest changes first.
#[derive(Debug, Default, PartialEq)]
pub struct Frame {
    /// The measures.
    pub columns: Vec<String>,
    /// The places.
    pub rows: Vec<Row>,
    /// The beginning of the newest bucket, seconds since 1970.
    pub bucket: i64,
}

/// Remembers what was told.
#[derive(Debug, Default)]
pub struct Board {
    entries: HashMap<String, BTreeMap<String, Entry>>,
    bucket: i64,
    /// Measures in the order in which they were asked for.
    asked: Vec<String>,
}

impl Board {
    /// With these columns in this order, heard of or not; others follow by name.
    #[must_use]
    pub fn new(asked: Vec<String>) -> Self {
        Self { asked, ..Self::default() }
    }

    /// Takes a changed cell in; one of an older bucket than the place's newest is passed over, and
    /// one that has no value yet.
    pub fn take(&mut self, cell: LiveCell) {
        let time = cell.time.map_or(0, |time| time.seconds);
        self.bucket = self.bucket.max(time);
        let Some(value) = value(&cell) else { return };
        let entry = self.entries.entry(cell.place).or_default().entry(cell.measure).or_default();
        if time < entry.time {
            return;
        }
        if time > entry.time {
            *entry = Entry { time, activity: entry.activity, ..Entry::default() };
        }
        entry.labels.insert(cell.label, value);
    }

    /// Takes back a cell that is no longer the question's.
    pub fn remove(&mut self, cell: &LiveCell) {
        let Some(measures) = self.entries.get_mut(&cell.place) else { return };
        if let Some(entry) = measures.get_mut(&cell.measure)
            && entry.time == cell.time.map_or(0, |time| time.seconds)
        {
            entry.labels.remove(&cell.label);
        }
        measures.retain(|_, entry| !entry.labels.is_empty());
        if measures.is_empty() {
            self.entries.remove(&cell.place);
        }
    }

    /// What to show now; the next frame's changes are counted from here.
    pub fn frame(&mut self) -> Frame {
        let found: BTreeSet<&String> = self.entries.values().flat_map(BTreeMap::keys).collect();
        let others = found.into_iter().filter(|name| !self.asked.contains(name));
        let columns: Vec<String> = self.asked.iter().chain(others).cloned().collect();
        let mut rows: Vec<(f64, Row)> = Vec::with_capacity(self.entries.len());
        for (place, measures) in &mut self.entries {
            let values = columns.iter().map(|name| measures.get_mut(name).map(show)).collect();
            // Each measure weighs by how much of itself changes, or bytes would drown people.
            let activity = measures.values().map(|e| e.activity / (1.0 + e.value().abs())).sum();
            rows.push((activity, Row { place: place.clone(), values }));
        }
        rows.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.place.cmp(&y.place)));
        Frame { columns, rows: rows.into_iter().map(|(_, row)| row).collect(), bucket: self.bucket }
    }
}

/// What of a cell is for people: of devices that work or not, how many do.
fn value(cell: &LiveCell) -> Option<f64> {
    let is_state = Measure::from_name(&cell.measure).is_some_and(|m| m.kind() == Kind::State);
    cell.last.filter(|_| is_state).or(cell.mean)
}

fn show(entry: &mut Entry) -> Shown {
    let value = entry.value();
    let change = value - entry.shown;
    entry.shown = value;
    entry.activity = entry.activity * FADING + change.abs();
    Shown { value, change }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(place: &str, label: &str, minute: i64, mean: f64) -> LiveCell {
        LiveCell {
            place: place.into(),
            measure: "camera.vehicles".into(),
            label: label.into(),
            time: Some(kinhbac_domain::time::Timestamp::from_seconds(60 * minute).into()),
            mean: Some(mean),
            ..LiveCell::default()
        }
    }

    fn places(frame: &Frame) -> Vec<&str> {
        frame.rows.iter().map(|row| row.place.as_str()).collect()
    }

    #[test]
    fn labels_are_put_together_and_the_newest_bucket_stands() {
        let mut board = Board::default();
        board.take(cell("a", "CAR", 1, 3.0));
        board.take(cell("a", "BUS", 1, 1.0));
        assert_eq!(board.frame().rows[0].values, [Some(Shown { value: 4.0, change: 4.0 })]);
        board.take(cell("a", "CAR", 1, 5.0));
        assert_eq!(board.frame().rows[0].values, [Some(Shown { value: 6.0, change: 2.0 })]);
        board.take(cell("a", "CAR", 2, 1.0));
        board.take(cell("a", "CAR", 1, 9.0));
        let frame = board.frame();
        assert_eq!(frame.rows[0].values, [Some(Shown { value: 1.0, change: 1.0 })]);
        assert_eq!(frame.bucket, 120);
    }

    #[test]
    fn columns_stand_in_the_order_of_the_question() {
        let mut board = Board::new(vec!["wifi.clients".into(), "camera.incidents".into()]);
        for measure in ["camera.vehicles", "wifi.clients", "camera.people"] {
            board.take(LiveCell { measure: measure.into(), ..cell("a", "", 1, 1.0) });
        }
        let columns = ["wifi.clients", "camera.incidents", "camera.people", "camera.vehicles"];
        assert_eq!(board.frame().columns, columns);
    }

    #[test]
    fn of_devices_that_work_the_number_is_shown() {
        let mut board = Board::default();
        let up = |measure: &str| LiveCell { last: Some(7.0), ..named(measure) };
        board.take(up("camera.up"));
        board.take(up("wifi.clients"));
        let shown =
            board.frame().rows[0].values.iter().map(|v| v.unwrap().value).collect::<Vec<_>>();
        assert_eq!(shown, [7.0, 340.0]);
    }

    fn named(measure: &str) -> LiveCell {
        LiveCell { measure: measure.into(), ..cell("a", "", 1, 340.0) }
    }

    #[test]
    fn the_biggest_changes_come_first_and_a_removed_row_goes() {
        let mut board = Board::default();
        for place in ["a", "b"] {
            board.take(cell(place, "", 1, 10.0));
        }
        assert_eq!(places(&board.frame()), ["a", "b"]);
        board.take(cell("b", "", 1, 19.0));
        assert_eq!(places(&board.frame()), ["b", "a"]);
        board.remove(&cell("b", "", 1, 0.0));
        assert_eq!(places(&board.frame()), ["a"]);
    }
}
