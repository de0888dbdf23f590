//! What of an event is told to an analyst.

use kinhbac_api::v1::{self, event::Payload};

/// Takes away what may be personal (hashes of clients' addresses, and words that people wrote) and
/// what the gateway added, so that what is left can be published as it is.
pub(super) fn without_what_is_personal(mut event: v1::Event) -> v1::Event {
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
