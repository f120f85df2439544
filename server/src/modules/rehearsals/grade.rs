//! Whether a call went as it should: what is in the book at the end, and what must never happen in any turn.
//!
//! Pure: what was said and the rows after each turn come in, faults come out.

use std::collections::{BTreeSet, HashMap};

use jiff::SignedDuration;
use jiff::civil::{DateTime, Time};
use serde::Serialize;

use super::script::Expected;

/// A visit in the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VisitRow {
    /// By which it is known.
    pub id: String,
    /// What, with its extras.
    pub service: String,
    /// By whom.
    pub employee: String,
    /// When, on the salon's clock.
    pub starts_at: DateTime,
    /// How long the client is there.
    pub minutes: i64,
    /// What it costs.
    pub price_cents: i64,
    /// Where it stands, as the row has it.
    pub status: String,
    /// Whose.
    pub name: String,
    /// Their number.
    pub phone: String,
    /// Whoever does it does nothing else meanwhile.
    #[serde(skip)]
    pub is_solid: bool,
}

impl VisitRow {
    fn fields(&self) -> [String; 7] {
        [
            self.service.clone(),
            self.employee.clone(),
            self.starts_at.strftime("%Y-%m-%d %H:%M").to_string(),
            self.price_cents.to_string(),
            self.status.clone(),
            self.name.clone(),
            self.phone.clone(),
        ]
    }

    fn is_like(&self, expected: &str) -> bool {
        let fields = self.fields();
        expected.split('|').map(str::trim).zip(&fields).all(|(wanted, is)| match wanted.strip_suffix('*') {
            Some(beginning) => is.starts_with(beginning),
            None => wanted == is,
        })
    }

    fn is_on(&self) -> bool {
        !matches!(self.status.as_str(), "CANCELLED" | "NO_SHOW")
    }
}

impl std::fmt::Display for VisitRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.fields().join(" | "))
    }
}

/// A time that the receptionist has put on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Offered {
    /// On the salon's clock.
    pub starts_at: DateTime,
    /// Whether the salon's list of free times has it.
    pub is_free: bool,
}

/// What was said once, and how the book stood then.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// By the caller; nothing for silence.
    pub heard: Option<String>,
    /// By the receptionist.
    pub said: String,
    /// The tools that ran.
    #[serde(skip)]
    pub tools: serde_json::Value,
    /// Times of day that the conversation knows of: asked for, offered, refused.
    #[serde(skip)]
    pub known_times: BTreeSet<Time>,
    /// What was put on offer in this turn.
    #[serde(skip)]
    pub offered: Vec<Offered>,
    /// The book.
    #[serde(skip)]
    pub visits: Vec<VisitRow>,
}

/// A call that was held.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// From the greeting on.
    pub lines: Vec<Line>,
    /// The book before.
    pub before: Vec<VisitRow>,
    /// The book at the end.
    pub after: Vec<VisitRow>,
    /// Times that are still held for somebody.
    pub holds: u64,
    /// The call's row has an end.
    pub is_closed: bool,
    /// It went on and on.
    pub leads_nowhere: bool,
    /// What came of it.
    pub outcome: String,
    /// Why they called.
    pub reason: String,
    /// Whom the salon is to call back.
    pub call_back: Option<String>,
    /// Every price that can be true here: of services with whoever does them, extras, and both together.
    pub prices: BTreeSet<i64>,
    /// Every time of day at which the salon opens or closes.
    pub hours: BTreeSet<Time>,
}

