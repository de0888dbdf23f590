//! The range of a question, its steps, and the stored buckets that make them.

use std::ops::Range;

use kinhbac_domain::time::{Bucket, Resolution, Timestamp, Zone};

/// A range of time in steps. Stored buckets count whole, and those that begin within the range;
/// so the range is held to their bounds.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    zone: Zone,
    /// The steps that rows are of.
    pub(crate) step: Resolution,
    /// The resolution of the cells that are read.
    pub(crate) stored: Resolution,
    /// The beginning of the first stored bucket to the end of the last; seconds since 1970.
    pub(crate) bounds: Range<i64>,
}

/// Some steps after each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// The beginning of each step, then the end of the last; seconds since 1970.
    edges: Vec<i64>,
    /// The stored buckets of these steps begin here.
    pub(crate) starts: Range<i64>,
}

impl Span {
    /// The range `from..to` in steps, of cells of a stored resolution, which is no longer.
    pub(crate) fn new(
        zone: Zone,
        step: Resolution,
        stored: Resolution,
        range: Range<Timestamp>,
    ) -> Self {
        let first_at_or_after = |at: Timestamp| {
            let bucket = zone.bucket(stored, at);
            if bucket.start_time() < at { zone.bucket_end(bucket) } else { bucket.start }
        };
        let start = first_at_or_after(range.start);
        let bounds = start..first_at_or_after(range.end).max(start);
        Self { zone, step, stored, bounds }
    }

    /// How many steps the range has, or a few less.
    pub(crate) fn steps(&self) -> u64 {
        self.steps_of(&self.bounds)
    }

    /// How many steps a part of the range (seconds since 1970) has, or a few less.
    pub(crate) fn steps_of(&self, part: &Range<i64>) -> u64 {
        const DAY: i64 = 86_400;
        let longest = match self.step {
            Resolution::Minute => 60,
            Resolution::Hour => 3600,
            Resolution::Day => DAY + 4 * 3600,
            Resolution::Month => 32 * DAY,
            Resolution::Quarter => 93 * DAY,
            Resolution::Year => 367 * DAY,
        };
        ((part.end - part.start) / longest).unsigned_abs()
    }

    /// The steps that meet a part of the range (seconds since 1970), in order, at most `most`
    /// (at least 1) at a time.
    pub(crate) fn windows(
        &self,
        part: Range<i64>,
        most: usize,
    ) -> impl Iterator<Item = Window> + '_ {
        let part = part.start.max(self.bounds.start)..part.end.min(self.bounds.end);
        let mut next = self.zone.bucket(self.step, Timestamp::from_seconds(part.start)).start;
        std::iter::from_fn(move || {
            let window = self.window(next, part.end, most.max(1))?;
            next = *window.edges.last()?;
            Some(window)
        })
    }

    fn window(&self, from: i64, to: i64, most: usize) -> Option<Window> {
        let mut edges = vec![from];
        let mut start = from;
        while edges.len() <= most && start < to {
            let end = self.bucket_end(self.step, start);
            // The calendar ends with the year 9999.
            if end <= start {
                break;
            }
            edges.push(end);
            start = end;
        }
        let starts = from.max(self.bounds.start)..start.min(self.bounds.end);
        (edges.len() > 1).then_some(Window { edges, starts })
    }

    /// The end of the bucket of a resolution that begins at an instant; seconds since 1970.
    pub(crate) fn bucket_end(&self, resolution: Resolution, start: i64) -> i64 {
        self.zone.bucket_end(Bucket { resolution, start })
    }

    /// The beginning of the local day that the range begins in; seconds since 1970.
    pub(crate) fn first_day(&self) -> i64 {
        self.zone.bucket(Resolution::Day, Timestamp::from_seconds(self.bounds.start)).start
    }
}

impl Window {
    /// How many steps.
    pub(crate) fn len(&self) -> usize {
        self.edges.len() - 1
    }

    /// The step that a stored bucket of this window is part of.
    pub(crate) fn step_of(&self, start: i64) -> usize {
        self.edges.partition_point(|edge| *edge <= start).saturating_sub(1)
    }

    /// The beginning of a step.
    pub(crate) fn start(&self, step: usize) -> Timestamp {
        Timestamp::from_seconds(self.edges[step])
    }

    /// How many seconds of a step's part of the range have gone by at an instant.
    pub(crate) fn gone_by(&self, step: usize, at: Timestamp) -> i64 {
        (self.bound(step + 1).min(at.seconds()) - self.bound(step)).max(0)
    }

