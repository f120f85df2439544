//! What every test starts from: two salons, a clock that stands still, a telephone company that remembers.

pub(crate) mod caller;
pub(crate) mod database;
pub(crate) mod http;
pub(crate) mod process;
pub(crate) mod relay;
pub(crate) mod rows;
pub(crate) mod salon;
pub(crate) mod stream;
pub(crate) mod twilio;
pub(crate) mod world;

use std::sync::Arc;

use axum::http::Method;
use bolt::app::{App, Outside};
use bolt::config::Config;
use bolt::jobs;
use bolt::modules::ai_assistant::{Model, Price};
use bolt::modules::billing::Till;
use bolt::modules::telephony::SpeechMakers;
use bolt::modules::tenants::Provider;
use clap::Parser;
use jiff::Timestamp;
use providers::Secret;
use providers::ai::chat::ChatModel;
use providers::clock::{Clock, FixedClock};
use providers::mail::{FakeMailer, RecordedMail};
use providers::payments::FakePayments;
use providers::sms::{FakeSms, RecordedSms, Sms};
use providers::speech::FakeSpeech;
use providers::telephony::{FakeArchive, FakeNumbers};
use providers::transcription::FakeTranscriber;
use providers::webhook::FakeWebhookPoster;
use serde_json::Value;

use database::{TestDatabase, Wire};
use rows::Rows;
use salon::{Salon, Salons};

/// A Tuesday: nine in the morning in New York, two in the afternoon in Berlin.
pub(crate) const NOW: &str = "2026-03-10T13:00:00Z";

/// The address under which the telephone company believes to reach us.
pub(crate) const PUBLIC_URL: &str = "https://bolt.test";

/// Signs webhooks.
pub(crate) const TWILIO_TOKEN: &str = "a token that only the telephone company and the tests know";

/// Signs what the payment company tells.
pub(crate) const PAYMENT_SECRET: &str = "whsec_of_the_tests";

/// Signs log-in tokens.
pub(crate) const JWT_SECRET: &str = "a secret of the tests, long enough to sign with";

/// The whole application with a database of its own.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) sms: Arc<FakeSms>,
    pub(crate) mailer: Arc<FakeMailer>,
    pub(crate) webhooks: Arc<FakeWebhookPoster>,
    /// Whoever takes salons' money.
    pub(crate) payments: Arc<FakePayments>,
    /// Whoever sells telephone numbers.
    pub(crate) numbers: Arc<FakeNumbers>,
    /// What the telephone company keeps of calls.
    pub(crate) archive: Arc<FakeArchive>,
    /// Whoever writes down what was said after the tone.
    pub(crate) transcriber: Arc<FakeTranscriber>,
    /// Whoever renders phrases.
    pub(crate) speech: Arc<FakeSpeech>,
    /// In New York; the one that most tests are about.
    pub(crate) salon: Salon,
    /// In Berlin; the one that must not be touched.
    pub(crate) other: Salon,
    pub(crate) rows: Rows,
    router: axum::Router,
    // Last, so that its files and schema go when nothing uses them any more.
    database: TestDatabase,
}

impl TestApp {
    /// With both salons.
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    /// The same with other settings, as on the command line.
    pub(crate) async fn with(settings: &[&str]) -> Self {
        let (database, salons) = TestDatabase::with_salons().await;
        Self::on(database, salons, settings).await
    }

    /// With language models that salons ask unless they have chosen otherwise.
    pub(crate) async fn with_models(chats: Vec<Arc<dyn ChatModel>>) -> Self {
        let (database, salons) = TestDatabase::with_salons().await;
        let providers = [Provider::Openai, Provider::Compatible];
        let price = Price { input: 1.0, output: 2.0 };
        let models = chats.into_iter().zip(providers).map(|(chat, provider)| Model { provider, chat, price });
        // The key is never used, since the models are given.
        let settings =
            ["--ai-provider", "openai", "--openai-api-key", "unused", "--ai-first-token-ms", "400"];
        Self::on_url(database, salons, &settings, None, Some(models.collect())).await
    }

