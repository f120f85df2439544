//! The `bolt` command.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use bolt::app::App;
use bolt::config::Config;
use bolt::database::Database;
use bolt::modules::{audit, auth, calls, telephony, webhooks};
use bolt::tenancy::{PlatformAccess, PlatformDb};
use bolt::{debug, demo, http, jobs};
use clap::{Parser, Subcommand};
use providers::payments::FakePayments;
use tokio_util::sync::CancellationToken;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Answers a salon's telephone, books its visits, shows them in its dashboard.
#[derive(Debug, Parser)]
#[command(name = "bolt", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server: API, webhooks, dashboard, and a worker.
    Serve {
        /// Leave the outbox to `bolt work`.
        #[arg(long)]
        no_worker: bool,
        #[command(flatten)]
        config: Box<Config>,
    },
    /// Run a worker alone: send what the outbox holds.
    Work {
        #[command(flatten)]
        config: Box<Config>,
    },
    /// Bring the database's schema up to date.
    Migrate {
        #[command(flatten)]
        config: Box<Config>,
    },
    /// Put a demonstration salon into the database, or say how to log in to the one that is there.
    Seed {
        /// The salon, with people, services, and weeks of visits and calls around today.
        #[arg(long, required = true)]
        demo: bool,
        /// Print log-in, number and key as JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        config: Box<Config>,
    },
    /// Those who look after the installation.
    Operator {
        #[command(subcommand)]
        command: OperatorCommand,
    },
    /// Everybody's accounts.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// The salons' audit logs.
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Secrets in the database.
    Secrets {
        #[command(subcommand)]
        command: SecretsCommand,
    },
    /// Print the API document.
    Openapi,
    /// Look at the configuration.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Ask the engines directly, one JSON object a line.
    Debug {
        #[command(subcommand)]
        engine: Engine,
    },
}

#[derive(Debug, Subcommand)]
enum OperatorCommand {
    /// Make somebody an operator and print a link by which they choose their password.
    Add {
        /// Their e-mail address; an account that is there is made an operator's.
        #[arg(long)]
        email: String,
        /// Their name, for a new account.
        #[arg(long, default_value = "Operator")]
        name: String,
        #[command(flatten)]
        config: Box<Config>,
    },
    /// Take the office away from somebody.
    Remove {
        /// Their e-mail address.
        #[arg(long)]
        email: String,
        #[command(flatten)]
        config: Box<Config>,
    },
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Bar somebody from logging in anywhere; their log-ins end at once.
    Disable {
        /// Their e-mail address.
        #[arg(long)]
        email: String,
        #[command(flatten)]
        config: Box<Config>,
    },
    /// Let somebody in again.
    Enable {
        /// Their e-mail address.
        #[arg(long)]
        email: String,
        #[command(flatten)]
        config: Box<Config>,
    },
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Go along every salon's log and say whether it is as it was written.
    Verify {
        #[command(flatten)]
        config: Box<Config>,
    },
}

#[derive(Debug, Subcommand)]
enum SecretsCommand {
    /// Encrypt everything anew with the first of ENCRYPTION_KEYS; the others can then be taken out.
    Rotate {
        #[command(flatten)]
        config: Box<Config>,
    },
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Say what is wrong with it; nothing is started.
    Check {
        #[command(flatten)]
        config: Box<Config>,
    },
}

#[derive(Debug, Subcommand)]
enum Engine {
    /// What a caller's words mean.
    Understand,
    /// At which times a visit could start.
    Slots,
}

fn main() -> ExitCode {
    // Variables that are set already win over the file.
    if let Err(error) = dotenvy::dotenv()
        && !error.not_found()
    {
        eprintln!("bolt: cannot read .env: {error}");
        return ExitCode::FAILURE;
    }
    let cli = Cli::parse();
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bolt: {error}");
            ExitCode::FAILURE
        }
    }
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn run(command: Command) -> Outcome {
    match command {
        Command::Openapi => {
            println!("{}", http::router::openapi().to_pretty_json()?);
            Ok(())
        }
        Command::Debug { engine: Engine::Understand } => {
            Ok(debug::answer_lines(understanding::protocol::answer_line)?)
        }
        Command::Debug { engine: Engine::Slots } => {
            Ok(debug::answer_lines(scheduling::protocol::answer_line)?)
        }
        Command::Config { command: ConfigCommand::Check { config } } => check(&config),
        Command::Serve { no_worker, config } => start(serve(*config, !no_worker), std::io::stdout),
        Command::Work { config } => start(work(*config), std::io::stdout),
        // These print something themselves.
        Command::Operator { command: OperatorCommand::Add { email, name, config } } => {
            start(add_operator(*config, email, name), std::io::stderr)
        }
        Command::Operator { command: OperatorCommand::Remove { email, config } } => {
            start(remove_operator(*config, email), std::io::stderr)
        }
        Command::User { command: UserCommand::Disable { email, config } } => {
            start(set_disabled(*config, email, true), std::io::stderr)
        }
        Command::User { command: UserCommand::Enable { email, config } } => {
            start(set_disabled(*config, email, false), std::io::stderr)
        }
        Command::Audit { command: AuditCommand::Verify { config } } => {
            start(verify_audit(*config), std::io::stderr)
        }
        Command::Secrets { command: SecretsCommand::Rotate { config } } => {
            start(rotate_secrets(*config), std::io::stderr)
        }
        Command::Migrate { config } => start(migrate(*config), std::io::stderr),
        Command::Seed { demo: _, json, config } => start(seed(*config, json), std::io::stderr),
    }
}

