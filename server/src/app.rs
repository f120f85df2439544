//! The application: its database, its providers, its clock. One builder for the server, the worker and the tests.

use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use providers::Secret;
use providers::clock::{Clock, SystemClock};
use providers::sms::{FakeSms, Sms, TwilioSms, TwilioSmsConfig};
use tokio::sync::Notify;

use crate::config::{Config, ConfigError};
use crate::database::{Database, OpenError};
use crate::modules::ai_assistant::Understanding;
use crate::modules::appointments::SlotTokens;
use crate::modules::auth::{ApiKeyCache, Tokens};
use crate::modules::tenants::SalonCache;

/// The file in the data folder that keeps messages which no network takes.
pub const SIMULATED_SMS: &str = "simulated-sms.jsonl";

/// The application. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What the application is made of.
pub struct Parts {
    /// What was set from outside.
    pub config: Config,
    /// The rows.
    pub database: Database,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Sends text messages.
    pub sms: Arc<dyn Sms>,
    /// Understands callers.
    pub understanding: Understanding,
    /// Signs and reads log-in tokens.
    pub tokens: Tokens,
    /// Signs and reads tokens of free times.
    pub slot_tokens: SlotTokens,
    /// Keys seen in the last seconds.
    pub api_keys: ApiKeyCache,
    /// Salons as last read.
    pub salons: SalonCache,
    /// Wakes the worker when work has been put into the outbox.
    pub work: Notify,
    /// When the process started.
    pub started: Instant,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}

/// Why the application could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Settings are wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be opened.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The data folder cannot be used.
    #[error("cannot use the data folder: {0}")]
    DataFolder(#[from] std::io::Error),
    /// A provider's client cannot be made.
    #[error(transparent)]
    Provider(#[from] providers::SetupError),
}

impl App {
    /// The application as the configuration says.
    pub async fn open(config: Config) -> Result<Self, StartError> {
        Self::open_with(config, Arc::new(SystemClock), None).await
    }

    /// The same with another clock, or other text messages; for tests.
    pub async fn open_with(
        config: Config,
        clock: Arc<dyn Clock>,
        sms: Option<Arc<dyn Sms>>,
    ) -> Result<Self, StartError> {
        config.check()?;
        std::fs::create_dir_all(&config.data_dir)?;
        let database = Database::open(&config.database_url, config.database_max_connections).await?;
        let sms = match sms {
            Some(sms) => sms,
            None => open_sms(&config, &clock)?,
        };
        Self::assemble(config, database, clock, sms)
    }

    /// The same application by another clock and with other text messages: what a demonstration salon's calls of
    /// days gone by are held with.
    pub fn at_another_time(&self, clock: Arc<dyn Clock>, sms: Arc<dyn Sms>) -> Result<Self, StartError> {
        Self::assemble(self.config.clone(), self.database.clone(), clock, sms)
    }

    fn assemble(
        config: Config,
        database: Database,
        clock: Arc<dyn Clock>,
        sms: Arc<dyn Sms>,
    ) -> Result<Self, StartError> {
        let jwt_secret = match &config.jwt_secret {
            Some(secret) => secret.clone(),
            None => kept_secret(&config)?,
        };
        Ok(Self(Arc::new(Parts {
            tokens: Tokens::new(&jwt_secret, config.jwt_expires_in),
            slot_tokens: SlotTokens::new(&jwt_secret),
            understanding: Understanding::open(&config, &clock)?,
            api_keys: ApiKeyCache::new(),
            salons: SalonCache::new(Arc::clone(&clock)),
            work: Notify::new(),
            started: Instant::now(),
            config,
            database,
            clock,
            sms,
        })))
    }
}

fn open_sms(config: &Config, clock: &Arc<dyn Clock>) -> Result<Arc<dyn Sms>, StartError> {
    match (&config.twilio.account_sid, &config.twilio.auth_token) {
        (Some(account_sid), Some(auth_token)) => Ok(Arc::new(TwilioSms::new(TwilioSmsConfig {
            account_sid: account_sid.clone(),
            auth_token: auth_token.clone(),
            base_url: config.twilio.base_url.clone(),
            sender: None,
        })?)),
        _ => {
            let mut sms = FakeSms::at(config.data_dir.join(SIMULATED_SMS), Arc::clone(clock))?;
            if let Some(delay) = config.simulated_sms_delay_ms {
                sms = sms.answering_after(std::time::Duration::from_millis(delay));
            }
            Ok(Arc::new(sms))
        }
    }
}

/// The secret that was made up when the first server started here.
fn kept_secret(config: &Config) -> Result<Secret, std::io::Error> {
    let path = config.data_dir.join("jwt-secret");
    match std::fs::read_to_string(&path) {
        Ok(text) if text.trim().len() >= 32 => return Ok(Secret::from(text.trim())),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let secret = hex::encode(rand::random::<[u8; 32]>());
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&path)?.write_all(secret.as_bytes())?;
    Ok(Secret::from(secret))
}
