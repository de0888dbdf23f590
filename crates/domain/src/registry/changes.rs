//! The days on which a unit begins or ends. Between two of them nothing changes, so each span is
//! worked out once, when it is first asked for.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::epoch::Epoch;
use super::lives::Lives;

/// The days of change, and what holds between them.
#[derive(Debug)]
pub(super) struct Changes {
    days: Vec<Date>,
    epochs: Vec<OnceLock<Epoch>>,
}

impl Changes {
    pub(super) fn of(lives: &Lives) -> Self {
        let days = lives.rows().iter().flat_map(|row| [Some(row.valid_from), row.valid_to]);
        let mut days: Vec<Date> = days.flatten().collect();
        days.sort_unstable();
        days.dedup();
        let epochs = (0..=days.len()).map(|_| OnceLock::new()).collect();
        Self { days, epochs }
    }

    /// What holds on a day.
    pub(super) fn epoch(&self, lives: &Lives, day: Date) -> &Epoch {
        let epoch = self.days.partition_point(|&change| change <= day);
        self.epochs[epoch].get_or_init(|| Epoch::on(lives, day))
    }
}
