//! Makes rows of what was gathered, in the order of place, time and label, and fills the gaps.

use std::collections::{BTreeMap, BTreeSet};

use kinhbac_api::v1::Row;
use kinhbac_domain::cell::Number;
use kinhbac_domain::id::Label;
use tokio::task::coop::consume_budget;

use crate::error::QueryError;
use crate::expected::Standing;
use crate::gather::{Gathered, Group, RowCells, RowKey};
use crate::outbox::Outbox;
use crate::places::Place;
use crate::question::{Fill, Labels, Question};
use crate::span::Window;
use crate::value::Carried;

/// What each row of the places that are read together had last.
pub(crate) type Carry = BTreeMap<(usize, Label), Carried>;

/// Writes the rows of one question.
pub(crate) struct Writer<'a> {
    question: &'a Question,
    standing: Option<Standing<'a>>,
    measure: String,
    outbox: Outbox,
}

/// What belongs to all rows of a window.
struct Page<'a> {
    window: &'a Window,
    gathered: &'a Gathered,
    /// By place, for each step; empty where not asked for.
    expected: Vec<Vec<u32>>,
}

impl<'a> Writer<'a> {
    /// Into an outbox. `standing` is there if coverage is asked for.
    pub(crate) fn new(
        question: &'a Question,
        standing: Option<Standing<'a>>,
        outbox: Outbox,
    ) -> Self {
        Self { question, standing, measure: question.measure.name().into_owned(), outbox }
    }

    /// The outbox, when all rows are written.
    pub(crate) fn into_outbox(self) -> Outbox {
        self.outbox
    }

    /// Writes the rows of some places in the steps of a window, which follows on the one before.
    ///
    /// # Errors
    /// When there are too many rows, or the client has gone away.
    pub(crate) async fn write(
        &mut self,
        group: &Group<'_>,
        window: &Window,
        gathered: &Gathered,
        carry: &mut Carry,
    ) -> Result<(), QueryError> {
        let standing = self.standing.as_ref();
        let expected = |place| standing.map_or(Vec::new(), |s| s.expected(place, window));
        let expected = group.places.iter().map(expected).collect();
        let page = Page { window, gathered, expected };
        if self.question.fill == Fill::None {
            for (key, cells) in &gathered.rows {
                self.row(group, &page, key, Some(cells), carry).await?;
            }
            return Ok(());
        }
        for (place, labels) in group.places.iter().map(|p| labels(self.question, p)).enumerate() {
            for step in 0..window.len() {
                for label in &labels {
                    let key = RowKey { place, step, label: label.clone() };
                    self.row(group, &page, &key, gathered.rows.get(&key), carry).await?;
                }
            }
        }
        Ok(())
    }

    async fn row(
        &mut self,
        group: &Group<'_>,
        page: &Page<'_>,
        key: &RowKey,
        cells: Option<&RowCells>,
        carry: &mut Carry,
    ) -> Result<(), QueryError> {
        consume_budget().await;
        let carried = carry.entry((key.place, key.label.clone())).or_default();
        let gone_by = page.window.gone_by(key.step, self.question.asked_at);
        let value = cells.and_then(|cells| carried.take(self.question, cells, gone_by));
        match self.printed(value, carried) {
            Some(value) => self.outbox.push(self.made(group, page, key, value)).await,
            None => Ok(()),
        }
    }

    /// The value as it is printed; none where there is no row.
    fn printed(&self, value: Option<Number>, carried: &Carried) -> Option<String> {
        let filled = match self.question.fill {
            Fill::None => value?.into(),
            Fill::Null => value,
            Fill::Zero => value.or(Some(Number::whole(0))),
            Fill::Previous => value.or(carried.previous),
        };
        Some(filled.map_or(String::new(), |number| number.to_string()))
    }

    fn made(&self, group: &Group<'_>, page: &Page<'_>, key: &RowKey, value: String) -> Row {
        let place = &group.places[key.place];
        let heard = || {
            let devices = page.gathered.heard.get(&(key.place, key.step));
            u32::try_from(devices.map_or(0, BTreeSet::len)).unwrap_or(u32::MAX)
        };
        let expected = page.expected[key.place].get(key.step).copied();
        Row {
            place: place.code.clone(),
            name: place.name.clone(),
            time: Some(page.window.start(key.step).into()),
            measure: self.measure.clone(),
            label: key.label.as_str().into(),
            stat: self.question.statistic.name().into(),
            value,
            devices_heard: self.question.coverage.then(heard),
            devices_expected: expected,
        }
    }
}

/// The labels of the rows of a place that is filled.
fn labels(question: &Question, place: &Place) -> BTreeSet<Label> {
    match &question.labels {
        Labels::Together => BTreeSet::from([Label::none()]),
        Labels::One(label) => BTreeSet::from([label.clone()]),
        Labels::Each => place.labels.clone(),
    }
}
