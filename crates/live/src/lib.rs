//! The live view and its watchers.
//!
//! [`Live`] keeps a view of the recent cells, from the store and the topic `cells`, and serves
//! screens from it: `Watch` answers with a table and keeps it up to date.
//!
//! The way of a change: `view` takes a beat in and numbers it; at each screen's own rate its
//! `watcher` asks the view what has changed since the number that it was told last, `group` rolls
//! the changed rows up, and `outbox` holds them until the client takes them. So a screen costs a
//! number, whatever its rate, and a cell that changed ten times is told once, with its newest
//! value. Screens with the same question sit at one `desk`: what is made for one of them is encoded
//! once, and there for all. What is older than the view's memory comes from the store (`answer`).
//! What people must hear of goes beside all that (`alerts`): as soon as it comes, a screen's desk
//! rings it.

mod alerts;
mod answer;
mod config;
mod desk;
mod group;
mod letter;
mod live;
mod members;
mod metrics;
mod outbox;
mod parcel;
mod positions;
mod question;
mod scope;
mod service;
mod shelf;
mod token;
mod view;
mod watcher;

pub use config::{Config, Recent};
pub use live::{Deps, Live, LiveError};
pub use metrics::describe as describe_metrics;
pub use service::Watching;
