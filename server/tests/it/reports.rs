//! Figures of any days agree to the cent and the minute with a slow reckoning of the same rows, in zones whose clocks
//! are put forward by half an hour or at midnight.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use bolt::ids::{AppointmentId, CallId, CustomerId};
use bolt::modules::auth::Role;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use sea_orm::TransactionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::rows::insert;
use crate::support::{TestApp, moment};

const ZONES: [&str; 6] = [
    "Australia/Lord_Howe",
    "America/Santiago",
    "America/New_York",
    "Europe/Berlin",
    "America/Havana",
    "Asia/Kathmandu",
];

const STATUSES: [&str; 6] = ["SCHEDULED", "CONFIRMED", "IN_PROGRESS", "COMPLETED", "CANCELLED", "NO_SHOW"];
const OUTCOMES: [&str; 6] = ["BOOKED", "MOVED", "CANCELLED", "ANSWERED", "TRANSFERRED", "UNRESOLVED"];

#[derive(Debug, Clone)]
struct Visit {
    start: Timestamp,
    end: Timestamp,
    created: Timestamp,
    status: &'static str,
    source: &'static str,
    cents: i64,
    currency: &'static str,
    working_minutes: Option<i32>,
    employee: usize,
    service: usize,
    customer: usize,
}

impl Visit {
    fn takes_time(&self) -> bool {
        !["CANCELLED", "NO_SHOW"].contains(&self.status)
    }

    fn working_ms(&self) -> i64 {
        let whole = self.end.as_millisecond() - self.start.as_millisecond();
        self.working_minutes.map_or(whole, |minutes| i64::from(minutes) * 60_000)
    }
}

#[derive(Debug, Clone)]
struct Talk {
    start: Timestamp,
    outcome: &'static str,
    status: &'static str,
    reason: &'static str,
    channel: &'static str,
    seconds: Option<i32>,
    micros: i64,
}

/// Weekday (1 is Monday), from and to in minutes.
type Window = (i8, u16, u16);

/// A salon as its rows are, and what the slow reckoning makes of it.
struct Book {
    zone: TimeZone,
    visits: Vec<Visit>,
    talks: Vec<Talk>,
    salon_hours: Vec<Window>,
    hours: [Vec<Window>; 3],
    /// A day on which the first person does not come.
    away: Date,
    /// When the second person is off.
    off: (Timestamp, Timestamp),
}

const EMPLOYEES: [&str; 3] = ["Anna", "Marcus", "Priya"];
const SERVICES: [&str; 3] = ["Women's haircut", "Men's haircut", "Highlights"];

fn random_book(chance: &mut SmallRng, zone: TimeZone, turning: Date) -> Book {
    // Around the beginning of days, where a mistake would show.
    let start = |chance: &mut SmallRng| {
        let day = turning.saturating_add(Span::new().days(chance.random_range(-25..25)));
        let midnight = day.to_zoned(zone.clone()).expect("a day").timestamp();
        let off = match chance.random_range(0..4) {
            0 => chance.random_range(-2..=2),
            1 => chance.random_range(-8..=8) * 900_000,
            _ => chance.random_range(0..86_400_000),
        };
        midnight + SignedDuration::from_millis(off)
    };
    let visits = (0..260)
        .map(|_| {
            let start = start(chance);
            let lead = match chance.random_range(0..8) {
                0 => -chance.random_range(1..90_000_000),
                1 => *[0, 86_400_000, 259_200_000, 604_800_000, 1_209_600_000].choose(chance).expect("some"),
                _ => chance.random_range(0..2_000_000_000),
            };
            let minutes = chance.random_range(1..30) * 5;
            Visit {
                start,
                end: start + SignedDuration::from_mins(minutes),
                created: start - SignedDuration::from_millis(lead),
                status: STATUSES.choose(chance).expect("some"),
                source: ["PHONE", "STAFF", "WEB", "API"].choose(chance).expect("some"),
                cents: chance.random_range(0..30_001),
                currency: if chance.random_range(0..12) == 0 { "EUR" } else { "USD" },
                working_minutes: (chance.random_range(0..4) == 0).then(|| chance.random_range(0..20) * 5),
                employee: chance.random_range(0..3),
                service: chance.random_range(0..3),
                customer: chance.random_range(0..40),
            }
        })
        .collect();
    let talks = (0..200)
        .map(|_| Talk {
            start: start(chance),
            outcome: OUTCOMES.choose(chance).expect("some"),
            status: ["IN_PROGRESS", "COMPLETED", "FAILED"].choose(chance).expect("some"),
            reason: ["BOOK_APPOINTMENT", "ASK_PRICE", "UNKNOWN"].choose(chance).expect("some"),
            channel: ["PHONE", "SMS", "BROWSER"].choose(chance).expect("some"),
            seconds: (chance.random_range(0..3) > 0).then(|| chance.random_range(0..600)),
            micros: chance.random_range(0..40_000),
        })
        .collect();
    // Nights in which clocks are changed among them.
    let nights = [(6, 20 * 60, 24 * 60), (7, 0, 5 * 60)];
    let week = |chance: &mut SmallRng| -> Vec<Window> {
        let days =
            (1..=5).map(|day| (day, 60 * chance.random_range(6..11), 60 * chance.random_range(12..20)));
        days.chain(nights).collect()
    };
    let salon_hours = week(chance);
    let hours = std::array::from_fn(|_| week(chance));
    let off = start(chance);
    Book {
        salon_hours,
        hours,
        away: turning.saturating_add(Span::new().days(chance.random_range(-3..3))),
        off: (off, off + SignedDuration::from_mins(chance.random_range(10..3_000))),
        zone,
        visits,
        talks,
    }
}

