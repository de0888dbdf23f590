//! Rows, packed into letters: for one screen, or for all that have seen the same.

use std::sync::Arc;

use kinhbac_api::v1::LiveCell;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::answer::Halt;
use crate::letter::{Kind, LETTER_BYTES, Letter, Sheaf};
use crate::metrics;
use crate::outbox::Outbox;

/// Packs rows.
pub(crate) struct Parcel<'a> {
    goes_to: GoesTo<'a>,
    changed: Sheaf,
    removed: Sheaf,
}

enum GoesTo<'a> {
    /// One screen, as its client takes them.
    Screen(&'a Outbox),
    /// All that want them; kept until then.
    Draft(&'a mut Draft),
}

/// Letters that are kept for screens to come, while there is room.
pub(crate) struct Draft {
    letters: Vec<Letter>,
    room: Arc<Semaphore>,
    taken: Option<OwnedSemaphorePermit>,
}

/// What room is counted in.
const KIB: usize = 1024;

impl Draft {
    /// An empty one; `room` is what all have together, in KiB.
    pub(crate) fn new(room: Arc<Semaphore>) -> Self {
        Self { letters: Vec::new(), room, taken: None }
    }

    fn add(&mut self, letter: Letter) -> Result<(), Halt> {
        let kib = u32::try_from(letter.bytes().len().div_ceil(KIB)).unwrap_or(u32::MAX);
        let permit = Arc::clone(&self.room).try_acquire_many_owned(kib);
        let permit = permit.map_err(|_| Halt::NoRoom)?;
        match &mut self.taken {
            Some(taken) => taken.merge(permit),
            None => self.taken = Some(permit),
        }
        self.letters.push(letter);
        Ok(())
    }

    /// The letters, and the room that they take.
    pub(crate) fn finish(self) -> (Vec<Letter>, Option<OwnedSemaphorePermit>) {
        (self.letters, self.taken)
    }
}

impl<'a> Parcel<'a> {
    /// For one screen.
    pub(crate) fn to_screen(outbox: &'a Outbox) -> Self {
        Self::new(GoesTo::Screen(outbox))
    }

    /// For all.
    pub(crate) fn to_draft(draft: &'a mut Draft) -> Self {
        Self::new(GoesTo::Draft(draft))
    }

    fn new(goes_to: GoesTo<'a>) -> Self {
        let (changed, removed) = (Sheaf::new(Kind::Changed), Sheaf::new(Kind::Removed));
        Self { goes_to, changed, removed }
    }

    /// Rows with new values.
    pub(crate) async fn changed(&mut self, rows: Vec<LiveCell>) -> Result<(), Halt> {
        metrics::rows_made(rows.len());
        for row in rows {
            self.changed.add(&row);
            if self.changed.bytes() >= LETTER_BYTES {
                // A row that went and came again is there.
                self.goes_to.put(self.removed.take()).await?;
                self.goes_to.put(self.changed.take()).await?;
            }
        }
        Ok(())
    }

    /// Rows that are no longer the question's.
    pub(crate) async fn removed(&mut self, rows: Vec<LiveCell>) -> Result<(), Halt> {
        metrics::rows_made(rows.len());
        for row in rows {
            self.removed.add(&row);
            if self.removed.bytes() >= LETTER_BYTES {
                self.goes_to.put(self.removed.take()).await?;
            }
        }
        Ok(())
    }

    /// Sends what is packed.
    pub(crate) async fn finish(mut self) -> Result<(), Halt> {
        self.goes_to.put(self.removed.take()).await?;
        self.goes_to.put(self.changed.take()).await
    }
}

impl GoesTo<'_> {
    async fn put(&mut self, letter: Option<Letter>) -> Result<(), Halt> {
        match (self, letter) {
            (_, None) => Ok(()),
            (Self::Screen(outbox), Some(letter)) => Ok(outbox.put(letter).await?),
            (Self::Draft(draft), Some(letter)) => draft.add(letter),
        }
    }
}
