//! The real process, which can be killed.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{JWT_SECRET, TestApp};

/// A server that runs, until it is killed.
pub(crate) struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// Starts it, and waits until it answers.
    pub(crate) fn start(app: &TestApp, settings: &[(&str, &str)]) -> Self {
        let server = Self::spawn(app, settings);
        until("it answers", || server.answers());
        server
    }

    pub(crate) fn spawn(app: &TestApp, settings: &[(&str, &str)]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a port")
            .port();
        let child = Command::new(env!("CARGO_BIN_EXE_bolt"))
            .arg("serve")
            .env_clear()
            .env("DATABASE_URL", app.database_url())
            .env("DATA_DIR", app.folder().join("data"))
            .env("HOST", "127.0.0.1")
            .env("PORT", port.to_string())
            .env("JWT_SECRET", JWT_SECRET)
            .env("RUST_LOG", "warn")
            .envs(settings.iter().copied())
            // No .env of whoever runs the tests.
            .current_dir(app.folder())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("the binary starts");
        Self { child, port }
    }

    pub(crate) fn answers(&self) -> bool {
        self.try_ask("GET", "/api/health", &[], "").is_some_and(|(status, _)| status == 200)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// As a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("SIGKILL is delivered");
        self.child.wait().expect("it is gone");
    }

    /// Waits until it has ended by itself, or by somebody else's hand.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let mut status = None;
        until("it ends", || {
            status = self.child.try_wait().expect("it is ours");
            status.is_some()
        });
        status.expect("it has ended")
    }

    pub(crate) fn ask(&self, method: &str, path: &str, key: &str, body: Option<&Value>) -> (u16, Value) {
        let body = body.map(Value::to_string).unwrap_or_default();
        self.try_ask(method, path, &[("X-API-Key", key)], &body).expect("the server answers")
    }

    /// Nothing when it does not answer to the end.
    pub(crate) fn try_ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Option<(u16, Value)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        // HTTP/1.0 comes back whole and closed.
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: bolt.test\r\n{headers}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some((status, serde_json::from_str(body).ok()?))
    }

    /// The request for the first free start for this number.
    pub(crate) fn wish(&self, app: &TestApp, number: &str) -> Value {
        let service = app.salon.service("Men's haircut");
        let from = jiff::Zoned::new(
            providers::clock::Clock::now(&providers::clock::SystemClock),
            app.salon.zone.clone(),
        );
        let (from, to) = (from.date(), from.date().saturating_add(jiff::Span::new().days(7)));
        let path = format!("/api/ai/availability?serviceId={service}&from={from}&to={to}");
        let (status, listed) = self.ask("GET", &path, &app.salon.key, None);
        assert_eq!(status, 200, "{listed}");
        let start = &listed["data"]["slots"][0]["startsAt"];
        json!({ "serviceId": service, "startsAt": start, "customer": { "name": "Dana", "phone": number } })
    }

    /// Books the first free start for this number.
    pub(crate) fn book(&self, app: &TestApp, number: &str) {
        let wish = self.wish(app, number);
        let (status, booked) = self.ask("POST", "/api/ai/appointments", &app.salon.key, Some(&wish));
        assert_eq!(status, 201, "{booked}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(30), "{what}: not within half a minute");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Nobody waits for a lease in a test: its end is brought forward.
pub(crate) async fn end_leases(app: &TestApp) {
    app.rows.run("UPDATE jobs SET leased_until = 1 WHERE state = 'RUNNING'").await.expect("written");
}
