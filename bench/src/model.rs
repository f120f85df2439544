//! A language model that costs nothing: answers every question after a set time with the same words, token by token, and
//! remembers when.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::Error;

/// From a question to the first token.
const FIRST_TOKEN: Duration = Duration::from_millis(120);

/// From token to token.
const TOKEN: Duration = Duration::from_millis(15);

/// What it says.
const TOKENS: [&str; 6] = ["Certainly", ", let", " me", " help", " you", "."];

/// When a question came and when its first token went out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answered {
    pub(crate) came: Instant,
    pub(crate) began: Instant,
}

/// The model, and what it remembers by the mark that a question carries.
#[derive(Clone, Default)]
pub(crate) struct FakeModel(Arc<Mutex<HashMap<String, Answered>>>);

impl FakeModel {
    /// Listens on this port until the program ends.
    pub(crate) async fn listen(port: u16) -> Result<Self, Error> {
        let model = Self::default();
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let serving = model.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let model = serving.clone();
                tokio::spawn(async move { model.serve(stream).await });
            }
        });
        Ok(model)
    }

    /// What is known of the question with this mark.
    pub(crate) fn answered(&self, mark: &str) -> Option<Answered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(mark)
    }

    async fn serve(&self, stream: TcpStream) -> Result<(), Error> {
        stream.set_nodelay(true)?;
        let mut stream = BufReader::new(stream);
        while let Some(body) = read_request(&mut stream).await? {
            let came = Instant::now();
            tokio::time::sleep(FIRST_TOKEN).await;
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
                .await?;
            for (number, token) in TOKENS.iter().enumerate() {
                if number > 0 {
                    tokio::time::sleep(TOKEN).await;
                }
                let began = Instant::now();
                // Before it is sent: who hears it asks at once.
                if number == 0
                    && let Some(mark) = mark(&body)
                {
                    let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                    known.insert(mark.to_owned(), Answered { came, began });
                }
                write_event(&mut stream, &event(token, None)).await?;
            }
            write_event(&mut stream, &event("", Some("stop"))).await?;
            write_event(&mut stream, "[DONE]").await?;
            stream.write_all(b"0\r\n\r\n").await?;
        }
        Ok(())
    }
}

/// The mark of the last question: `#12-3#`.
fn mark(body: &str) -> Option<&str> {
    body.rsplit('#').nth(1)
}

fn event(token: &str, finish: Option<&str>) -> String {
    serde_json::json!({
        "id": "chatcmpl-bench", "object": "chat.completion.chunk", "created": 0, "model": "bench",
        "choices": [{ "index": 0, "delta": { "content": token }, "finish_reason": finish }],
    })
    .to_string()
}

async fn write_event(stream: &mut BufReader<TcpStream>, data: &str) -> Result<(), Error> {
    let text = format!("data: {data}\n\n");
    stream.write_all(format!("{:x}\r\n{text}\r\n", text.len()).as_bytes()).await?;
    Ok(stream.flush().await?)
}

/// The next request's body; nothing when the client has gone.
async fn read_request(stream: &mut BufReader<TcpStream>) -> Result<Option<String>, Error> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some(String::from_utf8(body)?))
}
