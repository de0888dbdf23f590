//! A record's value ⇄ the event that the fold sees.

mod payload;
mod told;
mod wire;

use bytes::Bytes;
use kinhbac_domain::event::{Event, MAX_AMOUNT, MAX_SPREAD_SECONDS};
use kinhbac_domain::id::{EventId, InvalidText, SiteId, Source};
use kinhbac_domain::time::{Timestamp, Zone};
use prost::Message;

use crate::{Poison, v1, wkt};

pub use payload::MAX_VEHICLE_TYPES;
pub use told::tell_logged;

/// Reads the value of an input topic's record: the whole `Event` on the wire, as the gateway
/// resolved it. Checked again, for others may write to a topic too.
///
/// # Errors
/// When the bytes are no such event.
pub fn decode_logged(value: &[u8], zone: &Zone) -> Result<Event, Poison> {
    let wire = v1::Event::decode(value).map_err(|e| Poison::not_protobuf(&e))?;
    let resolved = wire.resolved.ok_or_else(|| Poison::missing("resolved"))?;
    let told = wire.payload.ok_or_else(|| Poison::missing("payload"))?;
    Ok(Event {
        id: text("id", wire.id, EventId::new)?,
        source: text("source", wire.source, Source::new)?,
        time: time("time", wire.time)?,
        sequence: wire.sequence.map(|n| amount("sequence", n)).transpose()?.map(i64::cast_unsigned),
        site: text("resolved.site", resolved.site, SiteId::new)?,
        sign_of_life: seconds(
            "resolved.signOfLife",
            resolved.sign_of_life,
            0..=MAX_SPREAD_SECONDS,
        )?
        .unwrap_or(0),
        payload: payload::read(told, zone)?,
    })
}

/// Writes an event as the value of a record; for tools and tests that make records without a
/// gateway. What the fold does not look at (descriptions, the place as told) is not in it.
#[must_use]
pub fn encode_logged(event: &Event, zone: &Zone) -> Bytes {
    wire::event(event, zone).encode_to_vec().into()
}

fn text<T>(
    field: &str,
    text: String,
    new: impl FnOnce(String) -> Result<T, InvalidText>,
) -> Result<T, Poison> {
    new(text).map_err(|why| Poison::malformed(field, why))
}

fn time(field: &str, time: Option<wkt::Timestamp>) -> Result<Timestamp, Poison> {
    let time = time.ok_or_else(|| Poison::missing(field))?;
    time.millis().map(Timestamp::from_millis).ok_or_else(|| Poison::out_of_range(field))
}

/// A count: 0 to 2^53.
fn amount(field: &str, n: i64) -> Result<i64, Poison> {
    if (0..=MAX_AMOUNT).contains(&n) { Ok(n) } else { Err(Poison::out_of_range(field)) }
}

/// Whole seconds within bounds.
fn seconds(
    field: &str,
    span: Option<wkt::Duration>,
    bounds: std::ops::RangeInclusive<u32>,
) -> Result<Option<u32>, Poison> {
    let Some(span) = span else { return Ok(None) };
    let whole = u32::try_from(span.seconds).ok().filter(|n| bounds.contains(n) && span.nanos == 0);
    whole.map(Some).ok_or_else(|| Poison::out_of_range(field))
}

#[cfg(test)]
mod tests;
