//! A small salon, and a book that behaves as the real one does: it offers what is free, refuses what is not,
//! and remembers.

use conversation::{
    AddOnFact, Knowledge, PersonFact, Policy, Refusal, RefusalReason, Salon, ServiceFact, Slot, Tone,
    ToolCall, ToolResult, Visit,
};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, time};
use understanding::{Catalogue, Entry};

const NOTICE_MINUTES: i64 = 30;
const HORIZON_DAYS: u32 = 60;

pub(crate) fn salon() -> Salon {
    let nine_to_six = vec![(time(9, 0, 0, 0), time(18, 0, 0, 0))];
    let opening_hours = [
        nine_to_six.clone(),
        nine_to_six.clone(),
        nine_to_six.clone(),
        nine_to_six.clone(),
        vec![(time(9, 0, 0, 0), time(20, 0, 0, 0))],
        vec![(time(9, 0, 0, 0), time(16, 0, 0, 0))],
        vec![],
    ];
    let service = |key: &str, name: &str, duration_minutes, price_cents, add_ons: &[&str]| ServiceFact {
        key: key.into(),
        name: name.into(),
        duration_minutes,
        price_cents,
        price_varies: false,
        add_ons: add_ons.iter().map(|key| (*key).into()).collect(),
    };
    let add_on = |key: &str, name: &str, duration_minutes, price_cents| AddOnFact {
        key: key.into(),
        name: name.into(),
        duration_minutes,
        price_cents,
    };
    let person = |key: &str, name: &str, services: &[&str]| PersonFact {
        key: key.into(),
        name: name.into(),
        services: services.iter().map(|key| (*key).into()).collect(),
    };
    let services = vec![
        service("womens", "Women's Haircut", 45, 6500, &[]),
        service("mens", "Men's Haircut", 30, 3500, &[]),
        service("color", "Color", 90, 12000, &["toner", "gloss"]),
        service("blowdry", "Blow-Dry", 30, 4050, &["mask"]),
        service("beard", "Beard Trim", 15, 2000, &[]),
        service("perm", "Perm", 120, 15000, &[]),
    ];
    let add_ons = vec![
        add_on("toner", "Toner", 15, 2500),
        add_on("gloss", "Gloss", 15, 3000),
        add_on("mask", "Hair Mask", 15, 1500),
    ];
    let people = vec![
        person("anna", "Anna", &["womens", "mens", "blowdry"]),
        person("tom", "Tom", &["mens", "beard", "blowdry"]),
        person("maria", "Maria", &["womens", "color", "blowdry"]),
    ];
    let entry = |key: &str, name: &str, synonyms: &[&str]| Entry {
        key: key.into(),
        name: name.into(),
        synonyms: synonyms.iter().map(|word| (*word).into()).collect(),
    };
    let catalogue = Catalogue {
        services: vec![
            entry("womens", "Women's Haircut", &["ladies cut", "women's cut"]),
            entry("mens", "Men's Haircut", &["men's cut"]),
            entry("color", "Color", &["colour", "dye"]),
            entry("blowdry", "Blow-Dry", &["blow dry", "blowout"]),
            entry("beard", "Beard Trim", &["beard"]),
            entry("perm", "Perm", &[]),
        ],
        add_ons: vec![
            entry("toner", "Toner", &[]),
            entry("gloss", "Gloss", &[]),
            entry("mask", "Hair Mask", &["mask"]),
        ],
        people: vec![entry("anna", "Anna", &[]), entry("tom", "Tom", &[]), entry("maria", "Maria", &[])],
        ..Catalogue::default()
    };
    Salon {
        name: "Cedar Hair".into(),
        greeting: None,
        zone: zone(),
        currency: "USD".into(),
        address: Some("12 Cedar Street, Springfield".into()),
        can_transfer: false,
        opening_hours,
        special_days: Vec::new(),
        booking_horizon_days: Some(HORIZON_DAYS),
        services,
        add_ons,
        people,
        catalogue,
        policy: Policy::default(),
        knowledge: knowledge(),
        tone: Tone::default(),
    }
}

