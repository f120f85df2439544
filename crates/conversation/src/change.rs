//! Visits that are in the book already: finding the caller's, telling it, moving it, cancelling it.
//!
//! Whose visits are told: under the number the call comes from, those that `identity` finds to be the caller's; under a
//! number that was only said, those whose whole name is said too, and the day or the time.

use crate::desk::Desk;
use crate::dialogue::Dialogue;
use crate::said::Said;
use crate::search::nth;
use crate::state::{Asked, Change, Days, Goal, Look, PersonWish, Shift, TimeWish, UnderWay, Wish};
use crate::take_in::LOOK_AHEAD_DAYS;
use crate::{Outcome, Step, ToolCall, Visit, phrases};
use jiff::ToSpan;
use jiff::civil::Date;
use understanding::{ActKind, is_same_name};

/// Visits that can be claimed in vain, under whatever number, before those of other numbers are left to the salon.
const MOST_CLAIMS: u32 = 3;

impl Dialogue {
    /// Finds the visit, then does with it what the caller wants.
    pub(crate) fn change_on(&mut self, desk: &Desk) -> Step {
        let Some(visit) = self.change.visit.clone() else { return self.find_visit(desk) };
        match self.goal {
            Goal::Cancel => self.read_back(desk),
            Goal::Move => self.move_on(desk, &visit),
            Goal::TellVisit | Goal::Book | Goal::None => {
                self.goal_reached();
                self.ask(desk, Asked::AnythingElse)
            }
        }
    }

    fn move_on(&mut self, desk: &Desk, visit: &Visit) -> Step {
        if self.wish.slot.is_some() {
            return self.read_back(desk);
        }
        if let Some(step) = self.check_person(desk, &visit.service) {
            return step;
        }
        // Said of these days; of others it would have to be said again.
        if self.wish.days.is_some()
            && std::mem::take(&mut self.wish.same_time)
            && let Some(day) = self.wish.days.as_ref().and_then(|days| days.first_on(visit.local.weekday()))
        {
            self.wish.days = Some(Days::one(day));
        }
        let names_only_a_time = self.wish.days.is_none() && self.wish.time.is_some();
        let names_only_a_person = self.wish.days.is_none() && self.wish.person.was_asked_for();
        if (names_only_a_time || names_only_a_person) && !self.wish.any_day {
            self.wish.days = Some(Days::one(visit.local.date()));
        }
        if names_only_a_person && self.wish.time.is_none() {
            self.wish.time = Some(TimeWish::At { time: visit.local.time(), approximate: false });
        }
        if self.wish.days.is_some() && self.wish.time.is_none() {
            // Another day, and nothing about the time: the same time if it is free, else near it.
            self.wish.time = Some(TimeWish::At { time: visit.local.time(), approximate: true });
            self.wish.keeps_time = true;
        }
        let is_open = self.wish.days.is_none() && self.wish.time.is_none() && !self.wish.any_day;
        match self.wish.shift.take().filter(|_| is_open) {
            Some(Shift::Later) => self.look(desk, Look::After(visit.local)),
            Some(Shift::Earlier) => self.look(desk, Look::Before(visit.local)),
            None => self.find_a_time(desk),
        }
    }

    fn find_visit(&mut self, desk: &Desk) -> Step {
        let needs_other = self.change.is_under_other_number && self.contact.said_phone.is_none();
        let Some(phone) = self.contact.phone().filter(|_| !needs_other).map(str::to_owned) else {
            return self.ask_for_number(desk);
        };
        let is_own_number = self.phone_is_vouched_for();
        if is_own_number && let Some(step) = self.ask_for_proof(desk) {
            return step;
        }
        // A name that we know for the number they call from says nothing about another number.
        if !is_own_number && self.contact.said_name.is_none() {
            return self.ask(desk, Asked::Name);
        }
        if !is_own_number && self.change.visits.is_none() {
            if self.trouble.claims + self.proof.wrong >= MOST_CLAIMS {
                self.notes.push(phrases::cannot_look_it_up());
                self.goal_reached();
                return self.ask(desk, Asked::AnythingElse);
            }
            // Asked before anything is looked up, so that the question itself tells nothing.
            let said = if self.goal == Goal::Move { None } else { one(&self.change.dates) };
            self.change.claimed_day = self.change.claimed_day.or(said);
            if self.change.claimed_day.is_none() && self.change.claimed_times.is_empty() {
                return self.ask(desk, Asked::VisitDay);
            }
        }
        match self.change.visits.clone() {
            Some(visits) => self.settle_on_one(desk, visits),
            None => self.run(desk, UnderWay::Visits { phone: phone.clone() }, ToolCall::FindVisits { phone }),
        }
    }