    /// The steps that an interval of instants (open where none) meets.
    pub(crate) fn steps_met(&self, from: Option<Timestamp>, to: Option<Timestamp>) -> Range<usize> {
        let held = |edge: &i64| edge.clamp(&self.starts.start, &self.starts.end) * 1000;
        let ends_before =
            |at: Timestamp| self.edges[1..].partition_point(|end| held(end) <= at.millis());
        let begins_before = |at: Timestamp| {
            self.edges[..self.len()].partition_point(|start| held(start) < at.millis())
        };
        from.map_or(0, ends_before)..to.map_or(self.len(), begins_before)
    }

    /// An edge, held within the range.
    fn bound(&self, edge: usize) -> i64 {
        self.edges[edge].clamp(self.starts.start, self.starts.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(step: Resolution, stored: Resolution, from: &str, to: &str) -> Span {
        let zone = Zone::named("Pacific/Auckland").unwrap();
        let range = zone.parse(from).unwrap()..zone.parse(to).unwrap();
        Span::new(zone, step, stored, range)
    }

    fn windows(span: &Span, most: usize) -> Vec<Window> {
        span.windows(span.bounds.clone(), most).collect()
    }

    #[test]
    fn a_local_day_is_as_long_as_the_clocks_make_it() {
        let span = span(Resolution::Day, Resolution::Day, "2024-04-06", "2024-04-09");
        let window = windows(&span, 10).remove(0);
        let late = Timestamp::MAX;
        assert_eq!([0, 1, 2].map(|day| window.gone_by(day, late) / 3600), [24, 25, 24]);
    }

    #[test]
    fn a_month_counts_only_its_part_within_the_range() {
        let span = span(Resolution::Month, Resolution::Day, "2024-01-30", "2024-02-03");
        let window = windows(&span, 10).remove(0);
        assert_eq!(span.zone.print(window.start(0)), "2024-01-01T00:00:00+13:00");
        assert_eq!([0, 1].map(|m| window.gone_by(m, Timestamp::MAX) / 86_400), [2, 2]);
    }

    #[test]
    fn an_open_bucket_is_as_long_as_has_gone_by() {
        let span = span(Resolution::Hour, Resolution::Hour, "2024-01-30", "2024-01-31");
        let window = windows(&span, 24).remove(0);
        let at = window.start(3).plus_millis(90_000);
        assert_eq!([2, 3, 4].map(|hour| window.gone_by(hour, at)), [3600, 90, 0]);
    }

    #[test]
    fn windows_hold_each_step_once_in_order() {
        let span = span(Resolution::Minute, Resolution::Minute, "2024-04-06", "2024-04-08");
        let windows = windows(&span, 1000);
        assert_eq!(windows.iter().map(Window::len).sum::<usize>(), 49 * 60);
        assert!(windows.windows(2).all(|w| w[0].starts.end == w[1].starts.start));
        assert_eq!(span.steps(), 49 * 60);
    }

    #[test]
    fn a_part_of_the_range_has_the_steps_that_it_meets() {
        let span = span(Resolution::Month, Resolution::Day, "2024-01-10", "2024-12-20");
        let day = |text| span.zone.parse(text).unwrap().seconds();
        let window = span.windows(day("2024-03-05")..day("2024-05-01"), 10).next().unwrap();
        assert_eq!((window.len(), window.starts), (2, day("2024-03-01")..day("2024-05-01")));
        let all = span.windows(i64::MIN..i64::MAX, 20).next().unwrap();
        assert_eq!((all.len(), all.starts), (12, span.bounds.clone()));
        assert_eq!(span.windows(0..0, 10).count(), 0);
    }

    #[test]
    fn a_range_between_two_buckets_has_no_step() {
        let from = "2024-01-30T10:10:00Z";
        let span = span(Resolution::Hour, Resolution::Hour, from, "2024-01-30T10:20:00Z");
        assert_eq!(windows(&span, 10), []);
    }

    #[test]
    fn the_end_of_the_calendar_is_reached() {
        let span = span(Resolution::Year, Resolution::Day, "9990-01-01", "9999-12-30");
        assert_eq!(windows(&span, 3).iter().map(Window::len).sum::<usize>(), 10);
    }

    #[test]
    fn a_stay_meets_the_steps_that_it_has_an_instant_in() {
        let span = span(Resolution::Hour, Resolution::Hour, "2024-01-30", "2024-01-31");
        let window = windows(&span, 24).remove(0);
        let at = |hour, millis| Some(window.start(hour).plus_millis(millis));
        assert_eq!(window.steps_met(None, None), 0..24);
        assert_eq!(window.steps_met(at(2, 0), at(4, 0)), 2..4);
        assert_eq!(window.steps_met(at(2, 1), at(4, 1)), 2..5);
        assert_eq!(window.steps_met(None, at(0, 0)), 0..0);
    }
}