    /// With a model that hears callers and speaks itself, at this address; the salon's calls are carried so.
    pub(crate) async fn with_speech(base_url: &str) -> Self {
        let app = Self::with(&["--openai-api-key", "unused", "--openai-base-url", base_url]).await;
        app.set_assistant(&app.salon, serde_json::json!({ "line": "REALTIME" })).await;
        app
    }

    /// With a wire to its database that can be cut.
    pub(crate) async fn on_a_wire() -> (Self, Wire) {
        let (database, salons) = TestDatabase::with_salons().await;
        let wire = Wire::to(&database).await;
        let app = Self::on_url(database, salons, &[], Some(&wire.url), None).await;
        (app, wire)
    }

    async fn on(database: TestDatabase, salons: Salons, settings: &[&str]) -> Self {
        Self::on_url(database, salons, settings, None, None).await
    }

    async fn on_url(
        database: TestDatabase,
        salons: Salons,
        settings: &[&str],
        url: Option<&str>,
        models: Option<Vec<Model>>,
    ) -> Self {
        let clock = Arc::new(FixedClock::at(moment(NOW)));
        let sms = Arc::new(FakeSms::in_memory(clock.clone()));
        let mailer = Arc::new(FakeMailer::in_memory(clock.clone()));
        let webhooks = Arc::new(FakeWebhookPoster::in_memory(clock.clone()));
        let speech = Arc::new(FakeSpeech::in_memory(clock.clone()));
        let payments = fake_payments(clock.clone());
        let numbers = Arc::new(FakeNumbers::in_memory());
        let archive = Arc::new(FakeArchive::in_memory());
        let transcriber = Arc::new(FakeTranscriber::default());
        let outside = Outside {
            till: Some(Till::simulated(payments.clone(), Secret::new(PAYMENT_SECRET))),
            numbers: Some(numbers.clone()),
            sms: Some(sms.clone()),
            mailer: Some(mailer.clone()),
            webhooks: Some(webhooks.clone()),
            archive: Some(archive.clone()),
            transcriber: Some(transcriber.clone()),
            models,
            speech: Some(SpeechMakers { eleven_labs: Some(speech.clone()), openai: Some(speech.clone()) }),
        };
        let mut config = config(&database, settings);
        if let Some(url) = url {
            config.database_url = url.to_owned();
        }
        let app = App::open_with(config, clock.clone(), outside).await.expect("the application opens");
        let router = bolt::http::router::router(app.clone());
        let rows = Rows::open(&database.url).await;
        let Salons { salon, other } = salons;
        Self {
            app,
            clock,
            sms,
            mailer,
            webhooks,
            payments,
            numbers,
            archive,
            transcriber,
            speech,
            salon,
            other,
            rows,
            router,
            database,
        }
    }

    /// The same database and clock with other settings, as after a restart.
    pub(crate) async fn restarted(self, settings: &[&str]) -> Self {
        let Self { database, salon, other, .. } = self;
        Self::on(database, Salons { salon, other }, settings).await
    }

    /// A second server on the same database, with the same clock and telephone company but caches of its own.
    pub(crate) async fn another_server(&self) -> App {
        self.another_server_with(self.sms.clone()).await
    }

    /// The same server where money is real.
    pub(crate) async fn taking_real_money(&self) -> axum::Router {
        let till = Till::simulated(self.payments.clone(), Secret::new(PAYMENT_SECRET));
        let outside = Outside { till: Some(Till { is_live: true, ..till }), ..Outside::default() };
        let app = App::open_with(config(&self.database, &[]), self.clock.clone(), outside);
        bolt::http::router::router(app.await.expect("the application opens again"))
    }

    /// The same with another telephone company.
    pub(crate) async fn another_server_with(&self, sms: Arc<dyn Sms>) -> App {
        let config = config(&self.database, &[]);
        App::open_with(config, self.clock.clone(), Outside { sms: Some(sms), ..Outside::default() })
            .await
            .expect("the application opens again")
    }

    /// Where the database is, for processes that are started.
    pub(crate) fn database_url(&self) -> &str {
        &self.database.url
    }