/// What was not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind", rename_all_fields = "camelCase")]
pub enum Fault {
    /// The book is another than expected.
    Book {
        /// Expected and not there.
        missing: Vec<String>,
        /// There and not expected.
        surplus: Vec<String>,
    },
    /// Something about the call's row.
    Call {
        /// What.
        what: &'static str,
        /// As expected.
        expected: String,
        /// As it is.
        actual: String,
    },
    /// The caller should have heard this, or should not.
    Words {
        /// As the script has it.
        expected: String,
    },
    /// The caller should have heard this price, in the smallest unit of the currency.
    Price {
        /// The price.
        expected: i64,
    },
    /// Somebody has two visits at once.
    DoubleBooking {
        /// One of them.
        visit: String,
        /// The other.
        other: String,
    },
    /// Something was called done that no row shows.
    EmptyClaim {
        /// In which turn.
        turn: usize,
        /// The words.
        said: String,
    },
    /// A price was said that nothing costs.
    UnknownPrice {
        /// In which turn.
        turn: usize,
        /// The words.
        said: String,
    },
    /// A time was said that the conversation does not know.
    UnknownTime {
        /// In which turn.
        turn: usize,
        /// The words.
        said: String,
    },
    /// A time was offered that is not free.
    NotFree {
        /// In which turn.
        turn: usize,
        /// The time.
        time: String,
    },
    /// It went on and on.
    Endless,
    /// Time is still held, or the call has no end.
    Loose {
        /// What.
        what: &'static str,
    },
}

impl Fault {
    /// Whether this must never happen, whatever was expected of the call.
    pub fn is_grave(&self) -> bool {
        !matches!(
            self,
            Self::Book { .. } | Self::Call { .. } | Self::Words { .. } | Self::Price { .. } | Self::Endless
        )
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Book { missing, surplus } => {
                write!(f, "the book misses {missing:?} and has {surplus:?}")
            }
            Self::Call { what, expected, actual } => write!(f, "{what} is {actual}, not {expected}"),
            Self::Words { expected } => write!(f, "the caller should have heard {expected:?}"),
            Self::Price { expected } => {
                write!(f, "the caller should have heard the price of {expected} cents")
            }
            Self::DoubleBooking { visit, other } => write!(f, "two visits at once: {visit}; {other}"),
            Self::EmptyClaim { turn, said } => write!(f, "turn {turn} claims what no row shows: {said}"),
            Self::UnknownPrice { turn, said } => {
                write!(f, "turn {turn} says a price that nothing costs: {said}")
            }
            Self::UnknownTime { turn, said } => write!(f, "turn {turn} says a time out of nowhere: {said}"),
            Self::NotFree { turn, time } => write!(f, "turn {turn} offers {time}, which is not free"),
            Self::Endless => f.write_str("the call leads nowhere"),
            Self::Loose { what } => f.write_str(what),
        }
    }
}

/// All that was not as it should be.
pub fn grade(expected: &Expected, record: &Record) -> Vec<Fault> {
    let mut faults = gates(record);
    faults.extend(record.leads_nowhere.then_some(Fault::Endless));
    faults.extend(book(expected, record));
    let mut check = |what, wanted: &Option<String>, actual: &str| {
        if let Some(wanted) = wanted.as_deref().filter(|wanted| !wanted.split('|').any(|one| one == actual)) {
            faults.push(Fault::Call { what, expected: wanted.to_owned(), actual: actual.to_owned() });
        }
    };
    check("outcome", &expected.outcome, &record.outcome);
    check("reason", &expected.reason, &record.reason);
    check("callBack", &expected.call_back, record.call_back.as_deref().unwrap_or("none"));
    if let Some(price) = expected.price
        && !record.lines.iter().any(|line| prices_in(&line.said).contains(&price))
    {
        faults.push(Fault::Price { expected: price });
    }
    for words in &expected.heard {
        let was_said = |words: &str| record.lines.iter().any(|line| line.said.contains(words));
        let is_right = match words.strip_prefix('!') {
            Some(unwanted) => !was_said(unwanted),
            None => was_said(words),
        };
        if !is_right {
            faults.push(Fault::Words { expected: words.clone() });
        }
    }
    faults
}

