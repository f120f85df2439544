//! A database for each test: an SQLite file, or with `TEST_DATABASE_URL` a schema of its own on that server.

use std::path::Path;

use bolt::database::Database;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::salon::{self, Salons};

/// A database that goes when the test is over.
pub(crate) struct TestDatabase {
    pub(crate) url: String,
    folder: TempDir,
    schema: Option<Schema>,
}

/// The server on which schemas are made, when it is not SQLite.
pub(crate) fn server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())
}

impl TestDatabase {
    /// With its tables and the two salons.
    pub(crate) async fn with_salons() -> (Self, Salons) {
        if server().is_some() {
            let database = Self::migrated().await;
            let salons = salon::found_both(&database.url).await;
            return (database, salons);
        }
        // Made once and copied: migrating is most of what a small test would do.
        static TEMPLATE: OnceCell<(TestDatabase, Salons)> = OnceCell::const_new();
        let (template, salons) = TEMPLATE
            .get_or_init(|| async {
                let database = Self::migrated().await;
                let salons = salon::found_both(&database.url).await;
                (database, salons)
            })
            .await;
        let folder = folder();
        std::fs::copy(file(template.folder.path()), file(folder.path())).expect("the template can be copied");
        (Self { url: sqlite(folder.path()), folder, schema: None }, salons.clone())
    }

    /// With its tables alone.
    pub(crate) async fn migrated() -> Self {
        let folder = folder();
        let schema = match server() {
            Some(server) => Some(Schema::make(&server).await),
            None => None,
        };
        let url = schema.as_ref().map_or_else(|| sqlite(folder.path()), |schema| schema.url.clone());
        Database::migrate(&url).await.expect("the migrations run");
        Self { url, folder, schema }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn is_mysql(&self) -> bool {
        self.schema.is_some()
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

fn file(folder: &Path) -> std::path::PathBuf {
    folder.join("bolt.db")
}

fn sqlite(folder: &Path) -> String {
    format!("sqlite:{}", file(folder).display())
}

/// A connection that is the test's own, past every rule of the application.
#[expect(clippy::disallowed_methods, reason = "a test looks at the rows from outside")]
pub(crate) async fn connect(url: &str, max_connections: u32) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(max_connections).sqlx_logging(false).map_sqlx_sqlite_opts(|options| {
        options.foreign_keys(true).busy_timeout(std::time::Duration::from_secs(20))
    });
    sea_orm::Database::connect(options).await.unwrap_or_else(|error| panic!("cannot reach {url}: {error}"))
}

/// The way to a database, which can be cut.
pub(crate) struct Wire {
    pub(crate) url: String,
    file: Option<String>,
    forwarding: Option<tokio::task::JoinSet<()>>,
}

impl Wire {
    /// To a file there is none; to a server it leads through a port of ours.
    pub(crate) async fn to(database: &TestDatabase) -> Self {
        let url = database.url.clone();
        let Some((before, after)) = url.split_once('@').filter(|_| database.is_mysql()) else {
            let file = url.strip_prefix("sqlite:").map(str::to_owned);
            return Self { url, file, forwarding: None };
        };
        let (server, schema) = after.split_once('/').expect("a schema");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server = server.to_owned();
        let mut forwarding = tokio::task::JoinSet::new();
        forwarding.spawn(async move {
            // Dropped with this task, and with them every connection.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((mut near, _)) = listener.accept().await {
                let server = server.clone();
                connections.spawn(async move {
                    let mut far = tokio::net::TcpStream::connect(server).await.expect("the server");
                    let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
                });
            }
        });
        Self { url: format!("{before}@127.0.0.1:{port}/{schema}"), file: None, forwarding: Some(forwarding) }
    }

    /// The database is gone.
    pub(crate) async fn cut(self) {
        if let Some(mut forwarding) = self.forwarding {
            forwarding.shutdown().await;
        }
        for more in ["", "-wal", "-shm"] {
            if let Some(file) = &self.file {
                let _ = std::fs::remove_file(format!("{file}{more}"));
            }
        }
    }
}

/// A schema on a MySQL or MariaDB server.
struct Schema {
    server: String,
    name: String,
    url: String,
}

impl Schema {
    async fn make(server: &str) -> Self {
        let name = format!("bolt_test_{}", uuid::Uuid::new_v4().simple());
        let connection = connect(server, 1).await;
        let statement = format!("CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
        connection.execute_unprepared(&statement).await.expect("a schema can be made");
        connection.close().await.expect("it closes");
        let (base, options) = server.split_once('?').unwrap_or((server, ""));
        // Whatever schema the address names is where the server was found, not where the test works.
        let (scheme, rest) = base.split_once("://").expect("an address");
        let host = rest.split('/').next().unwrap_or(rest);
        let options = if options.is_empty() { String::new() } else { format!("?{options}") };
        let url = format!("{scheme}://{host}/{name}{options}");
        Self { server: server.to_owned(), name, url }
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // A destructor cannot wait for a future of its own runtime.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let connection = connect(&server, 1).await;
                let statement = format!("SET lock_wait_timeout = 3; DROP DATABASE {name}");
                if let Err(error) = connection.execute_unprepared(&statement).await {
                    eprintln!("the schema {name} stays behind: {error}");
                }
            });
        });
        let _ = dropping.join();
    }
}
