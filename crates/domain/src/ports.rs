//! The ports: what this project asks of an event log and of a store. Adapters stand in crates of
//! their own, and each passes its port's contract suite.

mod log;
mod store;

pub use log::{
    AppendError, EventLog, Header, Headers, LogError, LogReader, Membership, NewRecord, ReadFrom,
    Record,
};
pub use store::{
    CellStore, Commit, HistoryStore, IncidentKey, IncidentRow, Reading, ReadingKey, RegistryStore,
    SequenceRanges, SeriesScan, SettingsStore, SourceSequence, StoreError, TakeOver, Upserted,
};
