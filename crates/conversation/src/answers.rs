//! Questions the salon's facts answer: hours, services, prices, durations, the way there, who works here; and those
//! it has written its own answers to.
//! An answer never moves the conversation; what was asked before is asked again after it.

use crate::desk::Desk;
use crate::dialogue::Dialogue;
use crate::phrases::DaysAlike;
use crate::said::Said;
use crate::state::{Asked, Goal, Question, Topic};
use crate::{Outcome, Reason, Step, phrases, spoken};
use jiff::civil::{Time, Weekday};
use understanding::{ActKind, Understood, knowledge};

/// As many names as one can listen to in a row.
const MOST_NAMES: usize = 5;

impl Dialogue {
    /// Answers what was asked, into the notes of this turn. False when nothing was asked.
    pub(crate) fn answer(&mut self, desk: &Desk, said: &Said, topic: &Topic) -> bool {
        let mut answered = Vec::new();
        let goes_on = self.goes_on(said, topic);
        let asks = |act: ActKind, question: Option<Question>| {
            said.has(act) || (question.is_some() && goes_on == question)
        };
        if asks(ActKind::AskHours, Some(Question::Hours)) {
            answered.push((Reason::AskHours, self.hours(desk, said)));
        }
        if asks(ActKind::AskLocation, None) {
            answered.push((Reason::AskLocation, location(desk)));
        }
        // "What do you have on Friday?" is about times, "does Tom do color?" about Tom, "what do you charge?"
        // about prices, whatever they offer besides.
        let is_about_more = (said.has(ActKind::AskAvailability) && said.names_a_moment())
            || said.has_any(&[ActKind::AskPeople, ActKind::AskPrice]);
        if asks(ActKind::AskServices, None) && !is_about_more {
            answered.push((Reason::AskServices, self.services(desk, said)));
        }
        if asks(ActKind::AskPeople, Some(Question::People)) && !said.asks_when_somebody_is_in() {
            answered.push((Reason::Other, self.people(desk, said)));
        }
        if asks(ActKind::AskPrice, Some(Question::Price)) {
            answered.push((Reason::AskPrice, self.prices(desk, said, topic)));
        }
        if asks(ActKind::AskDuration, Some(Question::Duration)) {
            answered.push((Reason::Other, self.durations(desk, said, topic)));
        }
        if !answered.is_empty() {
            self.open_answer(desk);
        }
        for (reason, words) in &answered {
            self.note_reason(*reason);
            self.notes.push(words.clone());
        }
        if !answered.is_empty() {
            self.note_outcome(Outcome::Answered);
        }
        !answered.is_empty()
    }

    /// Which of the salon's own answers are asked for. A topic alone is a question only where nothing else is going on.
    pub(crate) fn find_knowledge(
        &self,
        desk: &Desk,
        text: &str,
        words: &Understood,
    ) -> Vec<knowledge::Asked> {
        if self.asked == Asked::Message {
            return Vec::new();
        }
        let is_free = self.goal == Goal::None
            && matches!(self.asked, Asked::HowToHelp | Asked::AnythingElse | Asked::Menu)
            && words.entities.is_empty();
        let questions = desk.salon.knowledge.iter().map(|entry| entry.questions.as_slice());
        let mut asked = knowledge::asked(text, questions);
        asked.retain(|one| one.is_question || is_free);
        asked
    }

    /// Answers in the salon's own words, into the notes of this turn. False when nothing was asked.
    pub(crate) fn answer_from_knowledge(&mut self, desk: &Desk, asked: &[knowledge::Asked]) -> bool {
        let answers: Vec<String> = asked
            .iter()
            .filter_map(|one| desk.salon.knowledge.get(one.entry))
            .map(|entry| entry.answer.trim().to_owned())
            .collect();
        if answers.is_empty() {
            return false;
        }
        self.open_answer(desk);
        self.notes.extend(answers);
        self.note_reason(Reason::Other);
        self.note_outcome(Outcome::Answered);
        true
    }

    /// How an answer begins, once a turn.
    fn open_answer(&mut self, desk: &Desk) {
        let opening = phrases::here_you_are(desk.salon.tone);
        if !opening.is_empty() && !self.notes.contains(&opening) {
            self.notes.push(opening);
        }
    }

