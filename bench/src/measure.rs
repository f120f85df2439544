//! Asks as fast as the answers come, on several connections, and keeps the times.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::Error;
use crate::connection::Connection;
use crate::process::Watched;
use crate::scenarios::Scenario;

/// Asked before the clock starts, so that caches are filled and connections open.
const WARM_UP: Duration = Duration::from_secs(1);

/// What was measured.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Figures {
    pub(crate) requests: usize,
    /// Answered otherwise than the scenario wants.
    pub(crate) failures: usize,
    pub(crate) requests_per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) server_cpu_ms_per_request: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) database_cpu_ms_per_request: Option<f64>,
}

/// Measures one scenario: a warm-up, then the window that counts.
pub(crate) async fn measure(
    authority: &str,
    scenario: &Arc<Scenario>,
    connections: usize,
    window: Duration,
    processes: &Watched,
) -> Result<Figures, Error> {
    let next = Arc::new(AtomicUsize::new(0));
    ask_for(authority, scenario, connections, WARM_UP, &next).await?;

    let before = processes.cpu_times()?;
    let started = Instant::now();
    let mut answers = ask_for(authority, scenario, connections, window, &next).await?;
    let elapsed = started.elapsed();
    let used = processes.cpu_times()?.since(before);

    answers.latencies.sort_unstable();
    let requests = answers.latencies.len();
    if requests == 0 {
        return Err(format!("{}: nothing was left to ask after the warm-up", scenario.name).into());
    }
    let each = |time: Duration| time.as_secs_f64() * 1e3 / requests as f64;
    Ok(Figures {
        requests,
        failures: answers.failures,
        requests_per_second: requests as f64 / elapsed.as_secs_f64(),
        p50_ms: percentile(&answers.latencies, 50).as_secs_f64() * 1e3,
        p99_ms: percentile(&answers.latencies, 99).as_secs_f64() * 1e3,
        server_cpu_ms_per_request: each(used.server),
        database_cpu_ms_per_request: used.database.map(each),
    })
}

#[derive(Default)]
struct Answers {
    latencies: Vec<Duration>,
    failures: usize,
}

/// Asks on all connections until the time is over, or the scenario has nothing more to ask.
async fn ask_for(
    authority: &str,
    scenario: &Arc<Scenario>,
    connections: usize,
    time: Duration,
    next: &Arc<AtomicUsize>,
) -> Result<Answers, Error> {
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        open.push(Connection::open(authority).await?);
    }
    let end = Instant::now() + time;
    let askers: Vec<_> = open
        .into_iter()
        .map(|connection| tokio::spawn(ask_until(end, connection, Arc::clone(scenario), Arc::clone(next))))
        .collect();
    let mut all = Answers::default();
    for asker in askers {
        let answers = asker.await??;
        all.latencies.extend(answers.latencies);
        all.failures += answers.failures;
    }
    Ok(all)
}

async fn ask_until(
    end: Instant,
    mut connection: Connection,
    scenario: Arc<Scenario>,
    next: Arc<AtomicUsize>,
) -> Result<Answers, Error> {
    let mut answers = Answers::default();
    while Instant::now() < end {
        let Some(request) = scenario.request(next.fetch_add(1, Ordering::Relaxed))? else { break };
        let asked = Instant::now();
        let (status, body) = connection.ask(request).await?;
        answers.latencies.push(asked.elapsed());
        if !scenario.is_answered_by(status, &body) {
            answers.failures += 1;
            if answers.failures == 1 {
                eprintln!("{}: {status} {}", scenario.name, String::from_utf8_lossy(&body));
            }
        }
    }
    Ok(answers)
}

/// The latency that this many of a hundred do not exceed; `sorted` is not empty.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() * percent).div_ceil(100).saturating_sub(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        let ms = Duration::from_millis;
        let hundred: Vec<_> = (1..=100).map(ms).collect();
        assert_eq!((percentile(&hundred, 50), percentile(&hundred, 99)), (ms(50), ms(99)));
        assert_eq!((percentile(&[ms(7)], 50), percentile(&[ms(7)], 99)), (ms(7), ms(7)));
        assert_eq!(percentile(&[ms(1), ms(2), ms(3)], 99), ms(3));
    }
}
