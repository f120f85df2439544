//! The application: its database, its providers, its clock. One builder for the server, the worker and the tests.

use std::sync::Arc;
use std::time::{Duration, Instant};

use providers::clock::{Clock, SystemClock};
use providers::counters::{Counters, FallbackCounters, MemoryCounters, RedisCounters};
use providers::mail::{FakeMailer, MailError, Mailer, OutgoingMail, SentMail, SmtpMailer, SmtpMailerConfig};
use providers::sms::{FakeSms, Sms, TwilioSms};
use providers::speech::Audio;
use providers::telephony::twilio::{TwilioAccount, TwilioArchive, TwilioHosts, TwilioNumbers};
use providers::telephony::{
    ArchiveError, CallArchive, FakeArchive, FakeNumbers, NoNumbers, Numbers, ProviderId,
};
use providers::transcription::{OpenAiTranscriber, OpenAiTranscriberConfig, Transcriber};
use providers::webhook::{HttpWebhookPoster, WebhookPoster};
use tokio::sync::Notify;

use crate::config::{Config, ConfigError, Environment};
use crate::database::{Database, OpenError};
use crate::http::limits::Limits;
use crate::modules::ai_assistant::{Model, Speech, Talker};
use crate::modules::appointments::{KnownBooks, SlotTokens};
use crate::modules::auth::{ApiKeyCache, Tokens};
use crate::modules::billing::Till;
use crate::modules::calls::{Listenings, Spending};
use crate::modules::notifications::VisitTokens;
use crate::modules::telephony::{Clips, LineKeys, SpeechMakers};
use crate::modules::tenants::SalonCache;
use crate::vault::{self, Vault, VaultError};

/// The file in the data folder that keeps messages which no network takes.
pub const SIMULATED_SMS: &str = "simulated-sms.jsonl";

/// How long a message after the tone may take to be written down: below the lease of whoever asks.
const TRANSCRIBE_WITHIN: Duration = Duration::from_secs(30);

/// The file in the data folder that keeps mails which no server takes.
pub const SIMULATED_MAIL: &str = "simulated-mail.jsonl";

/// The file in the data folder that keeps telephone numbers which are nobody's.
const SIMULATED_NUMBERS: &str = "simulated-numbers.jsonl";
/// The file in the data folder that keeps what the simulated telephone company was asked to do with recordings.
pub const SIMULATED_RECORDINGS: &str = "simulated-recordings.jsonl";

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
    /// Sends e-mail.
    pub mailer: Arc<dyn Mailer>,
    /// Tells salons' own programs what happens.
    pub webhooks: Arc<dyn WebhookPoster>,
    /// Takes salons' money.
    pub till: Till,
    /// Gets salons their telephone numbers.
    pub numbers: Arc<dyn Numbers>,
    /// What the telephone company keeps of calls.
    pub archive: Arc<dyn CallArchive>,
    /// Writes down what callers have said after the tone, if somebody is configured.
    pub transcriber: Option<Arc<dyn Transcriber>>,
    /// Who has listened to what in the last minutes.
    pub listenings: Listenings,
    /// Says when something is asked too often.
    pub limits: Limits,
    /// Encrypts secrets before they reach the database.
    pub vault: Vault,
    /// Language models that talk with callers.
    pub talker: Talker,
    /// The model that hears callers and speaks itself, if one is configured.
    pub speech: Option<Speech>,
    /// What those have cost.
    pub spending: Spending,
    /// Signs and reads log-in tokens.
    pub tokens: Tokens,
    /// Signs and reads tokens of free times.
    pub slot_tokens: SlotTokens,
    /// Makes the secret addresses of visits' pages.
    pub visit_tokens: VisitTokens,
    /// Makes and reads keys that open a call's socket.
    pub line_keys: LineKeys,
    /// Phrases that were rendered once.
    pub clips: Clips,
    /// Keys seen in the last seconds.
    pub api_keys: ApiKeyCache,
    /// Salons as last read.
    pub salons: SalonCache,
    /// Salons' visits as last read.
    pub known_books: KnownBooks,
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

/// What stands for the world outside where it is not the configured one.
#[derive(Default)]
pub struct Outside {
    /// Sends text messages.
    pub sms: Option<Arc<dyn Sms>>,
    /// Sends e-mail.
    pub mailer: Option<Arc<dyn Mailer>>,
    /// Tells salons' own programs what happens.
    pub webhooks: Option<Arc<dyn WebhookPoster>>,
    /// Takes salons' money.
    pub till: Option<Till>,
    /// Gets salons their telephone numbers.
    pub numbers: Option<Arc<dyn Numbers>>,
    /// What the telephone company keeps of calls.
    pub archive: Option<Arc<dyn CallArchive>>,
    /// Writes down what callers have said after the tone.
    pub transcriber: Option<Arc<dyn Transcriber>>,
    /// Language models, instead of those that are configured.
    pub models: Option<Vec<Model>>,
    /// Voices, instead of those that are configured.
    pub speech: Option<SpeechMakers>,
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
    /// The keys that encrypt secrets make no sense.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl App {
    /// The application as the configuration says.
    pub async fn open(config: Config) -> Result<Self, StartError> {
        Self::open_with(config, Arc::new(SystemClock), Outside::default()).await
    }

