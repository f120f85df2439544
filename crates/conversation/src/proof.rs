//! Which rows stand behind what was said: each price, day and time, each "you're booked", and the address.
//!
//! [`prove`] reads the words as a listener would and looks for each claim in the [`Evidence`]: what tools have answered
//! in this call, and the salon's facts. It knows nothing of how the words came about, so it holds for a model's words
//! and for ours alike.
//!
//! Not for: keeping words from being said (`model::Guard` does that while a model still talks).

use crate::desk::Desk;
use crate::model::claims::{Piece, Says, deed_in, is_promise, moments_of, pieces, words_of};
use crate::{Dialogue, Refusal, Salon, Slot, ToolCall, ToolResult, Visit};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ops::Range;
use understanding::{Understood, Value};

/// A claim in the words, and what stands behind it. Offsets count Unicode code points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "api-document", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    /// What is claimed.
    pub kind: ClaimKind,
    /// In these words.
    pub text: String,
    /// First character (Unicode code points), 0-based.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The row; nothing where none could be found.
    #[cfg_attr(feature = "api-document", schema(required))]
    pub source: Option<ProofSource>,
    /// Whether there is one.
    pub is_proven: bool,
}

/// What can be claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "api-document", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// What something costs.
    Price,
    /// A day or a time.
    Time,
    /// When the salon is open, or somebody works.
    Hours,
    /// That a visit is in the book.
    Booked,
    /// That it is at another time now.
    Moved,
    /// That it is called off.
    Cancelled,
    /// Where the salon is.
    Address,
}

/// What stands behind a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "api-document", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProofSource {
    /// Where it is from.
    pub table: SourceTable,
    /// Which one of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The moment, for what has one: the start that was offered or booked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "api-document", schema(value_type = Option<String>, format = "date-time"))]
    pub at: Option<Timestamp>,
}

/// Where claims are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "api-document", derive(utoipa::ToSchema), schema(as = ProofSourceTable))]
#[serde(rename_all = "snake_case")]
pub enum SourceTable {
    /// A visit in the book.
    Appointments,
    /// The catalogue.
    Services,
    /// The catalogue's extras.
    AddOns,
    /// Somebody's own price or hours.
    Employees,
    /// The salon's hours.
    OpeningHours,
    /// What the salon says of itself.
    Tenants,
    /// A look into the book for free times.
    FreeSlot,
    /// The caller: their day or time is said back to them, and nothing promised.
    Caller,
    /// The salon's clock.
    Clock,
}

impl SourceTable {
    fn row(self, id: &str) -> ProofSource {
        ProofSource { table: self, id: Some(id.to_owned()), at: None }
    }

    fn as_a_whole(self) -> ProofSource {
        ProofSource { table: self, id: None, at: None }
    }
}

/// What is known in a call, besides the salon's facts; later knowledge goes before earlier.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    moments: Vec<Moment>,
    prices: Vec<(i64, ProofSource)>,
    deeds: Vec<(ClaimKind, ProofSource)>,
    /// Extras that were asked for together.
    add_ons: Vec<Vec<String>>,
    names: Vec<String>,
    heard_dates: BTreeSet<Date>,
    heard_times: BTreeSet<Time>,
    /// What was proven before, word for word.
    proven: Vec<Proof>,
}

#[derive(Debug, Clone)]
struct Moment {
    what: When,
    source: ProofSource,
}

#[derive(Debug, Clone, Copy)]
enum When {
    At(DateTime),
    /// Days that were looked at, and nothing more precise.
    Days(Date, Date),
    /// When somebody begins or ends.
    Clock(Time),
}

