//! What something costs.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// How long a tick of Linux's accounts is, milliseconds.
const TICK: u64 = 10;
/// Where `utime` and `stime` stand in `/proc/PID/stat` behind the name, see proc(5).
const OWN: [usize; 2] = [11, 12];
/// Where `cutime` and `cstime` stand.
const ENDED_CHILDREN: [usize; 2] = [13, 14];

/// CPU time of a process so far: user and system.
pub(super) fn cpu_of(pid: u32) -> Result<Duration> {
    read(&pid.to_string(), OWN)
}

/// CPU time of the processes that this one has started and that have ended.
pub(super) fn cpu_of_ended_children() -> Result<Duration> {
    read("self", ENDED_CHILDREN)
}

/// Does some work of this process, and tells how long it took and its CPU time.
pub(super) fn measured<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, Duration, Duration)> {
    let (begun, before) = (Instant::now(), read("self", OWN)?);
    let done = work()?;
    Ok((done, begun.elapsed(), read("self", OWN)? - before))
}

fn read(pid: &str, fields: [usize; 2]) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    sum(&stat, fields).context("an account of CPU time")
}

fn sum(stat: &str, fields: [usize; 2]) -> Option<Duration> {
    // "number (name) state parent ...", where a name may have spaces and brackets.
    let (_, rest) = stat.rsplit_once(") ")?;
    let values: Vec<_> = rest.split_whitespace().collect();
    let mut ticks = 0;
    for field in fields {
        ticks += values.get(field)?.parse::<u64>().ok()?;
    }
    Some(Duration::from_millis(ticks * TICK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_found_behind_a_name_with_brackets() {
        let stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 9 8 7 6 150 25 300 4 20 0 1 0";
        assert_eq!(sum(stat, OWN), Some(Duration::from_millis(1_750)));
        assert_eq!(sum(stat, ENDED_CHILDREN), Some(Duration::from_millis(3_040)));
        assert_eq!(sum("42 (a) S 1", OWN), None);
    }
}
