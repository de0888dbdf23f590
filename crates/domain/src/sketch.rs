//! Sketches whose merge is exact: the same set of values gives the same bytes, whatever the order
//! and grouping.

mod distinct;
mod presence;
mod quantiles;

pub use distinct::DistinctSketch;
pub use presence::Presence;
pub use quantiles::QuantileSketch;

/// Bytes are no sketch of the kind wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a {wanted} sketch: {why}")]
pub struct NotASketch {
    wanted: &'static str,
    why: &'static str,
}
