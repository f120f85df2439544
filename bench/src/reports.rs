//! Reports at scale: a million visits in the database, and how long each report of a large salon takes.
//!
//! The visits are written past the application, as a bulk load is, and counted for the reports afterwards. The largest salon
//! is the one that is logged in to; the others only have to be in the way.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use bolt::ids::{AppointmentId, CallId, CustomerId, EmployeeHoursId, EmployeeId, ServiceId, TenantId};
use bytes::Bytes;
use clap::Args;
use hyper::Method;
use jiff::{SignedDuration, Timestamp, ToSpan};
use providers::clock::{Clock, SystemClock};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, TransactionTrait, Value};
use serde_json::json;

use crate::Error;
use crate::connection::Connection;
use crate::rows::{OF_TENANT, connect, insert, row};
use crate::salon::{Salon, Target};

const DAY_MS: i64 = 86_400_000;

/// Fills the database with visits of many salons, and measures every report of the largest.
#[derive(Debug, Args)]
pub(crate) struct Reports {
    #[command(flatten)]
    target: Target,
    /// The server's database: `mysql://user:password@host/database` or `sqlite:<file>`. What is written stays.
    #[arg(long, env = "BOLT_DATABASE_URL", hide_env_values = true)]
    database_url: String,
    /// Visits of all salons together.
    #[arg(long, default_value_t = 1_000_000)]
    visits: usize,
    /// Visits of the largest salon in a year; it gets those of three years.
    #[arg(long, default_value_t = 100_000)]
    largest: usize,
    /// Conversations of the largest salon in a year.
    #[arg(long, default_value_t = 30_000)]
    calls: usize,
    /// How often each report is asked for.
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// Fail when the median of a report takes longer, in milliseconds.
    #[arg(long)]
    at_most: Option<u64>,
}

impl Reports {
    pub(crate) async fn run(self) -> Result<(), Error> {
        let salon = Salon::enter(self.target.clone()).await?;
        let began = Instant::now();
        let connection = connect(&self.database_url).await?;
        let visits = self.load(&connection, &salon).await?;
        println!("{visits} visits in {:.0} s", began.elapsed().as_secs_f64());
        // A salon that was loaded past the application is read anew.
        connection.execute_unprepared("UPDATE tenants SET catalogue_version = catalogue_version + 1").await?;
        let began = Instant::now();
        migration::figures::recount(&connection).await?;
        println!("counted for reports in {:.1} s", began.elapsed().as_secs_f64());
        let analyze = match connection.get_database_backend() {
            sea_orm::DbBackend::MySql => "ANALYZE TABLE appointments, visit_figures, calls",
            _ => "ANALYZE",
        };
        connection.execute_unprepared(analyze).await?;
        self.measure(&salon).await
    }

    async fn load(&self, connection: &DatabaseConnection, salon: &Salon) -> Result<i64, Error> {
        if count(connection, "SELECT COUNT(*) AS n FROM appointments").await? >= i64::try_from(self.visits)? {
            return count(connection, "SELECT COUNT(*) AS n FROM appointments").await;
        }
        if connection.get_database_backend() == sea_orm::DbBackend::MySql {
            connection.execute_unprepared("SET foreign_key_checks = 0").await?;
        }
        let number = &salon.target.number;
        let ours = format!("SELECT tenant_id AS id FROM phone_numbers WHERE number = '{number}'");
        let ours = one_id(connection, &ours).await?;
        let large = Book { tenant: ours, visits: self.largest * 3, calls: self.calls * 3, is_new: false };
        let others = 9;
        let rest = self.visits.saturating_sub(large.visits) / others;
        let books = std::iter::once(large).chain((0..others).map(|_| Book {
            tenant: Value::from(TenantId::generate()),
            visits: rest,
            calls: rest / 3,
            is_new: true,
        }));
        let now = SystemClock.now();
        for (seed, book) in (1..).zip(books) {
            let tx = connection.begin().await?;
            book.write(&tx, &mut Chance(seed), now).await?;
            tx.commit().await?;
        }
        count(connection, "SELECT COUNT(*) AS n FROM appointments").await
    }

