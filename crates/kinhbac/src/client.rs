//! The clients' side of gRPC: connecting, and what a refusal means in words.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use kinhbac_api::v1::history_service_client::HistoryServiceClient;
use kinhbac_api::v1::live_service_client::LiveServiceClient;
use kinhbac_api::v1::publish_service_client::PublishServiceClient;
use kinhbac_api::v1::registry_service_client::RegistryServiceClient;
use kinhbac_domain::time::Zone;
use tonic::metadata::{Ascii, MetadataMap, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};

/// Where a server is unless it is told otherwise.
pub const DEFAULT_TO: &str = "http://127.0.0.1:7400";
/// The header in which a server tells its zone, an IANA name.
pub const ZONE_HEADER: &str = "kinhbac-time-zone";
/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(5);
/// How often an idle connection is asked whether it is still there, and for how long.
const KEEP_ALIVE: (Duration, Duration) = (Duration::from_secs(20), Duration::from_secs(10));
/// The longest answer taken in, bytes.
const MAX_MESSAGE: usize = 64 << 20;

/// Which server.
#[derive(Clone, Debug, clap::Args)]
pub struct ServerArgs {
    /// The server's gRPC address.
    #[arg(
        id = "server",
        long = "to",
        visible_alias = "server",
        env = "KINHBAC_TO",
        default_value = DEFAULT_TO,
        value_name = "URL"
    )]
    pub to: String,
    /// A token that the server knows, where it asks for one.
    #[arg(long, env = "KINHBAC_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub token: Option<String>,
}

/// A connection that shows its token.
pub type Connection = InterceptedService<Channel, Token>;
/// Publishes.
pub type Publisher = PublishServiceClient<Connection>;

/// Puts the token into each request.
#[derive(Clone)]
pub struct Token(Option<MetadataValue<Ascii>>);

impl Interceptor for Token {
    fn call(&mut self, mut request: Request<()>) -> std::result::Result<Request<()>, Status> {
        if let Some(token) = &self.0 {
            request.metadata_mut().insert("authorization", token.clone());
        }
        Ok(request)
    }
}

/// A server that answered.
#[derive(Clone)]
pub struct Client(Connection);

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// When nobody answers there; the error says what to do.
    pub async fn connect(server: &ServerArgs) -> Result<Self> {
        let endpoint = endpoint(&server.to)?;
        let channel = endpoint.connect().await.map_err(|error| {
            anyhow!(
                "no server answers at {}: {}. Start one with `kinhbac demo` or `kinhbac up`, or \
                 name another with --to URL",
                server.to,
                root_cause(&error)
            )
        })?;
        let token = match &server.token {
            Some(token) => Some(
                format!("Bearer {token}")
                    .parse()
                    .context("the token has characters that it can't have")?,
            ),
            None => None,
        };
        Ok(Self(InterceptedService::new(channel, Token(token))))
    }

    /// Publishes.
    #[must_use]
    pub fn publisher(&self) -> Publisher {
        PublishServiceClient::new(self.0.clone()).max_decoding_message_size(MAX_MESSAGE)
    }

    /// Watches.
    #[must_use]
    pub fn live(&self) -> LiveServiceClient<Connection> {
        LiveServiceClient::new(self.0.clone()).max_decoding_message_size(MAX_MESSAGE)
    }

    /// Queries.
    #[must_use]
    pub fn history(&self) -> HistoryServiceClient<Connection> {
        HistoryServiceClient::new(self.0.clone()).max_decoding_message_size(MAX_MESSAGE)
    }

    /// The registry.
    #[must_use]
    pub fn registry(&self) -> RegistryServiceClient<Connection> {
        RegistryServiceClient::new(self.0.clone()).max_decoding_message_size(MAX_MESSAGE)
    }
}

fn endpoint(to: &str) -> Result<Endpoint> {
    let url = if to.contains("://") { to.to_owned() } else { format!("http://{to}") };
    if !url.starts_with("http://") {
        bail!("--to {to}: this version speaks http:// only");
    }
    let endpoint = Endpoint::from_shared(url)
        .map_err(|_| anyhow!("--to {to} is no URL: write e.g. http://127.0.0.1:7400"))?;
    Ok(endpoint
        .connect_timeout(CONNECT)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(KEEP_ALIVE.0)
        .keep_alive_timeout(KEEP_ALIVE.1)
        .keep_alive_while_idle(true)
        .user_agent(concat!("kinhbac/", env!("CARGO_PKG_VERSION")))?)
}

/// The zone that a server told; UTC where it told none.
#[must_use]
pub fn zone(metadata: &MetadataMap) -> Zone {
    let told = metadata.get(ZONE_HEADER).and_then(|name| name.to_str().ok());
    told.and_then(|name| Zone::named(name).ok()).unwrap_or_else(Zone::utc)
}

/// What a refusal says, without the transport's own words.
#[must_use]
pub fn words(status: &Status) -> String {
    if let Some(cause) = std::error::Error::source(status) {
        return format!("the connection to the server was lost: {}", root_cause(cause));
    }
    let message = status.message();
    match status.code() {
        Code::InvalidArgument | Code::NotFound | Code::FailedPrecondition | Code::Cancelled => {
            message.to_owned()
        }
        Code::Unavailable => format!("the server is not available: {message}"),
        // A server of ours says which; others, and its own pages, answer with HTTP's 404 or so.
        Code::Unimplemented | Code::Unknown if message.contains("HTTP status code") => format!(
            "what answers there is no gRPC of kinhbac ({message}): name its gRPC address with \
             --to, not that of its pages"
        ),
        code => format!("{code}: {message}"),
    }
}

/// A refusal as an error: all that is refused, each on a line of its own.
#[must_use]
pub fn refused(status: &Status) -> anyhow::Error {
    let refusals = kinhbac_api::status::refusals(status);
    if refusals.len() < 2 {
        return anyhow!("{}", words(status));
    }
    anyhow!("{} things are refused:\n  {}", refusals.len(), refusals.join("\n  "))
}

fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