    fn phone_is_vouched_for(&self) -> bool {
        match (&self.contact.said_phone, &self.contact.caller_id) {
            (None, Some(_)) => true,
            (Some(said), Some(vouched)) => same_number(said, vouched),
            (_, None) => false,
        }
    }

    /// The caller's visits came back.
    pub(crate) fn found_visits(&mut self, desk: &Desk, phone: &str, mut visits: Vec<Visit>) -> Step {
        if self.contact.phone() != Some(phone) {
            return self.proceed(desk);
        }
        visits.retain(|visit| visit.local > desk.now);
        if self.phone_is_vouched_for() {
            visits = self.proven(visits);
            if visits.is_empty() {
                return self.nothing_proven(desk);
            }
        } else {
            self.proof.lost_deed = None;
            let name = self.contact.said_name.as_deref().unwrap_or_default();
            let (day, times) = (self.change.claimed_day, &self.change.claimed_times);
            let is_then = |visit: &Visit| match day {
                Some(day) => day == visit.local.date(),
                None => times.contains(&visit.local.time()),
            };
            visits.retain(|visit| same_name(name, &visit.customer_name) && is_then(visit));
        }
        if visits.is_empty() {
            self.notes.push(phrases::no_visit_found());
            self.change.visits = None;
            self.change.claimed_day = None;
            self.change.claimed_times.clear();
            self.trouble.claims += 1;
            return self.ask_to_book_new(desk);
        }
        self.change.visits = Some(visits.clone());
        self.settle_on_one(desk, visits)
    }

    /// A new visit instead of one that cannot be found, where it may be booked.
    pub(crate) fn ask_to_book_new(&mut self, desk: &Desk) -> Step {
        if desk.salon.policy.may_book {
            return self.ask(desk, Asked::BookNew);
        }
        self.goal_reached();
        self.ask(desk, Asked::AnythingElse)
    }

    pub(crate) fn answer_to_visit_day(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        // One day or one time, not a list of guesses.
        self.change.claimed_day = one(&said.dates());
        self.change.claimed_times = match said.times().as_slice() {
            [one] => one.readings.clone(),
            _ => Vec::new(),
        };
        let is_claimed = self.change.claimed_day.is_some() || !self.change.claimed_times.is_empty();
        is_claimed.then(|| self.proceed(desk))
    }

    fn settle_on_one(&mut self, desk: &Desk, visits: Vec<Visit>) -> Step {
        if self.goal == Goal::TellVisit {
            return self.tell_visits(desk, &visits);
        }
        let meant: Vec<Visit> =
            visits.iter().filter(|visit| self.could_mean(visit, &visits)).cloned().collect();
        match (meant.as_slice(), visits.as_slice()) {
            ([one], _) => {
                self.settle_visit(one.clone());
                self.change_on_settled(desk)
            }
            ([], [only]) => {
                // There is but one, though not as described: its read-back says so.
                self.notes.push(phrases::none_of_that_kind());
                self.settle_visit(only.clone());
                self.change_on_settled(desk)
            }
            ([], _) => {
                self.notes.push(phrases::none_of_that_kind());
                self.change.dates.clear();
                self.change.times.clear();
                self.change.claimed_day = None;
                self.change.service = None;
                self.change.person = None;
                self.ask_which_visit(desk, &visits)
            }
            (several, _) => {
                let several = several.to_vec();
                self.ask_which_visit(desk, &several)
            }
        }
    }

    fn change_on_settled(&mut self, desk: &Desk) -> Step {
        let needs_when = self.goal == Goal::Move
            && self.wish.days.is_none()
            && self.wish.time.is_none()
            && !self.wish.any_day
            && self.wish.shift.is_none()
            && !self.wish.person.was_asked_for();
        if needs_when && let Some(visit) = &self.change.visit {
            self.notes.push(phrases::you_have(std::slice::from_ref(visit), desk.today()));
        }
        self.proceed(desk)
    }

    fn ask_which_visit(&mut self, desk: &Desk, visits: &[Visit]) -> Step {
        self.notes.push(phrases::you_have(visits, desk.today()));
        self.change.visits = Some(visits.to_vec());
        self.ask(desk, Asked::WhichVisit)
    }

    fn tell_visits(&mut self, desk: &Desk, visits: &[Visit]) -> Step {
        self.notes.push(phrases::you_have(&visits[..visits.len().min(3)], desk.today()));
        self.note_outcome(Outcome::Answered);
        let only = match visits {
            [one] => Some(one.clone()),
            _ => None,
        };
        self.goal_reached();
        if only.is_some() {
            self.last_visit = only;
        }
        if let Some(wish) = self.parked.take() {
            self.goal = Goal::Book;
            self.wish = wish;
            return self.proceed(desk);
        }
        self.ask(desk, Asked::AnythingElse)
    }