fn start<W: std::io::Write>(
    work: impl Future<Output = Outcome>,
    log: impl Fn() -> W + Send + Sync + 'static,
) -> Outcome {
    log_to(log);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// One JSON object a line; `RUST_LOG` chooses what.
fn log_to<W: std::io::Write>(log: impl Fn() -> W + Send + Sync + 'static) {
    let mut filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    // Whatever is wished: at `trace` the sockets' library writes whole requests, with the key that logs in.
    for target in [
        "tungstenite=info",
        "tungstenite::handshake=info",
        "tungstenite::handshake::client=info",
        "tokio_tungstenite=info",
    ] {
        filter = filter.add_directive(target.parse().expect("a directive"));
    }
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(log)
        .init();
}

fn check(config: &Config) -> Outcome {
    let problems = config.problems();
    for problem in &problems {
        println!("{problem}");
    }
    if problems.is_empty() {
        println!("The configuration is right.");
        Ok(())
    } else {
        Err(format!("{} problem(s) in the configuration", problems.len()).into())
    }
}

async fn serve(config: Config, with_worker: bool) -> Outcome {
    prepare(&config).await?;
    let app = App::open(config).await?;
    let address = std::net::SocketAddr::new(app.config.host, app.config.port);
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .map_err(|error| format!("cannot listen on {address}: {error}"))?;
    let stop = CancellationToken::new();
    let worker = with_worker.then(|| tokio::spawn(jobs::run(app.clone(), stop.clone(), jobs::FAREWELL)));
    if let Some(fake) = app.till.fake.clone() {
        tracing::warn!("payments are simulated: no money moves");
        tokio::spawn(tell_simulated_events(fake, stop.clone()));
    }
    tracing::info!(%address, public_url = app.config.public_url(), "listening");
    let stopped = stop.clone();
    let service = http::router::router(app).into_make_service_with_connect_info::<std::net::SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(async move {
            asked_to_stop().await;
            stopped.cancel();
        })
        .await?;
    if let Some(worker) = worker {
        worker.await?;
    }
    Ok(())
}

/// The simulated payment company tells what has happened, as the real one would.
async fn tell_simulated_events(fake: Arc<FakePayments>, stop: CancellationToken) {
    let mut pause = tokio::time::interval(Duration::from_secs(1));
    while !stop.is_cancelled() {
        pause.tick().await;
        fake.tell().await;
    }
}

async fn work(config: Config) -> Outcome {
    let app = App::open(config).await?;
    let stop = CancellationToken::new();
    let worker = tokio::spawn(jobs::run(app, stop.clone(), jobs::FAREWELL));
    asked_to_stop().await;
    stop.cancel();
    Ok(worker.await?)
}

async fn migrate(config: Config) -> Outcome {
    prepare(&config).await?;
    println!("The schema is up to date.");
    Ok(())
}

async fn seed(config: Config, as_json: bool) -> Outcome {
    prepare(&config).await?;
    let app = App::open(config).await?;
    let seeded = demo::seed(&app).await?;
    if as_json {
        println!("{}", serde_json::to_string_pretty(&seeded)?);
    } else {
        println!("{seeded}");
    }
    Ok(())
}

async fn add_operator(config: Config, email: String, name: String) -> Outcome {
    prepare(&config).await?;
    let app = App::open(config).await?;
    let path = auth::make_operator(&app, &email, &name).await?;
    println!("{email} is an operator. Within the hour, they choose their password at");
    println!("  {}{path}", app.config.public_url());
    Ok(())
}

async fn remove_operator(config: Config, email: String) -> Outcome {
    let app = App::open(config).await?;
    if auth::dismiss_operator(&app, &email).await? {
        println!("{email} is no operator any more.");
        Ok(())
    } else {
        Err(format!("there is no operator {email}").into())
    }
}

async fn set_disabled(config: Config, email: String, is_disabled: bool) -> Outcome {
    let app = App::open(config).await?;
    if auth::set_disabled(&app, &email, is_disabled).await? {
        println!("{email} {}.", if is_disabled { "cannot log in any more" } else { "can log in again" });
        Ok(())
    } else {
        Err(format!("there is no account {email}").into())
    }
}

async fn verify_audit(config: Config) -> Outcome {
    let app = App::open(config).await?;
    let reports = audit::verify_all(&app).await?;
    for report in &reports {
        let audit::SalonReport { name, id, entries, hash, broken } = report;
        match broken {
            None => println!("intact  {id}  {entries} entries, the last {hash}  {name}"),
            Some(broken) => println!("BROKEN  {id}  after {entries} entries: {broken}  {name}"),
        }
    }
    match reports.iter().filter(|report| report.broken.is_some()).count() {
        0 => Ok(()),
        count => Err(format!("{count} audit log(s) are not as they were written").into()),
    }
}

async fn rotate_secrets(config: Config) -> Outcome {
    let app = App::open(config).await?;
    let platform = PlatformDb::new(&app.database, PlatformAccess::Secrets);
    let second_factors = auth::reseal(&app).await??;
    let webhooks = webhooks::reseal(&platform, &app.vault).await??;
    let sound = calls::reseal(&platform, &app.vault).await??;
    let accounts = telephony::reseal(&platform, &app.vault).await??;
    println!(
        "Encrypted anew: {second_factors} second factor(s), {webhooks} webhook secret(s), {sound} piece(s) of recordings, \
         {accounts} account(s) at the telephone company."
    );
    println!("Mails in the outbox keep their key; wait until they are out before you take it away.");
    Ok(())
}

/// The schema, once the settings are right.
async fn prepare(config: &Config) -> Outcome {
    config.check()?;
    Ok(Database::migrate(&config.database_url).await?)
}

/// Ctrl-C, or the service manager's polite request.
async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(terminate) => terminate,
            Err(error) => {
                tracing::warn!(%error, "cannot listen for SIGTERM");
                let _ = interrupt.await;
                return;
            }
        };
        tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
