//! Which series have data, found at the coarsest resolution: asked before the rows where the
//! registry alone can't say which places, devices or labels there are.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use futures::StreamExt;
use kinhbac_domain::id::{Device, Label, SiteId};
use kinhbac_domain::measure::Kind;
use kinhbac_domain::ports::{HistoryStore, SeriesScan};
use kinhbac_domain::time::{Resolution, Timestamp};

use crate::error::QueryError;
use crate::question::{Question, Within};

/// The series that have data on the days of the range (of a stock: at any time before its end).
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// By site and device, the labels.
    pub(crate) sites: BTreeMap<SiteId, BTreeMap<Device, BTreeSet<Label>>>,
    /// From the beginning of the first bucket with data to the end of the last; seconds since
    /// 1970.
    pub(crate) part: Range<i64>,
    series: usize,
}

impl Survey {
    /// Reads which series of some sites (all, where none) have data.
    ///
    /// # Errors
    /// When there are more than `max_series`, or the store fails.
    pub(crate) async fn take(
        store: &dyn HistoryStore,
        question: &Question,
        sites: Option<Vec<SiteId>>,
        max_series: usize,
    ) -> Result<Self, QueryError> {
        let mut survey = Self::default();
        let scan = scan(question, sites);
        let resolution = scan.resolution;
        let mut buckets: Option<Range<i64>> = None;
        let mut cells = store.scan(scan);
        while let Some(cell) = cells.next().await {
            let (_, entry) = cell?;
            let (series, start) = (entry.key.series, entry.key.bucket.start);
            let known = buckets.get_or_insert(start..start);
            *known = known.start.min(start)..known.end.max(start);
            survey.note(series.site, series.device, series.label);
            if survey.series > max_series {
                let what = format!("the question touches {} series", survey.series);
                return Err(QueryError::TooLarge { what, limit: max_series as u64 });
            }
        }
        if let Some(known) = buckets {
            survey.part = known.start..question.span.bucket_end(resolution, known.end);
        }
        Ok(survey)
    }

    fn note(&mut self, site: SiteId, device: Device, label: Label) {
        let new = self.sites.entry(site).or_default().entry(device).or_default().insert(label);
        self.series += usize::from(new);
    }
}

fn scan(question: &Question, sites: Option<Vec<SiteId>>) -> SeriesScan {
    let span = &question.span;
    let (resolution, first) = match question.kind() {
        Kind::Indicator => (span.stored, span.bounds.start),
        Kind::Stock => (Resolution::Day, Timestamp::MIN.seconds()),
        _ => (Resolution::Day, span.first_day()),
    };
    SeriesScan {
        measures: question.inputs(),
        label: question.label_read(),
        sites,
        device: match &question.within {
            Within::Device(device) => Some(device.clone()),
            _ => None,
        },
        resolution,
        starts: first..span.bounds.end,
    }
}