impl Book {
    /// Puts it into the salon's place, past the application.
    async fn write(&self, app: &TestApp) {
        let salon = &app.salon;
        let tenant = salon.id;
        let ours = format!("(SELECT tenant_id FROM phone_numbers WHERE number = '{}')", salon.number);
        for sql in [
            format!("DELETE FROM employee_hours WHERE tenant_id = {ours}"),
            format!("DELETE FROM opening_hours WHERE tenant_id = {ours}"),
            format!(
                "UPDATE tenants SET timezone = '{}', catalogue_version = catalogue_version + 1 WHERE id = {ours}",
                self.zone.iana_name().expect("a name")
            ),
        ] {
            app.rows.run(&sql).await.expect("written");
        }
        let tx = app.rows.connection.begin().await.expect("a transaction");
        let window = |(day, from, to): Window| -> Vec<(&'static str, sea_orm::Value)> {
            vec![
                ("tenant_id", tenant.into()),
                ("id", Uuid::now_v7().into()),
                ("weekday", i32::from(day).into()),
                ("starts_minute", i32::from(from).into()),
                ("ends_minute", i32::from(to).into()),
                ("weeks", "EVERY".into()),
            ]
        };
        for hours in &self.salon_hours {
            insert(&tx, "opening_hours", &window(*hours)).await.expect("written");
        }
        for (name, hours) in EMPLOYEES.iter().zip(&self.hours) {
            for hours in hours {
                let mut row = window(*hours);
                row.push(("employee_id", salon.employee(name).into()));
                insert(&tx, "employee_hours", &row).await.expect("written");
            }
        }
        let away = [
            ("tenant_id", tenant.into()),
            ("id", Uuid::now_v7().into()),
            ("employee_id", salon.employee(EMPLOYEES[0]).into()),
            ("day", self.away.to_string().into()),
        ];
        insert(&tx, "employee_overrides", &away).await.expect("written");
        let off = [
            ("tenant_id", tenant.into()),
            ("id", Uuid::now_v7().into()),
            ("employee_id", salon.employee(EMPLOYEES[1]).into()),
            ("starts_at", self.off.0.as_millisecond().into()),
            ("ends_at", self.off.1.as_millisecond().into()),
            ("created_at", 0_i64.into()),
        ];
        insert(&tx, "time_off", &off).await.expect("written");

        let customers: Vec<_> = (0..40).map(|_| CustomerId::generate()).collect();
        for id in &customers {
            let row = [
                ("tenant_id", tenant.into()),
                ("id", (*id).into()),
                ("name", "Somebody".into()),
                ("created_at", 0_i64.into()),
                ("updated_at", 0_i64.into()),
            ];
            insert(&tx, "customers", &row).await.expect("written");
        }
        for visit in &self.visits {
            let row = [
                ("tenant_id", tenant.into()),
                ("id", AppointmentId::generate().into()),
                ("customer_id", customers[visit.customer].into()),
                ("employee_id", salon.employee(EMPLOYEES[visit.employee]).into()),
                ("service_id", salon.service(SERVICES[visit.service]).into()),
                ("starts_at", visit.start.as_millisecond().into()),
                ("ends_at", visit.end.as_millisecond().into()),
                ("status", visit.status.into()),
                ("source", visit.source.into()),
                ("price_cents", visit.cents.into()),
                ("currency", visit.currency.into()),
                ("version", 1_i32.into()),
                ("created_at", visit.created.as_millisecond().into()),
                ("updated_at", 0_i64.into()),
                ("working_minutes", visit.working_minutes.into()),
            ];
            insert(&tx, "appointments", &row).await.expect("written");
        }
        for talk in &self.talks {
            let row = [
                ("tenant_id", tenant.into()),
                ("id", CallId::generate().into()),
                ("channel", talk.channel.into()),
                ("status", talk.status.into()),
                ("reason", talk.reason.into()),
                ("outcome", talk.outcome.into()),
                ("turn_count", 1_i32.into()),
                ("model_cost_micros", talk.micros.into()),
                ("started_at", talk.start.as_millisecond().into()),
                ("duration_seconds", talk.seconds.into()),
                ("updated_at", 0_i64.into()),
            ];
            insert(&tx, "calls", &row).await.expect("written");
        }
        tx.commit().await.expect("written");
        migration::figures::recount(&app.rows.connection).await.expect("counted");
    }