fn knowledge() -> Vec<Knowledge> {
    let entry = |key: &str, questions: &[&str], answer: &str| Knowledge {
        key: key.into(),
        questions: questions.iter().map(|question| (*question).into()).collect(),
        answer: answer.into(),
    };
    vec![
        entry(
            "parking",
            &["Do you have parking?", "Where can I park?"],
            "There are three spaces behind the house, free for an hour.",
        ),
        entry("dogs", &["Can I bring my dog?"], "Dogs are welcome, on a lead please."),
        entry(
            "colour_test",
            &["Do I need a color test?"],
            "Yes, two days before your first color, for free.",
        ),
        entry("gift_cards", &["Do you sell gift cards?"], "We have gift cards from twenty dollars."),
        entry("wheelchair", &["Is the salon wheelchair accessible?"], "There is a ramp at the side door."),
        entry("payment", &["How can I pay?", "Do you take cards?"], "Cash and all cards."),
        entry(
            "children",
            &["Can I bring my children?"],
            "Children are welcome; there is a corner with toys.",
        ),
        entry("late", &["What happens if I'm late?"], "Up to fifteen minutes we wait for you."),
        entry("cancelling", &["What is your cancellation policy?"], "You can cancel until the day before."),
        entry("wifi", &["Do you have wifi?"], "Yes, ask at the desk for the password."),
    ]
}

fn zone() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::get("America/New_York").expect("the bundle has New York")
}

/// When each of them works.
fn shift(person: &str, date: Date) -> Option<(Time, Time)> {
    let day = date.weekday().to_monday_one_offset();
    match (person, day) {
        ("anna", 2..=5) => Some((time(10, 0, 0, 0), time(18, 0, 0, 0))),
        ("anna", 6) => Some((time(9, 0, 0, 0), time(16, 0, 0, 0))),
        ("tom", 1..=5) => Some((time(9, 0, 0, 0), time(17, 0, 0, 0))),
        ("maria", 3) => Some((time(9, 0, 0, 0), time(18, 0, 0, 0))),
        ("maria", 4..=5) => Some((time(12, 0, 0, 0), time(18, 0, 0, 0))),
        _ => None,
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) visit: Visit,
    pub(crate) phone: String,
    minutes: i64,
    pub(crate) is_cancelled: bool,
}

impl Row {
    /// One line, for what a test expects.
    pub(crate) fn line(&self) -> String {
        let visit = &self.visit;
        let state = if self.is_cancelled { " cancelled" } else { "" };
        let extras: String = visit.add_ons.iter().map(|key| format!("+{key}")).collect();
        let when = visit.local.strftime("%Y-%m-%d %H:%M");
        format!(
            "{when} {} {}{extras} {} {}{state}",
            visit.person, visit.service, visit.customer_name, self.phone
        )
    }
}

/// The book.
#[derive(Debug, Clone)]
pub(crate) struct Book {
    salon: Salon,
    now: DateTime,
    pub(crate) rows: Vec<Row>,
    /// Every call that came, in order.
    pub(crate) calls: Vec<ToolCall>,
    /// The next so many calls fail.
    pub(crate) failures: u32,
    /// What cancelling and moving are refused with.
    pub(crate) refuses_changes: Option<String>,
    /// Numbers under which nobody can be reached.
    pub(crate) wrong_numbers: Vec<String>,
}

impl Book {
    pub(crate) fn new(salon: &Salon, now: DateTime) -> Self {
        Self {
            salon: salon.clone(),
            now,
            rows: Vec::new(),
            calls: Vec::new(),
            failures: 0,
            refuses_changes: None,
            wrong_numbers: Vec::new(),
        }
    }

    /// Somebody else's hand in the book.
    pub(crate) fn enter(&mut self, person: &str, service: &str, local: DateTime, name: &str, phone: &str) {
        let visit = self.visit(person, service, &[], local, name);
        let minutes = self.minutes(service, &[]);
        self.rows.push(Row { visit, phone: phone.into(), minutes, is_cancelled: false });
    }

