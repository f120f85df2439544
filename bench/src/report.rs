//! What was measured, for people and for programs.

use std::fmt;

use serde::Serialize;

use crate::Error;
use crate::measure::Figures;
use crate::relay;

/// All scenarios of one run.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    connections: usize,
    seconds: u64,
    scenarios: Vec<Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relay: Option<relay::Figures>,
}

#[derive(Debug, Serialize)]
struct Line {
    name: &'static str,
    #[serde(flatten)]
    figures: Figures,
}

impl Report {
    pub(crate) fn new(connections: usize, seconds: u64) -> Self {
        Self { connections, seconds, scenarios: Vec::new(), relay: None }
    }

    pub(crate) fn add(&mut self, name: &'static str, figures: Figures) {
        self.scenarios.push(Line { name, figures });
    }

    pub(crate) fn add_relay(&mut self, figures: relay::Figures) {
        self.relay = Some(figures);
    }

    /// Requests that were answered otherwise than they should be.
    pub(crate) fn failures(&self) -> usize {
        self.scenarios.iter().map(|line| line.figures.failures).sum()
    }

    pub(crate) fn to_json(&self) -> Result<String, Error> {
        Ok(serde_json::to_string_pretty(self)?)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} connections, {} s each\n", self.connections, self.seconds)?;
        writeln!(
            f,
            "{:<20} {:>10} {:>9} {:>9} {:>16} {:>14} {:>7}",
            "", "requests/s", "p50 ms", "p99 ms", "server CPU ms", "database CPU", "failed"
        )?;
        for Line { name, figures } in &self.scenarios {
            let database =
                figures.database_cpu_ms_per_request.map_or("within".to_owned(), |ms| format!("{ms:.3}"));
            writeln!(
                f,
                "{name:<20} {:>10.0} {:>9.2} {:>9.2} {:>16.3} {database:>14} {:>7}",
                figures.requests_per_second,
                figures.p50_ms,
                figures.p99_ms,
                figures.server_cpu_ms_per_request,
                figures.failures,
            )?;
        }
        writeln!(f, "\nCPU is per request, of the server's process and of the database's.")?;
        match &self.relay {
            Some(relay) => write!(f, "\n{relay}"),
            None => Ok(()),
        }
    }
}
