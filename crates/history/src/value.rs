//! From a row's cells to its value, by the measure's kind.

use kinhbac_domain::cell::{Number, Rollup};
use kinhbac_domain::measure::Kind;

use crate::gather::RowCells;
use crate::question::Question;

/// What a place has so far in the range.
#[derive(Clone, Debug, Default)]
pub(crate) struct Carried {
    /// Of a stock: all changes until now.
    running: Rollup,
    /// The last value.
    pub(crate) previous: Option<Number>,
}

impl Carried {
    /// The value of a row whose bucket has `gone_by` seconds behind it; none where there is
    /// nothing to tell.
    pub(crate) fn take(
        &mut self,
        question: &Question,
        cells: &RowCells,
        gone_by: i64,
    ) -> Option<Number> {
        let value = match question.kind() {
            Kind::Ratio => in_time(cells),
            Kind::Stock => return self.change(question, &together(cells)),
            _ => together(cells).value(&question.measure, question.statistic, gone_by),
        };
        self.previous = value.or(self.previous);
        value
    }

    /// Puts a stock's changes to what was there before; tells how many there are then.
    pub(crate) fn change(&mut self, question: &Question, changes: &Rollup) -> Option<Number> {
        self.running.merge(changes);
        self.previous = self.running.value(&question.measure, question.statistic, 0);
        self.previous
    }
}

/// The devices' cells put together.
fn together(cells: &RowCells) -> Rollup {
    let mut rollup = Rollup::default();
    cells.values().for_each(|cell| rollup.add_device(cell));
    rollup
}

/// The share of the first input that is not of the second: of the reports resolved, those that
/// were not overdue. None where none was resolved.
fn in_time(cells: &RowCells) -> Option<Number> {
    let sum_of = |input: usize| -> i128 {
        cells.iter().filter(|((i, _), _)| *i == input).map(|(_, cell)| i128::from(cell.sum)).sum()
    };
    let (resolved, overdue) = (sum_of(0), sum_of(1));
    Number::quotient(resolved - overdue, 0, resolved)
}