    pub(crate) fn run(&mut self, call: ToolCall) -> ToolResult {
        self.calls.push(call.clone());
        if self.failures > 0 {
            self.failures -= 1;
            return ToolResult::Failed;
        }
        match call {
            ToolCall::FindSlots { service, add_ons, person, from, to, ask, moving } => {
                self.find_slots(&service, &add_ons, person.as_deref(), (from, to), ask, moving.as_deref())
            }
            ToolCall::Book { service, add_ons, slot, customer_name, customer_phone, .. } => {
                if self.wrong_numbers.contains(&customer_phone) {
                    return ToolResult::PhoneRefused;
                }
                let minutes = self.minutes(&service, &add_ons);
                if let Some(reason) = self.refusal(&slot.person, minutes, slot.local, None) {
                    return self.not_booked(reason, &service, &add_ons, &slot);
                }
                let visit = self.visit(&slot.person, &service, &add_ons, slot.local, &customer_name);
                let row = Row { visit: visit.clone(), phone: customer_phone, minutes, is_cancelled: false };
                self.rows.push(row);
                ToolResult::Booked { visit }
            }
            ToolCall::FindVisits { phone } => {
                let digits = |number: &str| number.chars().filter(char::is_ascii_digit).collect::<String>();
                let mut visits: Vec<Visit> = self
                    .rows
                    .iter()
                    .filter(|row| !row.is_cancelled && digits(&row.phone).ends_with(&digits(&phone)))
                    .map(|row| row.visit.clone())
                    .collect();
                visits.sort_by_key(|visit| visit.local);
                ToolResult::Visits { visits }
            }
            ToolCall::Cancel { visit } => {
                if let Some(sentence) = self.refuses_changes.clone() {
                    return ToolResult::Refused { sentence };
                }
                let Some(row) = self.rows.iter_mut().find(|row| row.visit.key == visit) else {
                    return ToolResult::Failed;
                };
                row.is_cancelled = true;
                ToolResult::Cancelled { visit: row.visit.clone() }
            }
            ToolCall::Move { visit, slot, .. } => {
                if let Some(sentence) = self.refuses_changes.clone() {
                    return ToolResult::Refused { sentence };
                }
                let Some(index) = self.rows.iter().position(|row| row.visit.key == visit) else {
                    return ToolResult::Failed;
                };
                let (service, add_ons) =
                    (self.rows[index].visit.service.clone(), self.rows[index].visit.add_ons.clone());
                let minutes = self.rows[index].minutes;
                if let Some(reason) = self.refusal(&slot.person, minutes, slot.local, Some(&visit)) {
                    return self.not_booked(reason, &service, &add_ons, &slot);
                }
                let row = &mut self.rows[index];
                row.visit.local = slot.local;
                row.visit.person = slot.person;
                row.visit.person_name = slot.person_name;
                ToolResult::Booked { visit: row.visit.clone() }
            }
        }
    }

    fn find_slots(
        &self,
        service: &str,
        add_ons: &[String],
        person: Option<&str>,
        (from, to): (Date, Date),
        ask: Option<DateTime>,
        moving: Option<&str>,
    ) -> ToolResult {
        let minutes = self.minutes(service, add_ons);
        let able = self.able(service, person);
        let mut slots = Vec::new();
        let mut start = from.at(8, 0, 0, 0);
        while start.date() <= to {
            if start.hour() >= 21 {
                // Nobody works at night.
                start = start.date().saturating_add(1.day()).at(8, 0, 0, 0);
                continue;
            }
            if let Some(key) = able.iter().find(|key| self.refusal(key, minutes, start, moving).is_none()) {
                slots.push(self.slot(key, start));
            }
            start += 15.minutes();
        }
        let refused = ask.filter(|ask| !slots.iter().any(|slot| slot.local == *ask)).map(|ask| {
            let reasons = able.iter().filter_map(|key| self.refusal(key, minutes, ask, moving));
            let reason = reasons.max_by_key(|reason| severity(*reason)).unwrap_or(RefusalReason::NoStaff);
            let shifts = able.iter().filter_map(|key| shift(key, ask.date()));
            let opens = shifts.clone().map(|(from, _)| from).min();
            let closes = shifts.map(|(_, to)| to).max();
            Refusal { reason, opens, closes }
        });
        ToolResult::Slots { slots, refused }
    }

