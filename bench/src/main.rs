//! `bolt-bench`: measures a running Bolt, and prepares its database for a comparison with other servers.
//!
//! Start with `scenarios.rs`, which says what is asked, and `measure.rs`, which asks it. `reports.rs` is a measurement of its
//! own, of reports over a million visits. `comparison` has nothing to do with `make bench`: it loads a given data set into
//! Bolt's schema.

mod comparison;
mod connection;
mod crowd;
mod measure;
mod model;
mod process;
mod relay;
mod report;
mod reports;
mod rows;
mod salon;
mod scenarios;

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::salon::{Salon, Target};

/// Whatever stops a measurement; it is only ever printed.
type Error = Box<dyn std::error::Error + Send + Sync>;

/// Measures a running Bolt.
#[derive(Debug, Parser)]
#[command(name = "bolt-bench", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure availability, list, voice webhook and booking against a salon that runs.
    Run(Run),
    /// Fill the database with visits of many salons, and measure every report of the largest.
    Reports(reports::Reports),
    /// Be a thousand people who want to log in with wrong passwords, until standard input is closed.
    Crowd(crowd::Crowd),
    /// Prepare and check a database for a comparison with other servers.
    Comparison(comparison::Comparison),
}

#[derive(Debug, Args)]
struct Run {
    #[command(flatten)]
    target: Target,
    /// Connections that ask at once, each one request after the other.
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// How long each scenario is measured.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// The server's process, whose CPU time is read.
    #[arg(long, env = "BOLT_PID")]
    server_pid: u32,
    /// The database's process, where it has one.
    #[arg(long, env = "MARIADB_PID")]
    database_pid: Option<u32>,
    /// Port on which the server believes its language model to be; left out: calls over sockets are not measured.
    #[arg(long, env = "BENCH_MODEL_PORT")]
    model_port: Option<u16>,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Run(run) => measure_all(run).await,
        Command::Reports(reports) => reports.run().await,
        Command::Crowd(crowd) => crowd.stand().await,
        Command::Comparison(comparison) => comparison.run().await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bolt-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn measure_all(run: Run) -> Result<(), Error> {
    let salon = Salon::enter(run.target).await?;
    let processes = process::Watched { server: run.server_pid, database: run.database_pid };
    let mut report = report::Report::new(run.connections, run.seconds);
    let (window, authority) = (Duration::from_secs(run.seconds), salon.target.authority()?);
    // What a caller waits for comes first: after the other measurements the server still sends the messages of all their
    // bookings.
    if let Some(port) = run.model_port {
        let model = model::FakeModel::listen(port).await?;
        report.add_relay(relay::measure(&salon, &model, run.server_pid).await?);
    }
    // A crowd at the door must not keep the telephone from being answered. What a ringing telephone feels of it is measured
    // with one call at a time: when the processor is asked for all it has, whatever else is done can only take from it.
    let alone = scenarios::voice_named(&salon, "voice, one by one");
    report.add(alone.name, measure::measure(&authority, &alone, 1, window, &processes).await?);
    let beside = scenarios::voice_named(&salon, "… and 1000 log-ins");
    let crowd = crowd::gather().await?;
    report.add(beside.name, measure::measure(&authority, &beside, 1, window, &processes).await?);
    let crowd = crowd.end().await?;
    for scenario in scenarios::all(&salon).await? {
        let figures = measure::measure(&authority, &scenario, run.connections, window, &processes).await?;
        report.add(scenario.name, figures);
    }
    if run.json {
        println!("{}", report.to_json()?);
    } else {
        print!("{report}");
        println!("{crowd}");
    }
    match report.failures() {
        0 => Ok(()),
        failures => Err(format!("{failures} requests were not answered as they should be").into()),
    }
}