impl Evidence {
    /// Takes in a tool's answer.
    pub fn tool(&mut self, call: &ToolCall, result: &ToolResult, salon: &Salon) {
        match call {
            ToolCall::FindSlots { add_ons, from, to, ask, .. } => {
                self.add_ons.push(add_ons.clone());
                let source = SourceTable::FreeSlot.as_a_whole();
                self.moments.push(Moment { what: When::Days(*from, *to), source: source.clone() });
                if let Some(ask) = ask {
                    self.moments.push(Moment { what: When::At(*ask), source });
                }
            }
            ToolCall::Book { add_ons, slot, .. } => {
                self.add_ons.push(add_ons.clone());
                self.slot(slot);
            }
            ToolCall::Move { slot, .. } => self.slot(slot),
            ToolCall::FindVisits { .. } | ToolCall::Cancel { .. } => {}
        }
        let person = match call {
            ToolCall::FindSlots { person, .. } => person.as_deref(),
            _ => None,
        };
        match result {
            ToolResult::Slots { slots, refused } => {
                slots.iter().rev().for_each(|slot| self.slot(slot));
                self.refusal(refused.as_ref(), person);
            }
            ToolResult::NotBooked { refused, nearest } => {
                nearest.iter().rev().for_each(|slot| self.slot(slot));
                self.refusal(Some(refused), person);
            }
            ToolResult::Visits { visits } => visits.iter().rev().for_each(|visit| self.visit(visit, salon)),
            ToolResult::Booked { visit } => {
                let kind = match call {
                    ToolCall::Move { .. } => ClaimKind::Moved,
                    _ => ClaimKind::Booked,
                };
                self.done(kind, visit, salon);
            }
            ToolResult::Cancelled { visit } => self.done(ClaimKind::Cancelled, visit, salon),
            ToolResult::Refused { .. } | ToolResult::PhoneRefused | ToolResult::Failed => {}
        }
    }

    /// Takes in that this was done.
    pub fn done(&mut self, kind: ClaimKind, visit: &Visit, salon: &Salon) {
        self.visit(visit, salon);
        self.deeds.push((kind, visit_source(visit, salon)));
    }

    /// Takes in what a conversation remembers: the times on offer and the one chosen, the visits spoken of, the name.
    pub fn dialogue(&mut self, dialogue: &Dialogue, salon: &Salon) {
        self.names.extend(dialogue.contact.name().map(str::to_owned));
        self.add_ons.push(dialogue.wish.add_ons.clone());
        let visits = dialogue.change.visits.iter().flatten();
        for visit in visits.chain(&dialogue.change.visit).chain(&dialogue.last_visit) {
            self.visit(visit, salon);
        }
        dialogue.offer.slots.iter().rev().for_each(|slot| self.slot(slot));
        dialogue.wish.slot.iter().for_each(|slot| self.slot(slot));
    }

    /// Takes in what the caller has said: their days and times may be said back to them, their name is no day.
    pub fn heard(&mut self, understood: &Understood) {
        for entity in &understood.entities {
            let values = || std::iter::once(&entity.value).chain(&entity.alternatives);
            let (dates, times) = moments_of(values());
            self.heard_dates.extend(dates);
            self.heard_times.extend(times);
            self.names.extend(values().filter_map(|value| match value {
                Value::Name { name } => Some(name.clone()),
                _ => None,
            }));
        }
    }

    /// Takes in what was known before all this.
    pub fn after(&mut self, before: Self) {
        let later = std::mem::replace(self, before);
        self.moments.extend(later.moments);
        self.prices.extend(later.prices);
        self.deeds.extend(later.deeds);
        self.add_ons.extend(later.add_ons);
        self.names.extend(later.names);
        self.heard_dates.extend(later.heard_dates);
        self.heard_times.extend(later.heard_times);
        self.proven.extend(later.proven);
    }

    /// Takes in what was proven earlier in the call.
    pub fn proven(&mut self, proof: Proof) {
        if proof.is_proven {
            self.proven.push(proof);
        }
    }

    fn slot(&mut self, slot: &Slot) {
        let source = ProofSource { at: Some(slot.starts_at), ..SourceTable::FreeSlot.as_a_whole() };
        self.moments.push(Moment { what: When::At(slot.local), source });
        if let Some(price) = slot.price_cents {
            self.prices.push((price, SourceTable::Employees.row(&slot.person)));
        }
    }

    fn visit(&mut self, visit: &Visit, salon: &Salon) {
        let source = visit_source(visit, salon);
        self.moments.push(Moment { what: When::At(visit.local), source: source.clone() });
        self.prices.push((visit.price_cents, source));
        self.names.push(visit.customer_name.clone());
    }

    fn refusal(&mut self, refusal: Option<&Refusal>, person: Option<&str>) {
        let Some(Refusal { opens, closes, .. }) = refusal else { return };
        let source = match person {
            Some(person) => SourceTable::Employees.row(person),
            None => SourceTable::OpeningHours.as_a_whole(),
        };
        for time in [opens, closes].into_iter().flatten() {
            self.moments.push(Moment { what: When::Clock(*time), source: source.clone() });
        }
    }
}

