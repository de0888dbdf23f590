//! Values as both engines store them: integers, texts and bytes; and the digests that stand beside
//! them, for neither engine sees by itself that a byte of a value has changed on disk (SQLite
//! never, PostgreSQL only where the cluster has checksums).

use std::ops::Range;
use std::sync::Arc;

use kinhbac_domain::cell::{Cell, CellEntry, CellKey, SeriesKey, Sketch};
use kinhbac_domain::id::{Device, InvalidText, Label, SiteId, Source};
use kinhbac_domain::measure::Measure;
use kinhbac_domain::ports::{Reading, ReadingKey, SequenceRanges, SourceSequence, StoreError};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream};
use kinhbac_domain::registry::GroundPoint;
use kinhbac_domain::time::{Bucket, Resolution, Timestamp};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::series::SeriesId;

/// A cell as integers and bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredCell {
    pub(crate) series: SeriesId,
    pub(crate) bucket: Bucket,
    pub(crate) count: i64,
    pub(crate) sum: i64,
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
    pub(crate) last: i64,
    pub(crate) last_at: Option<i64>,
    pub(crate) last_offset: i64,
    pub(crate) last_for: i64,
    pub(crate) seconds: i64,
    pub(crate) sketch: Option<Vec<u8>>,
    pub(crate) partition: i64,
    pub(crate) version: i64,
}

impl StoredCell {
    pub(crate) fn new(entry: &CellEntry, series: SeriesId, partition: PartitionIndex) -> Self {
        let cell = &entry.cell;
        let sketch = cell.sketch.to_bytes();
        Self {
            series,
            bucket: entry.key.bucket,
            count: cell.count.cast_signed(),
            sum: cell.sum,
            min: (cell.min != i64::MAX).then_some(cell.min),
            max: (cell.max != i64::MIN).then_some(cell.max),
            last: cell.last,
            last_at: (cell.last_at != Timestamp::MIN).then_some(cell.last_at.millis()),
            last_offset: cell.last_offset.0,
            last_for: cell.last_for.into(),
            seconds: cell.seconds.cast_signed(),
            sketch: (!sketch.is_empty()).then_some(sketch),
            partition: partition.0.into(),
            version: entry.version.0,
        }
    }

    /// 32 bits over all of it.
    pub(crate) fn digest(&self) -> i64 {
        let numbers = [
            i64::from(self.bucket.resolution.number()),
            self.bucket.start,
            self.series.0,
            self.count,
            self.sum,
            self.min.unwrap_or(i64::MAX),
            self.max.unwrap_or(i64::MIN),
            self.last,
            self.last_at.unwrap_or(i64::MIN),
            self.last_offset,
            self.last_for,
            self.seconds,
            self.partition,
            self.version,
        ];
        let seed = self.sketch.as_deref().map_or(0, xxh3_64);
        low_bits(xxh3_64_with_seed(numbers.map(i64::to_le_bytes).as_flattened(), seed))
    }

    /// The cell, if `digest` is what was written with it.
    pub(crate) fn entry(
        self,
        digest: i64,
        series: &SeriesKey,
    ) -> Result<(PartitionIndex, CellEntry), StoreError> {
        let damaged = |what: &str| {
            let Bucket { resolution, start } = self.bucket;
            let name = resolution.name();
            StoreError::Damaged(format!(
                "series {} of the {name} at {start}: {what}",
                self.series.0
            ))
        };
        if self.digest() != digest {
            return Err(damaged("the row is not what was written"));
        }
        let sketch = self.sketch.as_deref().unwrap_or_default();
        let cell = Cell {
            count: self.count.cast_unsigned(),
            sum: self.sum,
            min: self.min.unwrap_or(i64::MAX),
            max: self.max.unwrap_or(i64::MIN),
            last: self.last,
            last_at: self.last_at.map_or(Timestamp::MIN, Timestamp::from_millis),
            last_offset: Offset(self.last_offset),
            last_for: u32::try_from(self.last_for).unwrap_or(u32::MAX),
            seconds: self.seconds.cast_unsigned(),
            sketch: Sketch::from_bytes(series.measure.kind(), sketch)
                .map_err(|error| damaged(&error.to_string()))?,
        };
        let key = CellKey { series: series.clone(), bucket: self.bucket };
        let entry = CellEntry { key, cell, version: Offset(self.version) };
        Ok((partition(self.partition)?, entry))
    }
}

/// A series from its texts.
pub(crate) fn series_key(
    site: Arc<str>,
    device: Arc<str>,
    measure_name: &str,
    label: Arc<str>,
) -> Result<SeriesKey, StoreError> {
    Ok(SeriesKey {
        site: text(SiteId::new(site))?,
        device: Device::stored(device),
        measure: measure(measure_name)?,
        label: Label::stored(label),
    })
}

/// A stored text that is valid by construction.
pub(crate) fn text<T>(read: Result<T, InvalidText>) -> Result<T, StoreError> {
    read.map_err(|error| StoreError::Damaged(format!("a stored id {error}")))
}

/// What a stored name stands for.
pub(crate) fn named<T>(found: Option<T>, name: &str) -> Result<T, StoreError> {
    found.ok_or_else(|| StoreError::Damaged(format!("{name:?} stands for nothing")))
}

