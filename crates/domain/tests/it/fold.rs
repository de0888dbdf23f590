//! The fold's bounds and horizons. (That it counts right is proved in the simulation of package
//! `kinhbac-tests`, against a plain recomputation.)

use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::event::{Amount, Event, Payload};
use kinhbac_domain::fold::{
    Blocked, Expired, Fold, FoldConfig, Folded, Forgotten, Logged, Retention,
};
use kinhbac_domain::id::{EventId, SiteId, Source};
use kinhbac_domain::ports::TakeOver;
use kinhbac_domain::position::{Offset, PartitionIndex, Stream};
use kinhbac_domain::time::{Resolution, Timestamp, Zone};

const NOW: i64 = 1_790_000_000_000;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn people(id: &str, source: &str, time: i64) -> Event {
    Event {
        id: EventId::new(id).unwrap(),
        source: Source::new(source).unwrap(),
        time: Timestamp::from_millis(time),
        sequence: None,
        site: SiteId::new("site-1").unwrap(),
        sign_of_life: 60,
        payload: Payload::CameraCount {
            period: 60,
            vehicles: Vec::new(),
            people: Some(Amount::Plain(3)),
            speed: None,
            occupancy: None,
        },
    }
}

fn at(offset: i64, appended_at: i64) -> Logged {
    Logged {
        stream: Stream::Camera,
        offset: Offset(offset),
        appended_at: Timestamp::from_millis(appended_at),
    }
}

fn fold_config() -> FoldConfig {
    FoldConfig::for_zone(Zone::named("Asia/Ho_Chi_Minh").unwrap())
}

fn fold(change: impl FnOnce(&mut FoldConfig)) -> Fold {
    let mut config = fold_config();
    change(&mut config);
    Fold::new(config, PartitionIndex(0), TakeOver::default())
}

/// Folds; what is not in memory is not in the store either.
fn take(fold: &mut Fold, logged: Logged, event: &Event) -> Result<Folded, Blocked> {
    match fold.fold(logged, event) {
        Err(Blocked::Missing) => {
            let wants = fold.wants([event]);
            fold.supply(wants, Vec::new(), &Default::default());
            fold.fold(logged, event)
        }
        folded => folded,
    }
}

#[test]
fn the_same_identity_within_the_horizon_is_one_event() {
    let mut fold = fold(|config| config.duplicate_horizon = 15 * MINUTE);
    let event = people("e-1", "camera/1", NOW);
    assert!(matches!(take(&mut fold, at(0, NOW), &event), Ok(Folded::Counted { .. })));
    let soon = at(1, NOW + 15 * MINUTE);
    assert_eq!(take(&mut fold, soon, &event), Ok(Folded::Duplicate));
    // The horizon begins anew with each record of the identity.
    let again = at(2, NOW + 30 * MINUTE);
    assert_eq!(take(&mut fold, again, &event), Ok(Folded::Duplicate));
    let beyond = at(3, NOW + 46 * MINUTE);
    assert!(matches!(take(&mut fold, beyond, &event), Ok(Folded::Counted { .. })));
}

#[test]
fn at_the_bound_of_identities_it_waits_and_forgets_nothing() {
    let mut fold = fold(|config| config.max_identities = 2);
    for (offset, id) in [(0, "a"), (1, "b")] {
        assert!(take(&mut fold, at(offset, NOW), &people(id, "camera/1", NOW)).is_ok());
    }
    let third = people("c", "camera/1", NOW);
    assert_eq!(take(&mut fold, at(2, NOW), &third), Err(Blocked::IdentitiesFull));
    assert_eq!(fold.identities(), 2);
    let known = people("a", "camera/1", NOW);
    assert_eq!(take(&mut fold, at(2, NOW), &known), Ok(Folded::Duplicate));
    // Log time goes on, the old ones leave, and there is room again.
    let later = at(3, NOW + 20 * MINUTE);
    assert!(matches!(take(&mut fold, later, &third), Ok(Folded::Counted { .. })));
}