/// What must never happen, whatever was expected of the call.
pub fn gates(record: &Record) -> Vec<Fault> {
    let mut faults = Vec::new();
    faults.extend(double_booking(&record.after));
    let mut earlier = record.before.as_slice();
    let mut deeds = Deeds::default();
    let mut times: BTreeSet<Time> = &record.hours | &times_of(&record.before);
    for (turn, line) in record.lines.iter().enumerate() {
        deeds.note(earlier, &line.visits);
        earlier = &line.visits;
        times.extend(&line.known_times);
        times.extend(times_of(&line.visits));
        if claims(&line.said).into_iter().any(|claim| !deeds.have(claim)) {
            faults.push(Fault::EmptyClaim { turn, said: line.said.clone() });
        }
        let costs = |cents: &i64| {
            record.prices.contains(cents) || line.visits.iter().any(|visit| visit.price_cents == *cents)
        };
        if !prices_in(&line.said).iter().all(costs) {
            faults.push(Fault::UnknownPrice { turn, said: line.said.clone() });
        }
        if !times_in(&line.said).is_subset(&times) {
            faults.push(Fault::UnknownTime { turn, said: line.said.clone() });
        }
        for time in line.offered.iter().filter(|time| !time.is_free) {
            faults.push(Fault::NotFree { turn, time: time.starts_at.to_string() });
        }
    }
    let loose = [(record.holds > 0, "a time is still held"), (!record.is_closed, "the call has no end")];
    faults.extend(loose.into_iter().filter(|(is_so, _)| *is_so).map(|(_, what)| Fault::Loose { what }));
    faults
}

fn book(expected: &Expected, record: &Record) -> Option<Fault> {
    let mut surplus: Vec<&VisitRow> = record.after.iter().collect();
    let mut missing = Vec::new();
    let mut wanted: Vec<String> = match &expected.visits {
        Some(visits) => visits.clone(),
        None => record.before.iter().map(ToString::to_string).collect(),
    };
    wanted.extend(expected.added.iter().cloned());
    // Whoever leaves little open chooses first.
    wanted.sort_by_key(|line| (line.matches('*').count(), usize::MAX - line.matches('|').count()));
    for line in wanted {
        match surplus.iter().position(|visit| visit.is_like(&line)) {
            Some(place) => drop(surplus.remove(place)),
            None => missing.push(line),
        }
    }
    let surplus: Vec<String> = surplus.into_iter().map(ToString::to_string).collect();
    (!missing.is_empty() || !surplus.is_empty()).then_some(Fault::Book { missing, surplus })
}

