//! What can be set from outside, by environment or `.env`. `bolt serve --help` is the manual; `bolt config check`
//! says what is wrong.

use std::marker::PhantomData;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches, ValueEnum, value_parser};
use providers::Secret;
use providers::phone::PhoneNumber;

use crate::http::limits::Changed;
use crate::http::visitor::TrustedProxies;
use crate::vault::Vault;

/// Settings of the server, its worker and the commands that touch the database.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Where the data is: `sqlite:<file>` or `mysql://user:password@host/database`.
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite:data/bolt.db", hide_env_values = true)]
    pub database_url: String,

    /// Most connections to the database that this process opens.
    #[arg(long, env = "DATABASE_MAX_CONNECTIONS", default_value_t = 10)]
    pub database_max_connections: u32,

    /// Files that are not in the database: the generated secret, messages of the simulated telephone company.
    #[arg(long, env = "DATA_DIR", default_value = "data")]
    pub data_dir: PathBuf,

    /// `production` refuses to start with anything made up for convenience.
    #[arg(long, env = "NODE_ENV", default_value = "development")]
    pub environment: Environment,

    /// Address to listen on.
    #[arg(long, env = "HOST", default_value = "0.0.0.0")]
    pub host: std::net::IpAddr,

    /// Port to listen on.
    #[arg(long, env = "PORT", default_value_t = 3000)]
    pub port: u16,

    /// The address under which the world reaches this server, without a slash at its end. Signatures of the
    /// telephone company are checked against it. Left out: `http://localhost:<port>`.
    #[arg(long, env = "PUBLIC_URL")]
    pub public_url: Option<String>,

    /// Signs log-in tokens; at least 32 characters. Left out (not in production): generated once and kept in the
    /// data folder.
    #[arg(long, env = "JWT_SECRET", hide_env_values = true, value_parser = secret)]
    pub jwt_secret: Option<Secret>,

    /// How long a log-in lasts: a number with `s`, `m`, `h` or `d`; without one, seconds.
    #[arg(long, env = "JWT_EXPIRES_IN", default_value = "7d", value_parser = duration)]
    pub jwt_expires_in: Duration,

    /// Encrypts secrets in the database: `<name>:<base64 of 32 bytes>`, several with commas between, the one that
    /// encrypts first (`openssl rand -base64 32` makes one). Left out: one that follows from JWT_SECRET, which must then
    /// not change.
    #[arg(long, env = "ENCRYPTION_KEYS", hide_env_values = true, value_parser = secret)]
    pub encryption_keys: Option<Secret>,

    /// Proxies before this server, as addresses or networks with commas between: `X-Forwarded-For` counts only from
    /// these.
    #[arg(long, env = "TRUSTED_PROXIES", default_value = "")]
    pub trusted_proxies: TrustedProxies,

    /// Other sites whose pages may call the API, as origins with commas between: `https://book.example`.
    #[arg(long, env = "CORS_ORIGINS", default_value = "")]
    pub cors_origins: Origins,

    /// Limits that differ from the usual ones: `log-in=20/15m,api=off`. There are log-in, sign-up, password-reset,
    /// two-factor, links (each per address), account, mails (per account), api (per log-in), keys (per API key), public
    /// (per address).
    #[arg(long, env = "RATE_LIMITS", default_value = "")]
    pub rate_limits: Changed,

    /// Counts limits together with other instances: `redis://…`. Left out: each instance counts for itself.
    #[arg(long, env = "REDIS_URL", hide_env_values = true, value_parser = secret)]
    pub redis_url: Option<Secret>,

    /// Sends e-mail: `smtps://user:password@host`. Left out: mails are kept in a file of the data folder; in production
    /// they wait for a server.
    #[arg(long, env = "SMTP_URL", hide_env_values = true, value_parser = secret)]
    pub smtp_url: Option<Secret>,

    /// The address that mails come from.
    #[arg(long, env = "MAIL_FROM", default_value = "Bolt <bolt@localhost>")]
    pub mail_from: String,

    /// Lets salons' webhooks go to private addresses and without TLS: for trying them out on one's own machine.
    #[arg(long, env = "WEBHOOKS_ALLOW_PRIVATE")]
    pub webhooks_allow_private: bool,

    /// Who answers callers of salons that have not chosen. `local` needs nothing; `openai` asks the models that are set
    /// below, and falls back to it.
    #[arg(long, env = "AI_PROVIDER", default_value = "local")]
    pub ai_provider: AiProvider,

    /// How long the simulated telephone company takes to say that it has a message, in milliseconds: makes the
    /// moment long in which a crash leaves it unknown whether a message went out.
    #[arg(long, env = "SIMULATED_SMS_DELAY_MS", hide = true)]
    pub simulated_sms_delay_ms: Option<u64>,

    /// What a segment of a text message costs, in millionths of a US dollar, until the network tells the price.
    #[arg(long, env = "SMS_SEGMENT_MICROS", default_value_t = 8_300)]
    pub sms_segment_micros: i64,

    /// Twilio's settings.
    #[command(flatten)]
    pub twilio: Twilio,

    /// Vapi's settings.
    #[command(flatten)]
    pub vapi: Vapi,

    /// Stripe's settings.
    #[command(flatten)]
    pub stripe: Stripe,

    /// How long a model may take to its first word before the next is asked, in milliseconds.
    #[arg(long, env = "AI_FIRST_TOKEN_MS", default_value_t = 1_500)]
    pub ai_first_token_ms: u64,

    /// OpenAI's settings.
    #[command(flatten)]
    pub openai: OpenAi,

    /// ElevenLabs' settings.
    #[command(flatten)]
    pub eleven_labs: ElevenLabs,

    /// Settings of a second model.
    #[command(flatten)]
    pub compatible: Compatible,
}

