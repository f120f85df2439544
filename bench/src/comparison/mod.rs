//! Prepares Bolt for a comparison with other servers: the same salons, visits and calls for each, given as TSV
//! files. `bench/load/README.md` says how a comparison is run.
//!
//! `load.rs` fills an empty database, `after.rs` takes back what a round has added and checks it.

mod after;
mod load;
mod rows;

use std::path::PathBuf;

use bolt::database::Database;
use clap::{Args, Subcommand};

use crate::Error;
use crate::rows::connect;

/// Prepare and check a database for a comparison with other servers.
#[derive(Debug, Args)]
pub(crate) struct Comparison {
    /// `mysql://user:password@host/database` or `sqlite:<file>`.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: String,
    #[command(subcommand)]
    step: Step,
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Fill an empty database.
    Load {
        /// Folder of the data set: a TSV file for each table, and `fixtures.json`.
        #[arg(long)]
        dataset: PathBuf,
        /// Where to write `fixtures.json` with our ids.
        #[arg(long)]
        fixtures: PathBuf,
    },
    /// Take back whatever was added since.
    Reset,
    /// Fail when somebody is booked twice, a price is wrong, or a visit does not hold its time.
    Verify,
}

impl Comparison {
    pub(crate) async fn run(self) -> Result<(), Error> {
        match self.step {
            Step::Load { dataset, fixtures } => {
                Database::migrate(&self.database_url).await?;
                let connection = connect(&self.database_url).await?;
                load::load(&connection, &dataset, &fixtures).await
            }
            Step::Reset => after::reset(&connect(&self.database_url).await?).await,
            Step::Verify => after::verify(&connect(&self.database_url).await?).await,
        }
    }
}

/// When the data set's rows say that they were made: before everything that a round adds.
const MADE_BY_LOADING: i64 = 0;
