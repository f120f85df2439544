//! Booking: what is still missing, the read-back, and what the book answered.

use crate::desk::Desk;
use crate::dialogue::Dialogue;
use crate::phrases::BookingWords;
use crate::said::Said;
use crate::search;
use crate::state::{Asked, Deed, Goal, Look, PersonWish, UnderWay};
use crate::{Outcome, Reason, Refusal, Slot, Step, ToolCall, ToolResult, Visit, phrases};
use understanding::ActKind;

/// So often the book may fail before a person is offered instead.
const MOST_FAILURES: u32 = 2;

impl Dialogue {
    /// Asks for the next missing thing, looks for times, or reads back.
    pub(crate) fn book_on(&mut self, desk: &Desk) -> Step {
        let Some(service) = self.wish.service.clone() else {
            let asked = match self.wish.may_be.clone() {
                keys if keys.is_empty() => Asked::Service { page: 0 },
                keys => Asked::WhichService { keys },
            };
            return self.ask(desk, asked);
        };
        if let Some(step) = self.check_service(desk, &service) {
            return step;
        }
        if let Some(step) = self.offer_add_ons(desk, &service) {
            return step;
        }
        if self.wish.slot.is_none() {
            return self.find_a_time(desk);
        }
        if self.contact.name().is_none() {
            return self.ask(desk, Asked::Name);
        }
        if self.contact.phone().is_none() {
            return self.ask_for_number(desk);
        }
        self.read_back(desk)
    }

    /// Whether somebody here, and the person asked for, does this service.
    fn check_service(&mut self, desk: &Desk, service: &str) -> Option<Step> {
        if desk.people_for(service).is_empty() {
            self.notes.push(phrases::nobody_does(desk.service_name(service)));
            self.wish.service = None;
            return Some(self.ask(desk, Asked::Service { page: 0 }));
        }
        if let Some(step) = self.check_person(desk, service) {
            return Some(step);
        }
        if !self.wish.also.is_empty() && self.wish.slot.is_none() && self.asked != Asked::When {
            self.notes.push(phrases::one_at_a_time(desk.service_name(service)));
        }
        None
    }

    /// Whether the person wished for does this service.
    pub(crate) fn check_person(&mut self, desk: &Desk, service: &str) -> Option<Step> {
        let wanted = self.wish.person.wanted()?;
        if desk.people_for(service).iter().any(|person| person.key == wanted) {
            return None;
        }
        if matches!(self.wish.person, PersonWish::Same(_)) {
            // Whoever did it before no longer does: nobody asked for them.
            self.wish.person = PersonWish::Open;
            return None;
        }
        let name = desk.person_name(wanted);
        self.notes.push(phrases::person_does_not(name, desk.service_name(service)));
        self.wish.person = PersonWish::Open;
        Some(self.ask(desk, Asked::Person))
    }

    /// Extras are brought up once, and not to somebody who came with everything decided.
    fn offer_add_ons(&mut self, desk: &Desk, service: &str) -> Option<Step> {
        let fitting = desk.service(service).map(|service| service.add_ons.clone()).unwrap_or_default();
        self.wish.add_ons.retain(|add_on| fitting.contains(add_on));
        let is_decided = self.wish.days.is_some() || self.wish.any_day || self.wish.slot.is_some();
        if self.wish.add_ons_settled || is_decided || fitting.is_empty() || self.by_keys {
            return None;
        }
        self.wish.add_ons_settled = true;
        let keys = fitting.into_iter().filter(|key| desk.add_on(key).is_some()).take(3).collect();
        Some(self.ask(desk, Asked::AddOns { keys }))
    }

    /// Searches when it is known where, else asks.
    pub(crate) fn find_a_time(&mut self, desk: &Desk) -> Step {
        if self.by_keys && self.wish.days.is_none() {
            // A day cannot well be keyed in: the first free times are offered, and later ones on request.
            self.wish.any_day = true;
            self.wish.soonest = true;
        }
        if self.wish.days.is_none() && !self.wish.any_day {
            return self.ask(desk, Asked::When);
        }
        self.look(desk, Look::Wished)
    }

    /// Agrees on a start.
    pub(crate) fn choose(&mut self, desk: &Desk, slot: Slot) -> Step {
        self.take_slot(slot);
        self.proceed(desk)
    }

    pub(crate) fn take_slot(&mut self, slot: Slot) {
        self.wish.days = Some(crate::state::Days::one(slot.local.date()));
        self.wish.time = Some(crate::state::TimeWish::At { time: slot.local.time(), approximate: false });
        self.wish.any_day = false;
        self.wish.soonest = false;
        self.wish.slot = Some(slot);
        self.offer.slots.clear();
    }