/// Twilio's settings. Without an account, messages go to a simulated one that keeps them in a file.
#[derive(Debug, Clone, Args)]
pub struct Twilio {
    /// The account that sends messages, gets numbers, and keeps recordings.
    #[arg(id = "twilio_account_sid", long = "twilio-account-sid", env = "TWILIO_ACCOUNT_SID", value_parser = filled)]
    pub account_sid: Option<String>,

    /// Checks the signature of webhooks, and logs in to the API. Without it every webhook is refused.
    #[arg(id = "twilio_auth_token", long = "twilio-auth-token", env = "TWILIO_AUTH_TOKEN", hide_env_values = true, value_parser = secret)]
    pub auth_token: Option<Secret>,

    /// The telephone that is called when this server cannot answer a call at all and the salon's own is not known.
    #[arg(id = "fallback_number", long = "fallback-number", env = "FALLBACK_NUMBER", value_parser = phone_number)]
    pub fallback_number: Option<PhoneNumber>,

    /// What an incoming call costs, in US dollars per minute that has begun; until Twilio has told the call's own price.
    #[arg(
        id = "twilio_incoming_price",
        long = "twilio-incoming-price",
        env = "TWILIO_INCOMING_PRICE",
        default_value_t = 0.0085
    )]
    pub incoming_price: f64,

    /// The same for a call to a person to whom a caller is put through.
    #[arg(
        id = "twilio_outgoing_price",
        long = "twilio-outgoing-price",
        env = "TWILIO_OUTGOING_PRICE",
        default_value_t = 0.014
    )]
    pub outgoing_price: f64,

    /// Gives each salon that gets its first number an account of its own below this one.
    #[arg(id = "twilio_subaccounts", long = "twilio-subaccounts", env = "TWILIO_SUBACCOUNTS")]
    pub subaccounts: bool,

    /// Where the API is; another address is a mock, which has all of Twilio's interfaces unless the next says otherwise.
    #[arg(
        id = "twilio_base_url",
        long = "twilio-base-url",
        env = "TWILIO_BASE_URL",
        default_value = "https://api.twilio.com"
    )]
    pub base_url: String,

    /// Where the messaging interface of a mock is.
    #[arg(
        id = "twilio_messaging_url",
        long = "twilio-messaging-url",
        env = "TWILIO_MESSAGING_URL",
        hide = true,
        value_parser = filled
    )]
    pub messaging_url: Option<String>,
}

/// Vapi's settings.
#[derive(Debug, Clone, Args)]
pub struct Vapi {
    /// What Vapi shows with each of its requests, and what signs them where it is set up to sign. Without it everything
    /// from Vapi is refused.
    #[arg(id = "vapi_secret", long = "vapi-secret", env = "VAPI_SECRET", hide_env_values = true, value_parser = secret)]
    pub secret: Option<Secret>,
}

/// Stripe's settings: takes salons' money. Without a key, it is play money on pages of our own; in production, nobody can
/// pay.
#[derive(Debug, Clone, Args)]
pub struct Stripe {
    /// Logs in to the API.
    #[arg(id = "stripe_secret_key", long = "stripe-secret-key", env = "STRIPE_SECRET_KEY", hide_env_values = true, value_parser = secret)]
    pub secret_key: Option<Secret>,

