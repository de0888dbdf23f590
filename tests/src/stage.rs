//! The real binary with the sample province on it: one process on engines of its own, or, on Apache
//! Kafka and PostgreSQL, one that takes events in and two live replicas.

use std::sync::Arc;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::client::Client;
use crate::engines::{Engines, Place};
use crate::load::Address;
use crate::member::Member;
use crate::system::sample_province;

/// The processes.
pub(crate) struct Stage {
    _folder: TempDir,
    _place: Place,
    /// Takes events in; the only one on embedded engines.
    first: Member,
    /// The replicas beside it.
    live: Vec<Member>,
}

impl Stage {
    /// Starts them; `settings` as in the environment.
    pub(crate) async fn open(engines: Engines, settings: &[(&str, &str)]) -> Result<Self> {
        let (folder, place) = (tempfile::tempdir()?, Place::new(engines).await?);
        place.migrate().await?;
        let mut environment = place.environment();
        let key = folder.path().join("privacy.key");
        let key = key.to_str().context("a folder with a name in UTF-8")?;
        for (name, value) in settings.iter().chain(&[("KINHBAC__PRIVACY__KEY_FILE", key)]) {
            environment.push(((*name).into(), (*value).into()));
        }
        let environment = Arc::new(environment);
        let member =
            |name, roles| Member::new(folder.path().join(name), roles, Arc::clone(&environment));
        let (mut first, mut live) = match engines {
            Engines::Embedded => (member("all", &[]), Vec::new()),
            Engines::Apart => (
                member("first", &["gateway", "aggregator"]),
                ["live-0", "live-1"].map(|name| member(name, &["live", "history"])).into(),
            ),
        };
        first.start().await?;
        Client::connect(&first.process()?.grpc).await?.import(&sample_province()).await?;
        for replica in &mut live {
            replica.start().await?;
        }
        Ok(Self { _folder: folder, _place: place, first, live })
    }

    /// Where events are taken in.
    pub(crate) fn publishing(&self) -> Address {
        self.first.address()
    }

    /// A client of who takes events in.
    pub(crate) async fn publisher(&self) -> Result<Client> {
        Client::connect(&self.first.process()?.grpc).await
    }

    /// How many live replicas there are.
    pub(crate) fn count(&self) -> usize {
        self.live.len().max(1)
    }

    /// Where the live replicas are.
    pub(crate) fn replicas(&self) -> Vec<Address> {
        match self.live.as_slice() {
            [] => vec![self.first.address()],
            live => live.iter().map(Member::address).collect(),
        }
    }

    /// A live replica.
    pub(crate) fn replica(&mut self, number: usize) -> &mut Member {
        self.live.get_mut(number).unwrap_or(&mut self.first)
    }

    /// Stops all of it in good order.
    pub(crate) async fn stop(mut self) -> Result<()> {
        for replica in &mut self.live {
            replica.stop().await?;
        }
        self.first.stop().await
    }
}