    /// Whether what was said may mean this visit.
    fn could_mean(&self, visit: &Visit, all: &[Visit]) -> bool {
        let change = &self.change;
        let date = visit.local.date();
        if change.claimed_day.is_some_and(|day| day != date) {
            return false;
        }
        let day_fits = match self.goal {
            // "Move my Tuesday visit to Thursday": the day of a visit is the old one. A day on which there is
            // none says nothing about which visit.
            Goal::Move => {
                let old: Vec<Date> = self.old_dates(all);
                old.is_empty() || old.contains(&date)
            }
            _ => change.dates.is_empty() || change.dates.contains(&date),
        };
        let time_fits = match self.goal {
            Goal::Move => true,
            _ => change.times.is_empty() || change.times.contains(&visit.local.time()),
        };
        day_fits
            && time_fits
            && change.service.as_ref().is_none_or(|service| *service == visit.service)
            && (self.goal == Goal::Move
                || change.person.as_ref().is_none_or(|person| *person == visit.person))
    }

    /// The first day named, where a visit is on it.
    fn old_dates(&self, visits: &[Visit]) -> Vec<Date> {
        // "Move the color to Friday": that another visit is on Friday says nothing.
        let may_be_it = |visit: &&Visit| self.change.service.as_ref().is_none_or(|one| *one == visit.service);
        let has_visit =
            |date: &Date| visits.iter().filter(may_be_it).any(|visit| visit.local.date() == *date);
        let start_of_range = self.change.days.and_then(|(from, _)| from);
        self.change.dates.first().copied().or(start_of_range).filter(has_visit).into_iter().collect()
    }

    /// This is the visit that is meant. For a move, what was said beside it becomes the wish.
    pub(crate) fn settle_visit(&mut self, visit: Visit) {
        let said = std::mem::take(&mut self.change);
        if self.goal == Goal::Move {
            let person = match &said.person {
                Some(person) if *person != visit.person => PersonWish::This(person.clone()),
                _ => PersonWish::Same(visit.person.clone()),
            };
            let wish = std::mem::take(&mut self.wish);
            self.wish = Wish {
                service: Some(visit.service.clone()),
                add_ons: visit.add_ons.clone(),
                add_ons_settled: true,
                person,
                days: new_days(&said, &visit),
                time: new_time(&said, &visit).or(wish.time),
                any_day: wish.any_day,
                soonest: wish.soonest,
                same_time: wish.same_time,
                shift: wish.shift,
                not_days: wish.not_days,
                ..Wish::default()
            };
        }
        self.change = Change { visits: said.visits, visit: Some(visit), ..Change::default() };
    }

    /// The answer to "which one?".
    pub(crate) fn answer_to_which_visit(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        let visits = self.change.visits.clone()?;
        if let Some(visit) = said.ordinal().and_then(|position| nth(&visits, position)) {
            self.settle_visit(visit.clone());
            return Some(self.proceed(desk));
        }
        let (dates, times) = (said.said_dates(), said.times());
        let fits = |visit: &&Visit| {
            (dates.is_empty() || dates.iter().any(|date| date.may_mean(visit.local.date())))
                && (times.is_empty() || times.iter().any(|time| time.readings.contains(&visit.local.time())))
                && said
                    .services()
                    .iter()
                    .all(|(service, others)| *service == visit.service || others.contains(&visit.service))
                && said.people().iter().all(|(person, _)| *person == visit.person)
        };
        let names_one = !dates.is_empty()
            || !times.is_empty()
            || !said.services().is_empty()
            || !said.people().is_empty();
        if names_one {
            let fitting: Vec<Visit> = visits.iter().filter(fits).cloned().collect();
            return Some(match fitting.as_slice() {
                [one] => {
                    self.settle_visit(one.clone());
                    self.proceed(desk)
                }
                [] => {
                    self.notes.push(phrases::none_of_that_kind());
                    self.ask_which_visit(desk, &visits)
                }
                several => self.ask_which_visit(desk, several),
            });
        }
        said.is_no().then(|| self.leave_it(desk))
    }