    /// Signs events, which Stripe sends to `<PUBLIC_URL>/api/billing/webhook`; while it is changed, both with a comma
    /// between.
    #[arg(id = "stripe_webhook_secret", long = "stripe-webhook-secret", env = "STRIPE_WEBHOOK_SECRET", hide_env_values = true, value_parser = secret)]
    pub webhook_secret: Option<Secret>,

    /// The price of the monthly plan, $295 a month: `price_…`.
    #[arg(id = "stripe_monthly_price", long = "stripe-monthly-price", env = "STRIPE_MONTHLY_PRICE", value_parser = filled)]
    pub monthly_price: Option<String>,

    /// The price of the yearly plan, $2,832 a year.
    #[arg(id = "stripe_yearly_price", long = "stripe-yearly-price", env = "STRIPE_YEARLY_PRICE", value_parser = filled)]
    pub yearly_price: Option<String>,

    /// Where the API is; another address is a mock.
    #[arg(
        id = "stripe_base_url",
        long = "stripe-base-url",
        env = "STRIPE_BASE_URL",
        default_value = "https://api.stripe.com"
    )]
    pub base_url: String,
}

impl Stripe {
    /// The secrets that sign events.
    pub fn webhook_secrets(&self) -> Vec<Secret> {
        let all = self.webhook_secret.as_ref().map_or("", |secret| secret.expose());
        all.split(',').map(str::trim).filter(|secret| !secret.is_empty()).map(Secret::from).collect()
    }

    fn is_whole(&self) -> bool {
        self.webhook_secret.is_some() && self.monthly_price.is_some() && self.yearly_price.is_some()
    }
}

/// OpenAI's settings.
#[derive(Debug, Clone, Args)]
pub struct OpenAi {
    /// Logs in to the API.
    #[arg(id = "openai_api_key", long = "openai-api-key", env = "OPENAI_API_KEY", hide_env_values = true, value_parser = secret)]
    pub api_key: Option<Secret>,

    /// Where the API is; any server that speaks its protocol will do.
    #[arg(
        id = "openai_base_url",
        long = "openai-base-url",
        env = "OPENAI_BASE_URL",
        default_value = "https://api.openai.com/v1"
    )]
    pub base_url: String,

    /// The model.
    #[arg(id = "openai_model", long = "openai-model", env = "OPENAI_MODEL", default_value = "gpt-4o-mini")]
    pub model: String,

    /// The model that speaks stock phrases for salons that choose its voices.
    #[arg(
        id = "openai_speech_model",
        long = "openai-speech-model",
        env = "OPENAI_SPEECH_MODEL",
        default_value = "gpt-4o-mini-tts"
    )]
    pub speech_model: String,

    /// The model that writes down what callers have said after the tone.
    #[arg(
        id = "openai_transcription_model",
        long = "openai-transcription-model",
        env = "OPENAI_TRANSCRIPTION_MODEL",
        default_value = "gpt-4o-mini-transcribe"
    )]
    pub transcription_model: String,

    /// What that costs, in US dollars per minute of sound.
    #[arg(
        id = "openai_transcription_price",
        long = "openai-transcription-price",
        env = "OPENAI_TRANSCRIPTION_PRICE",
        default_value_t = 0.003
    )]
    pub transcription_price: f64,

    /// What the model costs.
    #[command(flatten)]
    pub price: ModelPrice<ChatPrice>,

    /// The model that hears callers and speaks itself, for salons whose calls are carried so.
    #[arg(
        id = "openai_realtime_model",
        long = "openai-realtime-model",
        env = "OPENAI_REALTIME_MODEL",
        default_value = "gpt-realtime"
    )]
    pub realtime_model: String,

    /// Its voice.
    #[arg(
        id = "openai_realtime_voice",
        long = "openai-realtime-voice",
        env = "OPENAI_REALTIME_VOICE",
        default_value = "marin"
    )]
    pub realtime_voice: String,

    /// What it costs.
    #[command(flatten)]
    pub realtime_price: ModelPrice<RealtimePrice>,
}

/// ElevenLabs' settings: speaks stock phrases for salons that choose its voices.
#[derive(Debug, Clone, Args)]
pub struct ElevenLabs {
    /// Logs in to the API.
    #[arg(id = "elevenlabs_api_key", long = "elevenlabs-api-key", env = "ELEVENLABS_API_KEY", hide_env_values = true, value_parser = secret)]
    pub api_key: Option<Secret>,

