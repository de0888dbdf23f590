//! Generated wire types, wire ⇄ domain, and the one map from errors to gRPC statuses.

pub mod cells;
pub mod event;
pub mod json;
pub mod measure;
pub mod period;
mod position;
pub mod refusal;
pub mod status;
pub mod wkt;

/// The wire types of `proto/kinhbac/v1`, with their proto3 JSON mapping; written by
/// `cargo run -p kinhbac-api-generate`.
#[expect(missing_docs, reason = "generated; documented in the .proto files")]
#[allow(
    clippy::all,
    clippy::unwrap_used,
    clippy::expect_used,
    unreachable_pub,
    reason = "generated"
)]
pub mod v1 {
    include!("generated/kinhbac.v1.rs");
    include!("generated/kinhbac.v1.serde.rs");
}

/// The descriptors of the package, for gRPC reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!("generated/descriptors.bin");

/// The descriptors of `google.rpc` details, for tools that show an error by reflection.
pub const DETAILS_DESCRIPTOR_SET: &[u8] = tonic_types::pb::FILE_DESCRIPTOR_SET;

/// A record of the log can't be read: it goes to the dead-letter topic, and the rest goes on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct Poison {
    /// For machines and metrics: `not_protobuf`, `missing`, `malformed` or `out_of_range`.
    pub reason: &'static str,
    /// For people: which field, and what is wrong with it.
    pub words: String,
}

impl Poison {
    fn not_protobuf(error: &prost::DecodeError) -> Self {
        Self { reason: "not_protobuf", words: error.to_string() }
    }

    fn missing(field: &str) -> Self {
        Self { reason: "missing", words: format!("{field} is missing") }
    }

    fn malformed(field: &str, what: impl std::fmt::Display) -> Self {
        Self { reason: "malformed", words: format!("{field} {what}") }
    }

    fn out_of_range(field: &str) -> Self {
        Self { reason: "out_of_range", words: format!("{field} is out of range") }
    }
}
