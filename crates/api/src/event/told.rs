//! What of an event is told to people.

use kinhbac_domain::id::SiteId;
use kinhbac_domain::ports::Record;
use kinhbac_domain::position::Position;
use prost::Message;

use crate::v1::{self, LoggedEvent, event::Payload};

/// An event as it stands in the log, without what is personal; none where the record's value is no
/// event. `position`: where it stands among its stream's; `site`: where it is counted;
/// `not_counted`: why it is not, empty where it is.
#[must_use]
pub fn tell_logged(
    record: &Record,
    position: Position,
    site: &SiteId,
    not_counted: &str,
) -> Option<LoggedEvent> {
    let wire = v1::Event::decode(record.value.clone()).ok()?;
    Some(LoggedEvent {
        position: Some(position.into()),
        appended_at: Some(record.appended_at.into()),
        site: site.as_str().into(),
        not_counted: not_counted.into(),
        event: Some(without_what_is_personal(wire)),
    })
}

/// Takes away what may be personal (hashes of clients' addresses, and words that people wrote) and
/// what the gateway added, so that what is left can be published as it is.
fn without_what_is_personal(mut event: v1::Event) -> v1::Event {
    event.resolved = None;
    match &mut event.payload {
        Some(Payload::WifiSession(session)) => {
            session.client_mac.clear();
            session.client_hash = None;
        }
        Some(Payload::ReportSubmitted(report)) => report.description.clear(),
        Some(Payload::ReportUpdated(step)) => step.note.clear(),
        Some(Payload::CameraIncident(incident)) => incident.description.clear(),
        Some(Payload::SecurityAlert(alert)) => alert.description.clear(),
        Some(
            Payload::CameraCount(_)
            | Payload::WifiUsage(_)
            | Payload::DeviceHealth(_)
            | Payload::Indicator(_),
        )
        | None => {}
    }
    event
}