    fn day(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    fn visits_of(&self, days: Days) -> Vec<&Visit> {
        self.visits.iter().filter(|visit| days.has(self.day(visit.start))).collect()
    }

    fn talks_of(&self, days: Days) -> Vec<&Talk> {
        self.talks.iter().filter(|talk| days.has(self.day(talk.start))).collect()
    }

    /// Looks at the clock minute by minute.
    fn available_minutes(&self, employee: usize, days: Days) -> u64 {
        let begins = |day: Date| day.to_zoned(self.zone.clone()).expect("a day").timestamp();
        let (mut at, end) = (begins(days.first), begins(days.last.tomorrow().expect("a day")));
        let mut minutes = 0;
        while at < end {
            let shown = self.zone.to_datetime(at);
            let minute = u16::try_from(shown.hour()).expect("an hour") * 60
                + u16::try_from(shown.minute()).expect("a minute");
            let weekday = shown.date().weekday().to_monday_one_offset();
            let is_in = |hours: &[Window]| {
                hours.iter().any(|(day, from, to)| *day == weekday && (*from..*to).contains(&minute))
            };
            let is_away = employee == 0 && shown.date() == self.away;
            let next = at + SignedDuration::from_mins(1);
            let is_off = employee == 1 && self.off.0 < next && at < self.off.1;
            if is_in(&self.salon_hours) && is_in(&self.hours[employee]) && !is_away && !is_off {
                minutes += 1;
            }
            at = next;
        }
        minutes
    }
}

#[derive(Debug, Clone, Copy)]
struct Days {
    first: Date,
    last: Date,
}

impl Days {
    fn has(self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }

    fn all(self) -> impl Iterator<Item = Date> {
        self.first.series(Span::new().days(1)).take_while(move |day| *day <= self.last)
    }

    fn before(self) -> Self {
        let days = i64::try_from(self.all().count()).expect("few days");
        let earlier = |day: Date| day.saturating_sub(Span::new().days(days));
        Self { first: earlier(self.first), last: earlier(self.last) }
    }
}

fn split<'a>(visits: impl IntoIterator<Item = &'a Visit>) -> Value {
    let mut of = BTreeMap::from([("completed", 0), ("upcoming", 0), ("cancelled", 0), ("noShow", 0)]);
    let mut all = 0;
    for visit in visits {
        all += 1;
        *of.get_mut(match visit.status {
            "COMPLETED" => "completed",
            "CANCELLED" => "cancelled",
            "NO_SHOW" => "noShow",
            _ => "upcoming",
        })
        .expect("one of them") += 1;
    }
    let mut value = json!(of);
    value["visits"] = json!(all);
    value
}

fn revenue<'a>(visits: impl IntoIterator<Item = &'a Visit>) -> Value {
    let mut of = BTreeMap::from([
        ("completedCents", 0),
        ("expectedCents", 0),
        ("cancelledCents", 0),
        ("noShowCents", 0),
    ]);
    for visit in visits.into_iter().filter(|visit| visit.currency == "USD") {
        *of.get_mut(match visit.status {
            "COMPLETED" => "completedCents",
            "CANCELLED" => "cancelledCents",
            "NO_SHOW" => "noShowCents",
            _ => "expectedCents",
        })
        .expect("one of them") += visit.cents;
    }
    json!(of)
}

fn call_split<'a>(talks: impl IntoIterator<Item = &'a Talk>) -> Value {
    let names = ["calls", "booked", "moved", "cancelled", "answered", "transferred", "lost", "inProgress"];
    let mut of: BTreeMap<&str, u64> = names.into_iter().map(|name| (name, 0)).collect();
    for talk in talks {
        *of.get_mut("calls").expect("there") += 1;
        *of.get_mut(match (talk.outcome, talk.status) {
            ("BOOKED", _) => "booked",
            ("MOVED", _) => "moved",
            ("CANCELLED", _) => "cancelled",
            ("ANSWERED", _) => "answered",
            ("TRANSFERRED", _) => "transferred",
            (_, "IN_PROGRESS") => "inProgress",
            _ => "lost",
        })
        .expect("one of them") += 1;
    }
    json!(of)
}

