//! The measures whose names are nearest to a text.

use kinhbac_domain::measure::Fixed;

/// How many are named.
const NAMED: usize = 3;
/// The longest text that is compared: no measure's name is as long.
const LONGEST: usize = 64;

/// The names of the catalogue that are nearest to a text, nearest first.
pub(super) fn measures(text: &str) -> Vec<&'static str> {
    let text: String = text.chars().take(LONGEST).collect();
    let mut names: Vec<_> = Fixed::ALL.iter().map(|m| m.declared().name).collect();
    names.sort_by_cached_key(|name| distance(&text, name));
    names.truncate(NAMED);
    names
}

/// How many characters must be put in, taken out or changed to make one text of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_measure_is_named_first() {
        assert_eq!(measures("camera.vehicle")[0], "camera.vehicles");
        assert_eq!(measures("wifi.client")[0], "wifi.clients");
        assert_eq!(measures(&"é".repeat(1_000_000)).len(), NAMED);
    }

    #[test]
    fn the_distance_counts_single_changes() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("same", "same"), 0);
    }
}
