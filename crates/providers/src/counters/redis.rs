//! Counters in Redis, which several processes share.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use redis::{
    AsyncCommands, Client, RedisError, Script,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use tokio::time::{Instant, timeout};

use super::{Counted, Counters, CountersError};
use crate::{SetupError, secret::Secret};

/// How long an answer may take, connecting included. A caller waits for it on the telephone.
const ANSWER_WITHIN: Duration = Duration::from_millis(250);
/// How long connecting may go on in the background.
const CONNECT_WITHIN: Duration = Duration::from_secs(2);
/// In front of every key: the server may hold other programs' keys too.
const PREFIX: &str = "bolt:";

/// One step for Redis, so that no process sees, or dies between, a count and its end. A key without an end is
/// given one, however it came to be there.
const COUNT: &str = r"
local events = redis.call('INCR', KEYS[1])
local ends_in = redis.call('PTTL', KEYS[1])
if ends_in < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  ends_in = tonumber(ARGV[1])
end
return {events, ends_in}
";

/// `false` arrives as nothing.
const LOOK: &str = r"
local events = redis.call('GET', KEYS[1])
if not events then
  return false
end
return {tonumber(events), math.max(redis.call('PTTL', KEYS[1]), 0)}
";

/// Counts in Redis: <https://redis.io/docs/latest/commands/incr/>. The windows are Redis's own, by its clock.
pub struct RedisCounters {
    client: Client,
    // Made at first use, since it needs a running runtime, and made anew after what it does not get over itself.
    connection: Mutex<Option<Connection>>,
    count: Script,
    look: Script,
}

#[derive(Clone)]
struct Connection {
    manager: ConnectionManager,
    made_at: Instant,
}

impl RedisCounters {
    /// Counters at an address: `redis://:password@host:6379/0`, or `rediss://…` over TLS. Nothing is connected
    /// before the first event.
    pub fn open(url: &Secret) -> Result<Self, SetupError> {
        let client = Client::open(url.expose()).map_err(|_| SetupError::Setting {
            setting: "the Redis address",
            problem: "must be like redis://host:6379 or rediss://:password@host:6380/0",
        })?;
        Ok(Self { client, connection: Mutex::default(), count: Script::new(COUNT), look: Script::new(LOOK) })
    }

    fn connection(&self) -> Result<Connection, RedisError> {
        let mut known = self.lock();
        if let Some(connection) = &*known {
            return Ok(connection.clone());
        }
        // It does not try again by itself: every question does.
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(CONNECT_WITHIN))
            .set_response_timeout(Some(ANSWER_WITHIN))
            .set_number_of_retries(0);
        let manager = self.client.get_connection_manager_lazy(config)?;
        // A connection that takes longer than a question may is made all the same.
        let mut connecting = manager.clone();
        tokio::spawn(async move { connecting.ping::<()>().await });
        Ok(known.insert(Connection { manager, made_at: Instant::now() }).clone())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Connection>> {
        // It is there or not: a panic elsewhere cannot have left half of one.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks, and does not wait for longer than an answer may take.
    async fn ask<T>(
        &self,
        question: impl AsyncFnOnce(ConnectionManager) -> Result<T, RedisError>,
    ) -> Result<T, CountersError> {
        let connection = self.connection().map_err(|error| CountersError { reason: error.to_string() })?;
        let Connection { manager, made_at } = connection;
        let (reason, is_to_be_made_anew) = match timeout(ANSWER_WITHIN, question(manager)).await {
            Ok(Ok(answer)) => return Ok(answer),
            // Behind a silent connection there may be no machine any more, which TCP takes a quarter of an hour to
            // find out. One that is still being made is given its time.
            Err(_) => ("no answer in time".to_owned(), made_at.elapsed() > CONNECT_WITHIN),
            Ok(Err(error)) if error.is_timeout() => {
                ("no answer in time".to_owned(), made_at.elapsed() > CONNECT_WITHIN)
            }
            // The manager connects anew when a connection breaks, but remembers for good that it was turned away:
            // by a wrong password, or by a server that was still reading its data.
            Ok(Err(error)) => (error.to_string(), !error.is_io_error()),
        };
        if is_to_be_made_anew {
            // Somebody else may have made a new one meanwhile.
            self.lock().take_if(|connection| connection.made_at == made_at);
        }
        Err(CountersError { reason })
    }
}

#[async_trait]
impl Counters for RedisCounters {
    async fn count(&self, key: &str, window: Duration) -> Result<Counted, CountersError> {
        // An end that is already past would delete the key.
        let window_ms = i64::try_from(window.as_millis()).unwrap_or(i64::MAX / 2).clamp(1, i64::MAX / 2);
        let mut script = self.count.key(prefixed(key));
        let script = script.arg(window_ms);
        let answer = self.ask(async |mut manager| script.invoke_async(&mut manager).await).await?;
        Ok(counted(answer))
    }