fn with(mut value: Value, more: Value) -> Value {
    value.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    value
}

/// The lines of a list by one of their members, so that their order does not matter.
fn by(list: &Value, key: &str) -> BTreeMap<String, Value> {
    let lines = list.as_array().expect("a list");
    let all: BTreeMap<_, _> =
        lines.iter().map(|line| (line[key].as_str().expect("a text").to_owned(), line.clone())).collect();
    assert_eq!(all.len(), lines.len(), "each once");
    all
}

/// Compares all five reports of these days with the slow reckoning.
async fn compare(app: &TestApp, token: &str, book: &Book, days: Days) {
    let query = format!("from={}&to={}", days.first, days.last);
    let get = async |what: &str| {
        app.get(format!("/api/reports/{what}?{query}")).bearer(token).send().await.ok().data()
    };
    let what = format!("{} {days:?}", book.zone.iana_name().expect("a name"));
    let (visits, visits_before) = (book.visits_of(days), book.visits_of(days.before()));

    let report = get("calls").await;
    let talks = book.talks_of(days);
    let totals = |talks: &[&Talk]| {
        let seconds: i32 = talks.iter().filter_map(|talk| talk.seconds).sum();
        with(call_split(talks.iter().copied()), json!({ "seconds": seconds }))
    };
    assert_eq!(report["totals"], totals(&talks), "{what}");
    assert_eq!(report["previous"], totals(&book.talks_of(days.before())), "{what}");
    let of = |is: &dyn Fn(&Talk) -> bool| call_split(talks.iter().copied().filter(|talk| is(talk)));
    let by_day: Vec<_> =
        days.all().map(|day| with(of(&|talk| book.day(talk.start) == day), json!({ "date": day }))).collect();
    assert_eq!(report["byDay"], json!(by_day), "{what}");
    let hour_of = |talk: &Talk| book.zone.to_datetime(talk.start).hour();
    let by_hour: Vec<_> =
        (0..24).map(|hour| with(of(&|talk| hour_of(talk) == hour), json!({ "hour": hour }))).collect();
    assert_eq!(report["byHour"], json!(by_hour), "{what}");
    for (list, key, names) in [
        ("byReason", "reason", talks.iter().map(|talk| talk.reason).collect::<BTreeSet<_>>()),
        ("byChannel", "channel", talks.iter().map(|talk| talk.channel).collect()),
    ] {
        let lines = names.into_iter().map(|name| {
            (
                name.to_owned(),
                with(of(&|talk| [talk.reason, talk.channel].contains(&name)), json!({ key: name })),
            )
        });
        assert_eq!(by(&report[list], key), lines.collect(), "{what}");
    }

    let report = get("appointments").await;
    let totals = |visits: &[&Visit], days: Days| {
        let led = || visits.iter().filter(|visit| visit.created <= visit.start);
        let lead = |visit: &&&Visit| visit.start.as_millisecond() - visit.created.as_millisecond();
        let booked = visits.iter().filter(|visit| visit.takes_time()).map(|visit| visit.working_ms());
        let more = json!({
            "byPhone": visits.iter().filter(|visit| visit.source == "PHONE").count(),
            "bookedMinutes": booked.sum::<i64>() / 60_000,
            "availableMinutes": (0..3).map(|one| book.available_minutes(one, days)).sum::<u64>(),
            "ledVisits": led().count(),
            "leadMinutes": led().map(|visit| lead(&visit)).sum::<i64>() / 60_000,
        });
        with(split(visits.iter().copied()), more)
    };
    assert_eq!(report["totals"], totals(&visits, days), "{what}");
    assert_eq!(report["previous"], totals(&visits_before, days.before()), "{what}");
    let of =
        |is: &dyn Fn(&Visit) -> bool| visits.iter().copied().filter(|visit| is(visit)).collect::<Vec<_>>();
    let by_day: Vec<_> = days
        .all()
        .map(|day| with(split(of(&|visit| book.day(visit.start) == day)), json!({ "date": day })))
        .collect();
    assert_eq!(report["byDay"], json!(by_day), "{what}");
    let services = by(&report["byService"], "name");
    let employees = by(&report["byEmployee"], "name");
    for (place, name) in SERVICES.iter().enumerate() {
        let theirs = of(&|visit| visit.service == place);
        let line =
            with(split(theirs.iter().copied()), json!({ "id": app.salon.service(name), "name": name }));
        assert_eq!(services.get(*name), (!theirs.is_empty()).then_some(&line), "{what}");
    }
    for (place, name) in EMPLOYEES.iter().enumerate() {
        let theirs = of(&|visit| visit.employee == place);
        let booked: i64 =
            theirs.iter().filter(|visit| visit.takes_time()).map(|visit| visit.working_ms()).sum();
        let more = json!({
            "id": app.salon.employee(name),
            "name": name,
            "bookedMinutes": booked / 60_000,
            "availableMinutes": book.available_minutes(place, days),
        });
        assert_eq!(employees[*name], with(split(theirs), more), "{what}");
    }
    let mut leads: BTreeMap<u64, u64> = BTreeMap::new();
    for visit in visits.iter().filter(|visit| visit.created <= visit.start) {
        let hours = (visit.start.as_millisecond() - visit.created.as_millisecond()) / 3_600_000;
        let bound = [24, 72, 168, 336].into_iter().find(|bound| hours < *bound).unwrap_or(i64::MAX);
        *leads.entry(u64::try_from(bound).expect("positive")).or_default() += 1;
    }
    let leads: Vec<_> = leads
        .into_iter()
        .map(|(bound, visits)| {
            let under = Some(bound).filter(|bound| *bound < u64::from(u32::MAX));
            json!({ "underHours": under, "visits": visits })
        })
        .collect();
    assert_eq!(report["leadTimes"], json!(leads), "{what}");

    let report = get("revenue").await;
    let totals = |visits: &[&Visit]| {
        let ours = |visit: &&&Visit| visit.currency == "USD";
        let more = json!({
            "visits": visits.iter().filter(ours).filter(|visit| visit.takes_time()).count(),
            "otherCurrencyVisits": visits.iter().filter(|visit| visit.currency != "USD").count(),
        });
        with(revenue(visits.iter().copied()), more)
    };
    assert_eq!(report["currency"], "USD");
    assert_eq!(report["totals"], totals(&visits), "{what}");
    assert_eq!(report["previous"], totals(&visits_before), "{what}");
    let by_day: Vec<_> = days
        .all()
        .map(|day| with(revenue(of(&|visit| book.day(visit.start) == day)), json!({ "date": day })))
        .collect();
    assert_eq!(report["byDay"], json!(by_day), "{what}");
    let in_dollars = |visits: Vec<&Visit>| visits.iter().any(|visit| visit.currency == "USD");
    let services = by(&report["byService"], "name");
    for (place, name) in SERVICES.iter().enumerate() {
        let theirs = of(&|visit| visit.service == place);
        let line = with(revenue(theirs.clone()), json!({ "id": app.salon.service(name), "name": name }));
        assert_eq!(services.get(*name), in_dollars(theirs).then_some(&line), "{what}");
    }
    let employees = by(&report["byEmployee"], "name");
    for (place, name) in EMPLOYEES.iter().enumerate() {
        let theirs = of(&|visit| visit.employee == place);
        let line = with(revenue(theirs.clone()), json!({ "id": app.salon.employee(name), "name": name }));
        assert_eq!(employees.get(*name), in_dollars(theirs).then_some(&line), "{what}");
    }

    let report = get("customers").await;
    let mut by_day: BTreeMap<Date, (u64, u64)> = days.all().map(|day| (day, (0, 0))).collect();
    assert_eq!(report["totals"], customers(book, days, &mut by_day), "{what}");
    let by_day: Vec<_> = by_day
        .into_iter()
        .map(|(date, (new, returning))| json!({ "date": date, "new": new, "returning": returning }))
        .collect();
    assert_eq!(report["byDay"], json!(by_day), "{what}");
    assert_eq!(report["previous"], customers(book, days.before(), &mut BTreeMap::new()), "{what}");

    let report = get("receptionist").await;
    let totals = |visits: &[&Visit], talks: &[&Talk]| {
        let ours = || visits.iter().filter(|visit| visit.currency == "USD" && visit.takes_time());
        let booked = || ours().filter(|visit| visit.source == "PHONE");
        let completed: i64 =
            booked().filter(|visit| visit.status == "COMPLETED").map(|visit| visit.cents).sum();
        json!({
            "visits": booked().count(),
            "completedCents": completed,
            "expectedCents": booked().map(|visit| visit.cents).sum::<i64>() - completed,
            "salonCents": ours().map(|visit| visit.cents).sum::<i64>(),
            "calls": talks.len(),
            "seconds": talks.iter().filter_map(|talk| talk.seconds).sum::<i32>(),
            "modelCostMicros": talks.iter().map(|talk| talk.micros).sum::<i64>(),
        })
    };
    assert_eq!(report["totals"], totals(&visits, &talks), "{what}");
    assert_eq!(report["previous"], totals(&visits_before, &book.talks_of(days.before())), "{what}");
    let by_day: Vec<_> = days
        .all()
        .map(|day| {
            let booked = revenue(of(&|visit| visit.source == "PHONE" && book.day(visit.start) == day));
            let cost = talks.iter().filter(|talk| book.day(talk.start) == day).map(|talk| talk.micros);
            json!({
                "date": day,
                "completedCents": booked["completedCents"],
                "expectedCents": booked["expectedCents"],
                "modelCostMicros": cost.sum::<i64>(),
            })
        })
        .collect();
    assert_eq!(report["byDay"], json!(by_day), "{what}");
}

