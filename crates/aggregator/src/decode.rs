//! A record to the event that is folded, or why it can't be.

use kinhbac_api::Poison;
use kinhbac_api::event::decode_logged;
use kinhbac_domain::event::Event;
use kinhbac_domain::fold::Logged;
use kinhbac_domain::ports::Record;
use kinhbac_domain::position::Topic;
use kinhbac_domain::time::Zone;

/// Where the fold sees a record; none of a topic that nothing is folded from.
pub(crate) fn logged(record: &Record) -> Option<Logged> {
    let Topic::Input(stream) = record.topic else { return None };
    Some(Logged { stream, offset: record.offset, appended_at: record.appended_at })
}

/// Reads a record of a log with so many partitions. Others than the gateway may write to a topic:
/// an event that stands where it does not belong would change cells that another stream or
/// another partition's owner counts.
///
/// # Errors
/// When its value is no event, or the event belongs elsewhere.
pub(crate) fn decode(record: &Record, zone: &Zone, partitions: u32) -> Result<Event, Poison> {
    let event = decode_logged(&record.value, zone)?;
    let (topic, partition) = event.home(partitions);
    if topic != record.topic {
        let words = format!("it belongs to the topic {}", topic.name());
        return Err(Poison { reason: "wrong_topic", words });
    }
    if partition != record.partition {
        let words = format!("its site {} belongs to partition {partition}", event.site.as_str());
        return Err(Poison { reason: "wrong_partition", words });
    }
    Ok(event)
}