    /// The same with another clock, or another world outside; for tests.
    pub async fn open_with(
        config: Config,
        clock: Arc<dyn Clock>,
        outside: Outside,
    ) -> Result<Self, StartError> {
        config.check()?;
        std::fs::create_dir_all(&config.data_dir)?;
        let database =
            Database::open(&config.database_url, config.database_max_connections, Arc::clone(&clock)).await?;
        Self::assemble(config, database, clock, outside)
    }

    /// The same application by another clock and with other text messages: what a demonstration salon's calls of
    /// days gone by are held with.
    pub fn at_another_time(&self, clock: Arc<dyn Clock>, sms: Arc<dyn Sms>) -> Result<Self, StartError> {
        Self::assemble(
            self.config.clone(),
            self.database.by_clock(Arc::clone(&clock)),
            clock,
            Outside { sms: Some(sms), ..Outside::default() },
        )
    }

    fn assemble(
        config: Config,
        database: Database,
        clock: Arc<dyn Clock>,
        outside: Outside,
    ) -> Result<Self, StartError> {
        let Outside { sms, mailer, webhooks, till, numbers, archive, transcriber, models, speech } = outside;
        let twilio = open_twilio(&config)?;
        let twilio = twilio.as_ref();
        let sms = sms.map_or_else(|| open_sms(&config, twilio, &clock), Ok)?;
        let archive = archive.map_or_else(|| open_archive(&config, twilio), Ok)?;
        let transcriber = match transcriber {
            Some(transcriber) => Some(transcriber),
            None => open_transcriber(&config)?,
        };
        let mailer = mailer.map_or_else(|| open_mailer(&config, &clock), Ok)?;
        let webhooks = match webhooks {
            Some(webhooks) => webhooks,
            None => Arc::new(HttpWebhookPoster::new(config.webhooks_allow_private)?),
        };
        let till = till.map_or_else(|| Till::open(&config, &clock), Ok)?;
        let numbers = numbers.map_or_else(|| open_numbers(&config, twilio, &till), Ok)?;
        let jwt_secret =
            match &config.jwt_secret {
                Some(secret) => secret.clone(),
                None => vault::kept_secret(&config.data_dir, "jwt-secret", || {
                    hex::encode(rand::random::<[u8; 32]>())
                })?,
            };
        Ok(Self(Arc::new(Parts {
            tokens: Tokens::new(&jwt_secret, config.jwt_expires_in),
            slot_tokens: SlotTokens::new(&jwt_secret),
            visit_tokens: VisitTokens::new(&jwt_secret),
            line_keys: LineKeys::new(&jwt_secret),
            clips: Clips::open(&config, speech)?,
            talker: Talker::open(&config, &clock, models)?,
            speech: Speech::open(&config)?,
            spending: Spending::new(Arc::clone(&clock)),
            mailer,
            webhooks,
            till,
            numbers,
            archive,
            transcriber,
            listenings: Listenings::new(),
            limits: Limits::new(&config.rate_limits, open_counters(&config, &clock)?),
            vault: Vault::new(config.encryption_keys.as_ref(), &jwt_secret)?,
            api_keys: ApiKeyCache::new(),
            salons: SalonCache::new(Arc::clone(&clock)),
            known_books: KnownBooks::new(),
            work: Notify::new(),
            started: Instant::now(),
            config,
            database,
            clock,
            sms,
        })))
    }
}

/// The account at the telephone company, if one is configured.
fn open_twilio(config: &Config) -> Result<Option<TwilioAccount>, StartError> {
    let settings = &config.twilio;
    let (Some(sid), Some(token)) = (&settings.account_sid, &settings.auth_token) else { return Ok(None) };
    let mut hosts = TwilioHosts::beside(&settings.base_url);
    if let Some(messaging) = &settings.messaging_url {
        hosts.messaging.clone_from(messaging);
    }
    Ok(Some(TwilioAccount::new(sid, token, &hosts)?))
}

fn open_sms(
    config: &Config,
    twilio: Option<&TwilioAccount>,
    clock: &Arc<dyn Clock>,
) -> Result<Arc<dyn Sms>, StartError> {
    if let Some(account) = twilio {
        return Ok(Arc::new(TwilioSms::new(account.clone(), None)?));
    }
    let mut sms = FakeSms::at(config.data_dir.join(SIMULATED_SMS), Arc::clone(clock))?;
    if let Some(delay) = config.simulated_sms_delay_ms {
        sms = sms.answering_after(Duration::from_millis(delay));
    }
    Ok(Arc::new(sms))
}

