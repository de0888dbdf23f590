//! The reasons why one event is refused, put together.

use std::fmt::Display;

use kinhbac_api::refusal::{FieldError, Reason};
use kinhbac_api::v1;

use crate::metrics;

/// The most that are told of one event.
const MOST: usize = 10;

/// What is wrong with an event; nothing, mostly.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Vec<FieldError>);

impl Refusals {
    /// Takes one in. `field`: its path in the JSON mapping.
    pub(crate) fn add(&mut self, field: impl Display, reason: Reason, words: impl Into<String>) {
        self.push(FieldError::new(field.to_string(), reason, words));
    }

    /// Takes one in.
    pub(crate) fn push(&mut self, error: FieldError) {
        if self.0.len() < MOST {
            self.0.push(error);
        }
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As they are answered.
    pub(crate) fn into_violations(self) -> Vec<v1::FieldViolation> {
        let told = self.0.into_iter().inspect(|error| metrics::field_refused(error.reason));
        told.map(Into::into).collect()
    }
}
