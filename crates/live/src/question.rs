//! What a screen asks for: each refusal names the field and the reason.

use std::time::Duration;

use kinhbac_api::refusal::{FieldError, Reason, shown};
use kinhbac_api::v1::WatchRequest;
use kinhbac_api::wkt;
use kinhbac_domain::event::ALERTS;
use kinhbac_domain::measure::{Fixed, Kind, Measure};
use kinhbac_domain::position::{Stream, Topic};
use kinhbac_domain::registry::Level;
use kinhbac_domain::time::{Resolution, Timestamp, Zone};
use xxhash_rust::xxh3::xxh3_64;

use crate::scope::Places;
use crate::token::Token;

/// The most buckets back.
pub(crate) const MAX_BUCKETS: u32 = 1_500;
/// A screen's rate is a multiple of this.
pub(crate) const BEAT: Duration = Duration::from_millis(200);
/// The slowest rate, milliseconds.
const SLOWEST: u64 = 60_000;
/// The rate of a screen that names none.
const DEFAULT_RATE: Duration = Duration::from_secs(1);

/// The most alerts from before that come with a snapshot.
const MAX_ALERTS: u32 = 1_000;

/// A question: screens with the same one see the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    /// What the rows are of.
    pub(crate) places: Places,
    /// The measures, in order; at least one.
    pub(crate) measures: Vec<Measure>,
    /// The resolution, one of those that are folded.
    pub(crate) resolution: Resolution,
    /// How many buckets back from now, the open one included. Rows that have become older than
    /// that are not told as removed: time alone says so.
    pub(crate) buckets: u32,
}

/// A request, checked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The question.
    pub(crate) question: Question,
    /// The shortest time between two changes of a cell.
    pub(crate) rate: Duration,
    /// What the screen has seen.
    pub(crate) resume: Option<Token>,
    /// How many alerts from before come with a snapshot.
    pub(crate) alerts: usize,
}

impl Asked {
    /// Takes a request.
    ///
    /// # Errors
    /// When it can't be understood: which field, and why.
    pub(crate) fn check(request: &WatchRequest) -> Result<Self, FieldError> {
        let question = Question {
            places: Places { within: request.place.clone(), by: level(&request.by)? },
            measures: measures(&request.measures)?,
            resolution: resolution(&request.resolution)?,
            buckets: buckets(request.buckets)?,
        };
        Ok(Self {
            rate: rate(request.rate.as_ref())?,
            resume: resume(&request.resume)?,
            alerts: alerts(request.alerts)?,
            question,
        })
    }
}

impl Question {
    /// Tells it from others, in tokens.
    pub(crate) fn hash(&self) -> u64 {
        let measures: Vec<_> = self.measures.iter().map(Measure::name).collect();
        let Places { within, by } = &self.places;
        let by = by.map_or("", Level::name);
        let (resolution, buckets) = (self.resolution.name(), self.buckets);
        let text = format!("{within}\0{by}\0{}\0{resolution}\0{buckets}", measures.join(","));
        xxh3_64(text.as_bytes())
    }

    /// The topics that tell of its measures.
    pub(crate) fn topics(&self) -> Vec<Topic> {
        let feeds = |stream: &Stream| self.measures.iter().any(|m| m.stream() == *stream);
        let inputs = Stream::ALL.into_iter().filter(feeds).map(Topic::Input);
        let alerts = self.has_alerts().then_some(Topic::Alerts);
        inputs.chain(alerts).collect()
    }

    /// Whether there are alerts of its measures.
    pub(crate) fn has_alerts(&self) -> bool {
        ALERTS.iter().any(|alert| self.measures.contains(&Measure::Fixed(*alert)))
    }

    /// The beginning of the oldest bucket wanted; seconds since 1970.
    pub(crate) fn window_start(&self, zone: &Zone, now: Timestamp) -> i64 {
        let open = zone.bucket(self.resolution, now);
        zone.bucket_back(open, self.buckets.saturating_sub(1)).start
    }
}

fn level(name: &str) -> Result<Option<Level>, FieldError> {
    if name.is_empty() {
        return Ok(None);
    }
    let levels = || Level::ALL.map(Level::name).join(", ");
    let words = || format!("{} is no level: {}", shown(name), levels());
    Level::from_name(name)
        .map(Some)
        .ok_or_else(|| FieldError::new("by", Reason::Malformed, words()))
}

/// Whether a measure can be told bucket by bucket.
fn is_live(measure: &Measure) -> bool {
    !matches!(measure.kind(), Kind::Stock | Kind::Ratio | Kind::Indicator)
}

