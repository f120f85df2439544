//! Whose visits a caller may hear of and change. The number a call comes from can be forged, so it only says where
//! to look: the caller names the day of the visit or the name it is under. Until then nothing is told, not even
//! whether there is a visit. On another number than the visit's, and on one that is withheld, a name is not enough: then
//! the number, the whole name, and the day or the time are asked for before anything is looked up (`change`).

use crate::desk::Desk;
use crate::dialogue::Dialogue;
use crate::said::Said;
use crate::state::{Asked, Deed, Goal};
use crate::{Step, Visit, phrases};
use jiff::civil::Date;
use understanding::{ActKind, is_same_name};

/// After so many wrong days or names nothing more is looked up for this caller.
const MOST_WRONG: u32 = 3;

impl Dialogue {
    /// What still has to happen before visits under the caller's own number may be looked up.
    pub(crate) fn ask_for_proof(&mut self, desk: &Desk) -> Option<Step> {
        let has_proven = !self.proof.keys.is_empty() || self.proof.lost_deed.is_some();
        if self.change.visits.is_some() || has_proven {
            return None;
        }
        if self.proof.wrong >= MOST_WRONG {
            return Some(self.leave_visits_to_the_team(desk));
        }
        let has_claim = self.claimed_day().is_some() || self.claimed_name().is_some();
        (!has_claim).then(|| self.ask(desk, Asked::Proof))
    }

    /// Of the visits under the caller's own number, those that this caller may hear of.
    pub(crate) fn proven(&mut self, visits: Vec<Visit>) -> Vec<Visit> {
        if let Some(deed) = &self.proof.lost_deed {
            let done = visits.iter().filter(|visit| came_of(deed, visit)).map(|visit| visit.key.clone());
            self.proof.keys.extend(done);
        }
        let may_try = self.proof.wrong < MOST_WRONG;
        let day = self.claimed_day().filter(|_| may_try);
        let name = self.claimed_name().filter(|_| may_try);
        let first_name_is_told = self.contact.is_known_name_told;
        // What was booked in this call is known to whoever made it: its day proves nothing about the others.
        let is_new = |visit: &&Visit| !self.proof.keys.contains(&visit.key);
        let is_right = |visit: &&Visit| {
            day == Some(visit.local.date())
                || name.is_some_and(|name| is_named(name, &visit.customer_name, first_name_is_told))
        };
        let right = visits.iter().filter(is_new).filter(is_right);
        let owners: Vec<String> = right.map(|visit| visit.customer_name.clone()).collect();
        let is_proven =
            |visit: &Visit| owners.contains(&visit.customer_name) || self.proof.keys.contains(&visit.key);
        let proven: Vec<Visit> = visits.into_iter().filter(is_proven).collect();
        self.proof.keys = proven.iter().map(|visit| visit.key.clone()).collect();
        if !proven.is_empty() {
            self.proof.lost_deed = None;
        }
        proven
    }

    /// There is no visit that this caller may hear of, whether there are others or none.
    pub(crate) fn nothing_proven(&mut self, desk: &Desk) -> Step {
        if self.proof.lost_deed.take().is_some() {
            self.notes.push(phrases::not_in_the_book());
            self.goal_reached();
            return self.ask(desk, Asked::AnythingElse);
        }
        match self.ask_for_proof(desk) {
            Some(step) => step,
            None => self.wrong_proof(desk),
        }
    }

    /// The day that is said to be the visit's.
    fn claimed_day(&self) -> Option<Date> {
        let change = &self.change;
        if change.claimed_day.is_some() || change.are_days_tried {
            return change.claimed_day;
        }
        match (self.goal, change.dates.as_slice()) {
            // "From Friday to Saturday": the first is the old one.
            (Goal::Move, [first, ..]) => Some(*first),
            (Goal::Move, []) => change.days.and_then(|(from, to)| from.filter(|from| to != Some(*from))),
            (_, [only]) => Some(*only),
            _ => None,
        }
    }

    /// The name that is said to be on the visit.
    fn claimed_name(&self) -> Option<&str> {
        let own = self.contact.name_to_say().filter(|name| self.proof.wrong_name.as_deref() != Some(*name));
        self.change.claimed_name.as_deref().or(own)
    }

    fn wrong_proof(&mut self, desk: &Desk) -> Step {
        let was_asked = self.change.claimed_day.is_some() || self.change.claimed_name.is_some();
        let is_meant_as_proof = was_asked || (self.goal != Goal::Move && self.claimed_day().is_some());
        self.change.claimed_day = None;
        self.change.claimed_name = None;
        self.change.are_days_tried = true;
        self.proof.wrong_name = self.contact.name_to_say().map(str::to_owned);
        if self.goal != Goal::Move {
            self.change.dates.clear();
            self.change.are_days_tried = false;
        }
        if !is_meant_as_proof && !self.proof.has_guessed {
            self.proof.has_guessed = true;
            return self.ask(desk, Asked::Proof);
        }
        self.proof.wrong += 1;
        self.notes.push(phrases::not_under_that());
        match self.proof.wrong {
            1 => self.ask(desk, Asked::Proof),
            2 => self.ask(desk, Asked::OtherNumber),
            _ => self.leave_visits_to_the_team(desk),
        }
    }