    /// Where the API is; another address is a mock.
    #[arg(
        id = "elevenlabs_base_url",
        long = "elevenlabs-base-url",
        env = "ELEVENLABS_BASE_URL",
        default_value = "https://api.elevenlabs.io"
    )]
    pub base_url: String,

    /// The model.
    #[arg(
        id = "elevenlabs_model",
        long = "elevenlabs-model",
        env = "ELEVENLABS_MODEL",
        default_value = "eleven_flash_v2_5"
    )]
    pub model: String,
}

/// A second model, at any server that speaks OpenAI's protocol: Ollama, vLLM, another vendor. It is asked when OpenAI fails,
/// or first by salons that choose so.
#[derive(Debug, Clone, Args)]
pub struct Compatible {
    /// Where it is: `http://localhost:11434/v1`. Left out: there is none.
    #[arg(id = "compatible_base_url", long = "compatible-base-url", env = "COMPATIBLE_BASE_URL", value_parser = filled)]
    pub base_url: Option<String>,

    /// Logs in to it; left out where it needs none.
    #[arg(id = "compatible_api_key", long = "compatible-api-key", env = "COMPATIBLE_API_KEY", hide_env_values = true, value_parser = secret)]
    pub api_key: Option<Secret>,

    /// The model.
    #[arg(
        id = "compatible_model",
        long = "compatible-model",
        env = "COMPATIBLE_MODEL",
        default_value = "llama3.1"
    )]
    pub model: String,

    /// What the model costs.
    #[command(flatten)]
    pub price: ModelPrice<CompatiblePrice>,
}

/// US dollars per million tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Price {
    /// That it reads, or hears.
    pub input: f64,
    /// That it writes, or speaks.
    pub output: f64,
}

/// The two settings of a model's price. clap cannot put a model's name before the names of flattened settings, so `M` has
/// them.
#[derive(Debug, Clone)]
pub struct ModelPrice<M> {
    /// What it costs.
    pub price: Price,
    model: PhantomData<M>,
}

/// How a model's price is set.
pub trait PriceSettings {
    /// For tokens that it reads.
    const INPUT: PriceSetting;
    /// For tokens that it writes.
    const OUTPUT: PriceSetting;
}

/// One setting of a price.
#[derive(Debug, Clone, Copy)]
pub struct PriceSetting {
    /// On the command line, without the dashes.
    pub name: &'static str,
    /// In the environment.
    pub variable: &'static str,
    /// What it is unless it is set.
    pub usual: &'static str,
}

/// OpenAI's model that answers in text.
#[derive(Debug, Clone)]
pub struct ChatPrice;

/// OpenAI's model that hears and speaks.
#[derive(Debug, Clone)]
pub struct RealtimePrice;

/// The second model.
#[derive(Debug, Clone)]
pub struct CompatiblePrice;

impl PriceSettings for ChatPrice {
    const INPUT: PriceSetting =
        PriceSetting { name: "openai-input-price", variable: "OPENAI_INPUT_PRICE", usual: "0.15" };
    const OUTPUT: PriceSetting =
        PriceSetting { name: "openai-output-price", variable: "OPENAI_OUTPUT_PRICE", usual: "0.6" };
}

impl PriceSettings for RealtimePrice {
    const INPUT: PriceSetting = PriceSetting {
        name: "openai-realtime-input-price",
        variable: "OPENAI_REALTIME_INPUT_PRICE",
        usual: "32",
    };
    const OUTPUT: PriceSetting = PriceSetting {
        name: "openai-realtime-output-price",
        variable: "OPENAI_REALTIME_OUTPUT_PRICE",
        usual: "64",
    };
}

impl PriceSettings for CompatiblePrice {
    const INPUT: PriceSetting =
        PriceSetting { name: "compatible-input-price", variable: "COMPATIBLE_INPUT_PRICE", usual: "0" };
    const OUTPUT: PriceSetting =
        PriceSetting { name: "compatible-output-price", variable: "COMPATIBLE_OUTPUT_PRICE", usual: "0" };
}

impl PriceSetting {
    fn argument(self, tokens: &str) -> Arg {
        Arg::new(self.name)
            .long(self.name)
            .env(self.variable)
            .value_name(self.variable)
            .value_parser(value_parser!(f64))
            .default_value(self.usual)
            .help(format!("What the model costs, in US dollars per million tokens that it {tokens}"))
    }