    /// "Never mind, leave it as it is", whatever was asked on the way to a change. Of a booking that is not made yet, only
    /// a no with it says that there shall be none.
    pub(crate) fn left_as_it_is(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        let is_on_the_way = matches!(
            self.asked,
            Asked::ReadBack
                | Asked::Choice
                | Asked::WhatToChange
                | Asked::When
                | Asked::WhichDay { .. }
                | Asked::HalfOfDay { .. }
                | Asked::Service { .. }
                | Asked::WhichService { .. }
                | Asked::Person
                | Asked::WhichPerson { .. }
                | Asked::WhichVisit
                | Asked::VisitDay
                | Asked::Proof
                | Asked::Name
                | Asked::Phone
        ) && !self.wants_call_back
            && self.draft.is_none();
        let wants_otherwise = said.has_any(&[
            ActKind::Book,
            ActKind::Later,
            ActKind::Earlier,
            ActKind::Other,
            ActKind::SomeoneElse,
            ActKind::SameTime,
        ]) || (said.has(ActKind::Move) && self.goal != Goal::Move)
            || (said.has(ActKind::Cancel) && self.goal != Goal::Cancel);
        if !said.has(ActKind::LeaveIt) || !is_on_the_way || wants_otherwise || said.asks() {
            return None;
        }
        let is_left = match (self.goal, &self.change.visit) {
            (Goal::Move | Goal::Cancel, Some(visit)) => said.may_be_about(visit),
            (Goal::Move | Goal::Cancel | Goal::TellVisit, None) => !said.has_entities(),
            (Goal::Book, _) => said.is_no() && said.has(ActKind::Deny) && !said.has_entities(),
            (Goal::None | Goal::TellVisit, _) => false,
        };
        is_left.then(|| self.leave_it(desk))
    }

    /// Nothing is changed. A visit that was spoken of is told from its row, so that there is no doubt.
    pub(crate) fn leave_it(&mut self, desk: &Desk) -> Step {
        let words = match (self.goal, self.change.visit.take()) {
            (Goal::Move | Goal::Cancel, Some(visit)) => {
                let words = phrases::stays(&visit, desk.today());
                self.last_visit = Some(visit);
                words
            }
            (Goal::Book, _) => phrases::not_booked_yet(),
            _ => phrases::nothing_done(),
        };
        self.goal_reached();
        self.notes.push(words);
        self.ask(desk, Asked::AnythingElse)
    }
}

/// The days to move to, from what was said before it was known which visit is meant.
fn new_days(said: &Change, visit: &Visit) -> Option<Days> {
    let old = visit.local.date();
    match said.days {
        Some((Some(from), Some(to))) if from == old && to != old => return Some(Days::one(to)),
        Some((from, to)) => {
            let from = from.unwrap_or(Date::MIN);
            let to = to.unwrap_or_else(|| from.saturating_add(LOOK_AHEAD_DAYS.days()));
            return Some(Days { from, to, only: Vec::new() });
        }
        None => {}
    }
    let last = said.dates.last().copied()?;
    // The visit's own day says which visit, unless another time is named with it.
    let has_new_time = said.times.last().is_some_and(|time| *time != visit.local.time());
    (last != old || has_new_time).then(|| Days::one(last))
}

/// The time to move to, likewise.
fn new_time(said: &Change, visit: &Visit) -> Option<TimeWish> {
    let old = visit.local.time();
    match said.hours {
        Some((Some(from), Some(to))) if from == old => {
            return Some(TimeWish::At { time: to, approximate: false });
        }
        Some((from, to)) => return Some(TimeWish::Between { from, to }),
        None => {}
    }
    let last = said.times.last().copied()?;
    let is_new = last != old || said.dates.last().is_some_and(|date| *date != visit.local.date());
    is_new.then_some(TimeWish::At { time: last, approximate: false })
}

/// The same number, whether written with its country code or without.
fn same_number(a: &str, b: &str) -> bool {
    let digits = |number: &str| number.chars().filter(char::is_ascii_digit).collect::<String>();
    let (a, b) = (digits(a), digits(b));
    let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
    short.len() >= 9 && long.ends_with(short.trim_start_matches('0'))
}

/// The only one there is.
pub(crate) fn one<T: Copy>(all: &[T]) -> Option<T> {
    match all {
        [one] => Some(*one),
        _ => None,
    }
}

/// Whether somebody who gives their name as `said` may be `known`: every word of the name was said, as far as speech
/// recognition spells it.
fn same_name(said: &str, known: &str) -> bool {
    let (said, known): (Vec<&str>, Vec<&str>) =
        (said.split_whitespace().collect(), known.split_whitespace().collect());
    !known.is_empty() && known.iter().all(|word| said.iter().any(|other| is_same_name(word, other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_matches_as_a_whole_and_within_one_letter() {
        let cases = [
            ("Ana", "Ana Silva", false),
            ("Ana Silva", "Ana", true),
            ("sara connor", "Sarah Connor", true),
            ("Silva", "Ana Silva", false),
            ("Ana Jones", "Ana Silva", false),
            ("Tim", "Tom", false),
            ("", "Ana Silva", false),
        ];

        for (said, known, expected) in cases {
            assert_eq!(same_name(said, known), expected, "{said} / {known}");
        }
    }

    #[test]
    fn a_number_is_the_same_with_and_without_its_country_code() {
        assert!(same_number("555 010 0123", "+15550100123"));
        assert!(same_number("0301234567", "+49301234567"));
        assert!(!same_number("0123", "+15550100123"));
        assert!(!same_number("555 010 0124", "+15550100123"));
    }
}