/// Real numbers cost real money, so whoever pays with play money gets a number that is nobody's.
fn open_numbers(
    config: &Config,
    twilio: Option<&TwilioAccount>,
    till: &Till,
) -> Result<Arc<dyn Numbers>, StartError> {
    match twilio {
        _ if till.fake.is_some() => Ok(Arc::new(FakeNumbers::at(&config.data_dir.join(SIMULATED_NUMBERS))?)),
        Some(account) => Ok(Arc::new(TwilioNumbers::new(account.clone()))),
        None => Ok(Arc::new(NoNumbers)),
    }
}

fn open_archive(config: &Config, twilio: Option<&TwilioAccount>) -> Result<Arc<dyn CallArchive>, StartError> {
    match twilio {
        Some(account) => Ok(Arc::new(TwilioArchive::new(account.clone()))),
        // No sound of ours must stand for what a real caller has said.
        None if config.environment == Environment::Production => {
            tracing::warn!(
                "TWILIO_ACCOUNT_SID is not set: recordings to which callers object are not stopped over a socket, or deleted"
            );
            Ok(Arc::new(NoArchive))
        }
        None => Ok(Arc::new(FakeArchive::at(&config.data_dir.join(SIMULATED_RECORDINGS))?)),
    }
}

/// Has nothing of a call that was not simulated, and does nothing and says so: that a real call is recorded no longer must
/// not be believed of a simulated network.
struct NoArchive;

impl NoArchive {
    fn error<T>() -> Result<T, ArchiveError> {
        Err(ArchiveError::Unreachable { reason: "TWILIO_ACCOUNT_SID is not set".to_owned() })
    }
}

#[async_trait::async_trait]
impl CallArchive for NoArchive {
    async fn recording(&self, _: Option<&ProviderId>, _: &ProviderId) -> Result<Audio, ArchiveError> {
        Self::error()
    }

    async fn stop_recording(
        &self,
        _: Option<&ProviderId>,
        _: &ProviderId,
    ) -> Result<Option<ProviderId>, ArchiveError> {
        Self::error()
    }

    async fn delete_recording(&self, _: Option<&ProviderId>, _: &ProviderId) -> Result<(), ArchiveError> {
        Self::error()
    }

    async fn price_micros(
        &self,
        _: Option<&ProviderId>,
        _: &ProviderId,
    ) -> Result<Option<i64>, ArchiveError> {
        Ok(None)
    }

    fn tells_prices(&self) -> bool {
        false
    }
}

fn open_transcriber(config: &Config) -> Result<Option<Arc<dyn Transcriber>>, StartError> {
    let Some(api_key) = &config.openai.api_key else { return Ok(None) };
    let transcriber = OpenAiTranscriber::new(OpenAiTranscriberConfig {
        api_key: api_key.clone(),
        base_url: config.openai.base_url.clone(),
        model: config.openai.transcription_model.clone(),
        answer_within: TRANSCRIBE_WITHIN,
    })?;
    Ok(Some(Arc::new(transcriber)))
}

fn open_mailer(config: &Config, clock: &Arc<dyn Clock>) -> Result<Arc<dyn Mailer>, StartError> {
    match &config.smtp_url {
        Some(url) => {
            let settings = SmtpMailerConfig { url: url.clone(), from: config.mail_from.clone() };
            Ok(Arc::new(SmtpMailer::new(&settings, Arc::clone(clock))?))
        }
        None if config.environment == Environment::Production => {
            tracing::warn!(
                "SMTP_URL is not set: no e-mail goes out, neither links to new passwords nor invitations"
            );
            Ok(Arc::new(NoMailer))
        }
        None => Ok(Arc::new(FakeMailer::at(config.data_dir.join(SIMULATED_MAIL), Arc::clone(clock))?)),
    }
}

/// Takes no mail, so that it waits in the outbox instead of lying around in a file.
struct NoMailer;

#[async_trait::async_trait]
impl Mailer for NoMailer {
    async fn send(&self, _: &OutgoingMail) -> Result<SentMail, MailError> {
        Err(MailError::Unreachable { reason: "SMTP_URL is not set".to_owned() })
    }
}

fn open_counters(config: &Config, clock: &Arc<dyn Clock>) -> Result<Arc<dyn Counters>, StartError> {
    let local: Arc<dyn Counters> = Arc::new(MemoryCounters::new(Arc::clone(clock)));
    match &config.redis_url {
        Some(url) => {
            let shared: Arc<dyn Counters> = Arc::new(RedisCounters::open(url)?);
            Ok(Arc::new(FallbackCounters::new(shared, local, Arc::clone(clock))))
        }
        None => Ok(local),
    }
}