    /// "And on Saturday?", "and a beard trim?": the question before, about something else.
    fn goes_on(&self, said: &Said, topic: &Topic) -> Option<Question> {
        let question = topic.question.filter(|_| self.goal == Goal::None && !said.asks())?;
        let wants = said.has_any(&[
            ActKind::Book,
            ActKind::Cancel,
            ActKind::Move,
            ActKind::AskMyVisit,
            ActKind::Affirm,
            ActKind::Deny,
        ]);
        if question != Question::Hours && said.has(ActKind::AskAvailability) {
            return None;
        }
        let fits = match question {
            Question::Hours => {
                !said.dates().is_empty() && said.services().is_empty() && said.times().is_empty()
            }
            Question::Price | Question::Duration => said.names_something() && !said.names_a_moment(),
            Question::People => !said.services().is_empty() && !said.names_a_moment(),
        };
        (fits && !wants).then_some(question)
    }

    /// After an answer: what was being asked, or an invitation to book what was asked about.
    pub(crate) fn after_answer(&mut self, desk: &Desk) -> Step {
        let is_free = self.goal == Goal::None
            || matches!(self.asked, Asked::Service { .. } | Asked::WhichService { .. });
        let may_book = desk.salon.policy.may_book;
        let asked_about =
            self.topic.service.clone().filter(|service| may_book && !desk.people_for(service).is_empty());
        let was_kept_from_price =
            self.topic.question == Some(Question::Price) && !desk.salon.policy.may_tell_prices;
        if was_kept_from_price && self.goal == Goal::None {
            return self.offer_a_person(desk);
        }
        match asked_about {
            Some(service) if is_free => self.ask(desk, Asked::BookThat { service }),
            _ if self.goal == Goal::None => {
                let asked = if self.topic.question == Some(Question::Price) {
                    Asked::Service { page: 0 }
                } else {
                    Asked::AnythingElse
                };
                match asked {
                    // Prices were listed: the next words may name a service, without it being a booking yet.
                    Asked::Service { .. } => self.say(phrases::which_price()),
                    asked => self.ask(desk, asked),
                }
            }
            _ => self.ask_again(desk),
        }
    }

    /// For who asks by key.
    pub(crate) fn tell_hours_and_address(&mut self, desk: &Desk) {
        self.notes.push(week_and_today(desk, None));
        self.notes.push(location(desk));
    }

    fn hours(&mut self, desk: &Desk, said: &Said) -> String {
        self.topic.question = Some(Question::Hours);
        let Some(date) = said.dates().first().copied() else {
            return match said.times().first() {
                Some(time) if said.dates().is_empty() => week_and_today(desk, Some(time.readings[0])),
                _ => week_and_today(desk, None),
            };
        };
        let windows = desk.hours(date);
        if !windows.is_empty() && date >= desk.today() {
            self.topic.day = Some(date);
        }
        let open = phrases::open_on(date, windows, desk.today());
        match said.times().first() {
            Some(time) if !windows.is_empty() => {
                let is_open = time.readings.iter().any(|reading| desk.is_open(Some(date), *reading));
                format!("{} {open}", if is_open { phrases::yes() } else { phrases::no() })
            }
            _ => open,
        }
    }

    fn services(&mut self, desk: &Desk, said: &Said) -> String {
        // "Do you do balayage?" is answered by what it is.
        if let Some((key, _)) = said.services().into_iter().next()
            && desk.service(&key).is_some()
        {
            let people: Vec<&str> = desk.people_for(&key).iter().map(|person| person.name.as_str()).collect();
            let name = desk.service_name(&key);
            if people.is_empty() {
                return phrases::nobody_does(name);
            }
            if !desk.salon.policy.may_tell_prices {
                let words = format!("{} {}", phrases::yes(), phrases::people_do(&people, name));
                self.topic = Topic { question: Some(Question::People), service: Some(key), day: None };
                return words;
            }
            let price = desk.price_of(&key, &[]);
            let words = format!("{} {}", phrases::yes(), phrases::costs(name, &price));
            self.topic = Topic { question: Some(Question::Price), service: Some(key), day: None };
            return words;
        }
        self.tell_services(desk)
    }