    fn leave_visits_to_the_team(&mut self, desk: &Desk) -> Step {
        self.notes.push(phrases::visits_are_for_the_team());
        self.goal_reached();
        if let Some(wish) = self.parked.take() {
            self.goal = Goal::Book;
            self.wish = wish;
        }
        self.offer_a_person(desk)
    }

    /// A day or a name, given to prove whose visit it is.
    pub(crate) fn answer_to_proof(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        let turns_elsewhere = said.has_any(&[ActKind::Book, ActKind::AskAvailability])
            && !said.has_any(&[ActKind::Cancel, ActKind::Move, ActKind::AskMyVisit])
            && phrases::wishes_something(said.text());
        let wants_otherwise =
            said.has(ActKind::Move) || (said.has(ActKind::Cancel) && self.goal != Goal::Cancel);
        if turns_elsewhere || wants_otherwise || said.phone().is_some() {
            return None;
        }
        // One day, not a list of guesses.
        let day = crate::change::one(&said.dates());
        // Customers and stylists may have the same name; "with Anna" is the stylist.
        let same_name_as_a_stylist =
            || said.somebody_named().filter(|_| day.is_none() && !phrases::says_with_whom(said.text()));
        let name = said.name().or_else(same_name_as_a_stylist);
        if day.is_some() || name.is_some() {
            self.change.claimed_day = day;
            self.change.claimed_name = name.map(str::to_owned);
            return Some(self.proceed(desk));
        }
        if phrases::speaks_of_a_number(said.text()) && !said.is_no() {
            self.change.is_under_other_number = true;
            return Some(self.ask(desk, Asked::Phone));
        }
        if said.names_something() || said.somebody_named().is_some() {
            // "The color": which one is meant, but not yet whose.
            self.take_in(desk, said);
            return Some(self.ask_again(desk));
        }
        None
    }

    /// A visit made or changed in this conversation needs no more proof.
    pub(crate) fn knows(&mut self, visit: &Visit) {
        if !self.proof.keys.contains(&visit.key) {
            self.proof.keys.push(visit.key.clone());
        }
    }

    /// "When is Rosa coming in?"
    pub(crate) fn others_visit(&mut self, desk: &Desk) -> Step {
        self.aside(desk, phrases::only_your_own_visits())
    }
}

/// Whether this visit is what a deed made of the book, as far as one can tell.
fn came_of(deed: &Deed, visit: &Visit) -> bool {
    match deed {
        Deed::Book { service, slot, name, .. } => {
            *service == visit.service
                && slot.local == visit.local
                && slot.person == visit.person
                && *name == visit.customer_name
        }
        Deed::Move { visit: moved, .. } => moved.key == visit.key,
        Deed::Cancel { visit: cancelled } => cancelled.key == visit.key,
    }
}

/// Whether somebody says this name: the first, the last or all of it, and nothing that is not in it. Where we have
/// spoken the first name ourselves, more of it.
fn is_named(said: &str, known: &str, first_name_is_told: bool) -> bool {
    let known: Vec<&str> = known.split_whitespace().collect();
    let said: Vec<&str> = said.split_whitespace().filter(|word| !phrases::is_form_of_address(word)).collect();
    let is_in = |words: &[&str], word: &str| words.iter().any(|known| is_same_name(word, known));
    let telling = if first_name_is_told { known.get(1..).unwrap_or_default() } else { known.as_slice() };
    said.iter().all(|word| is_in(&known, word)) && said.iter().any(|word| is_in(telling, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_proves_by_the_first_the_last_or_all_of_it() {
        let cases = [
            ("Ana", "Ana Silva", false, true),
            ("Anna", "Ana Silva", false, true),
            ("Silva", "Ana Silva", false, true),
            ("Mrs Silva", "Ana Silva", false, true),
            ("ana silva", "Ana Silva", false, true),
            ("Ana Jones", "Ana Silva", false, false),
            ("Jones", "Ana Silva", false, false),
            ("Mrs", "Ana Silva", false, false),
            ("", "Ana Silva", false, false),
            ("Ana", "", false, false),
            ("Ana", "Ana Silva", true, false),
            ("Ana Silva", "Ana Silva", true, true),
            ("Silva", "Ana Silva", true, true),
            ("Ana", "Ana", true, false),
        ];

        for (said, known, is_told, expected) in cases {
            assert_eq!(is_named(said, known, is_told), expected, "{said} / {known} / {is_told}");
        }
    }
}
