//! Sends rows in messages as they are ready, no faster than they are taken.

use kinhbac_api::v1::{QueryResponse, Row};
use kinhbac_domain::id::SiteId;

use crate::answer::Client;
use crate::config::Config;
use crate::error::QueryError;
use crate::metrics;

/// Codes of unassigned places in one message: far below the 4 MiB that a client takes.
const CODES_PER_MESSAGE: usize = 10_000;

/// Rows on their way to who asked.
pub(crate) struct Outbox {
    client: Client<QueryResponse>,
    rows: Vec<Row>,
    rows_per_message: usize,
    sent: u64,
    max_rows: u64,
}

impl Outbox {
    /// To a client.
    pub(crate) fn new(client: Client<QueryResponse>, config: &Config) -> Self {
        let rows_per_message = config.rows_per_message.max(1);
        let max_rows = config.max_rows;
        Self { client, rows: Vec::new(), rows_per_message, sent: 0, max_rows }
    }

    /// Sends a row, with others of its message.
    ///
    /// # Errors
    /// When it is one too many, or the client has gone away or stalls.
    pub(crate) async fn push(&mut self, row: Row) -> Result<(), QueryError> {
        if self.sent == self.max_rows {
            let what = "the answer has more rows".into();
            return Err(QueryError::TooLarge { what, limit: self.max_rows });
        }
        self.sent += 1;
        self.rows.push(row);
        if self.rows.len() >= self.rows_per_message { self.flush(Vec::new()).await } else { Ok(()) }
    }

    /// Sends what is left, and the places that have no rows of their own.
    ///
    /// # Errors
    /// When the client has gone away or stalls.
    pub(crate) async fn finish(mut self, unassigned: Vec<SiteId>) -> Result<(), QueryError> {
        let mut codes = unassigned.iter().map(|site| site.as_str().to_owned());
        loop {
            let some: Vec<_> = codes.by_ref().take(CODES_PER_MESSAGE).collect();
            if some.is_empty() && self.rows.is_empty() {
                return Ok(());
            }
            self.flush(some).await?;
        }
    }

    async fn flush(&mut self, unassigned: Vec<String>) -> Result<(), QueryError> {
        let rows = std::mem::take(&mut self.rows);
        metrics::rows_sent(rows.len());
        let message = QueryResponse { rows, unassigned };
        self.client.send(message).await
    }
}