    /// The next few of the services.
    pub(crate) fn tell_services(&mut self, desk: &Desk) -> String {
        let services = desk.bookable_services();
        let told = if self.services_told >= services.len() { 0 } else { self.services_told };
        let rest: Vec<&str> = services.iter().skip(told).map(|service| service.name.as_str()).collect();
        // One name more is shorter than "and one more".
        let count = if rest.len() <= MOST_NAMES + 1 { rest.len() } else { MOST_NAMES };
        let names = &rest[..count];
        self.services_told = told + count;
        match (told, rest.len() - count) {
            (0, more) => phrases::services_are(names, more),
            _ => phrases::more_services_are(names),
        }
    }

    fn people(&mut self, desk: &Desk, said: &Said) -> String {
        self.topic.question = Some(Question::People);
        let service = said.services().into_iter().next().map(|(key, _)| key);
        if let Some(name) = said.unknown_person() {
            let names: Vec<&str> = desk.salon.people.iter().map(|person| person.name.as_str()).collect();
            return format!("{} {}", phrases::no_such_person(name), phrases::people_are(&names));
        }
        match (said.people().into_iter().next(), service) {
            (Some((person, _)), Some(service)) => {
                let (name, what) = (desk.person_name(&person), desk.service_name(&service));
                if desk.people_for(&service).iter().any(|one| one.key == person) {
                    phrases::person_does(name, what)
                } else {
                    let others: Vec<&str> =
                        desk.people_for(&service).iter().map(|p| p.name.as_str()).collect();
                    format!("{} {}", phrases::person_does_not(name, what), phrases::people_do(&others, what))
                }
            }
            (Some((person, _)), None) => {
                let services: Vec<&str> = desk
                    .bookable_services()
                    .into_iter()
                    .filter(|service| desk.people_for(&service.key).iter().any(|one| one.key == person))
                    .map(|service| service.name.as_str())
                    .take(3)
                    .collect();
                phrases::person_is_here(desk.person_name(&person), &services)
            }
            (None, Some(service)) => {
                let names: Vec<&str> = desk.people_for(&service).iter().map(|p| p.name.as_str()).collect();
                phrases::people_do(&names, desk.service_name(&service))
            }
            (None, None) => {
                let wished = self.wish.service.clone().filter(|_| self.goal == Goal::Book);
                let names: Vec<&str> = match &wished {
                    Some(service) => desk.people_for(service).iter().map(|p| p.name.as_str()).collect(),
                    None => desk.salon.people.iter().map(|person| person.name.as_str()).collect(),
                };
                phrases::people_are(&names)
            }
        }
    }

    fn prices(&mut self, desk: &Desk, said: &Said, topic: &Topic) -> String {
        if !desk.salon.policy.may_tell_prices {
            self.topic.question = Some(Question::Price);
            return phrases::prices_are_for_the_team();
        }
        let add_ons = said.add_ons();
        if !add_ons.is_empty() && said.services().is_empty() {
            self.topic.question = Some(Question::Price);
            let named = add_ons.iter().filter_map(|key| desk.add_on(key));
            let sentences: Vec<String> =
                named.map(|a| phrases::add_on_costs(&a.name, &desk.price(a.price_cents))).collect();
            return sentences.join(" ");
        }
        let mut services = self.services_asked_about(said, topic);
        // What is no longer in the catalogue costs nothing that could be said.
        services.retain(|key| desk.service(key).is_some());
        self.topic = Topic { question: Some(Question::Price), service: single(&services), day: None };
        if services.is_empty() {
            return some_prices(desk);
        }
        let sentences: Vec<String> = services
            .iter()
            .map(|key| {
                let extras = self.extras_asked_about(desk, said, key);
                let price = desk.price_of(key, &extras);
                match desk.add_on_names(&extras).as_slice() {
                    [] => phrases::costs(desk.service_name(key), &price),
                    names => phrases::costs_with(desk.service_name(key), names, &price),
                }
            })
            .collect();
        sentences.join(" ")
    }