fn visit_source(visit: &Visit, salon: &Salon) -> ProofSource {
    let at = salon.zone.to_timestamp(visit.local).ok();
    ProofSource { at, ..SourceTable::Appointments.row(&visit.key) }
}

/// Every claim in the words, in order, with what stands behind it.
pub fn prove(words: &str, salon: &Salon, now: DateTime, evidence: &Evidence) -> Vec<Proof> {
    let court = Court { desk: Desk { salon, now }, evidence, words: words.chars().collect() };
    let mut proofs = court.address().into_iter().collect::<Vec<_>>();
    let own = court.own_words();
    let read = court.without_names(proofs.first().map(|proof| proof.start..proof.end));
    let pieces = pieces(&read.iter().collect::<String>(), salon, now);
    for sentence in sentences(&court.words) {
        let sentence = Sentence::new(&read, sentence, &pieces);
        proofs.extend(court.deed(&sentence));
        proofs.extend(court.prices(&sentence));
        proofs.extend(court.moments(&sentence));
    }
    proofs.sort_by_key(|proof| (proof.start, proof.end));
    for proof in proofs.iter_mut().filter(|proof| !proof.is_proven) {
        let is_within = |range: &Range<usize>| range.start <= proof.start && proof.end <= range.end;
        let source = if own.iter().any(is_within) {
            Some(SourceTable::Tenants.as_a_whole())
        } else {
            court.said_before(proof)
        };
        proof.is_proven = source.is_some();
        proof.source = source;
    }
    joined(proofs, &court.words)
}

/// "Thursday, March 12" and "9 AM" of one row are one claim.
fn joined(proofs: Vec<Proof>, words: &[char]) -> Vec<Proof> {
    let mut all: Vec<Proof> = Vec::new();
    for proof in proofs {
        let is_moment = matches!(proof.kind, ClaimKind::Time | ClaimKind::Hours);
        match all.last_mut() {
            Some(last)
                if is_moment
                    && last.kind == proof.kind
                    && last.source == proof.source
                    && last.end <= proof.start
                    && [" at ", ", ", " "].contains(&text(words, last.end..proof.start).as_str()) =>
            {
                last.end = proof.end;
                last.text = text(words, last.start..last.end);
            }
            _ => all.push(proof),
        }
    }
    all
}

fn text(words: &[char], range: Range<usize>) -> String {
    words.get(range).unwrap_or_default().iter().collect()
}

