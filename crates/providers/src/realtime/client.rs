//! The connection to the model.

use std::{sync::Arc, time::Duration};

use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{
    StatusCode, Url,
    header::{AUTHORIZATION, HeaderValue},
};
use rustls::ClientConfig;
use rustls_platform_verifier::ConfigVerifierExt;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        protocol::{CloseFrame, WebSocketConfig, frame::coding::CloseCode},
    },
};

use super::{ClientEvent, ServerEvent};
use crate::{
    http::{self, SetupError},
    secret::Secret,
};

/// How long the connection may take no more of what is sent, before it counts as broken.
const SEND_WITHIN: Duration = Duration::from_secs(5);
/// How large a message of the model may be: the whole of a long response, written down.
const MESSAGE_LIMIT: usize = 4 * 1024 * 1024;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What is needed to speak with the model.
#[derive(Debug, Clone)]
pub struct RealtimeConfig {
    /// The key.
    pub api_key: Secret,
    /// The address (`wss://`, or `ws://`), [`RealtimeConfig::BASE_URL`] but for tests and other providers.
    pub base_url: String,
    /// The model's name: `gpt-realtime`.
    pub model: String,
    /// How long connecting may take.
    pub connect_within: Duration,
}

impl RealtimeConfig {
    /// OpenAI's own address.
    pub const BASE_URL: &str = "wss://api.openai.com/v1";
}

/// Connects to the model, once for each call.
pub struct RealtimeClient {
    url: String,
    authorization: HeaderValue,
    connector: Connector,
    connect_within: Duration,
}

/// What we say goes in here.
#[derive(Debug)]
pub struct RealtimeSender {
    sink: SplitSink<Socket, Message>,
}

/// What the model says comes out here.
#[derive(Debug)]
pub struct RealtimeReceiver {
    stream: SplitStream<Socket>,
    is_over: bool,
}

/// Why a model cannot be spoken with, or no longer. None of these holds what was said, or the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RealtimeError {
    /// No connection, or an error at the provider.
    #[error("the model could not be reached: {reason}")]
    Unreachable {
        /// What was seen last.
        reason: String,
    },
    /// Connecting, or sending, took longer than a caller waits.
    #[error("the model took too long")]
    TooLate,
    /// Too many calls at once, or the account is spent.
    #[error("the model takes no more calls at the moment")]
    RateLimited,
    /// The provider refuses the connection: wrong key, unknown model. It will refuse the next one too.
    #[error("the provider refused the connection (HTTP {status})")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// The connection is no more, in the middle of the call.
    #[error("the connection to the model broke: {reason}")]
    Broken {
        /// What was seen last.
        reason: String,
    },
}

impl RealtimeClient {
    /// A client for one key and model.
    pub fn new(config: RealtimeConfig) -> Result<Self, SetupError> {
        let base_url = base_url(&config.base_url)?;
        if config.model.trim().is_empty() {
            return Err(SetupError::Setting { setting: "the OpenAI realtime model", problem: "is not set" });
        }
        let model = utf8_percent_encode(&config.model, NON_ALPHANUMERIC);
        let authorization = http::key_header("the OpenAI API key", &config.api_key, "Bearer ")?;
        let connector = match base_url.starts_with("wss:") {
            // The same trust as in the machine's other connections.
            true => {
                Connector::Rustls(Arc::new(ClientConfig::with_platform_verifier().map_err(SetupError::Tls)?))
            }
            false => Connector::Plain,
        };
        Ok(Self {
            url: format!("{base_url}/realtime?model={model}"),
            authorization,
            connector,
            connect_within: config.connect_within,
        })
    }

    /// Connects. The model waits to be told how to behave: [`ClientEvent::UpdateSession`] comes first.
    pub async fn connect(&self) -> Result<(RealtimeSender, RealtimeReceiver), RealtimeError> {
        let mut request = self.url.as_str().into_client_request().map_err(|error| not_connected(&error))?;
        request.headers_mut().insert(AUTHORIZATION, self.authorization.clone());
        let limits = WebSocketConfig::default()
            .max_message_size(Some(MESSAGE_LIMIT))
            .max_frame_size(Some(MESSAGE_LIMIT));
        // Sound comes in small pieces, and each is wanted at once.
        let without_delay = true;
        let connector = Some(self.connector.clone());
        let connecting = connect_async_tls_with_config(request, Some(limits), without_delay, connector);
        let (socket, _) = timeout(self.connect_within, connecting)
            .await
            .map_err(|_| RealtimeError::TooLate)?
            .map_err(|error| not_connected(&error))?;
        let (sink, stream) = socket.split();
        Ok((RealtimeSender { sink }, RealtimeReceiver { stream, is_over: false }))
    }
}

