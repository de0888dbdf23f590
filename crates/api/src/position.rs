//! Positions on the wire.

use kinhbac_domain::position::{Offset, PartitionIndex, Position, Stream};

use crate::v1;

impl From<Position> for v1::Position {
    fn from(position: Position) -> Self {
        Self {
            stream: position.stream.name().into(),
            partition: position.partition.0,
            offset: position.offset.0,
        }
    }
}

impl v1::Position {
    /// The position meant; none when there is no such stream or the offset is negative.
    #[must_use]
    pub fn known(&self) -> Option<Position> {
        Some(Position {
            stream: Stream::from_name(&self.stream)?,
            partition: PartitionIndex(self.partition),
            offset: Some(Offset(self.offset)).filter(|offset| offset.0 >= 0)?,
        })
    }
}