/// Where sentences begin and end.
fn sentences(words: &[char]) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut start = 0;
    for (at, c) in words.iter().enumerate() {
        let is_last = words.get(at + 1).is_none_or(|next| next.is_whitespace());
        if matches!(c, '.' | '!' | '?' | ';') && is_last {
            all.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < words.len() {
        all.push(start..words.len());
    }
    all
}

/// "Nobody does that at the moment": no time that could be true or not.
fn says_now(words: &[char], piece: &Piece) -> bool {
    const NOW: [&str; 4] = ["at the moment", "just now", "right now", "now"];
    NOW.contains(&text(words, piece.start..piece.end).to_lowercase().as_str())
}

/// A sentence, as far as claims go.
struct Sentence {
    start: usize,
    words: Vec<crate::model::claims::Word>,
    chars: Vec<char>,
    asks: bool,
    dates: Vec<(Range<usize>, BTreeSet<Date>)>,
    times: Vec<(Range<usize>, BTreeSet<Time>)>,
    /// Those of the times that go from one to the other.
    spans: Vec<Range<usize>>,
    numbers: Vec<(Range<usize>, String)>,
}

impl Sentence {
    fn new(read: &[char], range: Range<usize>, pieces: &[Piece]) -> Self {
        let chars = read.get(range.clone()).unwrap_or_default().to_vec();
        let words: String = chars.iter().collect();
        let mut sentence = Self {
            start: range.start,
            words: words_of(&words),
            asks: words.trim_end().ends_with('?'),
            chars,
            dates: Vec::new(),
            times: Vec::new(),
            spans: Vec::new(),
            numbers: Vec::new(),
        };
        let is_example = sentence.is_example();
        for piece in pieces.iter().filter(|piece| range.contains(&piece.start) && !says_now(read, piece)) {
            let place = piece.start..piece.end;
            match &piece.says {
                Says::Dates(_) | Says::Times(_) | Says::Span(..) if is_example => {}
                Says::Dates(dates) => sentence.dates.push((place, dates.clone())),
                Says::Times(_) if sentence.is_key(&place) => {}
                Says::Times(times) => sentence.times.push((place, times.clone())),
                Says::Span(from, to) => {
                    sentence.spans.push(place.clone());
                    sentence.times.push((place, [*from, *to].into()));
                }
                Says::Number(number) => sentence.numbers.push((place, number.clone())),
            }
        }
        sentence
    }

    /// "You can say a day and a time, like Tuesday afternoon": nothing is claimed of Tuesday.
    fn is_example(&self) -> bool {
        self.has(&["say"]) || (self.has(&["tell"]) && self.has(&["please"]))
    }

    /// "Press 9 for later times", "press 1 for the morning, 2 for the evening".
    fn is_key(&self, place: &Range<usize>) -> bool {
        let (start, end) = (place.start - self.start, place.end - self.start);
        let is_a_list =
            self.words.first().is_some_and(|word| matches!(word.folded.as_str(), "press" | "reply"));
        let within = |word: &crate::model::claims::Word| start <= word.start && word.start < end;
        if is_a_list && self.words.iter().any(|word| within(word) && word.folded == "for") {
            return true;
        }
        let is_digits =
            self.chars.get(start..end).is_some_and(|chars| chars.iter().all(char::is_ascii_digit));
        is_digits && self.words.iter().any(|word| word.start == end + 1 && word.folded == "for")
    }

    fn has(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(&word.folded.as_str()))
    }

    fn is_about_hours(&self) -> bool {
        const HOURS: [&str; 12] = [
            "open", "opens", "opening", "close", "closed", "closes", "hours", "starts", "finishes", "work",
            "works", "doesn't",
        ];
        self.has(&HOURS)
    }

    /// Whether a day or time in it is more than the caller's own, said back to them.
    fn affirms(&self) -> bool {
        const DENIES: [&str; 11] = [
            "nothing", "not", "isn't", "no", "already", "can't", "doesn't", "passed", "don't", "nobody",
            "won't",
        ];
        !self.asks && self.words.iter().any(|word| is_promise(&word.folded)) && !self.has(&DENIES)
    }

    /// The day that a time belongs to: the last one before it, else the first after it.
    fn day_of(&self, time: &Range<usize>) -> Option<usize> {
        let before = self.dates.iter().rposition(|(place, _)| place.start <= time.start);
        before.or(if self.dates.is_empty() { None } else { Some(0) })
    }

    /// Whether the salon is called closed at this place: by the nearest such word before it, else by the first after.
    fn says_closed(&self, place: &Range<usize>) -> bool {
        let is_closed = |word: &str| match word {
            "closed" | "doesn't" => Some(true),
            "open" => Some(false),
            _ => None,
        };
        let known =
            |word: &crate::model::claims::Word| Some((word.start + self.start, is_closed(&word.folded)?));
        let mut known = self.words.iter().filter_map(known).peekable();
        let first = known.peek().map(|(_, closed)| *closed);
        known
            .take_while(|(at, _)| *at < place.start)
            .last()
            .map(|(_, closed)| closed)
            .or(first)
            .unwrap_or(false)
    }
}

struct Court<'a> {
    desk: Desk<'a>,
    evidence: &'a Evidence,
    words: Vec<char>,
}

