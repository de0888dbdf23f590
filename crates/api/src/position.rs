//! Positions on the wire.

use std::fmt;

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

/// As people write it: `kinhbac.camera.v1/3/1042`.
impl fmt::Display for v1::RecordPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.topic, self.partition, self.offset)
    }
}