    fn not_booked(
        &self,
        reason: RefusalReason,
        service: &str,
        add_ons: &[String],
        slot: &Slot,
    ) -> ToolResult {
        let date = slot.local.date();
        let found = self.find_slots(service, add_ons, Some(&slot.person), (date, date), None, None);
        let mut nearest = match found {
            ToolResult::Slots { slots, .. } => slots,
            _ => Vec::new(),
        };
        nearest.sort_by_key(|free| free.starts_at.duration_since(slot.starts_at).abs());
        nearest.truncate(2);
        nearest.sort_by_key(|free| free.starts_at);
        ToolResult::NotBooked { refused: Refusal { reason, opens: None, closes: None }, nearest }
    }

    fn able(&self, service: &str, person: Option<&str>) -> Vec<String> {
        let people = self.salon.people.iter().filter(|one| one.services.iter().any(|key| key == service));
        people.map(|one| one.key.clone()).filter(|key| person.is_none_or(|person| person == key)).collect()
    }

    fn refusal(
        &self,
        person: &str,
        minutes: i64,
        start: DateTime,
        moving: Option<&str>,
    ) -> Option<RefusalReason> {
        let (from, to) = match shift(person, start.date()) {
            _ if start.minute() % 15 != 0 => return Some(RefusalReason::OffGrid),
            _ if start < self.now + NOTICE_MINUTES.minutes() => return Some(RefusalReason::Notice),
            _ if start.date() > self.now.date() + i64::from(HORIZON_DAYS).days() => {
                return Some(RefusalReason::Horizon);
            }
            None => return Some(RefusalReason::Closed),
            Some(shift) => shift,
        };
        let end = start + minutes.minutes();
        if start.time() < from || start.time() >= to {
            return Some(RefusalReason::OutsideHours);
        }
        if end > start.date().to_datetime(to) {
            return Some(RefusalReason::TooLong);
        }
        let meets = |row: &&Row| {
            let other = row.visit.local;
            !row.is_cancelled
                && row.visit.person == person
                && Some(row.visit.key.as_str()) != moving
                && other < end
                && start < other + row.minutes.minutes()
        };
        self.rows.iter().find(meets).map(|_| RefusalReason::Busy)
    }

    fn minutes(&self, service: &str, add_ons: &[String]) -> i64 {
        let base =
            self.salon.services.iter().filter(|one| one.key == service).map(|one| one.duration_minutes);
        let extra = self
            .salon
            .add_ons
            .iter()
            .filter(|one| add_ons.contains(&one.key))
            .map(|one| one.duration_minutes);
        base.chain(extra).map(i64::from).sum()
    }

    fn slot(&self, person: &str, local: DateTime) -> Slot {
        let zoned = local.to_zoned(self.salon.zone.clone()).expect("the salon's clock has a time nearby");
        Slot {
            starts_at: zoned.timestamp(),
            local,
            person: person.into(),
            person_name: self.name_of(person),
            price_cents: None,
        }
    }

    fn name_of(&self, person: &str) -> String {
        self.salon.people.iter().find(|one| one.key == person).map(|one| one.name.clone()).unwrap_or_default()
    }

    fn visit(&self, person: &str, service: &str, add_ons: &[String], local: DateTime, name: &str) -> Visit {
        let fact = self.salon.services.iter().find(|one| one.key == service).expect("the salon offers it");
        let extras =
            self.salon.add_ons.iter().filter(|one| add_ons.contains(&one.key)).map(|one| one.price_cents);
        Visit {
            key: format!("visit_{}", self.rows.len() + 1),
            service: service.into(),
            service_name: fact.name.clone(),
            add_ons: add_ons.to_vec(),
            person: person.into(),
            person_name: self.name_of(person),
            local,
            price_cents: fact.price_cents + extras.sum::<i64>(),
            customer_name: name.into(),
        }
    }
}

/// Each person has their own reason; the one that came nearest to free is told.
fn severity(reason: RefusalReason) -> u8 {
    match reason {
        RefusalReason::NonexistentTime | RefusalReason::OffGrid | RefusalReason::Notice => 9,
        RefusalReason::Horizon => 8,
        RefusalReason::NoStaff | RefusalReason::Closed => 0,
        RefusalReason::OutsideHours => 1,
        RefusalReason::TooLong => 2,
        RefusalReason::TimeOff => 3,
        RefusalReason::Limit => 4,
        RefusalReason::Busy => 5,
        RefusalReason::Resource => 6,
    }
}
