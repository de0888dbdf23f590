//! Instants, dates, spans and periods as people write them.

use std::sync::LazyLock;

use kinhbac_api::period::Period;
use kinhbac_api::wkt;
use kinhbac_domain::time::{Resolution, Timestamp, Zone};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Zones whose clocks do what clocks can do: midnights that are skipped, half hours, a day that
/// never was.
const ZONES: [&str; 5] = [
    "Asia/Ho_Chi_Minh",
    "Pacific/Auckland",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
];

/// 9999-12-30T00:00:00Z.
const LAST_DAY: i64 = 253_402_128_000;

/// A text is an instant, a span, a period or none; what is printed of it is read as the same.
pub fn times(data: &[u8]) {
    static READ: LazyLock<Vec<Zone>> =
        LazyLock::new(|| ZONES.iter().map(|name| Zone::named(name).unwrap()).collect());
    let Ok(text) = std::str::from_utf8(data) else { return };
    READ.iter().for_each(|zone| instant(zone, text));
    if let Ok(at) = text.parse::<Timestamp>() {
        assert_eq!(at.to_string().parse(), Ok(at));
    }
    if let Some(period) = Period::parse(text) {
        assert_eq!(period.to_string(), text);
        let bucket = period.bucket(&READ[0]);
        assert_eq!(Period::of_bucket(bucket, &READ[0]), Some(period));
        assert!(period.last_day() >= READ[0].date(bucket.start_time()));
    }
    in_json::<wkt::Timestamp>(text);
    in_json::<wkt::Duration>(text);
}

fn instant(zone: &Zone, text: &str) {
    let Ok(at) = zone.parse(text) else { return };
    assert_eq!(zone.parse(&zone.print(at)), Ok(at), "{}", zone.print(at));
    for resolution in Resolution::ALL {
        let bucket = zone.bucket(resolution, at);
        assert!(bucket.start_time() <= at, "{resolution:?} of {at} in {}", zone.name());
        let end = zone.bucket_end(bucket);
        // The calendar ends with the year 9999: its last day has no end in every zone.
        let is_last_day = at.seconds() >= LAST_DAY;
        assert!(at.seconds() < end || is_last_day, "{resolution:?} of {at} in {}", zone.name());
        let before = zone.bucket_back(bucket, 1);
        assert!(before.start < bucket.start || bucket.start <= Timestamp::MIN.seconds());
    }
}

fn in_json<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(text: &str) {
    let Ok(value) = serde_json::from_value::<T>(text.into()) else { return };
    let written = serde_json::to_value(&value).unwrap();
    assert_eq!(serde_json::from_value::<T>(written).unwrap(), value);
}