    /// What would be done if the caller agreed to everything as it is known now.
    pub(crate) fn deed(&self, desk: &Desk) -> Option<Deed> {
        let slot = self.wish.slot.clone();
        // Who comes back to the same person does not come to just anyone.
        let person_was_asked_for = self.wish.person.wanted().is_some();
        match self.goal {
            Goal::Book => {
                let service = self.wish.service.clone()?;
                Some(Deed::Book {
                    price_cents: desk.price_cents(&service, &self.wish.add_ons, slot.as_ref()),
                    service,
                    add_ons: self.wish.add_ons.clone(),
                    slot: slot?,
                    person_was_asked_for,
                    name: self.contact.name()?.to_owned(),
                    phone: self.contact.phone()?.to_owned(),
                })
            }
            Goal::Move => {
                Some(Deed::Move { visit: self.change.visit.clone()?, slot: slot?, person_was_asked_for })
            }
            Goal::Cancel => Some(Deed::Cancel { visit: self.change.visit.clone()? }),
            Goal::None | Goal::TellVisit => None,
        }
    }

    /// Reads back exactly what would be done, and remembers it.
    pub(crate) fn read_back(&mut self, desk: &Desk) -> Step {
        let Some(deed) = self.deed(desk) else { return self.look_up_failed(desk) };
        self.contact.is_known_name_told |=
            matches!(deed, Deed::Book { .. }) && self.contact.said_name.is_none();
        self.read_back = Some(deed);
        self.ask(desk, Asked::ReadBack)
    }

    /// The words of the read-back.
    pub(crate) fn read_back_words(&self, desk: &Desk) -> String {
        let today = desk.today();
        match &self.read_back {
            Some(Deed::Book { service, add_ons, slot, name, phone, price_cents, .. }) => {
                let booking = BookingWords {
                    service: desk.service_name(service),
                    add_ons: &desk.add_on_names(add_ons),
                    slot,
                    price: desk.price_to_tell(*price_cents),
                    name: self.contact.name_on_visit(name),
                    phone: self.contact.said_phone.is_some().then_some(phone),
                };
                phrases::read_back_booking(&booking, today)
            }
            Some(Deed::Move { visit, slot, .. }) => phrases::read_back_move(visit, slot, today),
            Some(Deed::Cancel { visit }) => phrases::read_back_cancel(visit, today),
            None => phrases::how_to_help(),
        }
    }

    /// The answer to a read-back: done on a clear yes to exactly what was read, and on nothing else.
    pub(crate) fn answer_to_read_back(&mut self, desk: &Desk, said: &Said, answered: bool) -> Option<Step> {
        if said.has(ActKind::Move) && self.goal == Goal::Cancel {
            return None;
        }
        let read = self.read_back.clone();
        if let Some(step) = self.relative(desk, said) {
            return Some(step);
        }
        let learned = self.take_in(desk, said);
        if self.goal == Goal::Cancel && learned.wish && learned.is_new && !said.has(ActKind::Affirm) {
            // "No, the one on Friday."
            self.change.visit = None;
            return Some(self.proceed(desk));
        }
        let is_changed =
            if read.is_some() { self.deed(desk) != read } else { learned.wish && learned.is_new };
        if !self.unclear.is_empty() || is_changed {
            return Some(self.proceed(desk));
        }
        if said.agrees_to_read_back() {
            // Agreed to what was not heard to the end: once more.
            return Some(match read {
                Some(read) => self.commit(desk, read),
                None => self.proceed(desk),
            });
        }
        if self.goal == Goal::Book && said.has(ActKind::LeaveIt) && !said.has(ActKind::Deny) {
            // "Leave it as it is": is that a yes?
            self.notes.push(phrases::help_yes_no());
            return Some(self.ask_again(desk));
        }
        if said.is_no() && learned.wish && !learned.is_new {
            // "No, Tom is fine": what they name is what was read.
            return Some(self.ask_again(desk));
        }
        if said.is_no() || said.has_any(&[ActKind::Move, ActKind::Correct]) {
            self.read_back = None;
            if self.goal == Goal::Cancel {
                return Some(self.leave_it(desk));
            }
            return Some(self.ask(desk, Asked::WhatToChange));
        }
        (answered || read.is_none()).then(|| self.ask_again(desk))
    }

