//! A thousand people who want to log in at once, with wrong passwords.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use hyper::{Method, StatusCode};
use serde_json::json;
use tokio::task::JoinSet;

use crate::Error;
use crate::connection::Connection;
use crate::salon::Target;

/// The crowd, at the door until it is ended: whoever is answered asks again.
pub(crate) struct Crowd {
    people: JoinSet<()>,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    compared: AtomicUsize,
    sent_away: AtomicUsize,
}

/// What the crowd was answered.
pub(crate) struct Answered {
    people: usize,
    compared: usize,
    sent_away: usize,
}

impl Crowd {
    /// Everybody connects, and begins to ask.
    pub(crate) async fn gather(target: &Target, people: usize) -> Result<Self, Error> {
        let counts = Arc::new(Counts::default());
        let mut crowd = JoinSet::new();
        for number in 0..people {
            let connection = Connection::open(&target.authority()?).await?;
            crowd.spawn(knock(target.clone(), connection, number, Arc::clone(&counts)));
        }
        Ok(Self { people: crowd, counts })
    }

    /// Everybody goes home.
    pub(crate) fn end(mut self) -> Answered {
        let people = self.people.len();
        self.people.abort_all();
        let count = |count: &AtomicUsize| count.load(Ordering::Relaxed);
        Answered { people, compared: count(&self.counts.compared), sent_away: count(&self.counts.sent_away) }
    }
}

async fn knock(target: Target, mut connection: Connection, number: usize, counts: Arc<Counts>) {
    for attempt in 0.. {
        let body =
            json!({ "email": format!("guest{number}-{attempt}@crowd.example"), "password": "a guess" });
        let headers = [("content-type", "application/json")];
        let Ok(request) =
            target.request(Method::POST, "/api/auth/login", &headers, Bytes::from(body.to_string()))
        else {
            return;
        };
        match connection.ask(request).await {
            Ok((StatusCode::UNAUTHORIZED, _)) => counts.compared.fetch_add(1, Ordering::Relaxed),
            Ok((StatusCode::SERVICE_UNAVAILABLE, _)) => {
                counts.sent_away.fetch_add(1, Ordering::Relaxed);
                // As the answer asks: `Retry-After: 5`.
                tokio::time::sleep(std::time::Duration::from_secs(5)).await;
                continue;
            }
            _ => return,
        };
    }
}

impl fmt::Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { people, compared, sent_away } = self;
        write!(
            f,
            "\nOf {people} people at the door, {compared} passwords were compared meanwhile; {sent_away} times somebody was \
             asked to come back in a moment."
        )
    }
}
