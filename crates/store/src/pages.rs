//! Scans are told in pages.
//!
//! A task of its own reads them in one read transaction and hands pages over; it ends when nobody
//! listens any more, or when its listener takes nothing for too long.

use std::time::Duration;

use futures::stream::{self, Stream};
use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::ports::StoreError;
use kinhbac_domain::position::PartitionIndex;
use tokio::sync::mpsc;

/// Cells of a page, at most.
pub(crate) const PAGE: usize = 512;
/// Pages that wait for the listener.
const PAGES_AHEAD: usize = 4;

pub(crate) type Row = (PartitionIndex, CellEntry);

/// What the reading task tells.
enum Told<F> {
    Page(Vec<Row>),
    /// That was all.
    End,
    Failed(F),
}

/// The reading task's end of the way.
pub(crate) struct Teller<F> {
    tell: mpsc::Sender<Told<F>>,
    stall_timeout: Duration,
}

impl<F: From<StoreError>> Teller<F> {
    /// Hands a page over.
    pub(crate) async fn page(&self, rows: Vec<Row>) -> Result<(), F> {
        let page = Told::Page(rows);
        self.tell.send_timeout(page, self.stall_timeout).await.map_err(|_| given_up())
    }

    /// Tells the end.
    async fn end(self, outcome: Result<(), F>) {
        let last = outcome.map_or_else(Told::Failed, |()| Told::End);
        // Nobody listens any more, or takes nothing: the channel closes without an end.
        let _ = self.tell.send_timeout(last, self.stall_timeout).await;
    }
}

/// The pages that a reader tells.
pub(crate) trait Reader: Send + 'static {
    /// Why it can fail.
    type Fault: From<StoreError> + Send;

    /// Tells everything.
    fn read(
        &mut self,
        teller: &Teller<Self::Fault>,
    ) -> impl Future<Output = Result<(), Self::Fault>> + Send;
}

/// Lets a reader read in a task of its own.
pub(crate) fn told<R: Reader>(
    mut reader: R,
    stall_timeout: Duration,
) -> impl Stream<Item = Result<Vec<Row>, R::Fault>> + use<R> {
    let (tell, told) = mpsc::channel(PAGES_AHEAD);
    let (closed, teller) = (tell.clone(), Teller { tell, stall_timeout });
    tokio::spawn(async move {
        tokio::select! {
            () = closed.closed() => {}
            () = async {
                let outcome = reader.read(&teller).await;
                teller.end(outcome).await;
            } => {}
        }
    });
    stream::unfold(Some(told), listen)
}

/// The next page; a channel that closes without an end was cut short.
async fn listen<F: From<StoreError>>(
    told: Option<mpsc::Receiver<Told<F>>>,
) -> Option<(Result<Vec<Row>, F>, Option<mpsc::Receiver<Told<F>>>)> {
    let mut told = told?;
    match told.recv().await {
        Some(Told::Page(page)) => Some((Ok(page), Some(told))),
        Some(Told::End) => None,
        Some(Told::Failed(fault)) => Some((Err(fault), None)),
        None => Some((Err(given_up()), None)),
    }
}

fn given_up<F: From<StoreError>>() -> F {
    StoreError::Unavailable("a scan was given up: nothing was taken from it for too long".into())
        .into()
}