/// A measure from its name.
pub(crate) fn measure(name: &str) -> Result<Measure, StoreError> {
    named(Measure::from_name(name), name)
}

/// A stream from its name.
pub(crate) fn stream(name: &str) -> Result<Stream, StoreError> {
    named(Stream::from_name(name), name)
}

/// A source from its text.
pub(crate) fn source(name: &str) -> Result<Source, StoreError> {
    text(Source::new(name))
}

/// A partition from its number.
pub(crate) fn partition(number: i64) -> Result<PartitionIndex, StoreError> {
    let index = u32::try_from(number).ok();
    index.map(PartitionIndex).ok_or_else(|| StoreError::Damaged(format!("partition {number}")))
}

/// A resolution from its number.
pub(crate) fn resolution(number: i64) -> Result<Resolution, StoreError> {
    let found = u32::try_from(number).ok().and_then(Resolution::from_number);
    found.ok_or_else(|| StoreError::Damaged(format!("resolution {number}")))
}

/// Ranges as pairs of first and end, 8 bytes each, big-endian.
pub(crate) fn ranges_to_bytes(ranges: &SequenceRanges) -> Vec<u8> {
    ranges.ranges().iter().flat_map(|r| [r.start, r.end]).flat_map(u64::to_be_bytes).collect()
}

/// Reads [`ranges_to_bytes`].
pub(crate) fn ranges_from_bytes(bytes: &[u8]) -> Result<SequenceRanges, StoreError> {
    let (pairs, rest) = bytes.as_chunks::<16>();
    let range = |pair: &[u8; 16]| -> Range<u64> {
        let both = u128::from_be_bytes(*pair);
        (both >> 64) as u64..both as u64
    };
    let ranges: Vec<_> = pairs.iter().map(range).collect();
    if !rest.is_empty() || ranges.iter().any(Range::is_empty) {
        return Err(StoreError::Damaged("the ranges of a source's sequence".into()));
    }
    Ok(SequenceRanges::from_ranges(ranges))
}

/// What is stored is not what can have been written.
pub(crate) fn damaged(what: &str) -> StoreError {
    StoreError::Damaged(what.into())
}

/// 32 bits over numbers.
pub(crate) fn digest(numbers: &[i64]) -> i64 {
    let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    low_bits(xxh3_64(&bytes))
}

/// A number that stands for a text or bytes among the numbers of a digest.
pub(crate) fn number_of(bytes: impl AsRef<[u8]>) -> i64 {
    xxh3_64(bytes.as_ref()).cast_signed()
}

/// Compares what was written with a row.
pub(crate) fn compare(digest: i64, written: i64, what: &str) -> Result<(), StoreError> {
    if digest == written {
        Ok(())
    } else {
        Err(damaged(&format!("{what} is not what was written")))
    }
}

/// The digest of a series.
pub(crate) fn series_digest(id: SeriesId, key: &SeriesKey) -> i64 {
    digest(&[
        id.0,
        number_of(key.site.as_str()),
        number_of(key.device.as_str()),
        number_of(key.measure.name().as_ref()),
        number_of(key.label.as_str()),
    ])
}

/// The digest of a source's accepted ranges.
pub(crate) fn sequence_digest(partition: PartitionIndex, sequence: &SourceSequence) -> i64 {
    digest(&[
        partition.0.into(),
        number_of(sequence.stream.name()),
        number_of(sequence.source.as_str()),
        number_of(ranges_to_bytes(&sequence.ranges)),
        sequence.last.0,
    ])
}

/// The digest of a counter's reading.
pub(crate) fn reading_digest(
    partition: PartitionIndex,
    (key, reading): &(ReadingKey, Reading),
) -> i64 {
    digest(&[
        partition.0.into(),
        number_of(key.source.as_str()),
        number_of(key.measure.name().as_ref()),
        number_of(key.label.as_str()),
        reading.at.millis(),
        reading.total,
    ])
}

fn low_bits(hash: u64) -> i64 {
    (hash & 0xffff_ffff).cast_signed()
}

/// Closed lines as bytes: of each the number of its points, then longitudes and latitudes.
pub(crate) fn rings_to_bytes(rings: &[Vec<GroundPoint>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for ring in rings {
        // A registry file has far fewer points.
        bytes.extend((ring.len() as u32).to_le_bytes());
        bytes.extend(
            ring.iter().flat_map(|(lon, lat)| [lon.to_le_bytes(), lat.to_le_bytes()].concat()),
        );
    }
    bytes
}

/// Reads [`rings_to_bytes`].
pub(crate) fn rings(bytes: &[u8]) -> Result<Vec<Vec<GroundPoint>>, StoreError> {
    let (words, rest) = bytes.as_chunks::<4>();
    let mut words = words.iter().map(|word| i32::from_le_bytes(*word));
    let mut rings = Vec::new();
    while let Some(points) = words.next() {
        let points = 0..points.cast_unsigned();
        let ring = points.map(|_| words.next().zip(words.next())).collect::<Option<_>>();
        rings.push(ring.ok_or_else(|| damaged("a boundary"))?);
    }
    if rest.is_empty() { Ok(rings) } else { Err(damaged("a boundary")) }
}
