//! Spans of time, cut into the buckets that they touch.

use std::ops::Range;

use crate::fold::{Expired, Retention};
use crate::time::{Bucket, BucketFinder, Resolution, Timestamp, Zone};

/// The part of a contribution that falls into one bucket. Days stand before hours, hours before
/// minutes.
#[derive(Clone, Copy, Debug)]
pub(in crate::fold) struct Piece {
    pub(in crate::fold) bucket: Bucket,
    /// Seconds of the bucket before it.
    pub(in crate::fold) from: u32,
    /// Its seconds; 0 of what happened at an instant.
    pub(in crate::fold) seconds: u32,
    /// Whether the contribution begins in this bucket.
    pub(in crate::fold) begins: bool,
}

impl Piece {
    /// The last second that it touches, since 1970.
    fn last_second(&self) -> i64 {
        self.bucket.start + i64::from(self.from) + i64::from(self.seconds.max(1)) - 1
    }
}

/// A span, cut.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    pub(super) pieces: Range<usize>,
    /// What of it is past its retention, and left out.
    pub(super) expired: Expired,
}

/// The pieces of an event's contributions, in buffers that are used again for the next event.
#[derive(Debug)]
pub(super) struct Pieces {
    finder: BucketFinder,
    retention: Retention,
    log_time: Timestamp,
    all: Vec<Piece>,
    /// Those of an event's several contributions are mostly the same.
    spans: Vec<(Timestamp, u32, Cut)>,
}

impl Pieces {
    pub(super) fn new(zone: Zone, retention: Retention) -> Self {
        Self {
            finder: BucketFinder::new(zone),
            retention,
            log_time: Timestamp::MIN,
            all: Vec::new(),
            spans: Vec::new(),
        }
    }

    /// Begins an event at a log time.
    pub(super) fn begin(&mut self, log_time: Timestamp) {
        self.log_time = log_time;
        self.all.clear();
        self.spans.clear();
    }

    pub(super) fn of(&self, pieces: &Range<usize>) -> &[Piece] {
        &self.all[pieces.clone()]
    }

    /// A bucket as one piece.
    pub(super) fn whole(&mut self, bucket: Bucket) -> Cut {
        let start = self.all.len();
        self.all.push(Piece { bucket, from: 0, seconds: 0, begins: true });
        Cut { pieces: start..self.all.len(), expired: Expired::Nothing }
    }

    /// The pieces of a span that are not past their retention.
    pub(super) fn cut(&mut self, at: Timestamp, seconds: u32) -> Cut {
        if let Some((_, _, cut)) = self.spans.iter().find(|(t, s, _)| *t == at && *s == seconds) {
            return cut.clone();
        }
        let start = self.all.len();
        let mut expired = Expired::Nothing;
        for resolution in [Resolution::Day, Resolution::Hour, Resolution::Minute] {
            expired = expired.max(self.cut_into(resolution, at, seconds));
        }
        let cut = Cut { pieces: start..self.all.len(), expired };
        self.spans.push((at, seconds, cut.clone()));
        cut
    }

    /// As [`Pieces::cut`], of a sign of life: an hour or day gets what its minutes gain, so it is
    /// left out where none of them is left.
    pub(super) fn cut_sign(&mut self, at: Timestamp, seconds: u32) -> Cut {
        let cut = self.cut(at, seconds);
        let is_minute = |piece: &&Piece| piece.bucket.resolution == Resolution::Minute;
        let first = self.of(&cut.pieces).iter().find(is_minute).copied();
        // The minutes that are past are the span's first ones.
        if first.is_some_and(|first| first.begins) {
            return cut;
        }
        let start = self.all.len();
        for at in cut.pieces {
            let piece = self.all[at];
            if first.is_some_and(|first| piece.last_second() >= first.bucket.start) {
                self.all.push(piece);
            }
        }
        Cut { pieces: start..self.all.len(), expired: Expired::Sign }
    }

    fn cut_into(&mut self, resolution: Resolution, at: Timestamp, seconds: u32) -> Expired {
        let past = self.retention.past(resolution, self.log_time);
        let mut expired = Expired::Nothing;
        let begin = at.seconds();
        let end = begin + i64::from(seconds);
        let (mut bucket, mut bucket_end) = self.finder.find(resolution, at);
        let mut from = begin;
        loop {
            let to = end.min(bucket_end);
            if past.is_some_and(|past| Timestamp::from_seconds(bucket_end) <= past) {
                expired = Expired::Buckets;
            } else {
                self.all.push(Piece {
                    bucket,
                    // Both are within a day.
                    from: (from - bucket.start) as u32,
                    seconds: (to - from) as u32,
                    begins: from == begin,
                });
            }
            if to >= end {
                return expired;
            }
            from = to;
            (bucket, bucket_end) = self.finder.find(resolution, Timestamp::from_seconds(from));
        }
    }
}
