//! Whether log and store belong together: of one installation, and with one past.
//!
//! A store says up to where it has counted a log. With another log, or an older copy of its own,
//! that would be wrong without a sound: records would be passed over, or counted twice. So both
//! carry the installation's mark, and what the store knows of the log's past is compared.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use kinhbac_domain::ports::{CellStore, EventLog, SettingsStore};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, StreamProgress, Topic};

use super::data_dir::DataDir;

/// The store's setting.
const SETTING: &str = "installation";
/// The log's file.
const FILE: &str = "installation";
/// Where it is written, to be renamed when it is whole.
const DRAFT: &str = "installation.new";
/// Where the log's records are in its folder.
const RECORDS: &str = "log";
/// The ways out.
const WAY_OUT: &str = "put back the one that belongs to the other, restore both from one backup \
                       into an empty folder with `kinhbac restore`, or begin anew with --data-dir";

/// Compares the marks of store and log; both get one at the first start. The log is not opened
/// yet, so another installation's is left as it is. A new store takes the log's mark: it is
/// counted anew from all that the log has.
///
/// # Errors
/// When they are of two installations.
pub(super) async fn compare_marks(
    store: &(impl SettingsStore + ?Sized),
    folder: &DataDir,
    new: u128,
) -> Result<()> {
    let found = mark_of(folder)?;
    let proposed = found.clone().unwrap_or_else(|| format!("{new:032x}"));
    let settled = store.settle(SETTING, &proposed).await?;
    let (log, file) = (folder.log(), folder.store());
    match found {
        Some(mark) if mark == settled => Ok(()),
        Some(mark) => bail!(
            "the log in {} is of the installation {mark}, but the store {} is of {settled}: \
             {WAY_OUT}",
            log.display(),
            file.display()
        ),
        // Records that nobody marked: of a start before there were marks, if the store is so too.
        None if settled != proposed && log.join(RECORDS).exists() => bail!(
            "the log in {} does not say which installation it is of, and the store {} is of \
             {settled}: {WAY_OUT}; if they do belong together, write that mark into the file {}",
            log.display(),
            file.display(),
            log.join(FILE).display()
        ),
        None => write_mark(&log, &settled)
            .with_context(|| format!("can't mark the log in {}", log.display())),
    }
}

/// The mark of the log of a data folder; none where it has none yet.
///
/// # Errors
/// When it can't be read or is none.
pub(crate) fn mark_of(folder: &DataDir) -> Result<Option<String>> {
    let path = folder.log().join(FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).context(format!("can't read {}", path.display())),
    };
    let mark = text.trim();
    if mark.len() == 32 && mark.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(Some(mark.to_owned()));
    }
    bail!("the file {} is damaged: it has not 32 hexadecimal digits", path.display())
}

fn write_mark(log: &Path, mark: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(log)?;
    let draft = log.join(DRAFT);
    let mut file = File::create(&draft)?;
    writeln!(file, "{mark}")?;
    file.sync_all()?;
    std::fs::rename(&draft, log.join(FILE))?;
    File::open(log)?.sync_all()
}

/// Compares how far the store has counted with where the log begins and ends, and with when the
/// log took the records before that.
///
/// # Errors
/// When the log is not the one that was counted, or an older or a younger copy of it.
pub(super) async fn compare_progress(
    store: &(impl CellStore + ?Sized),
    log: &dyn EventLog,
    folder: &DataDir,
) -> Result<()> {
    let mut apart = Vec::new();
    for (partition, progress) in store.progress().await? {
        for (stream, counted) in progress.streams {
            let words = difference(log, stream, partition, counted).await?;
            apart.extend(
                words.map(|words| format!("{} partition {partition} {words}", stream.name())),
            );
        }
    }
    let Some(first) = apart.first() else { return Ok(()) };
    let others = match apart.len() - 1 {
        0 => String::new(),
        others => format!(" (and {others} more partitions)"),
    };
    bail!(
        "the log in {} and the store {} do not belong together: {first}{others}; {WAY_OUT}",
        folder.log().display(),
        folder.store().display()
    )
}

/// What is wrong with a partition for a store that has counted it so far.
async fn difference(
    log: &dyn EventLog,
    stream: Stream,
    partition: PartitionIndex,
    counted: StreamProgress,
) -> Result<Option<String>> {
    let (topic, next) = (Topic::Input(stream), counted.next);
    if next == Offset(0) {
        return Ok(None);
    }
    let bounds = log.bounds(topic, partition).await?;
    if bounds.end < next {
        let missing = next.0 - bounds.end.0;
        return Ok(Some(format!(
            "ends at offset {}, but the store has counted up to {next}: the log is older, \
             {missing} records are missing",
            bounds.end
        )));
    }
    if bounds.start > next {
        let missing = bounds.start.0 - next.0;
        return Ok(Some(format!(
            "begins at offset {}, but the store has counted only up to {next}: the store is \
             older, {missing} records are missing",
            bounds.start
        )));
    }
    if bounds.start == next {
        return Ok(None);
    }
    // The last record that was counted moved log time to where the store says; none did further.
    let last = log.offset_at(topic, partition, counted.log_time).await?;
    let after = log.offset_at(topic, partition, counted.log_time.plus_millis(1)).await?;
    let is_same = last < next && next <= after;
    Ok((!is_same).then(|| {
        format!(
            "took the records before offset {next} at other times than those that the store has \
             counted, the last of them at {}",
            counted.log_time
        )
    }))
}
