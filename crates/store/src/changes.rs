//! What an upsert of the registry changes.

use std::collections::HashMap;
use std::hash::Hash;

use kinhbac_domain::registry::RegistryRows;

/// Those of the rows that are new or differ from the one with their key.
pub(crate) fn changes(before: &RegistryRows, rows: &RegistryRows) -> RegistryRows {
    RegistryRows {
        units: changed(&before.units, &rows.units, |row| (row.code.clone(), row.valid_from)),
        sites: changed(&before.sites, &rows.sites, |row| (row.site.clone(), row.valid_from)),
        devices: changed(&before.devices, &rows.devices, |row| {
            (row.source.clone(), row.valid_from)
        }),
        boundaries: changed(&before.boundaries, &rows.boundaries, |row| {
            (row.unit.clone(), row.valid_from)
        }),
    }
}

/// Of rows with one key the last counts.
fn changed<R: Clone + PartialEq, K: Eq + Hash>(
    before: &[R],
    rows: &[R],
    key: impl Fn(&R) -> K,
) -> Vec<R> {
    let before: HashMap<K, &R> = before.iter().map(|row| (key(row), row)).collect();
    let last: HashMap<K, &R> = rows.iter().map(|row| (key(row), row)).collect();
    let differs = |(key, row): &(K, &R)| before.get(key) != Some(row);
    last.into_iter().filter(differs).map(|(_, row)| row.clone()).collect()
}

/// How many they are.
pub(crate) fn count(changes: &RegistryRows) -> u32 {
    // A registry is far below 2^32 rows.
    let RegistryRows { units, sites, devices, boundaries } = changes;
    (units.len() + sites.len() + devices.len() + boundaries.len()) as u32
}