    async fn measure(&self, salon: &Salon) -> Result<(), Error> {
        let mut connection = Connection::open(&salon.target.authority()?).await?;
        let bearer = format!("Bearer {}", salon.token);
        let today = salon.today;
        let ranges = [
            ("a day", today.checked_sub(1.days())?, today.checked_sub(1.days())?),
            ("a month", today.checked_sub(30.days())?, today.checked_sub(1.days())?),
            ("a year", today.checked_sub(365.days())?, today.checked_sub(1.days())?),
            ("a year, half to come", today.checked_sub(305.days())?, today.checked_add(59.days())?),
        ];
        let mut table = format!("{:<14} {:<22} {:>9} {:>9}\n", "report", "of", "median", "slowest");
        let mut slowest = Duration::ZERO;
        for report in ["calls", "appointments", "revenue", "customers", "receptionist"] {
            for (name, from, to) in &ranges {
                let path = format!("/api/reports/{report}?from={from}&to={to}");
                let mut times = Vec::with_capacity(self.rounds);
                for round in 0..self.rounds + 2 {
                    let headers = [("authorization", bearer.as_str())];
                    let request = salon.target.request(Method::GET, &path, &headers, Bytes::new())?;
                    let began = Instant::now();
                    let (status, body) = connection.ask(request).await?;
                    if !status.is_success() {
                        return Err(format!("{path}: {status} {}", String::from_utf8_lossy(&body)).into());
                    }
                    // The first two fetch pages from the disk and prepare statements.
                    if round >= 2 {
                        times.push(began.elapsed());
                    }
                }
                times.sort();
                let median = times[times.len() / 2];
                slowest = slowest.max(median);
                let last = times[times.len() - 1];
                writeln!(table, "{report:<14} {name:<22} {:>6.1} ms {:>6.1} ms", ms(median), ms(last))?;
            }
        }
        print!("{table}");
        match self.at_most {
            Some(most) if slowest > Duration::from_millis(most) => {
                Err(format!("a report takes {:.1} ms, more than {most}", ms(slowest)).into())
            }
            _ => Ok(()),
        }
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// One salon's rows.
struct Book {
    tenant: Value,
    visits: usize,
    calls: usize,
    is_new: bool,
}

impl Book {
    async fn write(
        &self,
        tx: &impl ConnectionTrait,
        chance: &mut Chance,
        now: Timestamp,
    ) -> Result<(), Error> {
        let tenant = || self.tenant.clone();
        if self.is_new {
            let row = row![
                tenant(),
                "A salon",
                "ACTIVE",
                "America/New_York",
                "USD",
                "en-US",
                "US",
                15,
                0,
                365,
                json!({}),
                0_i64,
                0_i64,
                0_i64,
            ];
            insert(tx, "tenants", &OF_TENANT, [row]).await?;
        }
        let employees: Vec<_> = (0..40).map(|_| EmployeeId::generate()).collect();
        let columns =
            ["tenant_id", "id", "name", "color", "is_active", "position", "created_at", "updated_at"];
        let rows = (0..).zip(&employees).map(|(place, id)| {
            row![tenant(), *id, format!("Person {place}"), "#2563eb", true, 100 + place, 0_i64, 0_i64]
        });
        insert(tx, "employees", &columns, rows).await?;
        let columns = ["tenant_id", "id", "employee_id", "weekday", "starts_minute", "ends_minute"];
        let hours = employees.iter().flat_map(|id| (1..=6).map(move |weekday| (*id, weekday)));
        let rows =
            hours.map(|(id, weekday)| row![tenant(), EmployeeHoursId::generate(), id, weekday, 540, 1_080]);
        insert(tx, "employee_hours", &columns, rows).await?;

        let services: Vec<_> = (0..24).map(|_| ServiceId::generate()).collect();
        let columns = [
            "tenant_id",
            "id",
            "name",
            "category",
            "duration_minutes",
            "price_cents",
            "segments",
            "synonyms",
            "is_active",
            "position",
            "created_at",
            "updated_at",
        ];
        let rows = (0..).zip(&services).map(|(place, id)| {
            row![
                tenant(),
                *id,
                format!("Service {place}"),
                "Hair",
                30 + 15 * (place % 5),
                4_000_i64,
                json!([]),
                json!([]),
                true,
                100 + place,
                0_i64,
                0_i64,
            ]
        });
        insert(tx, "services", &columns, rows).await?;

        let customers: Vec<_> = (0..=self.visits / 16).map(|_| CustomerId::generate()).collect();
        let columns = ["tenant_id", "id", "name", "created_at", "updated_at"];
        let rows = customers.iter().map(|id| row![tenant(), *id, "Somebody", 0_i64, 0_i64]);
        insert(tx, "customers", &columns, rows).await?;

        let columns = [
            "tenant_id",
            "id",
            "customer_id",
            "employee_id",
            "service_id",
            "starts_at",
            "ends_at",
            "status",
            "source",
            "price_cents",
            "currency",
            "version",
            "created_at",
            "updated_at",
        ];
        let visits = self.visits;
        let rows = (0..visits).map(|_| {
            let starts_at = chance.start(now);
            let minutes = 30 + 15 * chance.below(5);
            let status = match chance.below(100) {
                0..9 => "CANCELLED",
                _ if starts_at > now.as_millisecond() => "CONFIRMED",
                9..12 => "NO_SHOW",
                _ => "COMPLETED",
            };
            row![
                tenant(),
                AppointmentId::generate(),
                *chance.of(&customers),
                *chance.of(&employees),
                *chance.of(&services),
                starts_at,
                starts_at + minutes * 60_000,
                status,
                *chance.of(&["PHONE", "PHONE", "STAFF", "WEB"]),
                2_000 + 5 * chance.below(4_000),
                "USD",
                1,
                starts_at - 60_000 * chance.below(40_000),
                0_i64,
            ]
        });
        insert(tx, "appointments", &columns, rows).await?;

        let columns = [
            "tenant_id",
            "id",
            "channel",
            "status",
            "reason",
            "outcome",
            "turn_count",
            "model_cost_micros",
            "started_at",
            "duration_seconds",
            "updated_at",
        ];
        let rows = (0..self.calls).map(|_| {
            row![
                tenant(),
                CallId::generate(),
                *chance.of(&["PHONE", "PHONE", "PHONE", "SMS", "BROWSER"]),
                "COMPLETED",
                *chance.of(&["BOOK_APPOINTMENT", "CANCEL_APPOINTMENT", "ASK_PRICE", "ASK_HOURS", "UNKNOWN"]),
                *chance.of(&["BOOKED", "BOOKED", "CANCELLED", "ANSWERED", "TRANSFERRED", "UNRESOLVED"]),
                6,
                chance.below(40_000),
                chance.start(now),
                i32::try_from(chance.below(400)).unwrap_or(0),
                0_i64,
            ]
        });
        insert(tx, "calls", &columns, rows).await?;
        Ok(())
    }
}

/// The same numbers in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: i64) -> i64 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        i64::try_from((mixed ^ (mixed >> 31)) >> 1).unwrap_or(0) % limit
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let place = self.below(i64::try_from(list.len()).unwrap_or(1));
        &list[usize::try_from(place).unwrap_or(0)]
    }

    /// Between nine and seven in New York, on any day from three years before until two months from now.
    fn start(&mut self, now: Timestamp) -> i64 {
        let ahead = SignedDuration::from_hours(24 * 60);
        let last = (now + ahead).as_millisecond() / DAY_MS;
        (last - self.below(3 * 365)) * DAY_MS + 14 * 3_600_000 + 300_000 * self.below(120)
    }
}

async fn one_id(connection: &DatabaseConnection, sql: &str) -> Result<Value, Error> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await?.ok_or("the salon of this number is not there")?;
    Ok(Value::Bytes(Some(row.try_get::<Vec<u8>>("", "id")?)))
}

async fn count(connection: &DatabaseConnection, sql: &str) -> Result<i64, Error> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await?.ok_or("a count without a row")?;
    Ok(row.try_get("", "n")?)
}