    async fn look(&self, key: &str) -> Result<Option<Counted>, CountersError> {
        let script = self.look.key(prefixed(key));
        let answer = self.ask(async |mut manager| script.invoke_async(&mut manager).await).await?;
        let answer: Option<(u64, u64)> = answer;
        Ok(answer.map(counted))
    }

    async fn clear(&self, key: &str) -> Result<(), CountersError> {
        self.ask(async |mut manager| manager.del(prefixed(key)).await).await
    }
}

impl fmt::Debug for RedisCounters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The client knows the password.
        f.debug_struct("RedisCounters").finish_non_exhaustive()
    }
}

fn prefixed(key: &str) -> String {
    format!("{PREFIX}{key}")
}

fn counted((events, ends_in_ms): (u64, u64)) -> Counted {
    Counted { events, ends_in: Duration::from_millis(ends_in_ms) }
}

#[cfg(test)]
mod tests {
    use std::{
        net::TcpListener,
        process::{Child, Command, Stdio},
        sync::Arc,
        thread,
    };

    use tokio::{io::copy_bidirectional, net::TcpStream, sync::Notify};

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    /// A Redis of our own, stopped when it is dropped.
    struct Server {
        process: Child,
        port: u16,
    }

    impl Server {
        /// Nothing, and a word about it, on a machine without Redis.
        fn start() -> Option<Self> {
            let server = Self::start_on(free_port(), &[]);
            if server.is_none() {
                println!("skipped: there is no redis-server on this machine");
            }
            server
        }

        fn start_on(port: u16, arguments: &[&str]) -> Option<Self> {
            let process = Command::new("redis-server")
                .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
                .args(["--save", "", "--appendonly", "no"])
                .args(arguments)
                .stdout(Stdio::null())
                .spawn();
            let server = Self { process: process.ok()?, port };
            let is_up = (0..200).any(|_| {
                thread::sleep(Duration::from_millis(25));
                std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
            });
            assert!(is_up, "redis-server does not listen");
            Some(server)
        }

        fn counters(&self) -> RedisCounters {
            open(self.port)
        }
    }

    impl Drop for Server {
        fn drop(&mut self) {
            self.process.kill().unwrap();
            self.process.wait().unwrap();
        }
    }

    fn free_port() -> u16 {
        TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
    }

    fn open(port: u16) -> RedisCounters {
        RedisCounters::open(&Secret::new(format!("redis://127.0.0.1:{port}/"))).unwrap()
    }

