//! Things worth knowing that refuse nothing.

/// The most notes that are told.
const MAX_NOTES: usize = 20;
/// The most names in one note.
const MAX_NAMES: usize = 5;

/// Notes, bounded.
#[derive(Debug, Default)]
pub(super) struct Notes {
    told: Vec<String>,
    more: usize,
}

impl Notes {
    pub(super) fn add(&mut self, note: impl FnOnce() -> String) {
        if self.told.len() < MAX_NOTES {
            self.told.push(note());
        } else {
            self.more += 1;
        }
    }

    pub(super) fn into_told(mut self) -> Vec<String> {
        if self.more > 0 {
            self.told.push(format!("and {} more", self.more));
        }
        self.told
    }
}

/// The first few of some names.
pub(super) fn first_of(names: &[&str]) -> String {
    let (told, more) = names.split_at(names.len().min(MAX_NAMES));
    match more.len() {
        0 => told.join(", "),
        more => format!("{} and {more} more", told.join(", ")),
    }
}