    fn durations(&mut self, desk: &Desk, said: &Said, topic: &Topic) -> String {
        let services = self.services_asked_about(said, topic);
        self.topic = Topic { question: Some(Question::Duration), service: single(&services), day: None };
        if services.is_empty() {
            return phrases::depends_on_service();
        }
        let sentences: Vec<String> = services
            .iter()
            .filter_map(|key| desk.service(key))
            .map(|service| {
                let extras = self.extras_asked_about(desk, said, &service.key);
                let minutes = extras.iter().filter_map(|key| desk.add_on(key)).map(|a| a.duration_minutes);
                let duration = spoken::duration(service.duration_minutes + minutes.sum::<u32>());
                // Its name was said with its price.
                if said.has(ActKind::AskPrice) && services.len() == 1 {
                    return phrases::it_takes(&duration);
                }
                phrases::takes(&service.name, &desk.add_on_names(&extras), &duration)
            })
            .collect();
        sentences.join(" ")
    }

    /// The extras named beside a service, as far as they go with it; else those wished for with it.
    fn extras_asked_about(&self, desk: &Desk, said: &Said, service: &str) -> Vec<String> {
        let goes_with = |key: &String| desk.service(service).is_some_and(|fact| fact.add_ons.contains(key));
        let named: Vec<String> = said.add_ons().into_iter().filter(goes_with).collect();
        match self.wish.service.as_deref() {
            Some(wished) if wished == service && named.is_empty() => self.wish.add_ons.clone(),
            _ => named,
        }
    }

    /// The services named, each of several readings too; else the one being talked about.
    fn services_asked_about(&self, said: &Said, topic: &Topic) -> Vec<String> {
        let named: Vec<String> = said
            .services()
            .into_iter()
            .flat_map(|(key, others)| std::iter::once(key).chain(others))
            .take(4)
            .collect();
        if !named.is_empty() {
            return named;
        }
        if said.has(ActKind::AskServices) {
            return Vec::new();
        }
        let last = self.last_visit.as_ref().map(|visit| visit.service.clone());
        let current = self.wish.service.clone().or_else(|| topic.service.clone()).or(last);
        current.into_iter().collect()
    }
}

/// A few prices, for who asks without saying of what.
fn some_prices(desk: &Desk) -> String {
    let all = desk.bookable_services();
    let some: Vec<String> = all
        .iter()
        .take(3)
        .map(|service| phrases::service_at_price(&service.name, &desk.price_of(&service.key, &[])))
        .collect();
    phrases::prices_are(&some, all.len() > some.len())
}

fn single(keys: &[String]) -> Option<String> {
    match keys {
        [one] => Some(one.clone()),
        _ => None,
    }
}

fn location(desk: &Desk) -> String {
    desk.salon.address.as_deref().map_or_else(phrases::address_unknown, phrases::we_are_at)
}

/// Until when today, where that is still to come, and the week.
fn week_and_today(desk: &Desk, at: Option<Time>) -> String {
    let week = week(desk);
    let today = desk.hours(desk.today());
    let now = desk.now.time();
    let closes = today.iter().find(|(from, to)| *from <= now && (now < *to || to <= from)).map(|(_, to)| *to);
    match (closes, at) {
        (Some(closes), None) => format!("{} {week}", phrases::open_until(closes)),
        (None, None) if today.last().is_some_and(|(_, to)| *to <= now) => {
            format!("{} {week}", phrases::closed_for_today())
        }
        _ => week,
    }
}

fn week(desk: &Desk) -> String {
    let days: Vec<Weekday> = Weekday::Monday.cycle_forward().take(7).collect();
    let mut groups: Vec<DaysAlike<'_>> = Vec::new();
    let mut closed = Vec::new();
    for day in days {
        let windows = desk.weekly_hours(day);
        match groups.last_mut() {
            _ if windows.is_empty() => closed.push(day),
            Some(alike) if alike.windows == windows && alike.to.next() == day => alike.to = day,
            _ => groups.push(DaysAlike { from: day, to: day, windows }),
        }
    }
    phrases::open_week(&groups, &closed)
}