    fn commit(&mut self, desk: &Desk, deed: Deed) -> Step {
        self.read_back = None;
        // The salon may have changed its mind since the read-back.
        if let Some(step) = self.not_allowed(desk) {
            return step;
        }
        let call = match deed.clone() {
            Deed::Book { service, add_ons, slot, person_was_asked_for, name, phone, .. } => ToolCall::Book {
                service,
                add_ons,
                slot,
                person_was_asked_for,
                customer_name: name,
                customer_phone: phone,
            },
            Deed::Move { visit, slot, person_was_asked_for } => {
                ToolCall::Move { visit: visit.key, slot, person_was_asked_for }
            }
            Deed::Cancel { visit } => ToolCall::Cancel { visit: visit.key },
        };
        self.run(desk, UnderWay::Deed(Box::new(deed)), call)
    }

    /// What the book answered to a deed. Only here is a deed called done, and only from the row that came back.
    pub(crate) fn deed_answered(&mut self, desk: &Desk, deed: Deed, result: ToolResult) -> Step {
        match (deed, result) {
            (Deed::Book { name, .. }, ToolResult::Booked { visit }) => {
                let booked = phrases::Booked {
                    visit: &visit,
                    add_ons: &desk.add_on_names(&visit.add_ons),
                    price: desk.price_to_tell(visit.price_cents),
                    // As it was agreed to: the row may hold more of the name than the caller has told.
                    name: self.contact.name_on_visit(&name),
                };
                let done = phrases::booked(&booked, desk.salon.tone, desk.today());
                let next = self.wish.also.first().cloned();
                self.note_reason(Reason::BookAppointment);
                self.done(desk, done, Outcome::Booked, Some(visit), next)
            }
            (Deed::Move { .. }, ToolResult::Booked { visit }) => {
                let done = phrases::moved(&visit, desk.today());
                self.done(desk, done, Outcome::Moved, Some(visit), None)
            }
            (Deed::Cancel { .. }, ToolResult::Cancelled { visit }) => {
                let done = phrases::cancelled(&visit, desk.today());
                self.done(desk, done, Outcome::Cancelled, None, None)
            }
            (
                Deed::Book { slot, .. } | Deed::Move { slot, .. },
                ToolResult::NotBooked { refused, nearest },
            ) => self.was_too_late(desk, &slot, &refused, nearest),
            (Deed::Book { phone, .. }, ToolResult::PhoneRefused) => {
                self.is_leaving = false;
                self.number_refused(desk, &phone)
            }
            (Deed::Book { .. }, ToolResult::Refused { sentence }) => {
                self.is_leaving = false;
                self.notes.push(sentence);
                self.ask(desk, Asked::WhatToChange)
            }
            (_, ToolResult::Refused { sentence }) => {
                self.notes.push(sentence);
                self.goal_reached();
                self.offer_a_person(desk)
            }
            (deed, _) => self.deed_failed(desk, deed),
        }
    }

    fn done(
        &mut self,
        desk: &Desk,
        words: String,
        outcome: Outcome,
        visit: Option<Visit>,
        next: Option<String>,
    ) -> Step {
        self.note_outcome(outcome);
        self.goal_reached();
        self.change.visits = None;
        if let Some(visit) = &visit {
            self.knows(visit);
        }
        self.last_visit = visit;
        self.notes.push(words);
        if self.is_leaving {
            return self.take_leave(desk);
        }
        match next.filter(|key| desk.service(key).is_some()) {
            Some(service) => self.ask(desk, Asked::BookThat { service }),
            None => self.ask(desk, Asked::AnythingElse),
        }
    }

    /// Somebody was faster, or a rule says no: the nearest that is left.
    fn was_too_late(&mut self, desk: &Desk, slot: &Slot, refused: &Refusal, nearest: Vec<Slot>) -> Step {
        self.is_leaving = false;
        let why = if search::is_taken(refused.reason) {
            phrases::just_taken()
        } else {
            phrases::refused(refused, slot.local, None, desk)
        };
        self.notes.push(why);
        self.wish.slot = None;
        let nearest = search::without_past(nearest, desk);
        if nearest.is_empty() {
            return self.look(desk, Look::Wished);
        }
        self.offer_slots(desk, nearest.into_iter().take(3).collect(), None)
    }

    /// Nothing was done. The read-back is asked once more as the offer to try again.
    fn deed_failed(&mut self, desk: &Desk, deed: Deed) -> Step {
        self.is_leaving = false;
        self.trouble.failures += 1;
        self.notes.push(phrases::not_done());
        if self.trouble.failures >= MOST_FAILURES {
            self.goal_reached();
            return self.offer_a_person(desk);
        }
        self.notes.push(phrases::try_again());
        self.read_back = Some(deed);
        self.ask(desk, Asked::ReadBack)
    }

    /// A look-up failed; what is known stays known.
    pub(crate) fn look_up_failed(&mut self, desk: &Desk) -> Step {
        self.under_way = None;
        self.notes.push(phrases::look_up_failed());
        self.offer_a_person(desk)
    }
}