fn customers(book: &Book, days: Days, by_day: &mut BTreeMap<Date, (u64, u64)>) -> Value {
    let (mut new, mut returning, mut served, mut rebooked) = (0, 0, 0, 0);
    for customer in 0..40 {
        let mut theirs: Vec<_> =
            book.visits.iter().filter(|visit| visit.customer == customer && visit.takes_time()).collect();
        theirs.sort_by_key(|visit| visit.start);
        let within: Vec<_> = theirs.iter().filter(|visit| days.has(book.day(visit.start))).collect();
        let Some(first) = within.first() else { continue };
        let day = by_day.entry(book.day(first.start)).or_default();
        if book.day(theirs[0].start) < days.first {
            returning += 1;
            day.1 += 1;
        } else {
            new += 1;
            day.0 += 1;
        }
        if let Some(last) = within.iter().rfind(|visit| visit.status == "COMPLETED") {
            served += 1;
            rebooked += u64::from(theirs.iter().any(|visit| visit.start > last.start));
        }
    }
    json!({
        "customers": new + returning,
        "new": new,
        "returning": returning,
        "served": served,
        "rebooked": rebooked,
    })
}

/// Days on which the zone's clock is changed, or any where it never is.
fn turning_days(zone: &TimeZone) -> Vec<Date> {
    let changes = zone.following(moment("2026-01-01T00:00:00Z"));
    let days: Vec<_> = changes
        .take_while(|change| change.timestamp() < moment("2026-12-01T00:00:00Z"))
        // Of a change at midnight, the day that it begins and the one that it ends.
        .map(|change| zone.to_datetime(change.timestamp()).date())
        .collect();
    if days.is_empty() { vec![date(2026, 3, 10)] } else { days }
}

