//! A thousand people who want to log in at once, with wrong passwords: a process of its own that steps back for everybody
//! else, so that what is felt of the crowd is what the server does for it.

use std::fmt;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use clap::Args;
use hyper::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinSet;

use crate::Error;
use crate::connection::Connection;
use crate::salon::Target;

/// Stands at the door until its standard input is closed; whoever is answered asks again.
#[derive(Debug, Args)]
pub(crate) struct Crowd {
    #[command(flatten)]
    target: Target,
    /// People at the door.
    #[arg(long, default_value_t = 1_000)]
    people: usize,
}

impl Crowd {
    /// Says so in a line when everybody is there, and in another, at the end, what they were answered.
    pub(crate) async fn stand(self) -> Result<(), Error> {
        let counts = Arc::new(Counts::default());
        let mut crowd = JoinSet::new();
        for number in 0..self.people {
            let connection = Connection::open(&self.target.authority()?).await?;
            crowd.spawn(knock(self.target.clone(), connection, number, Arc::clone(&counts)));
        }
        println!("{} people are at the door", self.people);
        tokio::io::stdin().read_to_end(&mut Vec::new()).await?;
        crowd.abort_all();
        let count = |count: &AtomicUsize| count.load(Ordering::Relaxed);
        let answered = Answered {
            people: self.people,
            compared: count(&counts.compared),
            sent_away: count(&counts.sent_away),
        };
        println!("{}", serde_json::to_string(&answered)?);
        Ok(())
    }
}

#[derive(Default)]
struct Counts {
    compared: AtomicUsize,
    sent_away: AtomicUsize,
}

/// What the crowd was answered.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Answered {
    people: usize,
    compared: usize,
    sent_away: usize,
}

/// The process that is the crowd.
pub(crate) struct Gathered {
    process: Child,
    says: BufReader<ChildStdout>,
}

/// Sends a crowd to the server that this process's environment names, and waits until it is there.
pub(crate) async fn gather() -> Result<Gathered, Error> {
    let mut process = Command::new("nice")
        .args(["-n", "19"])
        .arg(std::env::current_exe()?)
        .arg("crowd")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut says = BufReader::new(process.stdout.take().ok_or("a crowd that says nothing")?);
    if says.read_line(&mut String::new()).await? == 0 {
        return Err("the crowd did not come".into());
    }
    Ok(Gathered { process, says })
}

impl Gathered {
    /// Everybody goes home.
    pub(crate) async fn end(mut self) -> Result<Answered, Error> {
        drop(self.process.stdin.take());
        let mut answered = String::new();
        self.says.read_line(&mut answered).await?;
        Ok(serde_json::from_str(&answered)?)
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