fn double_booking(visits: &[VisitRow]) -> Option<Fault> {
    let end = |visit: &VisitRow| visit.starts_at.saturating_add(SignedDuration::from_mins(visit.minutes));
    let solid: Vec<&VisitRow> = visits.iter().filter(|visit| visit.is_on() && visit.is_solid).collect();
    solid.iter().enumerate().find_map(|(place, visit)| {
        let other = solid[place + 1..].iter().find(|other| {
            other.employee == visit.employee && other.starts_at < end(visit) && visit.starts_at < end(other)
        })?;
        Some(Fault::DoubleBooking { visit: visit.to_string(), other: other.to_string() })
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    Booked,
    Moved,
    Cancelled,
}

/// What has been done to the book in this call so far.
#[derive(Debug, Default)]
struct Deeds {
    booked: bool,
    moved: bool,
    cancelled: bool,
}

impl Deeds {
    fn note(&mut self, before: &[VisitRow], after: &[VisitRow]) {
        let known: HashMap<&str, &VisitRow> = before.iter().map(|visit| (visit.id.as_str(), visit)).collect();
        for visit in after {
            match known.get(visit.id.as_str()) {
                None => self.booked = true,
                Some(old) => {
                    self.moved |= (old.starts_at, &old.employee) != (visit.starts_at, &visit.employee);
                    self.cancelled |= old.is_on() && !visit.is_on();
                }
            }
        }
    }

    fn have(&self, claim: Claim) -> bool {
        match claim {
            Claim::Booked => self.booked,
            Claim::Moved => self.moved,
            Claim::Cancelled => self.cancelled,
        }
    }
}

const CLAIMS: [(Claim, &[&str]); 3] = [
    (
        Claim::Booked,
        &[
            "you're booked",
            "you are booked",
            "you're all booked",
            "i've booked",
            "i have booked",
            "been booked",
            "is booked for",
        ],
    ),
    (
        Claim::Moved,
        &["i've moved", "i have moved", "is moved", "been moved", "been rescheduled", "done. your"],
    ),
    (
        Claim::Cancelled,
        &[
            "is cancelled",
            "is canceled",
            "i've cancelled",
            "i have cancelled",
            "been cancelled",
            "been canceled",
        ],
    ),
];

/// What is called done; whoever asks whether to do it does not.
fn claims(said: &str) -> Vec<Claim> {
    let said = said.to_lowercase().replace('’', "'");
    let statements: String =
        said.split_inclusive(['.', '!', '?']).filter(|one| !one.ends_with('?')).collect();
    CLAIMS
        .into_iter()
        .filter(|(_, words)| words.iter().any(|words| statements.contains(words)))
        .map(|(claim, _)| claim)
        .collect()
}

/// Sums of money: "$45", "€1,200.50", "120 CHF".
fn prices_in(said: &str) -> Vec<i64> {
    const SIGNS: [char; 5] = ['$', '€', '£', '¥', '₹'];
    let words: Vec<&str> = said.split_whitespace().collect();
    let mut prices = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let word = word.trim_matches(['(', ')', '"']);
        if let Some(amount) = word.strip_prefix(SIGNS) {
            let decimals = if word.starts_with('¥') { 0 } else { 2 };
            prices.extend(cents(amount, decimals));
        } else if let Some(code) =
            words.get(place + 1).map(|next| next.trim_end_matches(['.', ',', '?', '!']))
            && code.len() == 3
            && code.bytes().all(|letter| letter.is_ascii_uppercase())
            && word.starts_with(|first: char| first.is_ascii_digit())
        {
            let decimals = if matches!(code, "JPY" | "KRW" | "VND" | "CLP" | "ISK") { 0 } else { 2 };
            prices.extend(cents(word, decimals));
        }
    }
    prices
}

fn cents(amount: &str, decimals: u32) -> Option<i64> {
    let amount: String = amount.trim_end_matches(['.', ',', '?', '!', ';', ':']).replace(',', "");
    let (whole, rest) = amount.split_once('.').unwrap_or((&amount, ""));
    let whole: i64 = whole.parse().ok()?;
    let rest: i64 = format!("{rest:0<2}").get(..2)?.parse().ok()?;
    Some(if decimals == 0 { whole } else { whole * 100 + rest })
}

/// Times of day as they are said: "10 AM", "1:15 PM", "noon".
fn times_in(said: &str) -> BTreeSet<Time> {
    let bare =
        |word: &str| word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != ':').to_lowercase();
    let words: Vec<String> = said.split_whitespace().map(bare).collect();
    let mut times = BTreeSet::new();
    for (place, word) in words.iter().enumerate() {
        match word.as_str() {
            "noon" => times.extend(Time::new(12, 0, 0, 0)),
            "midnight" => times.extend(Time::new(0, 0, 0, 0)),
            half @ ("am" | "pm") if place > 0 => times.extend(clock(&words[place - 1], half == "pm")),
            _ => {}
        }
    }
    times
}

fn clock(words: &str, is_afternoon: bool) -> Option<Time> {
    let (hour, minute) = words.split_once(':').unwrap_or((words, "0"));
    let hour: i8 = hour.parse().ok().filter(|hour| (1..=12).contains(hour))?;
    Time::new(hour % 12 + if is_afternoon { 12 } else { 0 }, minute.parse().ok()?, 0, 0).ok()
}