#[tokio::test]
async fn figures_are_those_of_a_slow_reckoning_in_every_zone() {
    for (seed, name) in (0..).zip(ZONES) {
        let mut chance = SmallRng::seed_from_u64(seed);
        let zone = TimeZone::get(name).expect("a zone");
        let turning = *turning_days(&zone).choose(&mut chance).expect("some");
        let app = TestApp::new().await;
        let token = app.owner(&app.salon).await;
        let book = random_book(&mut chance, zone, turning);
        book.write(&app).await;

        let around = |from: i64, to: i64| Days {
            first: turning.saturating_add(Span::new().days(from)),
            last: turning.saturating_add(Span::new().days(to)),
        };
        // The day itself, the day before and after, some days around it, and days without any visit.
        let mut ranges = vec![around(0, 0), around(-1, -1), around(1, 1), around(-12, 17), around(60, 63)];
        ranges.extend((0..2).map(|_| {
            let from = chance.random_range(-20..10);
            around(from, from + chance.random_range(0..12))
        }));
        for days in ranges {
            compare(&app, &token, &book, days).await;
        }
    }
}

#[tokio::test]
async fn what_the_other_salon_does_is_in_no_figure() {
    let app = TestApp::new().await;
    let mut chance = SmallRng::seed_from_u64(7);
    random_book(&mut chance, app.salon.zone.clone(), date(2026, 3, 10)).write(&app).await;
    let other = app.owner(&app.other).await;

    for (report, figure) in [
        ("calls", "calls"),
        ("appointments", "visits"),
        ("revenue", "visits"),
        ("customers", "customers"),
        ("receptionist", "salonCents"),
    ] {
        let path = format!("/api/reports/{report}?from=2026-02-01&to=2026-04-30");
        let data = app.get(path).bearer(&other).send().await.ok().data();
        assert_eq!(data["totals"][figure], 0, "{report}");
    }
}