fn measures(names: &[String]) -> Result<Vec<Measure>, FieldError> {
    if names.is_empty() {
        return Ok(Fixed::ALL.into_iter().map(Measure::Fixed).filter(is_live).collect());
    }
    let mut measures = names
        .iter()
        .enumerate()
        .map(|(at, name)| measure(&format!("measures[{at}]"), name))
        .collect::<Result<Vec<_>, _>>()?;
    measures.sort_unstable();
    measures.dedup();
    Ok(measures)
}

fn measure(field: &str, name: &str) -> Result<Measure, FieldError> {
    let measure = kinhbac_api::measure::named(field, name)?;
    if !is_live(&measure) {
        let kind = measure.kind().name();
        let words = format!("{name} is of the kind {kind}, which is not told live: query it");
        return Err(FieldError::new(field, Reason::NotAllowed, words));
    }
    Ok(measure)
}

fn resolution(name: &str) -> Result<Resolution, FieldError> {
    if name.is_empty() {
        return Ok(Resolution::Minute);
    }
    let known = Resolution::from_name(name).filter(|r| Resolution::FOLDED.contains(r));
    let words = || format!("{} is none of: minute, hour, day", shown(name));
    known.ok_or_else(|| FieldError::new("resolution", Reason::Malformed, words()))
}

fn buckets(wanted: u32) -> Result<u32, FieldError> {
    if wanted > MAX_BUCKETS {
        let words = format!("{wanted} buckets, at most {MAX_BUCKETS}");
        return Err(FieldError::new("buckets", Reason::OutOfRange, words));
    }
    Ok(wanted.max(1))
}

fn alerts(wanted: u32) -> Result<usize, FieldError> {
    if wanted > MAX_ALERTS {
        let words = format!("{wanted} alerts, at most {MAX_ALERTS}");
        return Err(FieldError::new("alerts", Reason::OutOfRange, words));
    }
    Ok(wanted as usize)
}

fn rate(wanted: Option<&wkt::Duration>) -> Result<Duration, FieldError> {
    let Some(wanted) = wanted else { return Ok(DEFAULT_RATE) };
    let span = u64::try_from(wanted.seconds).ok().zip(u32::try_from(wanted.nanos).ok());
    let span = span.map(|(seconds, nanos)| {
        Duration::from_secs(seconds).saturating_add(Duration::from_nanos(nanos.into()))
    });
    let fits = |span: &Duration| {
        *span >= BEAT
            && *span <= Duration::from_millis(SLOWEST)
            && span.as_nanos().is_multiple_of(BEAT.as_nanos())
    };
    let words = "not a multiple of 200 ms from 0.2 s to 60 s";
    span.filter(fits).ok_or_else(|| FieldError::new("rate", Reason::OutOfRange, words))
}

fn resume(text: &str) -> Result<Option<Token>, FieldError> {
    if text.is_empty() {
        return Ok(None);
    }
    let words = "it is no token of a mark; leave it out for a whole snapshot";
    let token = Token::decode(text);
    token.map(Some).map_err(|_| FieldError::new("resume", Reason::Malformed, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_multiple_of_the_beat() {
        let of = |seconds, nanos| rate(Some(&wkt::Duration { seconds, nanos })).ok();
        assert_eq!(rate(None).unwrap(), Duration::from_secs(1));
        assert_eq!(of(0, 200_000_000), Some(Duration::from_millis(200)));
        assert_eq!(of(60, 0), Some(Duration::from_secs(60)));
        for refused in [(0, 0), (0, 100_000_000), (0, 300_000_000), (60, 200_000_000), (-1, 0)] {
            assert_eq!(of(refused.0, refused.1), None, "{refused:?}");
        }
        assert_eq!(of(1, -200_000_000), None);
        assert_eq!(of(i64::MAX, 999_999_999), None);
    }

    #[test]
    fn questions_that_differ_are_told_from_each_other() {
        let question = |place: &str, buckets| Question {
            places: Places { within: place.into(), by: None },
            measures: vec![Fixed::CameraPeople.into()],
            resolution: Resolution::Minute,
            buckets,
        };
        assert_eq!(question("24", 3).hash(), question("24", 3).hash());
        assert_ne!(question("24", 3).hash(), question("24", 4).hash());
        assert_ne!(question("24", 3).hash(), question("27", 3).hash());
    }

    #[test]
    fn what_is_not_told_live_is_refused_by_name() {
        let refused = measures(&["camera.people".into(), "report.open".into()]).unwrap_err();
        assert_eq!((refused.field.as_str(), refused.reason), ("measures[1]", Reason::NotAllowed));
        let refused = measures(&["camera.peeple".into()]).unwrap_err();
        assert_eq!(refused.reason, Reason::UnknownMeasure);
        assert!(refused.words.contains("camera.people"), "{refused}");
        assert!(measures(&[]).unwrap().iter().all(is_live));
    }
}
