//! Two processes at one book: booking, moving and calling off at random, as fast as they can. However they meet,
//! nobody is ever in two places at once.
//!
//! `FUZZ_SECONDS` says for how long; a few seconds by default, so that the suite stays quick.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use axum::http::{HeaderMap, HeaderValue};
use bolt::app::{App, Outside};
use bolt::ids::{AppointmentId, CustomerId};
use bolt::instant::Instant;
use bolt::modules::appointments::{
    self, Actor, AppointmentError, Change, ForWhom, NewBooking, NewCustomer, PastVisit, Source, Status,
    Wanted, WithWhom,
};
use bolt::modules::{auth, tenants};
use bolt::tenancy::{Attempts, TenantDb};
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use providers::clock::FixedClock;
use providers::sms::FakeSms;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::support::{NOW, TestApp, arguments, moment};

/// Writers in each process.
const WRITERS: u64 = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_at_one_book_never_overlap() {
    two_processes("asking").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_do_two_that_never_ask_whether_a_time_is_free() {
    two_processes("not asking").await;
}

async fn two_processes(manner: &str) {
    let app = TestApp::new().await;
    let seconds = std::env::var("FUZZ_SECONDS").unwrap_or_else(|_| "3".to_owned());
    let this = std::env::current_exe().expect("the tests' own program");
    let start = |seed: &str| {
        std::process::Command::new(&this)
            .args(["--ignored", "--exact", "fuzz::one_of_two_processes", "--nocapture"])
            .env("FUZZ_DATABASE_URL", app.database_url())
            .env("FUZZ_KEY", &app.salon.key)
            .env("FUZZ_FOLDER", app.folder())
            .env("FUZZ_MANNER", manner)
            .env("FUZZ_SEED", seed)
            .env("FUZZ_SECONDS", &seconds)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts")
    };

    let processes = [start("1"), start("2")];

    for process in processes {
        let output = tokio::task::spawn_blocking(|| process.wait_with_output()).await.expect("no panic");
        let output = output.expect("it ends");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    }
    let visits = the_book_is_sound(&app).await;
    let changes = app.rows.count("appointment_changes").await;
    println!("{manner}: {visits} visits stand after {changes} recorded changes in {seconds} s");
    assert!(visits > 5, "{visits}");
}

#[derive(Debug, FromQueryResult)]
struct Visit {
    employee_id: Uuid,
    starts_at: i64,
    ends_at: i64,
}

/// Looks at the visits alone, not at what guards them.
async fn the_book_is_sound(app: &TestApp) -> usize {
    let taking = "status NOT IN ('CANCELLED', 'NO_SHOW')";
    let visits: Vec<Visit> = app
        .rows
        .shaped(&format!("SELECT employee_id, starts_at, ends_at FROM appointments WHERE {taking}"))
        .await;
    let mut by_employee: BTreeMap<Uuid, Vec<&Visit>> = BTreeMap::new();
    for visit in &visits {
        by_employee.entry(visit.employee_id).or_default().push(visit);
    }
    for visits in by_employee.values_mut() {
        visits.sort_by_key(|visit| visit.starts_at);
        for pair in visits.windows(2) {
            assert!(pair[0].ends_at <= pair[1].starts_at, "two visits at once: {pair:?}");
        }
    }
    visits.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is the other process of the tests above"]
async fn one_of_two_processes() {
    let setting = |name: &str| std::env::var(name).expect("started by the tests above");
    let seed: u64 = setting("FUZZ_SEED").parse().expect("a number");
    let until = Stopwatch::now() + Duration::from_secs(setting("FUZZ_SECONDS").parse().expect("a number"));
    let data = format!("{}/process-{seed}", setting("FUZZ_FOLDER"));
    let settings = ["bolt", "--database-url", &setting("FUZZ_DATABASE_URL"), "--data-dir", &data];
    let clock = Arc::new(FixedClock::at(moment(NOW)));
    let sms = Arc::new(FakeSms::in_memory(clock.clone()));
    let app = App::open_with(arguments(&settings), clock, Outside { sms: Some(sms), ..Outside::default() })
        .await
        .expect("it opens");
    let asks = setting("FUZZ_MANNER") == "asking";
    let mut headers = HeaderMap::new();
    headers.insert("x-api-key", HeaderValue::from_str(&setting("FUZZ_KEY")).expect("a key"));
    let holder = auth::holder_of_key(&app, &headers).await.expect("the salon's key");

    let writers = (0..WRITERS).map(|nth| {
        let writer = Writer {
            app: app.clone(),
            db: Arc::clone(&holder.tenant),
            asks,
            chance: SmallRng::seed_from_u64(seed * 1_000 + nth),
            mine: Vec::new(),
            customer: None,
        };
        writer.write_until(until)
    });

    let done: usize = join_all(writers).await.into_iter().sum();
    assert!(done > 5, "{done}");
}

/// One of many who write.
struct Writer {
    app: App,
    db: Arc<TenantDb>,
    /// Whether it asks for availability, as the application does, or writes at random.
    asks: bool,
    chance: SmallRng,
    /// The visits it has made.
    mine: Vec<AppointmentId>,
    customer: Option<CustomerId>,
}

impl Writer {
    async fn write_until(mut self, until: Stopwatch) -> usize {
        let mut done = 0;
        // On a busy machine the other process may have had the book to itself: everybody gets something done.
        let patience = until + Duration::from_secs(60);
        while Stopwatch::now() < until || (done == 0 && Stopwatch::now() < patience) {
            let outcome = match (self.chance.random_range(0..10), self.mine.is_empty()) {
                (0..5, _) | (_, true) => self.book().await,
                (5..8, false) => self.move_one().await,
                _ => self.cancel_one().await,
            };
            match outcome {
                Ok(true) => done += 1,
                Ok(false) | Err(AppointmentError::NotFree(_) | AppointmentError::WrongStatus(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
        done
    }

    /// Some five minutes of one working day.
    fn some_time(&mut self) -> Timestamp {
        let step = if self.asks { 15 } else { 5 };
        moment("2026-03-11T14:00:00Z")
            + SignedDuration::from_mins(self.chance.random_range(0..360 / step) * step)
    }

    async fn book(&mut self) -> Result<bool, AppointmentError> {
        let salon = tenants::salon(&self.app.salons, &self.db).await?;
        let starts_at = self.some_time();
        let service = salon.services.choose(&mut self.chance).expect("services").id;
        let now = self.app.clock.now();
        let named = NewCustomer { name: "Fuzz".to_owned(), phone: None };
        let for_whom = self.customer.map_or(ForWhom::Named(named), ForWhom::Known);
        if !self.asks && self.customer.is_some() {
            return self.put(starts_at).await;
        }
        let wanted = Wanted::one(service, Vec::new(), WithWhom::Anyone);
        let new = NewBooking::new(wanted, starts_at, for_whom, Source::Api, Actor::System);
        let booked =
            in_transaction(&self.db, async |tx| appointments::book(tx, &salon, &new, now).await).await?;
        let first = &booked[0];
        self.mine.push(first.id());
        self.customer = Some(first.customer.id);
        Ok(true)
    }

    /// Writes a visit without asking.
    async fn put(&mut self, starts_at: Timestamp) -> Result<bool, AppointmentError> {
        let salon = tenants::salon(&self.app.salons, &self.db).await?;
        let employee = salon.employees.choose(&mut self.chance).expect("people");
        let skill = employee.skills.choose(&mut self.chance).expect("everybody does something");
        let past = PastVisit {
            wanted: Wanted::one(skill.service_id, Vec::new(), WithWhom::Only(employee.id)),
            customer: self.customer.expect("somebody has been booked before"),
            starts_at,
            status: Status::Scheduled,
            cancel_reason: None,
            booked_at: self.app.clock.now(),
            by: Actor::System,
        };
        let is_in =
            in_transaction(&self.db, async |tx| appointments::put_past_visit(tx, &salon, &past).await)
                .await?;
        let coming = appointments::coming_visits(&self.db, past.customer, past.booked_at).await?;
        self.mine = coming.iter().map(appointments::Appointment::id).collect();
        Ok(is_in)
    }

    async fn move_one(&mut self) -> Result<bool, AppointmentError> {
        let id = *self.mine.choose(&mut self.chance).expect("some");
        let to = self.some_time();
        let salon = tenants::salon(&self.app.salons, &self.db).await?;
        let now = self.app.clock.now();
        let employee = salon.employees.choose(&mut self.chance).expect("people").id;
        let asks = self.asks;
        in_transaction(&self.db, async |tx| {
            if asks {
                let change = Change::to(to, WithWhom::Anyone);
                return appointments::reschedule(tx, &salon, id, &change, &Actor::System, now)
                    .await
                    .map(|_| true);
            }
            let known = appointments::find(tx, id).await?.ok_or(AppointmentError::UnknownAppointment)?;
            let mut row = known.row;
            if row.status != Status::Scheduled {
                return Ok(false);
            }
            let length = row.ends_at.timestamp().duration_since(row.starts_at.timestamp());
            row.employee_id = employee;
            row.starts_at = Instant::from(to);
            row.ends_at = Instant::from(to + length);
            row.version += 1;
            Ok(appointments::move_unasked(tx, &row).await?)
        })
        .await
    }

    async fn cancel_one(&mut self) -> Result<bool, AppointmentError> {
        let place = self.chance.random_range(0..self.mine.len());
        let id = self.mine.swap_remove(place);
        let salon = tenants::salon(&self.app.salons, &self.db).await?;
        let now = self.app.clock.now();
        let by = Actor::System;
        in_transaction(&self.db, async |tx| {
            appointments::cancel(tx, &salon, id, None, &by, now).await.map(|_| true)
        })
        .await
    }
}

/// What the server's own macro does, which tests cannot see.
async fn in_transaction<T>(
    db: &TenantDb,
    work: impl AsyncFn(&bolt::tenancy::TenantTx) -> Result<T, AppointmentError>,
) -> Result<T, AppointmentError> {
    let mut attempts = Attempts::default();
    loop {
        let ended = match db.begin().await {
            Ok(tx) => {
                let outcome = work(&tx).await;
                attempts.settle(tx, outcome).await
            }
            Err(error) => attempts.give_way(error.into()).await,
        };
        if let std::ops::ControlFlow::Break(outcome) = ended {
            return outcome;
        }
    }
}
