//! Whether all that is stored and published is what a plain recomputation gives.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use kinhbac_api::event::decode_logged;
use kinhbac_domain::cell::{Cell, CellKey};
use kinhbac_domain::ports::Record;
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};

use super::World;
use crate::recompute::{LogLine, Rules, recompute};

type Cells = BTreeMap<CellKey, (Cell, Offset)>;

/// Waits until everything in the log is stored.
pub(crate) async fn rest(world: &World) {
    while !(0..world.partitions).all(|p| is_stored(world, PartitionIndex(p))) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn is_stored(world: &World, partition: PartitionIndex) -> bool {
    let (progress, _) = world.store.stored(partition);
    Stream::ALL.into_iter().all(|stream| {
        let records = world.log.records(Topic::Input(stream), partition);
        records.last().is_none_or(|last| progress.of(stream).next > last.offset)
    })
}

/// Compares.
pub(crate) fn compare(world: &World) -> anyhow::Result<()> {
    for partition in (0..world.partitions).map(PartitionIndex) {
        compare_partition(world, partition)
            .with_context(|| format!("partition {partition} is wrong"))?;
    }
    Ok(())
}

fn compare_partition(world: &World, partition: PartitionIndex) -> anyhow::Result<()> {
    let mut expected = Cells::new();
    for stream in Stream::ALL {
        let records = world.log.records(Topic::Input(stream), partition);
        let (lines, poison) = read(world, &records);
        let recomputed = recompute(stream, &lines, &rules(world));
        expected.extend(recomputed.cells);
        expect_copies(world, Topic::Alerts, partition, stream, &recomputed.alerts)?;
        expect_copies(world, Topic::Late, partition, stream, &recomputed.late)?;
        expect_copies(world, Topic::DeadLetter, partition, stream, &poison)?;
    }
    let (progress, stored) = world.store.stored(partition);
    // What was deleted need not be there; what is there must be right all the same.
    let kept = |found: &Cells| {
        let mut kept = expected.clone();
        kept.retain(|key, _| found.contains_key(key) || !world.store.is_deleted(key.bucket));
        kept
    };
    equal("stored", &stored, &kept(&stored))?;
    equal("published", &published(world, partition, Offset(0), Cells::new())?, &expected)?;
    // A view that starts now: the store, and what was published since it.
    let view = published(world, partition, progress.cells_offset, stored)?;
    equal("seen by a new view", &view, &kept(&view))
}

fn rules(world: &World) -> Rules {
    let fold = &world.config.fold;
    Rules {
        zone: fold.zone.clone(),
        duplicate_minutes: fold.duplicate_horizon.div_euclid(60_000)
            + i64::from(fold.duplicate_horizon % 60_000 > 0),
        max_lateness: fold.max_lateness,
        kept: [fold.retention.minute, fold.retention.hour, fold.retention.day],
        numbered_sources: fold.max_sequence_sources,
        number_runs: fold.max_sequence_ranges,
    }
}

fn read(world: &World, records: &[Record]) -> (Vec<LogLine>, BTreeSet<Offset>) {
    let mut lines = Vec::new();
    let mut poison = BTreeSet::new();
    for Record { offset, appended_at, value, .. } in records {
        let event = decode_logged(value, &world.config.fold.zone).ok();
        if event.is_none() {
            poison.insert(*offset);
        }
        lines.push(LogLine { offset: *offset, appended_at: *appended_at, event });
    }
    (lines, poison)
}

/// The newest version of each cell on the topic `cells` from an offset on, over what is there.
fn published(
    world: &World,
    partition: PartitionIndex,
    from: Offset,
    mut cells: Cells,
) -> anyhow::Result<Cells> {
    for record in world.log.records(Topic::Cells, partition) {
        if record.offset < from {
            continue;
        }
        let (entries, _) = kinhbac_api::cells::decode(&record.value)?;
        for entry in entries {
            let known = cells.entry(entry.key).or_insert_with(|| (Cell::default(), Offset(-1)));
            if entry.version >= known.1 {
                *known = (entry.cell, entry.version);
            }
        }
    }
    Ok(cells)
}

/// Each of the records of a stream at some offsets has a copy on another topic, and no other.
fn expect_copies(
    world: &World,
    topic: Topic,
    partition: PartitionIndex,
    stream: Stream,
    expected: &BTreeSet<Offset>,
) -> anyhow::Result<()> {
    let header = |record: &Record, name: &str| {
        record.headers.get(name).map(|value| String::from_utf8_lossy(value).into_owned())
    };
    let copies: BTreeSet<_> = world
        .log
        .records(topic, partition)
        .iter()
        .filter(|r| header(r, "dl_topic").as_deref() == Some(Topic::Input(stream).name()))
        .filter_map(|r| header(r, "dl_offset")?.parse().ok().map(Offset))
        .collect();
    ensure!(
        copies == *expected,
        "on {} stand copies of {} {copies:?} instead of {expected:?}",
        topic.name(),
        stream.name()
    );
    Ok(())
}

fn equal(what: &str, found: &Cells, expected: &Cells) -> anyhow::Result<()> {
    for (key, cell) in expected {
        match found.get(key) {
            None => bail!("{what}: {key:?} is missing; expected {cell:?}"),
            Some(other) if other != cell => {
                bail!("{what}: {key:?}\n   is {other:?}\nwants {cell:?}")
            }
            Some(_) => {}
        }
    }
    let surplus = found.keys().find(|key| !expected.contains_key(key));
    match surplus {
        Some(key) => bail!("{what}: {key:?} should not be there"),
        None => Ok(()),
    }
}