    /// Asks until there is an answer: connecting anew takes a moment.
    async fn count_at_last(counters: &RedisCounters, key: &str) -> Counted {
        for _ in 0..100 {
            if let Ok(counted) = counters.count(key, MINUTE).await {
                return counted;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no answer in 5 s");
    }

    #[tokio::test]
    async fn processes_share_what_they_count() {
        let Some(server) = Server::start() else { return };
        let (one, other) = (server.counters(), server.counters());
        assert_eq!(one.look("maria").await, Ok(None));

        let first = one.count("maria", MINUTE).await.unwrap();
        let second = other.count("maria", MINUTE * 60).await.unwrap();
        let seen = one.look("maria").await.unwrap().unwrap();

        assert_eq!((first.events, second.events, seen.events), (1, 2, 2));
        for counted in [first, second, seen] {
            assert!(counted.ends_in <= MINUTE && counted.ends_in > MINUTE / 2, "{counted:?}");
        }
        assert_eq!(one.look("jo").await, Ok(None));
        other.clear("maria").await.unwrap();
        assert_eq!(one.look("maria").await, Ok(None));
    }

    #[tokio::test]
    async fn redis_forgets_a_key_when_its_window_ends() {
        let Some(server) = Server::start() else { return };
        let counters = server.counters();
        let window = Duration::from_millis(100);
        counters.count("maria", window).await.unwrap();

        tokio::time::sleep(window * 2).await;

        assert_eq!(counters.look("maria").await, Ok(None));
        assert_eq!(counters.count("maria", window).await.unwrap().events, 1);
        // However short, a window has room for its first event.
        assert_eq!(counters.count("jo", Duration::ZERO).await.unwrap().events, 1);
        assert_eq!(counters.count("lou", Duration::MAX).await.unwrap().events, 1);
    }

    #[tokio::test]
    async fn keys_stand_apart_from_those_of_other_programs_and_always_end() {
        let Some(server) = Server::start() else { return };
        let mut connection = server.counters().connection().unwrap().manager;
        // As left by a program that died before it gave the key an end.
        connection.set::<_, _, ()>("bolt:maria", 41).await.unwrap();

        let counted = server.counters().count("maria", MINUTE).await.unwrap();

        assert_eq!(counted, Counted { events: 42, ends_in: MINUTE });
        assert!(connection.ttl::<_, i64>("bolt:maria").await.unwrap() > 30);
    }

    #[tokio::test]
    async fn counting_goes_on_when_redis_comes_back() {
        let Some(server) = Server::start() else { return };
        let counters = server.counters();
        counters.count("maria", MINUTE).await.unwrap();
        let port = server.port;
        drop(server);
        assert!(counters.count("maria", MINUTE).await.is_err());
        assert!(counters.count("maria", MINUTE).await.is_err());

        let _server = Server::start_on(port, &[]).unwrap();

        assert_eq!(count_at_last(&counters, "maria").await.events, 1);
    }

    #[tokio::test]
    async fn being_turned_away_once_is_not_for_good() {
        let Some(server) = Server::start() else { return };
        let mut connection = server.counters().connection().unwrap().manager;
        let url = format!("redis://:hunter2@127.0.0.1:{}/", server.port);
        let counters = RedisCounters::open(&Secret::new(url)).unwrap();
        let error = counters.count("maria", MINUTE).await.unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");

        let password = ["CONFIG", "SET", "requirepass", "hunter2"];
        redis::cmd(password[0]).arg(&password[1..]).exec_async(&mut connection).await.unwrap();

        assert_eq!(count_at_last(&counters, "maria").await.events, 1);
    }

    #[tokio::test]
    async fn a_server_that_does_not_answer_is_not_waited_for() {
        for scheme in ["redis", "rediss"] {
            // It takes connections, as the kernel does for any listener, and says nothing.
            let silent = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("{scheme}://{}/", silent.local_addr().unwrap());
            let counters = RedisCounters::open(&Secret::new(url)).unwrap();

            for _ in 0..2 {
                let started = Instant::now();
                let error = counters.count("maria", MINUTE).await.unwrap_err();

                assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
                assert_eq!(error.to_string(), "the shared counters cannot be used: no answer in time");
            }
        }
    }

    #[tokio::test]
    async fn a_connection_that_has_gone_silent_is_replaced() {
        let Some(server) = Server::start() else { return };
        let line = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let counters = open(line.local_addr().unwrap().port());
        let cut = Arc::new(Notify::new());
        let cutting = Arc::clone(&cut);
        tokio::spawn(async move {
            loop {
                let (mut here, _) = line.accept().await.unwrap();
                let mut there = TcpStream::connect(("127.0.0.1", server.port)).await.unwrap();
                let cutting = Arc::clone(&cutting);
                tokio::spawn(async move {
                    tokio::select! {
                        _ = copy_bidirectional(&mut here, &mut there) => {}
                        () = cutting.notified() => std::future::pending().await,
                    }
                });
            }
        });
        count_at_last(&counters, "maria").await;

        // Both ends stay open, and nothing comes through.
        cut.notify_waiters();
        tokio::time::sleep(CONNECT_WITHIN).await;
        assert!(counters.count("maria", MINUTE).await.is_err());

        assert_eq!(counters.count("maria", MINUTE).await.map(|counted| counted.events), Ok(2));
    }

    #[tokio::test]
    async fn nobody_at_the_address_is_an_error_without_the_password() {
        let url = format!("redis://:hunter2@127.0.0.1:{}/", free_port());
        let counters = RedisCounters::open(&Secret::new(url)).unwrap();

        let error = counters.look("maria").await.unwrap_err();

        assert!(!format!("{error} {error:?} {counters:?}").contains("hunter2"), "{error}");
    }

    #[test]
    fn an_address_that_is_none_is_refused_without_being_shown() {
        let error = RedisCounters::open(&Secret::new("hunter2@localhost")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the Redis address must be like redis://host:6379 or rediss://:password@host:6380/0"
        );
    }
}