#[tokio::test]
async fn time_that_parts_of_a_visit_leave_free_is_not_booked() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let parts = r#"[{"kind":"work","minutes":30},{"kind":"processing","minutes":45},{"kind":"finishing","minutes":45}]"#;
    for sql in [
        format!(
            "UPDATE services SET segments = '{parts}', buffer_after_minutes = 10 WHERE name = 'Highlights'"
        ),
        "UPDATE tenants SET catalogue_version = catalogue_version + 1".to_owned(),
    ] {
        app.rows.run(&sql).await.expect("written");
    }
    let body = app.salon.booking("Highlights", Some("Priya"), "2026-03-12T10:00");
    let visit = app.post("/api/appointments").bearer(&token).json(&body).send().await.created().data();
    let booked = async || {
        let path = "/api/reports/appointments?from=2026-03-12&to=2026-03-13";
        app.get(path).bearer(&token).send().await.ok().data()["totals"]["bookedMinutes"].clone()
    };
    assert_eq!(booked().await, 30 + 45 + 10);

    // Whoever takes another time for it is engaged for another time.
    let id = app.salon.employee("Anna");
    let own = "UPDATE employee_services SET duration_minutes = 150 WHERE employee_id IN \
               (SELECT id FROM employees WHERE name = 'Anna') AND service_id IN \
               (SELECT id FROM services WHERE name = 'Highlights')";
    app.rows.run(own).await.expect("written");
    app.rows.run("UPDATE tenants SET catalogue_version = catalogue_version + 1").await.expect("written");
    let path = format!("/api/appointments/{}/move", visit["id"].as_str().expect("an id"));
    let body = json!({ "startsAt": app.salon.at("2026-03-13T11:00"), "employeeId": id });
    app.post(path).bearer(&token).json(&body).send().await.ok();
    assert_eq!(booked().await, 60 + 45 + 10);
    let quanta = app.rows.count("booked_quanta").await;
    assert_eq!(
        booked().await,
        quanta * 5,
        "what the book keeps free for others is what the report leaves out"
    );
}

#[tokio::test]
async fn money_is_for_managers_and_owners() {
    let app = TestApp::new().await;
    let body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-10T11:00");
    let owner = app.owner(&app.salon).await;
    app.post("/api/appointments").bearer(&owner).json(&body).send().await.created();

    for (role, cents) in [(Role::FrontDesk, Value::Null), (Role::Manager, json!(4_500))] {
        let token = app.member(&app.salon, role).await;
        let today = app.get("/api/reports/today").bearer(&token).send().await.ok().data();
        assert_eq!(today["revenueCents"], cents, "{role:?}");
        for report in ["calls", "appointments", "customers"] {
            for end in ["", ".csv"] {
                let path = format!("/api/reports/{report}{end}?from=2026-03-01&to=2026-03-31");
                let answer = app.get(path).bearer(&token).send().await.expect(StatusCode::OK);
                assert!(!answer.text().contains("ents\":") && !answer.text().contains("45.00"), "{report}");
            }
        }
    }
}

#[tokio::test]
async fn days_that_make_no_sense_are_refused_with_what_would() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    for report in ["calls", "appointments.csv", "revenue", "customers.csv", "receptionist"] {
        for (query, field, words) in [
            ("from=2026-03-02&to=2026-03-01", "to", "must not be before `from`"),
            ("from=2020-01-01&to=2026-03-01", "to", "must be at most 1827 days from `from` on"),
            ("from=1999-12-31&to=2000-01-01", "from", "must be from 2000-01-01 to 2199-12-31"),
            ("from=2199-12-31&to=2200-01-01", "to", "must be from 2000-01-01 to 2199-12-31"),
        ] {
            let path = format!("/api/reports/{report}?{query}");
            let answer = app.get(path).bearer(&token).send().await.expect(StatusCode::BAD_REQUEST);
            assert_eq!(answer.json()["fields"], json!({ field: words }), "{report} {query}");
        }
        for query in ["", "?from=2026-03-01", "?from=2026-02-30&to=2026-03-01", "?from=yesterday&to=today"] {
            let path = format!("/api/reports/{report}{query}");
            app.ask(Method::GET, path).bearer(&token).send().await.expect(StatusCode::BAD_REQUEST);
        }
        for query in ["from=2000-01-01&to=2000-01-01", "from=2195-01-01&to=2199-12-31"] {
            let path = format!("/api/reports/{report}?{query}");
            app.get(path).bearer(&token).send().await.expect(StatusCode::OK);
        }
    }
}

