//! Records of the topic `cells`: what a partition's fold changed in a beat.

use std::collections::BTreeMap;

use bytes::{BufMut, Bytes, BytesMut};
use kinhbac_domain::cell::{Cell, CellEntry, CellKey, CellRef, SeriesKey, Sketch};
use kinhbac_domain::id::{Device, Label, SiteId};
use kinhbac_domain::measure::Measure;
use kinhbac_domain::position::{Offset, Stream};
use kinhbac_domain::time::{Bucket, Resolution, Timestamp};
use prost::Message;
use prost::encoding::{
    DecodeContext, WireType, check_wire_type, decode_key, decode_varint, encode_key, encode_varint,
    skip_field,
};

use crate::{Poison, v1};

/// A cell takes about so much of a record.
const CELL_BYTES: usize = 64;
/// The fields of a series; the last of them has its cells.
const SERIES_FIELDS: u32 = 5;

/// Up to where a beat's cells stand: the next offset of each input stream in the partition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// By stream; a stream that is absent has had nothing yet.
    pub next_offsets: BTreeMap<Stream, Offset>,
}

/// Writes a beat: at least one record, each of about `max_bytes` at most, the last with the mark.
/// Cells of a series that stand side by side share its key.
#[must_use]
pub fn encode_beat<'a>(
    cells: impl IntoIterator<Item = CellRef<'a>>,
    mark: &Mark,
    max_bytes: usize,
) -> Vec<Bytes> {
    let cells = cells.into_iter();
    let record = BytesMut::with_capacity(max_bytes.min(cells.size_hint().0 * CELL_BYTES));
    let (records, body, series) = (Vec::new(), BytesMut::new(), None);
    let mut beat = Beat { records, record, max_bytes, body, series };
    cells.for_each(|cell| beat.put(cell));
    beat.finish(mark)
}

/// Reads a record of a beat: its cells, and the mark if it is the beat's last one.
///
/// # Errors
/// When the bytes are not of that form.
pub fn decode(value: &[u8]) -> Result<(Vec<CellEntry>, Option<Mark>), Poison> {
    let (mut cells, mut mark) = (Vec::with_capacity(value.len() / CELL_BYTES), None);
    let mut before = None;
    for field in fields(value, 2) {
        match field? {
            (1, series) => before = Some(take_series(series, before.as_ref(), &mut cells)?),
            (2, bytes) => mark = Some(take_mark(read(bytes)?)?),
            _ => {}
        }
    }
    Ok((cells, mark))
}

/// A beat as it is written. All is written from where it stands, without a copy of texts.
struct Beat<'a> {
    records: Vec<Bytes>,
    record: BytesMut,
    max_bytes: usize,
    /// The cells of one series; over several records if they are many.
    body: BytesMut,
    series: Option<&'a SeriesKey>,
}

impl<'a> Beat<'a> {
    fn put(&mut self, cell: CellRef<'a>) {
        let goes_on = self
            .series
            .is_some_and(|series| std::ptr::eq(series, cell.series) || series == cell.series);
        if !goes_on || self.body.len() >= self.max_bytes {
            self.put_body();
            self.series = Some(cell.series);
            put_key(cell.series, &mut self.body);
        }
        encode_key(SERIES_FIELDS, WireType::LengthDelimited, &mut self.body);
        // A buffer that grows takes any message.
        let _ = state_of(cell).encode_length_delimited(&mut self.body);
    }

    fn put_body(&mut self) {
        if self.body.is_empty() {
            return;
        }
        if !self.record.is_empty() && self.record.len() + self.body.len() > self.max_bytes {
            self.records.push(self.record.split().freeze());
        }
        put_bytes(1, &self.body, &mut self.record);
        self.body.clear();
    }

    fn finish(mut self, mark: &Mark) -> Vec<Bytes> {
        self.put_body();
        let next_offsets =
            mark.next_offsets.iter().map(|(s, offset)| (s.name().into(), offset.0)).collect();
        put_bytes(2, &v1::CellMark { next_offsets }.encode_to_vec(), &mut self.record);
        self.records.push(self.record.freeze());
        self.records
    }
}

fn put_key(series: &SeriesKey, body: &mut BytesMut) {
    put_bytes(1, series.site.as_str().as_bytes(), body);
    put_bytes(2, series.device.as_str().as_bytes(), body);
    put_bytes(3, series.measure.name().as_bytes(), body);
    put_bytes(4, series.label.as_str().as_bytes(), body);
}

fn put_bytes(field: u32, bytes: &[u8], to: &mut BytesMut) {
    encode_key(field, WireType::LengthDelimited, to);
    encode_varint(bytes.len() as u64, to);
    to.put_slice(bytes);
}

