//! What publishing tells of itself. Each name is declared once, here.

use std::collections::BTreeMap;
use std::time::Duration;

use kinhbac_api::refusal::Reason;
use kinhbac_domain::position::Stream;
use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};

use crate::append::Outcome;

const EVENTS: &str = "kinhbac_ingest_events_total";
const ACK_DURATION: &str = "kinhbac_ingest_ack_duration_seconds";
const REFUSALS: &str = "kinhbac_ingest_refusals_total";
const TURNED_AWAY: &str = "kinhbac_ingest_turned_away_total";

/// Declares names, units and help to the recorder.
pub fn describe() {
    describe_counter!(EVENTS, Unit::Count, "Events answered, by stream and outcome");
    describe_histogram!(
        ACK_DURATION,
        Unit::Seconds,
        "Time from a batch's arrival to its answer, the log's write to disk included"
    );
    describe_counter!(REFUSALS, Unit::Count, "Fields refused, by reason");
    describe_counter!(TURNED_AWAY, Unit::Count, "Batches refused as a whole, by code");
}

/// Events answered, by stream (none where the payload told none) and outcome: counted in a batch
/// at once, for a look-up of a counter costs as much as an event's check.
#[derive(Default)]
pub(crate) struct Tally(BTreeMap<(Option<Stream>, &'static str), u64>);

impl Tally {
    /// Takes an event in.
    pub(crate) fn count(&mut self, stream: Option<Stream>, outcome: &Outcome) {
        *self.0.entry((stream, name(outcome))).or_default() += 1;
    }

    /// Whether every event is to be sent again.
    pub(crate) fn is_all_unavailable(&self) -> bool {
        self.0.keys().all(|(_, outcome)| *outcome == name(&Outcome::Unavailable))
    }

    /// Tells the recorder.
    pub(crate) fn tell(self) {
        for ((stream, outcome), count) in self.0 {
            let stream = stream.map_or("none", Stream::name);
            counter!(EVENTS, "stream" => stream, "outcome" => outcome).increment(count);
        }
    }
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted(_) => "accepted",
        Outcome::Duplicate(_) => "duplicate",
        Outcome::Rejected(_) => "rejected",
        Outcome::Unavailable => "unavailable",
    }
}

/// A field was refused.
pub(crate) fn field_refused(reason: Reason) {
    counter!(REFUSALS, "reason" => reason.name()).increment(1);
}

/// A batch was answered.
pub(crate) fn batch_answered(after: Duration) {
    histogram!(ACK_DURATION).record(after.as_secs_f64());
}

/// A batch was refused as a whole.
pub(crate) fn batch_turned_away(code: tonic::Code) {
    counter!(TURNED_AWAY, "code" => format!("{code:?}")).increment(1);
}
