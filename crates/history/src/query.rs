//! One question, from its places to its last row.

use std::collections::BTreeSet;

use kinhbac_domain::cell::{CellEntry, Rollup};
use kinhbac_domain::id::SiteId;
use kinhbac_domain::measure::Kind;
use kinhbac_domain::ports::HistoryStore;
use kinhbac_domain::registry::Registry;
use kinhbac_domain::time::{Resolution, Timestamp};

use crate::config::Config;
use crate::error::QueryError;
use crate::expected::Standing;
use crate::gather::{Gatherer, Group};
use crate::outbox::Outbox;
use crate::places::{Places, sites_within};
use crate::plan::{Piece, pieces};
use crate::question::{Fill, Question, Within};
use crate::survey::Survey;
use crate::writer::{Carry, Writer};

/// A question with all that its answer is made from.
pub(crate) struct Query<'a> {
    /// What is asked.
    pub(crate) question: &'a Question,
    /// The registry, the same for the whole answer.
    pub(crate) registry: &'a Registry,
    /// Where the cells are.
    pub(crate) store: &'a dyn HistoryStore,
    /// The bounds.
    pub(crate) config: &'a Config,
}

impl Query<'_> {
    /// Sends the whole answer.
    ///
    /// # Errors
    /// When it is too large, the store fails, or the client goes away.
    pub(crate) async fn answer(&self, outbox: Outbox) -> Result<(), QueryError> {
        let survey = match self.question.needs_survey() {
            true => Some(self.survey(sites_within(self.question, self.registry)).await?),
            false => None,
        };
        let places = Places::of(self.question, self.registry, survey.as_ref());
        self.check_size(&places)?;
        let standing = self.question.coverage.then(|| Standing::new(self.question, self.registry));
        let mut writer = Writer::new(self.question, standing, outbox);
        for piece in self.pieces(&places, survey.as_ref()) {
            self.piece(&places, &piece, &mut writer).await?;
        }
        let unassigned = self.unassigned(places, survey).await?;
        writer.into_outbox().finish(unassigned).await
    }

    async fn survey(&self, sites: Option<BTreeSet<SiteId>>) -> Result<Survey, QueryError> {
        let sites = sites.map(|sites| sites.into_iter().collect());
        Survey::take(self.store, self.question, sites, self.config.max_series).await
    }

    /// Refuses what is certain to be too large before it is begun.
    fn check_size(&self, places: &Places) -> Result<(), QueryError> {
        if self.question.fill == Fill::None {
            return Ok(());
        }
        let (places, steps) = (places.rows.len() as u64, self.question.span.steps());
        let (rows, limit) = (places.saturating_mul(steps), self.config.max_rows);
        if rows > limit {
            let what = format!("{places} places in {steps} steps have {rows} rows");
            return Err(QueryError::TooLarge { what, limit });
        }
        Ok(())
    }

    /// The pieces of the answer: where it is known which part of the range has data, and the
    /// rest need not be filled, of that part only.
    fn pieces(&self, places: &Places, survey: Option<&Survey>) -> Vec<Piece> {
        let part = match (self.question.fill, survey) {
            (Fill::None, Some(survey)) => survey.part.clone(),
            _ => self.question.span.bounds.clone(),
        };
        pieces(places, self.question, self.registry, survey, part, self.config)
    }

    async fn piece(
        &self,
        places: &Places,
        piece: &Piece,
        writer: &mut Writer<'_>,
    ) -> Result<(), QueryError> {
        let group = Group::new(&places.rows[piece.places.clone()]);
        let gatherer = Gatherer::new(self.question, self.store, self.config);
        let mut carry = match self.question.kind() {
            Kind::Stock => self.opening(&gatherer, &group).await?,
            _ => Carry::new(),
        };
        for window in self.question.span.windows(piece.part.clone(), piece.steps_at_once) {
            let gathered = gatherer.window(&group, &window).await?;
            writer.write(&group, &window, &gathered, &mut carry).await?;
        }
        Ok(())
    }

    /// What a stock stood at when the range began: all changes before, by days up to the local
    /// day of the beginning, and by its own cells on that day.
    async fn opening(
        &self,
        gatherer: &Gatherer<'_>,
        group: &Group<'_>,
    ) -> Result<Carry, QueryError> {
        let span = &self.question.span;
        let day = span.first_day();
        let before = [
            (Resolution::Day, Timestamp::MIN.seconds()..day),
            (span.stored, day..span.bounds.start),
        ];
        let mut carry = Carry::new();
        for (resolution, starts) in before {
            let take = |place, _, entry: CellEntry| {
                if let Some(label) = self.question.row_label(&entry.key.series.label) {
                    let mut changes = Rollup::default();
                    changes.add_device(&entry.cell);
                    carry.entry((place, label)).or_default().change(self.question, &changes);
                }
                Ok(())
            };
            gatherer.scan(group, resolution, starts, take).await?;
        }
        Ok(carry)
    }

    /// The sites whose data is in no row, for they have no place of the level on the day.
    async fn unassigned(
        &self,
        places: Places,
        survey: Option<Survey>,
    ) -> Result<Vec<SiteId>, QueryError> {
        let mut sites = places.unassigned;
        if sites.is_empty() {
            return Ok(Vec::new());
        }
        let survey = match (survey, &self.question.within) {
            (Some(survey), Within::Everything) => survey,
            _ => self.survey(Some(sites.clone())).await?,
        };
        sites.retain(|site| survey.sites.contains_key(site));
        Ok(sites.into_iter().collect())
    }
}