#[test]
fn at_the_bound_of_series_the_oldest_make_room_and_are_counted_on_from_the_store() {
    let mut fold = fold(|config| config.max_series = 8);
    let mut stored = std::collections::BTreeMap::new();
    for (offset, device) in (0..).zip(0..40) {
        let source = format!("camera/{}", device % 20);
        let event = people(&format!("e-{device}"), &source, NOW);
        loop {
            match fold.fold(at(offset, NOW), &event) {
                Ok(_) => break,
                Err(Blocked::SeriesFull) => {
                    drop(fold.take_changed());
                    let commit = fold.begin_commit(Offset(0));
                    stored.extend(commit.cells.into_iter().map(|e| (e.key.clone(), e)));
                    fold.committed();
                    assert!(fold.make_room() > 0);
                }
                Err(Blocked::Missing) => {
                    let wants = fold.wants([&event]);
                    let found = wants.cells.iter().filter_map(|k| stored.get(k).cloned());
                    let found = found.collect();
                    fold.supply(wants, found, &Default::default());
                }
                Err(Blocked::IdentitiesFull) => unreachable!("there is room for identities"),
            }
        }
        assert!(fold.series() <= 8 + 2, "{} series", fold.series());
    }
    let commit = fold.begin_commit(Offset(0));
    stored.extend(commit.cells.into_iter().map(|e| (e.key.clone(), e)));
    let people: i64 = stored
        .values()
        .filter(|e| e.key.series.measure.name() == "camera.people")
        .map(|e| e.cell.sum)
        .sum();
    // Forty events of three people, in three resolutions.
    assert_eq!(people, 40 * 3 * 3);
}

#[test]
fn past_the_lateness_limit_a_camera_event_is_set_aside() {
    let mut fold = fold(|config| config.max_lateness = 30 * 24 * 60 * MINUTE);
    let day = 24 * 60 * MINUTE;
    let late = people("late", "camera/1", NOW - 31 * day);
    assert_eq!(take(&mut fold, at(0, NOW), &late), Ok(Folded::Late));
    fold.begin_commit(Offset(0));
    fold.committed();
    let in_time = people("in-time", "camera/1", NOW - 20 * day);
    let counted = take(&mut fold, at(1, NOW), &in_time);
    assert!(matches!(counted, Ok(Folded::Counted { restated: true, .. })), "{counted:?}");
}

fn numbered(id: &str, source: &str, number: u64) -> Event {
    Event { sequence: Some(number), ..people(id, source, NOW) }
}

fn forgotten(folded: Result<Folded, Blocked>) -> Option<Forgotten> {
    match folded {
        Ok(Folded::Counted { forgotten, .. }) => forgotten,
        other => panic!("{other:?}"),
    }
}

#[test]
fn of_a_source_the_lowest_numbers_are_forgotten_at_the_bound_and_none_is_refused_unseen() {
    let mut fold = fold(|config| config.max_sequence_ranges = 2);
    // With gaps: each number is a range of its own.
    for (offset, number) in [(0, 10), (1, 20)] {
        let event = numbered(&format!("e-{number}"), "camera/1", number);
        assert_eq!(forgotten(take(&mut fold, at(offset, NOW), &event)), None);
    }
    let third = numbered("e-30", "camera/1", 30);
    assert_eq!(forgotten(take(&mut fold, at(2, NOW), &third)), Some(Forgotten::Range));
    // A gap that is filled late is no duplicate, above what is forgotten and below.
    let filled = numbered("e-21", "camera/1", 21);
    assert_eq!(forgotten(take(&mut fold, at(3, NOW), &filled)), None);
    let below = numbered("e-15", "camera/1", 15);
    assert_eq!(forgotten(take(&mut fold, at(4, NOW), &below)), Some(Forgotten::Range));
    // What is kept is seen through at any age, under any identity.
    let again = numbered("another", "camera/1", 20);
    assert_eq!(take(&mut fold, at(5, NOW + DAY), &again), Ok(Folded::Duplicate));
    // What is forgotten is judged by its identity alone.
    let known = numbered("e-10", "camera/1", 10);
    assert!(matches!(take(&mut fold, at(6, NOW + DAY), &known), Ok(Folded::Counted { .. })));
    assert_eq!(take(&mut fold, at(7, NOW + DAY), &known), Ok(Folded::Duplicate));
    let commit = fold.begin_commit(Offset(0));
    assert_eq!(commit.sequences.len(), 1);
    assert_eq!(commit.sequences[0].ranges.ranges(), [20..22, 30..31]);
}

#[test]
fn of_a_stream_the_source_that_numbered_nothing_for_longest_is_forgotten_at_the_bound() {
    let mut fold = fold(|config| config.max_sequence_sources = 2);
    for (offset, source, number) in [(0, "a", 1), (1, "b", 1), (2, "a", 2)] {
        let event = numbered(&format!("e-{offset}"), source, number);
        assert_eq!(forgotten(take(&mut fold, at(offset, NOW), &event)), None);
    }
    let third = numbered("e-3", "c", 1);
    assert_eq!(forgotten(take(&mut fold, at(3, NOW), &third)), Some(Forgotten::Source));
    let commit = fold.begin_commit(Offset(0));
    let ranges = |source: &str| {
        let found = commit.sequences.iter().find(|s| s.source.as_str() == source).unwrap();
        found.ranges.ranges().to_vec()
    };
    let all = [ranges("a"), ranges("b"), ranges("c")].concat();
    assert_eq!(all, [1..3, 1..2], "of b there is nothing");

    // The next owner goes on as this one would.
    let sequences = commit.sequences.into_iter().filter(|s| !s.ranges.ranges().is_empty());
    let found = TakeOver {
        progress: commit.progress,
        sequences: sequences.collect(),
        ..TakeOver::default()
    };
    let config = FoldConfig { max_sequence_sources: 2, ..fold_config() };
    for mut owner in [fold, Fold::new(config, PartitionIndex(0), found)] {
        let fourth = numbered("e-4", "d", 1);
        assert_eq!(forgotten(take(&mut owner, at(4, NOW), &fourth)), Some(Forgotten::Source));
        let kept = numbered("another", "c", 1);
        assert_eq!(take(&mut owner, at(5, NOW + DAY), &kept), Ok(Folded::Duplicate));
        let gone = numbered("another", "a", 1);
        let counted = take(&mut owner, at(6, NOW + DAY), &gone);
        assert_eq!(forgotten(counted), Some(Forgotten::Source));
    }
}

