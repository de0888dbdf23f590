//! Where an event counts: by its source's site at its time, else by the site or unit that it
//! names, else by its point.

use h3o::{LatLng, Resolution};
use jiff::civil::Date;
use kinhbac_api::period::Period;
use kinhbac_api::refusal::{FieldError, Reason, shown};
use kinhbac_api::v1::event::Payload;
use kinhbac_api::{v1, wkt};
use kinhbac_domain::event::{DEFAULT_PERIOD_SECONDS, DeviceKind, MAX_SPREAD_SECONDS};
use kinhbac_domain::id::SiteId;
use kinhbac_domain::position::Stream;
use kinhbac_domain::registry::{DeviceRow, Registry, UnitId};
use kinhbac_domain::time::Timestamp;

/// Finds the place of an event, writes it into `resolved`, and tells the event's stream.
///
/// # Errors
/// With the field that names no place, or one that contradicts the registry. What is unknown may
/// be known to a newer registry.
pub(crate) fn resolve(
    event: &mut v1::Event,
    time: Timestamp,
    registry: &Registry,
) -> Result<Stream, FieldError> {
    let stay = registry.stay(&event.source, time);
    let site = match stay {
        Some(stay) => of_device(event, time, stay, registry)?,
        None => of_names(event, time, registry)?,
    };
    let Some(payload) = &mut event.payload else {
        return Err(FieldError::new("event", Reason::Required, "has no payload"));
    };
    let stream = stream_of(payload, stay)?;
    let sign_of_life = sign_of_life(payload, stay).map(|s| wkt::Duration::of_seconds(s.into()));
    event.resolved = Some(v1::Resolved { site, sign_of_life });
    Ok(stream)
}

/// The site where a registered device stands; what the event names besides must agree.
fn of_device(
    event: &v1::Event,
    time: Timestamp,
    stay: &DeviceRow,
    registry: &Registry,
) -> Result<String, FieldError> {
    if !event.site.is_empty() && event.site != stay.site.as_str() {
        let (stood, told) = (shown(stay.site.as_str()), shown(&event.site));
        let words = format!("{} stood at {stood} at {time}, not at {told}", source_of(stay));
        return Err(FieldError::new("site", Reason::NotAllowed, words));
    }
    check_unit(event, &stay.site, time, registry)?;
    Ok(stay.site.as_str().into())
}

fn source_of(stay: &DeviceRow) -> String {
    shown(stay.source.as_str())
}

/// What an event names as its unit beside a site must be that of the site, or one above it.
fn check_unit(
    event: &v1::Event,
    site: &SiteId,
    time: Timestamp,
    registry: &Registry,
) -> Result<(), FieldError> {
    if event.unit.is_empty() {
        return Ok(());
    }
    let (named, day) = unit_of(event, time, registry)?;
    let own = registry.unit_of_site(site, day);
    if own.is_some_and(|own| registry.is_within(own, named, day)) {
        return Ok(());
    }
    let stands = own.map_or("no unit".into(), |own| shown(registry.unit_row(own).code.as_str()));
    let (site, told) = (shown(site.as_str()), shown(&event.unit));
    let words = format!("{site} is in {stands} on {day}, not in {told}");
    Err(FieldError::new("unit", Reason::NotAllowed, words))
}

/// The place that an event of no standing device names.
fn of_names(event: &v1::Event, time: Timestamp, registry: &Registry) -> Result<String, FieldError> {
    let named = match event {
        _ if !event.site.is_empty() => Some("site"),
        _ if !event.unit.is_empty() => Some("unit"),
        _ if event.point.is_some() => Some("point"),
        _ => None,
    };
    let is_registered = !registry.stays(&event.source).is_empty();
    let source = shown(&event.source);
    match named {
        Some(field) if is_registered => {
            let words = format!("{source} is registered, and stood nowhere at {time}");
            Err(FieldError::new(field, Reason::NotAllowed, words))
        }
        None if is_registered => {
            let words = format!("{source} is registered, but stood nowhere at {time}");
            Err(FieldError::new("source", Reason::UnknownSource, words))
        }
        Some("site") => of_site(event, time, registry),
        Some("unit") => {
            let (unit, _) = unit_of(event, time, registry)?;
            Ok(registry.site_of_unit(unit).as_str().into())
        }
        Some(_) => of_point(event),
        None => {
            let words = format!(
                "{source} is not registered: register it, or name a site, a unit or a point"
            );
            Err(FieldError::new("source", Reason::UnknownSource, words))
        }
    }
}