impl std::fmt::Debug for RealtimeClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RealtimeClient").field("url", &self.url).finish_non_exhaustive()
    }
}

impl RealtimeSender {
    /// Says something.
    pub async fn send(&mut self, event: &ClientEvent) -> Result<(), RealtimeError> {
        let text = serde_json::to_string(event).expect("an event is made of texts, numbers and JSON");
        self.write(Message::text(text)).await
    }

    /// Hangs up. The receiver comes to its end once the model has heard it.
    pub async fn close(mut self) -> Result<(), RealtimeError> {
        let frame = CloseFrame { code: CloseCode::Normal, reason: "".into() };
        self.write(Message::Close(Some(frame))).await
    }

    async fn write(&mut self, message: Message) -> Result<(), RealtimeError> {
        match timeout(SEND_WITHIN, self.sink.send(message)).await {
            Ok(sent) => sent.map_err(|error| broken(&error)),
            Err(_) => Err(RealtimeError::TooLate),
        }
    }
}

impl RealtimeReceiver {
    /// What the model says next; `None` once either side has hung up, and after an error. Dropping the future loses
    /// nothing.
    pub async fn next(&mut self) -> Result<Option<ServerEvent>, RealtimeError> {
        if self.is_over {
            return Ok(None);
        }
        let next = self.read().await;
        self.is_over = !matches!(next, Ok(Some(_)));
        next
    }

    async fn read(&mut self) -> Result<Option<ServerEvent>, RealtimeError> {
        loop {
            return match self.stream.next().await {
                Some(Ok(Message::Text(text))) => Ok(Some(ServerEvent::parse(&text))),
                Some(Ok(Message::Close(frame))) => ended(frame.as_ref()),
                // Pings are answered by the connection itself; there is no other kind of message in the protocol.
                Some(Ok(_)) => continue,
                Some(Err(Error::ConnectionClosed | Error::AlreadyClosed)) | None => Ok(None),
                Some(Err(error)) => Err(broken(&error)),
            };
        }
    }
}

fn base_url(url: &str) -> Result<String, SetupError> {
    match Url::parse(url) {
        Ok(parsed)
            if matches!(parsed.scheme(), "ws" | "wss") && parsed.has_host() && parsed.query().is_none() =>
        {
            Ok(url.trim_end_matches('/').to_owned())
        }
        _ => Err(SetupError::Setting {
            setting: "the OpenAI realtime URL",
            problem: "must be a ws or wss address without a query",
        }),
    }
}

fn not_connected(error: &Error) -> RealtimeError {
    match error {
        Error::Http(answer) => match answer.status() {
            StatusCode::TOO_MANY_REQUESTS => RealtimeError::RateLimited,
            status if status.is_server_error() => RealtimeError::Unreachable {
                reason: format!("an error at the provider (HTTP {})", status.as_u16()),
            },
            status => RealtimeError::Refused { status: status.as_u16() },
        },
        error => RealtimeError::Unreachable { reason: describe(error) },
    }
}

fn broken(error: &Error) -> RealtimeError {
    RealtimeError::Broken { reason: describe(error) }
}

/// What went wrong, without any of what was said.
fn describe(error: &Error) -> String {
    match error {
        Error::Io(error) => error.to_string(),
        Error::Tls(error) => error.to_string(),
        Error::Protocol(error) => error.to_string(),
        Error::Capacity(_) => "a message that is too long".to_owned(),
        Error::Utf8(_) => "a message that cannot be read".to_owned(),
        Error::ConnectionClosed | Error::AlreadyClosed => "it is closed".to_owned(),
        _ => "an answer that cannot be read".to_owned(),
    }
}

fn ended(frame: Option<&CloseFrame>) -> Result<Option<ServerEvent>, RealtimeError> {
    match frame {
        None => Ok(None),
        Some(frame) if matches!(frame.code, CloseCode::Normal | CloseCode::Away) => Ok(None),
        Some(frame) => {
            Err(RealtimeError::Broken { reason: format!("the provider hung up ({})", u16::from(frame.code)) })
        }
    }
}
