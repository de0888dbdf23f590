//! The clients' side of gRPC: connecting, and what a refusal means in words.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use kinhbac_api::v1::dead_letter_service_client::DeadLetterServiceClient;
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

    /// Records that could not be folded.
    #[must_use]
    pub fn dead_letters(&self) -> DeadLetterServiceClient<Connection> {
        DeadLetterServiceClient::new(self.0.clone()).max_decoding_message_size(MAX_MESSAGE)
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

/// Whether what answers speaks no gRPC: pages over HTTP, or another protocol.
#[must_use]
pub fn is_no_grpc(status: &Status) -> bool {
    match std::error::Error::source(status) {
        // HTTP/2 takes the first letters of what others say for the length of a frame. (The type
        // of the error is the transport's own.)
        Some(cause) => root_cause(cause).contains("frame with invalid size"),
        None => {
            matches!(status.code(), Code::Unimplemented | Code::Unknown)
                && status.message().contains("HTTP status code")
        }
    }
}

/// What a refusal says, without the transport's own words.
#[must_use]
pub fn words(status: &Status) -> String {
    if is_no_grpc(status) {
        return format!(
            "this address doesn't speak gRPC: is it the HTTP address, or that of something else? \
             Try --to {DEFAULT_TO}"
        );
    }
    if let Some(cause) = std::error::Error::source(status) {
        return format!("the connection to the server was lost: {}", root_cause(cause));
    }
    let message = status.message();
    match status.code() {
        Code::InvalidArgument | Code::NotFound | Code::FailedPrecondition | Code::Cancelled => {
            message.to_owned()
        }
        Code::Unavailable => format!("the server is not available: {message}"),
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

#[cfg(test)]
mod tests {
    use std::io;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    /// The type of the frame that begins a request.
    const HEADERS: u8 = 1;

    /// Reads HTTP/2 as far as the beginning of a request.
    async fn read_to_request(stream: &mut TcpStream) -> io::Result<()> {
        let mut preface = [0; 24];
        stream.read_exact(&mut preface).await?;
        loop {
            let mut frame = [0; 9];
            stream.read_exact(&mut frame).await?;
            let [_, high, low, kind, ..] = frame;
            if kind == HEADERS {
                return Ok(());
            }
            let mut rest = vec![0; u16::from_be_bytes([high, low]).into()];
            stream.read_exact(&mut rest).await?;
        }
    }

    /// What a question ends with to something that answers it so.
    async fn asked(answer: &'static [u8]) -> Status {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let to = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            read_to_request(&mut stream).await.unwrap();
            stream.write_all(answer).await.unwrap();
            // Until the client goes.
            let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
        });
        let client = Client::connect(&ServerArgs { to, token: None }).await.unwrap();
        client.history().query(kinhbac_api::v1::QueryRequest::default()).await.unwrap_err()
    }

    #[tokio::test]
    async fn an_address_that_speaks_no_grpc_is_called_that() {
        for answer in [
            &b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"[..],
            b"SSH-2.0-OpenSSH_9.2\r\n",
            b"\x15\x03\x01\x00\x02\x02\x46",
        ] {
            let words = words(&asked(answer).await);
            assert!(words.contains("doesn't speak gRPC") && words.contains("--to http"), "{words}");
        }
    }
}