#[tokio::test]
async fn each_report_is_a_table_too() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let rename = "UPDATE services SET name = '=Cut \"deluxe\", short' WHERE name = 'Men''s haircut'";
    app.rows.run(rename).await.expect("written");
    app.rows.run("UPDATE tenants SET catalogue_version = catalogue_version + 1").await.expect("written");
    for local in ["2026-03-10T11:00", "2026-03-11T13:00"] {
        let body = app.salon.booking("Men's haircut", Some("Anna"), local);
        app.post("/api/appointments").bearer(&token).json(&body).send().await.created();
    }
    app.ring("+13475550151", app.salon.number).await;
    let table = async |what: &str| {
        let (report, by) = what.split_once(' ').unwrap_or((what, ""));
        let path = format!("/api/reports/{report}.csv?from=2026-03-10&to=2026-03-11{by}");
        let answer = app.get(path).bearer(&token).send().await.expect(StatusCode::OK);
        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
        let name = answer.headers["content-disposition"].to_str().expect("letters").to_owned();
        assert!(name.ends_with("-2026-03-10-to-2026-03-11.csv\""), "{name}");
        answer.text().replace("\r\n", "\n")
    };

    assert_eq!(
        table("calls").await,
        "date,calls,booked,moved,cancelled,answered,transferred,lost,inProgress\n\
         2026-03-10,1,0,0,0,0,0,0,1\n2026-03-11,0,0,0,0,0,0,0,0\n"
    );
    // Nine in the morning in New York.
    let hours = table("calls &by=hour").await;
    assert_eq!(hours.lines().count(), 25);
    assert_eq!(hours.lines().nth(10), Some("09:00,1,0,0,0,0,0,0,1"));
    assert!(table("calls &by=reason").await.ends_with("\nUNKNOWN,1,0,0,0,0,0,0,1\n"));
    assert_eq!(
        table("appointments &by=employee").await,
        "employee,visits,completed,upcoming,cancelled,noShow,bookedMinutes,availableMinutes\n\
         Anna,2,0,2,0,0,60,960\nMarcus,0,0,0,0,0,0,960\nPriya,0,0,0,0,0,0,0\n"
    );
    assert_eq!(
        table("revenue &by=service").await,
        "service,currency,completed,expected,cancelled,noShow\n\
         \"'=Cut \"\"deluxe\"\", short\",USD,0.00,90.00,0.00,0.00\n"
    );
    assert_eq!(
        table("revenue").await,
        "date,currency,completed,expected,cancelled,noShow\n\
         2026-03-10,USD,0.00,45.00,0.00,0.00\n2026-03-11,USD,0.00,45.00,0.00,0.00\n"
    );
    assert_eq!(table("customers").await, "date,new,returning\n2026-03-10,1,0\n2026-03-11,0,0\n");
    assert_eq!(
        table("receptionist").await,
        "date,currency,completed,expected,modelCostUsd\n\
         2026-03-10,USD,0.00,0.00,0.000000\n2026-03-11,USD,0.00,0.00,0.000000\n"
    );
}

/// Kept figures, and the same counted anew.
async fn figures(app: &TestApp) -> (Vec<String>, Vec<String>) {
    let columns = "completed upcoming cancelled no_show completed_cents upcoming_cents cancelled_cents no_show_cents working_ms \
                   phone led lead_ms led_under_24 led_under_72 led_under_168 led_under_336";
    let columns = columns.split_whitespace().collect::<Vec<_>>().join(", ' ', ");
    let sql = format!(
        "SELECT CONCAT(about, ' ', starts_at, ' ', HEX(subject_id), ' ', currency, ' ', {columns}) FROM visit_figures \
         WHERE completed + upcoming + cancelled + no_show > 0 ORDER BY 1"
    );
    let kept = app.rows.all(&sql).await;
    migration::figures::recount(&app.rows.connection).await.expect("counted");
    (kept, app.rows.all(&sql).await)
}

#[tokio::test]
async fn kept_figures_follow_every_change_of_a_visit() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let mut ids = Vec::new();
    for (service, who, local) in [
        ("Men's haircut", "Anna", "2026-03-10T11:00"),
        ("Women's haircut", "Anna", "2026-03-11T13:00"),
        ("Highlights", "Priya", "2026-03-12T10:00"),
        ("Men's haircut", "Marcus", "2026-03-16T10:00"),
    ] {
        let body = app.salon.booking(service, Some(who), local);
        let visit = app.post("/api/appointments").bearer(&token).json(&body).send().await.created().data();
        ids.push(visit["id"].as_str().expect("an id").to_owned());
    }
    let change = async |token: &str, id: &str, what: &str, body: Value| {
        app.post(format!("/api/appointments/{id}/{what}")).bearer(token).json(&body).send().await.ok()
    };
    change(&token, &ids[0], "move", json!({ "startsAt": app.salon.at("2026-03-13T15:30") })).await;
    change(&token, &ids[1], "cancel", json!({ "reason": "ill" })).await;
    // What a step inside a transaction has taken back counts nothing.
    let taken = app.salon.booking("Men's haircut", Some("Marcus"), "2026-03-16T10:00");
    app.post("/api/appointments").bearer(&token).json(&taken).send().await.expect(StatusCode::CONFLICT);
    app.clock.set(moment("2026-03-20T12:00:00Z"));
    let token = app.owner(&app.salon).await;
    change(&token, &ids[0], "status", json!({ "status": "COMPLETED" })).await;
    change(&token, &ids[2], "status", json!({ "status": "NO_SHOW" })).await;

    let (kept, counted) = figures(&app).await;

    assert_eq!(kept, counted);
    assert!(counted.iter().any(|line| line.starts_with("EMPLOYEE")), "{counted:?}");
}