/// Folds, and tells what is past its retention and which cells it changed.
fn changed(fold: &mut Fold, logged: Logged, event: &Event) -> (Expired, Vec<CellEntry>) {
    drop(fold.take_changed());
    match take(fold, logged, event) {
        Ok(Folded::Counted { expired, .. }) => {
            (expired, fold.take_changed().map(CellEntry::from).collect())
        }
        other => panic!("{other:?}"),
    }
}

/// The resolutions of the changed cells of a measure, sorted, and their sums.
fn sums(cells: &[CellEntry], measure: &str) -> Vec<(Resolution, i64)> {
    let cells = cells.iter().filter(|e| e.key.series.measure.name() == measure);
    let mut sums: Vec<_> = cells.map(|e| (e.key.bucket.resolution, e.cell.sum)).collect();
    sums.sort_unstable();
    sums
}

#[test]
fn a_bucket_past_its_retention_is_not_begun_anew_while_longer_ones_count_on() {
    let retention = Retention { minute: Some(2 * HOUR), hour: Some(2 * DAY), day: None };
    let mut fold = fold(|config| config.retention = retention);
    // `NOW` is 14:13:20 UTC, 21:13:20 of the zone.
    let whole = people("whole", "camera/1", NOW - 2 * HOUR + 20_000);
    let (expired, cells) = changed(&mut fold, at(0, NOW), &whole);
    assert_eq!(expired, Expired::Nothing);
    assert_eq!(sums(&cells, "camera.people").len(), 3);

    let hours = people("hours", "camera/1", NOW - 3 * HOUR);
    let (expired, cells) = changed(&mut fold, at(1, NOW), &hours);
    assert_eq!(expired, Expired::Sign);
    let people_of = sums(&cells, "camera.people");
    assert_eq!(people_of, [(Resolution::Hour, 3), (Resolution::Day, 6)]);

    let days = people("days", "camera/1", NOW - 3 * DAY);
    let (expired, cells) = changed(&mut fold, at(2, NOW), &days);
    assert_eq!(expired, Expired::Sign);
    assert_eq!(sums(&cells, "camera.people"), [(Resolution::Day, 3)]);
}

#[test]
fn a_sign_of_life_in_minutes_past_their_retention_is_set_aside_and_never_counted_twice() {
    let retention = Retention { minute: Some(2 * HOUR), ..Retention::FOR_EVER };
    let mut fold = fold(|config| config.retention = retention);
    let sign = |id: &str, time| Event { sign_of_life: 90, ..people(id, "camera/1", time) };
    let (expired, cells) = changed(&mut fold, at(0, NOW), &sign("whole", NOW - HOUR));
    assert_eq!(expired, Expired::Nothing);
    assert_eq!(sums(&cells, "camera.up").last(), Some(&(Resolution::Day, 90)));

    // The same seconds, told under another identity once their minutes have been deleted.
    let again = sign("again", NOW - HOUR);
    let (expired, cells) = changed(&mut fold, at(1, NOW + 3 * HOUR), &again);
    assert_eq!(expired, Expired::Sign);
    assert_eq!(sums(&cells, "camera.up"), []);
    assert_eq!(sums(&cells, "camera.people"), [(Resolution::Hour, 6), (Resolution::Day, 6)]);

    // Its first minute is past, the second one not: hours and days get the second one's seconds.
    let log_time = NOW + 5 * HOUR;
    let begins = log_time - 2 * HOUR - 50_000;
    let (expired, cells) = changed(&mut fold, at(2, log_time), &sign("half", begins));
    assert_eq!(expired, Expired::Sign);
    let second = begins.rem_euclid(MINUTE) / 1000;
    let left = 90 - (60 - second);
    let expected = [(Resolution::Minute, left), (Resolution::Hour, left), (Resolution::Day, left)];
    assert_eq!(sums(&cells, "camera.up"), expected);
}
