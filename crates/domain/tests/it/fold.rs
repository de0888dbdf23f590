//! The fold's bounds and horizons. (That it counts right is proved in the simulation of package
//! `kinhbac-tests`, against a plain recomputation.)

use kinhbac_domain::event::{Amount, Event, Payload};
use kinhbac_domain::fold::{Blocked, Fold, FoldConfig, Folded, Logged};
use kinhbac_domain::id::{EventId, SiteId, Source};
use kinhbac_domain::ports::TakeOver;
use kinhbac_domain::position::{Offset, PartitionIndex, Stream};
use kinhbac_domain::time::{Timestamp, Zone};

const NOW: i64 = 1_790_000_000_000;
const MINUTE: i64 = 60_000;

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

fn fold(change: impl FnOnce(&mut FoldConfig)) -> Fold {
    let mut config = FoldConfig::for_zone(Zone::named("Asia/Ho_Chi_Minh").unwrap());
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
                    fold.take_changed();
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