impl Court<'_> {
    fn claim(&self, kind: ClaimKind, place: Range<usize>, source: Option<ProofSource>) -> Proof {
        Proof {
            kind,
            text: text(&self.words, place.clone()),
            start: place.start,
            end: place.end,
            is_proven: source.is_some(),
            source,
        }
    }

    fn address(&self) -> Option<Proof> {
        let address = self.desk.salon.address.as_deref()?.trim_end_matches('.');
        let place = places(&self.words, address).into_iter().next()?;
        Some(self.claim(ClaimKind::Address, place, Some(SourceTable::Tenants.as_a_whole())))
    }

    /// Where the salon's own words stand: its greeting and its answers.
    fn own_words(&self) -> Vec<Range<usize>> {
        let salon = self.desk.salon;
        let answers = salon.knowledge.iter().map(|known| &known.answer);
        salon.greeting.iter().chain(answers).flat_map(|own| places(&self.words, own)).collect()
    }

    /// The words with names made unreadable: "April" may be who is calling, "Sunday Best" what is done.
    fn without_names(&self, address: Option<Range<usize>>) -> Vec<char> {
        let salon = self.desk.salon;
        let mut read = self.words.clone();
        let firsts = self.evidence.names.iter().filter_map(|name| name.split_whitespace().next());
        let names = std::iter::once(salon.name.as_str())
            .chain(salon.services.iter().map(|service| service.name.as_str()))
            .chain(salon.add_ons.iter().map(|add_on| add_on.name.as_str()))
            .chain(salon.people.iter().map(|person| person.name.as_str()))
            .chain(self.evidence.names.iter().map(String::as_str))
            .chain(firsts);
        for place in names.flat_map(|name| places(&self.words, name)).chain(address) {
            for c in read.get_mut(place).into_iter().flatten().filter(|c| c.is_alphanumeric()) {
                *c = 'x';
            }
        }
        read
    }

    fn deed(&self, sentence: &Sentence) -> Option<Proof> {
        let words: Vec<String> = sentence.words.iter().map(|word| word.folded.clone()).collect();
        let at = deed_in(&words).filter(|_| !sentence.asks)?;
        let word = |at: usize| words.get(at).map(String::as_str).unwrap_or_default();
        // "Fully booked", "the number it's booked under": nothing that was done now.
        if word(at + 1) == "under" || (at > 0 && word(at - 1) == "fully") {
            return None;
        }
        let said = match word(at) {
            "moved" | "rescheduled" => Some(ClaimKind::Moved),
            "canceled" | "cancelled" => Some(ClaimKind::Cancelled),
            "done" | "set" | "confirmed" => None,
            _ => Some(ClaimKind::Booked),
        };
        let deeds = &self.evidence.deeds;
        let found = deeds.iter().rev().find(|(kind, _)| said.is_none_or(|said| said == *kind));
        let kind = said.or(found.map(|(kind, _)| *kind)).unwrap_or(ClaimKind::Booked);
        let first = (0..at).rev().take_while(|at| is_auxiliary(word(*at))).last().unwrap_or(at);
        let place =
            sentence.start + sentence.words.get(first)?.start..sentence.start + sentence.words.get(at)?.end;
        Some(self.claim(kind, place, found.map(|(_, source)| source.clone())))
    }

    fn prices(&self, sentence: &Sentence) -> Vec<Proof> {
        let priced = sentence.numbers.iter().filter_map(|(place, number)| {
            let place = sentence.price_at(place, &self.desk.salon.currency)?;
            Some(self.claim(ClaimKind::Price, place, self.price(number)))
        });
        priced.collect()
    }

    /// What costs this: a visit or slot of this call first, then what is named in these very words.
    fn price(&self, said: &str) -> Option<ProofSource> {
        let amount = |cents: i64| amount_of(&self.desk.price(cents));
        let said = said.strip_suffix(".00").unwrap_or(said);
        let sums = self.sums_of_extras();
        let known = self.evidence.prices.iter().rev().find(|(cents, source)| {
            let is_whole = source.table == SourceTable::Appointments;
            if is_whole { amount(*cents) == said } else { sums.iter().any(|sum| amount(cents + sum) == said) }
        });
        if let Some((_, source)) = known {
            return Some(source.clone());
        }
        let is_named = |name: &str| !places(&self.words, name).is_empty();
        let (named, others): (Vec<_>, Vec<_>) =
            self.desk.salon.services.iter().partition(|service| is_named(&service.name));
        let add_on = self
            .desk
            .salon
            .add_ons
            .iter()
            .find(|add_on| is_named(&add_on.name) && amount(add_on.price_cents) == said);
        let service = |services: &[&crate::ServiceFact]| {
            let fits = |service: &&&crate::ServiceFact| {
                sums.iter().any(|sum| amount(service.price_cents + sum) == said)
            };
            services.iter().find(fits).map(|service| SourceTable::Services.row(&service.key))
        };
        service(&named)
            .or(add_on.map(|add_on| SourceTable::AddOns.row(&add_on.key)))
            .or_else(|| service(&others))
    }

    /// What the extras add that were asked for, or are named in the words; nothing without extras.
    fn sums_of_extras(&self) -> BTreeSet<i64> {
        let salon = self.desk.salon;
        let named = salon.add_ons.iter().filter(|add_on| !places(&self.words, &add_on.name).is_empty());
        let price = |key: &String| self.desk.add_on(key).map_or(0, |add_on| add_on.price_cents);
        let asked = self.evidence.add_ons.iter().map(|keys| keys.iter().map(price).sum());
        asked.chain([0, named.map(|add_on| add_on.price_cents).sum()]).collect()
    }

    fn moments(&self, sentence: &Sentence) -> Vec<Proof> {
        let about_hours = sentence.is_about_hours();
        let mut proofs = Vec::new();
        let mut of_days = vec![None; sentence.dates.len()];
        for (place, times) in &sentence.times {
            let day = sentence.day_of(place);
            let dates = day.and_then(|day| sentence.dates.get(day)).map(|(_, dates)| dates);
            let source = self.time(sentence, (times, sentence.spans.contains(place)), dates, about_hours);
            if let (Some(day), Some(source)) = (day, &source)
                && let Some(of_day) = of_days.get_mut(day)
            {
                of_day.get_or_insert_with(|| source.clone());
            }
            proofs.push(self.claim(kind_of(source.as_ref()), place.clone(), source));
        }
        for ((place, dates), of_day) in sentence.dates.iter().zip(of_days) {
            let source = of_day.or_else(|| self.day(sentence, place, dates, about_hours));
            proofs.push(self.claim(kind_of(source.as_ref()), place.clone(), source));
        }
        proofs
    }

    fn time(
        &self,
        sentence: &Sentence,
        (times, is_span): (&BTreeSet<Time>, bool),
        dates: Option<&BTreeSet<Date>>,
        about_hours: bool,
    ) -> Option<ProofSource> {
        let hours = || self.hours((times, is_span), dates);
        let in_book = || {
            let fits = |moment: &&Moment| match moment.what {
                When::At(at) => {
                    times.contains(&at.time()) && dates.is_none_or(|dates| dates.contains(&at.date()))
                }
                When::Days(..) | When::Clock(_) => false,
            };
            self.evidence.moments.iter().rev().find(fits).map(|moment| moment.source.clone())
        };
        let source = if about_hours { hours().or_else(in_book) } else { in_book().or_else(hours) };
        let has_passed = sentence.has(&["passed"]) && times.iter().any(|time| *time <= self.desk.now.time());
        let is_echo = !sentence.affirms() && !self.evidence.heard_times.is_disjoint(times);
        source
            .or_else(|| has_passed.then(|| SourceTable::Clock.as_a_whole()))
            .or_else(|| is_echo.then(|| SourceTable::Caller.as_a_whole()))
    }

    /// Whose hours begin or end then.
    fn hours(
        &self,
        (times, is_span): (&BTreeSet<Time>, bool),
        dates: Option<&BTreeSet<Date>>,
    ) -> Option<ProofSource> {
        let fits = |moment: &&Moment| matches!(moment.what, When::Clock(time) if times.contains(&time));
        if let Some(moment) = self.evidence.moments.iter().rev().find(fits) {
            return Some(moment.source.clone());
        }
        let meets = |windows: &[(Time, Time)]| {
            windows.iter().any(|(from, to)| match is_span {
                true => times.contains(from) && times.contains(to),
                false => times.contains(from) || times.contains(to),
            })
        };
        let salon = self.desk.salon;
        let is_open = match dates {
            Some(dates) => dates
                .iter()
                .any(|date| meets(self.desk.hours(*date)) || meets(self.desk.weekly_hours(date.weekday()))),
            None => salon.opening_hours.iter().any(|windows| meets(windows)),
        };
        is_open.then(|| SourceTable::OpeningHours.as_a_whole())
    }

    fn day(
        &self,
        sentence: &Sentence,
        place: &Range<usize>,
        dates: &BTreeSet<Date>,
        about_hours: bool,
    ) -> Option<ProofSource> {
        let hours = || {
            let closed = sentence.says_closed(place);
            let is_so = |date: &Date| {
                self.desk.hours(*date).is_empty() == closed
                    || self.desk.weekly_hours(date.weekday()).is_empty() == closed
            };
            dates.iter().any(is_so).then(|| SourceTable::OpeningHours.as_a_whole())
        };
        let in_book = || {
            let fits = |moment: &&Moment| match moment.what {
                When::At(at) => dates.contains(&at.date()),
                When::Days(from, to) => dates.iter().any(|date| (from..=to).contains(date)),
                When::Clock(_) => false,
            };
            self.evidence.moments.iter().rev().find(fits).map(|moment| moment.source.clone())
        };
        let source = if about_hours { hours().or_else(in_book) } else { in_book() };
        source.or_else(|| self.calendar(sentence, dates))
    }

    /// Today, the last day that can be booked, or the caller's own day.
    fn calendar(&self, sentence: &Sentence, dates: &BTreeSet<Date>) -> Option<ProofSource> {
        let is_last = self.desk.last_bookable_day().is_some_and(|last| dates.contains(&last));
        let today = self.desk.today();
        let has_passed = sentence.has(&["passed"]) && dates.iter().any(|date| has_been(*date, today));
        if dates.contains(&today) || has_passed {
            Some(SourceTable::Clock.as_a_whole())
        } else if is_last {
            Some(SourceTable::Tenants.as_a_whole())
        } else {
            let is_echo = !sentence.affirms() && !self.evidence.heard_dates.is_disjoint(dates);
            is_echo.then(|| SourceTable::Caller.as_a_whole())
        }
    }

    /// What stood behind the same claim earlier in the call.
    fn said_before(&self, proof: &Proof) -> Option<ProofSource> {
        let is_moment = |kind| matches!(kind, ClaimKind::Time | ClaimKind::Hours);
        let fits = |before: &&Proof| {
            (before.kind == proof.kind || (is_moment(before.kind) && is_moment(proof.kind)))
                && before.text.to_lowercase().contains(&proof.text.to_lowercase())
        };
        self.evidence.proven.iter().rev().find(fits)?.source.clone()
    }
}

