//! The range of a question, and the server that it is put to.

use anyhow::{Result, bail};

use crate::client::{self, ServerArgs};

/// From when to when, and of which server.
#[derive(Debug, clap::Args)]
pub struct RangeArgs {
    /// The first instant, inclusive.
    #[arg(long, value_name = "T")]
    pub from: String,
    /// The last instant, exclusive. (A value with `://` names the server, as for all clients.)
    #[arg(long, value_name = "T", required = true)]
    pub to: Vec<String>,
    /// The server's gRPC address.
    #[arg(long, env = "KINHBAC_TO", default_value = client::DEFAULT_TO, value_name = "URL")]
    pub server: String,
    /// A token that the server knows, where it asks for one.
    #[arg(long, env = "KINHBAC_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub token: Option<String>,
}

impl RangeArgs {
    /// The last instant and the server. `--to` is both the end of the range and, for all clients,
    /// the server: a value with `://` is the server.
    ///
    /// # Errors
    /// When it is not clear which is which.
    pub(super) fn ends(&self) -> Result<(String, ServerArgs)> {
        let (urls, times): (Vec<_>, Vec<_>) = self.to.iter().partition(|to| to.contains("://"));
        match (&times[..], &urls[..]) {
            ([time], [] | [_]) => {
                let to = urls.first().map_or(&self.server, |url| *url).clone();
                Ok(((*time).clone(), ServerArgs { to, token: self.token.clone() }))
            }
            _ => {
                bail!("write --to once with the last instant, and at most once with a server's URL")
            }
        }
    }
}