    /// A folder for files, gone after the test.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.database.folder()
    }

    /// What the clock shows.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Changes what the salon wants of its receptionist: these members of its settings, the others as they are.
    pub(crate) async fn set_assistant(&self, salon: &Salon, change: Value) {
        let token = self.owner(salon).await;
        let mut settings = self.get("/api/tenant/settings").bearer(&token).send().await.ok().data();
        let assistant = settings["settings"]["aiAssistant"].as_object_mut().expect("an object");
        assistant.extend(change.as_object().expect("an object").clone());
        self.ask(Method::PUT, "/api/tenant/settings").bearer(&token).json(&settings).send().await.ok();
    }

    /// Changes the receptionist's settings: values by their places in the document.
    pub(crate) async fn receptionist(&self, salon: &Salon, changes: &[(&str, Value)]) {
        let owner = self.owner(salon).await;
        let mut all = self.get("/api/tenant/settings").bearer(&owner).send().await.ok().data();
        for (pointer, value) in changes {
            *all["settings"]["aiAssistant"].pointer_mut(pointer).expect("it is there") = value.clone();
        }
        self.ask(Method::PUT, "/api/tenant/settings").bearer(&owner).json(&all).send().await.ok();
    }

    /// Serves the application to sockets; hands out where.
    pub(crate) async fn serve(&self) -> std::net::SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let router = self.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    /// Lets the worker do all that is due.
    pub(crate) async fn deliver(&self) {
        for _ in 0..100 {
            if jobs::run_due(&self.app).await.expect("the outbox can be read") == 0 {
                return;
            }
        }
        panic!("the outbox does not run empty");
    }

    /// Every text message that the telephone company has taken.
    pub(crate) async fn sent_sms(&self) -> Vec<RecordedSms> {
        self.sms.sent().await.expect("it is in memory")
    }

    /// Every mail that has gone out.
    pub(crate) async fn sent_mails(&self) -> Vec<RecordedMail> {
        self.mailer.sent().await.expect("it is in memory")
    }

    /// Those to one number.
    pub(crate) async fn sms_to(&self, number: &str) -> Vec<RecordedSms> {
        self.sent_sms().await.into_iter().filter(|sms| sms.to.as_str() == number).collect()
    }
}

fn fake_payments(clock: Arc<dyn Clock>) -> Arc<FakePayments> {
    let pages = format!("{PUBLIC_URL}/simulated-payments");
    Arc::new(FakePayments::in_memory(clock, Secret::new(PAYMENT_SECRET), &pages))
}

/// Settings as the command line would give them; the environment decides nothing.
fn config(database: &TestDatabase, settings: &[&str]) -> Config {
    let data_dir = database.folder().join("data").to_string_lossy().into_owned();
    let mut given = vec![
        "bolt",
        "--database-url",
        &database.url,
        "--data-dir",
        &data_dir,
        "--environment",
        "test",
        "--public-url",
        PUBLIC_URL,
        "--jwt-secret",
        JWT_SECRET,
    ];
    if !settings.contains(&"--ai-provider") {
        given.extend(["--ai-provider", "local"]);
    }
    if !settings.contains(&NO_TWILIO_TOKEN) {
        given.extend(["--twilio-auth-token", TWILIO_TOKEN]);
    }
    // Tests log in as often as they like, unless limits are what they are about.
    if !settings.contains(&"--rate-limits") {
        given.extend([
            "--rate-limits",
            "log-in=off,sign-up=off,password-reset=off,two-factor=off,links=off,mails=off",
        ]);
    }
    given.extend(settings.iter().filter(|setting| **setting != NO_TWILIO_TOKEN));
    arguments(&given)
}

/// Reads a command line of settings, the program's name first.
pub(crate) fn arguments(arguments: &[&str]) -> Config {
    #[derive(Parser)]
    struct Arguments {
        #[command(flatten)]
        config: Config,
    }
    Arguments::parse_from(arguments).config
}

/// A setting of the tests alone: the telephone company's token is not configured.
pub(crate) const NO_TWILIO_TOKEN: &str = "no-twilio-token";

/// A literal instant.
pub(crate) fn moment(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}