fn of_site(event: &v1::Event, time: Timestamp, registry: &Registry) -> Result<String, FieldError> {
    let day = registry.zone().date(time);
    let row = registry.site(&event.site, day).ok_or_else(|| {
        let words = format!("there is no site {} on {day}", shown(&event.site));
        FieldError::new("site", Reason::UnknownPlace, words)
    })?;
    check_unit(event, &row.site, time, registry)?;
    Ok(row.site.as_str().into())
}

/// The unit of the code that an event names, and the day as of which: that of its time, and of a
/// published figure the last one of its period.
fn unit_of(
    event: &v1::Event,
    time: Timestamp,
    registry: &Registry,
) -> Result<(UnitId, Date), FieldError> {
    let day = match &event.payload {
        Some(Payload::Indicator(figure)) => Period::parse(&figure.calculation_period)
            .map_or_else(|| registry.zone().date(time), Period::last_day),
        _ => registry.zone().date(time),
    };
    registry.unit(&event.unit, day).map(|unit| (unit, day)).ok_or_else(|| {
        let words = format!("there is no unit {} on {day}", shown(&event.unit));
        FieldError::new("unit", Reason::UnknownPlace, words)
    })
}

/// The site of a bare point: its H3 cell of about 10 m.
fn of_point(event: &v1::Event) -> Result<String, FieldError> {
    let cell = event
        .point
        .and_then(|point| LatLng::new(point.latitude, point.longitude).ok())
        .map(|point| point.to_cell(Resolution::Twelve));
    match cell {
        Some(cell) => Ok(format!("h3:{cell}")),
        None => Err(FieldError::new("point", Reason::OutOfRange, "is no point on the earth")),
    }
}

/// The stream of a payload, which must fit the kind of the device that tells it. The kind of an
/// unregistered device is the one that it tells.
fn stream_of(payload: &mut Payload, stay: Option<&DeviceRow>) -> Result<Stream, FieldError> {
    let (stream, field) = match payload {
        Payload::DeviceHealth(health) => return stream_of_health(health, stay),
        Payload::CameraCount(_) => (Stream::Camera, "cameraCount"),
        Payload::CameraIncident(_) => (Stream::Camera, "cameraIncident"),
        Payload::WifiUsage(_) => (Stream::Wifi, "wifiUsage"),
        Payload::WifiSession(_) => (Stream::Wifi, "wifiSession"),
        Payload::ReportSubmitted(_) | Payload::ReportUpdated(_) => return Ok(Stream::Report),
        Payload::Indicator(_) => return Ok(Stream::Indicator),
        Payload::SecurityAlert(_) => return Ok(Stream::Security),
    };
    match stay {
        Some(stay) if stay.kind.stream() != stream => {
            let words = format!("{} is registered as {}", source_of(stay), stay.kind.name());
            Err(FieldError::new(field, Reason::NotAllowed, words))
        }
        _ => Ok(stream),
    }
}

fn stream_of_health(
    health: &mut v1::DeviceHealth,
    stay: Option<&DeviceRow>,
) -> Result<Stream, FieldError> {
    let field = "deviceHealth.kind";
    let told = DeviceKind::from_name(&health.kind);
    match (stay, told) {
        (Some(stay), Some(told)) if stay.kind != told => {
            let words = format!("{} is registered as {}", source_of(stay), stay.kind.name());
            Err(FieldError::new(field, Reason::NotAllowed, words))
        }
        (Some(DeviceRow { kind, .. }), _) => {
            health.kind = kind.name().into();
            Ok(kind.stream())
        }
        (None, Some(told)) => Ok(told.stream()),
        (None, None) => {
            let words = "is missing, for the source is not registered: camera, wifi or conference";
            Err(FieldError::new(field, Reason::Required, words))
        }
    }
}

/// How many seconds an event is a sign of life of its device; none of what is told of a place.
fn sign_of_life(payload: &Payload, stay: Option<&DeviceRow>) -> Option<u32> {
    let told = |period: Option<wkt::Duration>| period.and_then(|p| u32::try_from(p.seconds).ok());
    let seconds = match payload {
        Payload::DeviceHealth(health) => told(health.period),
        Payload::CameraCount(count) => told(count.period).or(Some(DEFAULT_PERIOD_SECONDS)),
        Payload::WifiUsage(usage) => told(usage.period).or(Some(DEFAULT_PERIOD_SECONDS)),
        Payload::CameraIncident(_) | Payload::WifiSession(_) => None,
        _ => return None,
    };
    let expected = || stay.map_or(DEFAULT_PERIOD_SECONDS, |stay| stay.expected_interval);
    Some(seconds.unwrap_or_else(expected).min(MAX_SPREAD_SECONDS))
}