fn times_of(visits: &[VisitRow]) -> BTreeSet<Time> {
    visits.iter().map(|visit| visit.starts_at.time()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn visit(id: &str, hour: i8) -> VisitRow {
        VisitRow {
            id: id.to_owned(),
            service: "Haircut".to_owned(),
            employee: "Anna".to_owned(),
            starts_at: date(2026, 3, 12).at(hour, 0, 0, 0),
            minutes: 45,
            price_cents: 4_500,
            status: "SCHEDULED".to_owned(),
            name: "Dana Whitlock".to_owned(),
            phone: "+13475550151".to_owned(),
            is_solid: true,
        }
    }

    fn record(said: &str, before: Vec<VisitRow>, after: Vec<VisitRow>) -> Record {
        let line = Line { said: said.to_owned(), visits: after.clone(), ..Line::default() };
        Record { lines: vec![line], before, after, is_closed: true, ..Record::default() }
    }

    #[test]
    fn a_claim_needs_a_row() {
        let empty = |said: &str| gates(&record(said, Vec::new(), Vec::new()));
        for said in [
            "You're booked for Thursday.",
            "Great, I've booked that.",
            "Your visit is cancelled.",
            "I've moved it.",
        ] {
            assert!(matches!(empty(said)[..], [Fault::EmptyClaim { .. }]), "{said}");
        }
        for said in ["Shall I book it?", "We're fully booked that day.", "The number it is booked under?"] {
            assert_eq!(empty(said), [], "{said}");
        }
        assert_eq!(gates(&record("You're booked.", Vec::new(), vec![visit("a", 10)])), []);
        let cancelled = VisitRow { status: "CANCELLED".to_owned(), ..visit("a", 10) };
        assert_eq!(gates(&record("It is cancelled.", vec![visit("a", 10)], vec![cancelled])), []);
        assert_eq!(gates(&record("I've moved it.", vec![visit("a", 10)], vec![visit("a", 11)])), []);
    }

    #[test]
    fn a_price_and_a_time_come_from_somewhere() {
        let known = Record {
            prices: BTreeSet::from([4_500, 120_050]),
            hours: BTreeSet::from([time(9, 0, 0, 0)]),
            ..record("It's $45, or €1,200.50; we open at 9 AM.", Vec::new(), Vec::new())
        };
        assert_eq!(gates(&known), []);
        let said = |said: &str| gates(&record(said, Vec::new(), Vec::new()));
        assert!(matches!(said("It's $45.")[..], [Fault::UnknownPrice { .. }]));
        assert!(matches!(said("It's 45 CHF.")[..], [Fault::UnknownPrice { .. }]));
        assert!(matches!(said("I have 10:30 AM.")[..], [Fault::UnknownTime { .. }]));
        assert!(matches!(said("I have noon.")[..], [Fault::UnknownTime { .. }]));
    }

    #[test]
    fn two_visits_at_once_are_found() {
        let other = VisitRow { id: "b".to_owned(), ..visit("b", 10) };
        let both = record("", vec![visit("a", 10), other.clone()], vec![visit("a", 10), other]);
        assert!(matches!(gates(&both)[..], [Fault::DoubleBooking { .. }]));
        let after_it = record("", Vec::new(), vec![visit("a", 10), visit("b", 11)]);
        assert_eq!(gates(&after_it), []);
    }

    #[test]
    fn the_book_is_compared_as_a_whole_and_in_no_order() {
        let record = record("", Vec::new(), vec![visit("a", 10), visit("b", 11)]);
        let expecting = |visits: &[&str]| {
            let visits = visits.iter().map(|line| (*line).to_owned()).collect();
            grade(&Expected { visits: Some(visits), ..Expected::default() }, &record)
        };
        assert_eq!(
            expecting(&["Haircut | * | 2026-03-12 1*", "Haircut | Anna | 2026-03-12 10:00 | 4500"]),
            []
        );
        assert!(matches!(&expecting(&["Haircut"])[..], [Fault::Book { surplus, .. }] if surplus.len() == 1));
        let three = expecting(&["Haircut", "Haircut", "Haircut"]);
        assert!(matches!(&three[..], [Fault::Book { missing, .. }] if missing.len() == 1));
    }
}