    fn read(self, matches: &ArgMatches) -> f64 {
        *matches.get_one(self.name).expect("it has a usual value")
    }
}

impl<M: PriceSettings> Args for ModelPrice<M> {
    fn augment_args(command: Command) -> Command {
        command.arg(M::INPUT.argument("reads or hears")).arg(M::OUTPUT.argument("writes or speaks"))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<M: PriceSettings> FromArgMatches for ModelPrice<M> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let price = Price { input: M::INPUT.read(matches), output: M::OUTPUT.read(matches) };
        Ok(Self { price, model: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Settings that do not go together, each with how to mend it.
#[derive(Debug, thiserror::Error)]
#[error("the configuration is wrong:\n  {}", .0.join("\n  "))]
pub struct ConfigError(pub Vec<String>);

/// Where this runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Environment {
    /// On somebody's own machine.
    Development,
    /// By a test.
    Test,
    /// For real.
    Production,
}

/// Who understands callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AiProvider {
    /// Our own engine.
    Local,
    /// OpenAI, or a server that speaks its protocol.
    #[value(name = "openai")]
    OpenAi,
}

/// Origins of other sites.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(pub Vec<axum::http::HeaderValue>);

impl std::str::FromStr for Origins {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let origin = |entry: &str| {
            let rest = entry.strip_prefix("https://").or_else(|| entry.strip_prefix("http://"));
            let is_origin =
                rest.is_some_and(|host| !host.is_empty() && !host.contains(['/', '*', '?', '#', '@']));
            entry.parse().ok().filter(|_| is_origin).ok_or_else(|| {
                format!("`{entry}` is not an origin such as https://book.example, without a path or a slash")
            })
        };
        text.split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
            .map(origin)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl Config {
    /// The address under which the world reaches this server.
    pub fn public_url(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://localhost:{}", self.port),
        }
    }

    /// The address from which mails come, without the name before it.
    pub fn mail_address(&self) -> &str {
        let address = self.mail_from.rsplit_once('<').map(|(_, address)| address.trim_end_matches('>'));
        address.unwrap_or(&self.mail_from).trim()
    }

    /// Whether each salon that gets its first number has an account of its own at the telephone company.
    pub fn gives_salons_accounts(&self) -> bool {
        self.twilio.subaccounts
    }

    /// What an incoming call of this length costs, in millionths of a US dollar. Networks bill minutes that have begun.
    pub fn incoming_call_micros(&self, seconds: u64) -> i64 {
        micros(self.twilio.incoming_price * seconds.div_ceil(60) as f64)
    }

    /// What a call of this length to a person costs, in millionths of a US dollar.
    pub fn outgoing_call_micros(&self, seconds: u64) -> i64 {
        micros(self.twilio.outgoing_price * seconds.max(1).div_ceil(60) as f64)
    }

    /// What it costs to have so much sound written down, in millionths of a US dollar.
    pub fn transcription_micros(&self, seconds: i32) -> i64 {
        micros(self.openai.transcription_price * f64::from(seconds.max(0)) / 60.0)
    }

    /// Whether the settings go together.
    ///
    /// # Errors
    /// Names everything that is wrong.
    pub fn check(&self) -> Result<(), ConfigError> {
        let problems = self.problems();
        if problems.is_empty() { Ok(()) } else { Err(ConfigError(problems)) }
    }

    /// Everything that is wrong, each with how to mend it; empty when all is well.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let production = self.environment == Environment::Production;
        if !self.database_url.starts_with("sqlite:") && !self.database_url.starts_with("mysql:") {
            problems.push("DATABASE_URL must begin with sqlite: or mysql:".to_owned());
        }
        if self.database_max_connections == 0 {
            problems.push("DATABASE_MAX_CONNECTIONS must be at least 1".to_owned());
        }
        match &self.jwt_secret {
            Some(secret) if secret.expose().len() < 32 => {
                problems.push("JWT_SECRET must have at least 32 characters".to_owned());
            }
            None if production => problems.push("JWT_SECRET must be set in production".to_owned()),
            _ => {}
        }
        if let Some(Err(error)) = self.encryption_keys.as_ref().map(Vault::read) {
            problems.push(error.to_string());
        }
        if production && self.webhooks_allow_private {
            problems.push("WEBHOOKS_ALLOW_PRIVATE must not be set in production".to_owned());
        }
        if self.jwt_expires_in < Duration::from_secs(60) {
            problems.push("JWT_EXPIRES_IN must be at least a minute".to_owned());
        }
        let public_url = self.public_url();
        if !public_url.starts_with("http://") && !public_url.starts_with("https://") {
            problems.push("PUBLIC_URL must begin with http:// or https://".to_owned());
        }
        if production && self.public_url.is_none() {
            problems.push("PUBLIC_URL must be set in production: webhook signatures depend on it".to_owned());
        }
        if self.twilio.account_sid.is_some() && self.twilio.auth_token.is_none() {
            problems.push("TWILIO_AUTH_TOKEN must be set beside TWILIO_ACCOUNT_SID".to_owned());
        }
        if self.stripe.secret_key.is_some() && !self.stripe.is_whole() {
            problems.push(
                "STRIPE_WEBHOOK_SECRET, STRIPE_MONTHLY_PRICE and STRIPE_YEARLY_PRICE must be set beside \
                 STRIPE_SECRET_KEY"
                    .to_owned(),
            );
        }
        let has_model = self.openai.api_key.is_some() || self.compatible.base_url.is_some();
        if self.ai_provider == AiProvider::OpenAi && !has_model {
            problems
                .push("OPENAI_API_KEY or COMPATIBLE_BASE_URL must be set for AI_PROVIDER=openai".to_owned());
        }
        let prices = [
            ("TWILIO_INCOMING_PRICE", self.twilio.incoming_price),
            ("TWILIO_OUTGOING_PRICE", self.twilio.outgoing_price),
            ("OPENAI_TRANSCRIPTION_PRICE", self.openai.transcription_price),
        ];
        for (name, _) in prices.into_iter().filter(|(_, price)| !(0.0..=1_000.0).contains(price)) {
            problems.push(format!("{name} must be a price in US dollars, from 0 to 1000"));
        }
        if !(100..=10_000).contains(&self.ai_first_token_ms) {
            problems.push("AI_FIRST_TOKEN_MS must be between 100 and 10000".to_owned());
        }
        problems
    }
}

/// Millionths of a dollar, rounded up.
fn micros(dollars: f64) -> i64 {
    // Thousandths of a millionth are a float's own noise.
    (dollars * 1_000_000.0 - 0.001).ceil().max(0.0) as i64
}

/// An empty variable counts as one that is not set.
fn filled(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Err("is empty; leave it out instead".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

fn phone_number(text: &str) -> Result<PhoneNumber, String> {
    PhoneNumber::from_e164(text.trim()).map_err(|error| format!("is no number such as +12125550143: {error}"))
}

fn secret(text: &str) -> Result<Secret, String> {
    filled(text).map(Secret::from)
}

/// Reads a length of time.
///
/// # Errors
/// Says what it must look like.
pub fn duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let seconds_each = match unit.trim() {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err("must be a number with s, m, h or d, such as 7d".to_owned()),
    };
    number
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(seconds_each))
        .filter(|seconds| *seconds <= 3_650 * 86_400)
        .map(Duration::from_secs)
        .ok_or_else(|| "must be a number with s, m, h or d, such as 7d, and at most ten years".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_with_their_unit() {
        for (text, seconds) in
            [("7d", 604_800), ("12h", 43_200), ("90 m", 5_400), ("45s", 45), ("3600", 3_600)]
        {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "d", "7w", "-1d", "1.5h", "99999999999999999999d", "4000d"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn each_model_has_a_price_of_its_own() {
        #[derive(clap::Parser)]
        struct Arguments {
            #[command(flatten)]
            config: Config,
        }
        let read = |given: &[&str]| {
            let given = ["bolt"].iter().chain(given);
            let config = <Arguments as clap::Parser>::parse_from(given).config;
            [config.openai.price.price, config.openai.realtime_price.price, config.compatible.price.price]
        };
        let usual = [
            Price { input: 0.15, output: 0.6 },
            Price { input: 32.0, output: 64.0 },
            Price { input: 0.0, output: 0.0 },
        ];
        assert_eq!(read(&[]), usual);
        let set = read(&[
            "--openai-output-price",
            "2.5",
            "--openai-realtime-input-price",
            "10",
            "--compatible-input-price",
            "1",
        ]);
        assert_eq!((set[0].output, set[1].input, set[2].input), (2.5, 10.0, 1.0));
        assert_eq!((set[0].input, set[1].output, set[2].output), (0.15, 64.0, 0.0));
    }
}
