//! The telephone company's end of a relayed call: opens the socket that a document asks for, and speaks as Twilio does.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use providers::Secret;
use providers::telephony::twilio::signature;
use roxmltree::Document;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::TWILIO_TOKEN;

/// Longer than any turn may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a document asks for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) url: String,
    pub(crate) action: String,
    pub(crate) key: String,
}

impl Asked {
    /// Reads the document of a call that goes on over a socket.
    pub(crate) fn of(xml: &str) -> Self {
        let document = Document::parse(xml).expect("well-formed");
        let find = |name: &str| {
            document
                .descendants()
                .find(|node| node.has_tag_name(name))
                .unwrap_or_else(|| panic!("no {name}: {xml}"))
        };
        let attribute = |node: &str, name: &str| find(node).attribute(name).unwrap_or_default().to_owned();
        Self {
            url: attribute("ConversationRelay", "url"),
            action: attribute("Connect", "action"),
            key: attribute("Parameter", "value"),
        }
    }
}

/// An open socket.
pub(crate) struct Socket {
    stream: WebSocketStream<TcpStream>,
}

/// What a caller hears until the receptionist has finished, or ends the socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) words: String,
    /// The pieces as they came.
    pub(crate) pieces: Vec<String>,
    /// What the socket handed over when it was ended.
    pub(crate) ended: Option<String>,
}

/// Opens a socket with this signature.
pub(crate) async fn open_signed(at: SocketAddr, url: &str, signature: &str) -> Result<Socket, u16> {
    let path = url.splitn(4, '/').nth(3).unwrap_or_default();
    let mut request = format!("ws://{at}/{path}").into_client_request().expect("an address");
    request.headers_mut().insert(signature::HEADER, signature.parse().expect("a header"));
    let stream = TcpStream::connect(at).await.expect("the server listens");
    match client_async(request, stream).await {
        Ok((stream, _)) => Ok(Socket { stream }),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

impl Socket {
    /// Opens a socket as Twilio does.
    pub(crate) async fn open(at: SocketAddr, asked: &Asked) -> Self {
        let signature = signature::sign(&Secret::from(TWILIO_TOKEN), &asked.url, &[]);
        open_signed(at, &asked.url, &signature).await.unwrap_or_else(|status| panic!("refused: {status}"))
    }

    pub(crate) async fn send(&mut self, message: &Value) {
        self.send_text(&message.to_string()).await;
    }

    /// Sends, unless the other end has hung up.
    pub(crate) async fn send_if_open(&mut self, message: &Value) {
        drop(self.stream.send(Message::text(message.to_string())).await);
    }

    pub(crate) async fn send_text(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.expect("the socket is open");
    }

    /// Says which call this is.
    pub(crate) async fn set_up(&mut self, sid: &str, (from, to): (&str, &str), key: &str) {
        self.send(&json!({
            "type": "setup", "sessionId": "VX00000000000000000000000000000000", "accountSid": "AC1",
            "parentCallSid": "", "callSid": sid, "from": from, "to": to, "forwardedFrom": "", "callType": "PSTN",
            "callerName": "", "direction": "inbound", "callStatus": "RINGING", "customParameters": { "key": key },
        }))
        .await;
    }

    /// The caller says something, and listens.
    pub(crate) async fn say(&mut self, words: &str) -> Heard {
        self.prompt(words).await;
        self.listen().await
    }

    pub(crate) async fn prompt(&mut self, words: &str) {
        self.send(&json!({ "type": "prompt", "voicePrompt": words, "lang": "en-US", "last": true })).await;
    }

    /// The next message; nothing when the socket was closed.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        self.next_within(PATIENCE).await
    }

    /// The same with another patience.
    pub(crate) async fn next_within(&mut self, patience: Duration) -> Option<Value> {
        loop {
            let message = tokio::time::timeout(patience, self.stream.next())
                .await
                .expect("the caller is not left in silence");
            match message {
                Some(Ok(Message::Text(text))) => return Some(serde_json::from_str(&text).expect("JSON")),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// All that is said until the end of a turn.
    pub(crate) async fn listen(&mut self) -> Heard {
        let mut heard = Heard { words: String::new(), pieces: Vec::new(), ended: None };
        while let Some(message) = self.next().await {
            match message["type"].as_str() {
                Some("text") => {
                    let token = message["token"].as_str().expect("a token").to_owned();
                    heard.words.push_str(&token);
                    heard.pieces.push(token);
                    if message["last"] == true {
                        return heard;
                    }
                }
                Some("end") => {
                    heard.ended = Some(message["handoffData"].as_str().unwrap_or_default().to_owned());
                    return heard;
                }
                other => panic!("{other:?}: {message}"),
            }
        }
        heard
    }

    /// The next end of the socket, whatever is said before.
    pub(crate) async fn end(&mut self) -> String {
        loop {
            if let Some(ended) = self.listen().await.ended {
                return ended;
            }
        }
    }
}