fn state_of(CellRef { bucket, cell, version, .. }: CellRef<'_>) -> v1::CellState {
    v1::CellState {
        resolution: bucket.resolution.number().into(),
        bucket: bucket.start,
        version: version.0,
        count: cell.count,
        sum: cell.sum,
        min: cell.min,
        max: cell.max,
        last: cell.last,
        last_at: cell.last_at.millis(),
        last_offset: cell.last_offset.0,
        last_for: cell.last_for,
        seconds: cell.seconds,
        sketch: cell.sketch.to_bytes().into(),
    }
}

/// Takes the cells of a series, whose key it tells. A device's series stand side by side: what the
/// one before has in common is not made anew.
fn take_series(
    value: &[u8],
    before: Option<&SeriesKey>,
    into: &mut Vec<CellEntry>,
) -> Result<SeriesKey, Poison> {
    let mut texts = [""; 4];
    for field in fields(value, SERIES_FIELDS) {
        let (number, bytes) = field?;
        if let Some(text) = (number as usize).checked_sub(1).and_then(|at| texts.get_mut(at)) {
            *text = std::str::from_utf8(bytes).map_err(|e| Poison::malformed("series", e))?;
        }
    }
    let [site, device, measure, label] = texts;
    let same_site = before.map(|key| &key.site).filter(|same| same.as_str() == site);
    let same_device = before.map(|key| &key.device).filter(|same| same.as_str() == device);
    let key = SeriesKey {
        site: match same_site {
            Some(same) => same.clone(),
            None => SiteId::new(site).map_err(|e| Poison::malformed("site", e))?,
        },
        device: same_device.cloned().unwrap_or_else(|| Device::stored(device)),
        measure: Measure::from_name(measure)
            .ok_or_else(|| Poison::malformed("measure", "is not in the catalogue"))?,
        label: Label::stored(label),
    };
    for field in fields(value, SERIES_FIELDS) {
        if let (SERIES_FIELDS, state) = field? {
            into.push(take_state(&key, read(state)?)?);
        }
    }
    Ok(key)
}

/// The fields of a message that have a length, as all have that are known, of which there are so
/// many. Texts stay where they are, which spares the making of them.
fn fields(mut rest: &[u8], known: u32) -> impl Iterator<Item = Result<(u32, &[u8]), Poison>> {
    let not_protobuf = |error| Poison::not_protobuf(&error);
    let cut_off = || Poison::malformed("record", "is cut off");
    let mut next = move || {
        while !rest.is_empty() {
            let (number, wire_type) = decode_key(&mut rest).map_err(not_protobuf)?;
            if wire_type == WireType::LengthDelimited {
                let length = usize::try_from(decode_varint(&mut rest).map_err(not_protobuf)?)
                    .unwrap_or(usize::MAX);
                let (field, after) = rest.split_at_checked(length).ok_or_else(cut_off)?;
                rest = after;
                return Ok(Some((number, field)));
            }
            if number <= known {
                check_wire_type(WireType::LengthDelimited, wire_type).map_err(not_protobuf)?;
            }
            let skipped = skip_field(wire_type, number, &mut rest, DecodeContext::default());
            skipped.map_err(not_protobuf)?;
        }
        Ok(None)
    };
    std::iter::from_fn(move || next().transpose())
}

fn read<M: Message + Default>(value: &[u8]) -> Result<M, Poison> {
    M::decode(value).map_err(|e| Poison::not_protobuf(&e))
}

fn take_state(series: &SeriesKey, state: v1::CellState) -> Result<CellEntry, Poison> {
    let resolution = Resolution::from_number(state.resolution)
        .ok_or_else(|| Poison::out_of_range("resolution"))?;
    let sketch = Sketch::from_bytes(series.measure.kind(), &state.sketch)
        .map_err(|e| Poison::malformed("sketch", e))?;
    let start = Timestamp::from_seconds(state.bucket);
    if start.seconds() != state.bucket {
        return Err(Poison::out_of_range("bucket"));
    }
    let cell = Cell {
        count: state.count,
        sum: state.sum,
        min: state.min,
        max: state.max,
        last: state.last,
        last_at: Timestamp::from_millis(state.last_at),
        last_offset: Offset(state.last_offset),
        last_for: state.last_for,
        seconds: state.seconds,
        sketch,
    };
    let bucket = Bucket { resolution, start: state.bucket };
    let key = CellKey { series: series.clone(), bucket };
    Ok(CellEntry { key, cell, version: Offset(state.version) })
}

fn take_mark(mark: v1::CellMark) -> Result<Mark, Poison> {
    let stream = |name: String| {
        Stream::from_name(&name).ok_or_else(|| Poison::malformed("mark", "names no stream"))
    };
    let next_offsets = mark
        .next_offsets
        .into_iter()
        .map(|(name, offset)| Ok((stream(name)?, Offset(offset))))
        .collect::<Result<_, Poison>>()?;
    Ok(Mark { next_offsets })
}

#[cfg(test)]
mod tests;