impl Sentence {
    /// Where a price stands whose number is here: "$45", "120 CHF", "45 dollars". Nothing when it is no price.
    fn price_at(&self, number: &Range<usize>, currency: &str) -> Option<Range<usize>> {
        const SIGNS: [char; 5] = ['$', '€', '£', '¥', '₹'];
        let (start, end) = (number.start - self.start, number.end - self.start);
        if let Some(sign) = start.checked_sub(1)
            && self.chars.get(sign).is_some_and(|c| SIGNS.contains(c))
        {
            return Some(number.start - 1..number.end);
        }
        let unit = self.words.iter().find(|word| word.start == end + 1)?;
        let is_unit = unit.folded.eq_ignore_ascii_case(currency)
            || ["dollars", "euros", "pounds", "bucks", "dollar", "euro", "pound"]
                .contains(&unit.folded.as_str());
        is_unit.then(|| number.start..unit.end + self.start)
    }
}

/// Whether a day was earlier this year; a bare date is read as the next one of its name.
fn has_been(date: Date, today: Date) -> bool {
    date < today || date.with().year(today.year()).build().is_ok_and(|date| date < today)
}

fn kind_of(source: Option<&ProofSource>) -> ClaimKind {
    match source.map(|source| source.table) {
        Some(SourceTable::OpeningHours | SourceTable::Employees) => ClaimKind::Hours,
        _ => ClaimKind::Time,
    }
}

fn is_auxiliary(word: &str) -> bool {
    ["you're", "you", "are", "is", "i've", "i", "have", "it's", "been", "has", "all", "that's"]
        .contains(&word)
}

/// "45.50" of "$45.50" and of "45.50 CHF".
fn amount_of(price: &str) -> String {
    price.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).collect()
}

/// Where something stands in the words as words of its own, whatever its capitals.
fn places(words: &[char], what: &str) -> Vec<Range<usize>> {
    let what: Vec<char> = what.trim().chars().collect();
    if what.len() < 2 || what.len() > words.len() {
        return Vec::new();
    }
    let same = |a: &char, b: &char| a == b || a.to_lowercase().eq(b.to_lowercase());
    let is_word = |at: Option<usize>| at.and_then(|at| words.get(at)).is_some_and(|c| c.is_alphanumeric());
    let mut found = Vec::new();
    for (start, window) in words.windows(what.len()).enumerate() {
        let end = start + what.len();
        let begins = !is_word(start.checked_sub(1));
        if begins && !is_word(Some(end)) && window.iter().zip(&what).all(|(a, b)| same(a, b)) {
            found.push(start..end);
        }
    }
    found
}
