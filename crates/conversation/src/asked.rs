//! The question that is open: its words, what it expects, and what an answer to it does.

use crate::desk::Desk;
use crate::dialogue::Dialogue;
use crate::person::Why;
use crate::phrases;
use crate::said::Said;
use crate::search::nth;
use crate::state::{Asked, Days, Goal, Offer, PersonWish, TimeWish, Topic};
use crate::{Reason, Step};
use jiff::civil::Date;
use understanding::{ActKind, DayPart, Expecting};

impl Asked {
    /// What helps understanding the answer.
    pub(crate) fn expects(&self, offer: &Offer) -> Vec<Expecting> {
        match self {
            Self::HowToHelp | Self::Menu => Vec::new(),
            Self::Service { .. } | Self::WhichService { .. } => vec![Expecting::Service, Expecting::Choice],
            Self::AddOns { .. } => vec![Expecting::AddOn, Expecting::Confirmation],
            Self::Person => vec![Expecting::Stylist, Expecting::Confirmation],
            Self::WhichPerson { .. } => vec![Expecting::Stylist, Expecting::Choice],
            Self::When => vec![Expecting::Date, Expecting::Time],
            Self::WhichDay { .. } => vec![Expecting::Date, Expecting::Choice],
            Self::HalfOfDay { .. } => vec![Expecting::Time],
            Self::Choice if offer.slots.len() == 1 => vec![Expecting::Choice, Expecting::Confirmation],
            Self::Choice | Self::WhichVisit => vec![Expecting::Choice],
            Self::VisitDay => vec![Expecting::Date],
            Self::Proof => vec![Expecting::Date, Expecting::Name],
            // Another day or name is an answer, too.
            Self::OtherNumber => vec![Expecting::Confirmation, Expecting::Date, Expecting::Name],
            Self::Message => Vec::new(),
            Self::Name => vec![Expecting::Name],
            Self::Phone => vec![Expecting::Phone],
            Self::WhatToChange => {
                vec![Expecting::Date, Expecting::Time, Expecting::Service, Expecting::Stylist]
            }
            Self::AnythingElse
            | Self::BookThat { .. }
            | Self::ReadBack
            | Self::BookNew
            | Self::WhichCancel
            | Self::PersonInstead => vec![Expecting::Confirmation],
        }
    }
}

impl Dialogue {
    /// The open question in words; with its keys for who works the keypad.
    pub(crate) fn question(&self, desk: &Desk) -> String {
        let words = self.question_words(desk);
        format!("{words}{}", self.key_words(desk))
    }

    fn question_words(&self, desk: &Desk) -> String {
        match &self.asked {
            Asked::HowToHelp | Asked::Menu => phrases::how_to_help(),
            Asked::AnythingElse => phrases::anything_else(),
            Asked::Service { .. } => {
                let names: Vec<&str> = desk.bookable_services().iter().map(|s| s.name.as_str()).collect();
                phrases::which_service(&names)
            }
            Asked::WhichService { keys } => {
                let names: Vec<&str> = keys.iter().map(|key| desk.service_name(key)).collect();
                phrases::which_of_services(&names)
            }
            Asked::BookThat { service } => phrases::would_you_like_to_book(desk.service_name(service)),
            Asked::BookNew => phrases::book_a_new_one(),
            Asked::AddOns { keys } => phrases::add_on(&desk.add_on_names(keys)),
            Asked::Person => phrases::who_instead(&self.candidates(desk)),
            Asked::WhichPerson { keys } => {
                let names: Vec<&str> = keys.iter().map(|key| desk.person_name(key)).collect();
                phrases::which_person(&names)
            }
            Asked::When if self.goal == Goal::Move => phrases::when_instead(),
            Asked::When if self.wish.time.is_some() => phrases::which_day(),
            Asked::When => phrases::when(),
            Asked::WhichDay { days } => phrases::which_of_days(days, desk.today()),
            Asked::HalfOfDay { early, .. } => phrases::half_of_day(*early),
            Asked::Choice if self.by_keys => phrases::which_time_by_key(),
            Asked::Choice if self.offer.is_narrowed => {
                phrases::which_of_times(&self.offer.slots, desk.today())
            }
            Asked::Choice => phrases::which_time(&self.offer.slots, desk.today()),
            Asked::Name if self.goal == Goal::Book => phrases::your_name(),
            Asked::Name => phrases::booked_under_name(),
            Asked::Phone if !self.contact.partial_phone.is_empty() => {
                let heard = phrases::number_heard(&self.contact.partial_phone);
                format!("{heard} {}", phrases::and_the_rest())
            }
            Asked::Phone if self.draft.is_some() => phrases::number_for_message(),
            Asked::Phone if self.wants_call_back => phrases::number_for_call_back(),
            Asked::Phone if self.goal == Goal::Book => phrases::your_phone(),
            Asked::Phone => phrases::booked_under_number(),
            Asked::ReadBack => self.read_back_words(desk),
            Asked::WhatToChange => phrases::what_to_change(),
            Asked::WhichVisit => phrases::which_visit(),
            Asked::VisitDay => phrases::which_day_is_it_on(),
            Asked::Proof => phrases::which_day_or_name(),
            Asked::Message => phrases::what_to_pass_on(),
            Asked::OtherNumber => phrases::other_number(),
            Asked::WhichCancel => phrases::which_cancel(),
            Asked::PersonInstead => phrases::person_or_go_on(self.may_connect(desk.salon, Why::Asked)),
        }
    }

    /// Who could do what is wished for.
    fn candidates<'a>(&self, desk: &Desk<'a>) -> Vec<&'a str> {
        match &self.wish.service {
            Some(service) => desk.people_for(service).iter().map(|person| person.name.as_str()).collect(),
            None => desk.salon.people.iter().map(|person| person.name.as_str()).collect(),
        }
    }

    /// What the words do as an answer to the open question; `None` when they are no answer to it.
    pub(crate) fn answer_to_asked(&mut self, desk: &Desk, said: &Said, answered: bool) -> Option<Step> {
        let is_in_a_booking = self.goal == Goal::Book && self.wish != crate::state::Wish::default();
        if is_in_a_booking && said.has(ActKind::Cancel) && !said.names_a_moment() {
            return Some(self.ask(desk, Asked::WhichCancel));
        }
        if let Some(step) = self.left_as_it_is(desk, said) {
            return Some(step);
        }
        match self.asked.clone() {
            Asked::ReadBack => self.answer_to_read_back(desk, said, answered),
            Asked::Choice => self.answer_to_offer(desk, said),
            Asked::WhichVisit => self.answer_to_which_visit(desk, said),
            Asked::AnythingElse => self.answer_to_anything_else(desk, said),
            Asked::Service { .. } | Asked::When => self.answer_to_open_question(desk, said),
            Asked::WhichService { keys } => self.answer_to_which_service(desk, said, &keys),
            Asked::WhichPerson { keys } => self.answer_to_which_person(desk, said, &keys),
            Asked::Person => self.answer_to_person(desk, said),
            Asked::AddOns { keys } => self.answer_to_add_ons(desk, said, &keys),
            Asked::WhichDay { days } => self.answer_to_which_day(desk, said, &days),
            Asked::HalfOfDay { early, late } => {
                let reading = match said.day_part()? {
                    DayPart::Morning => early,
                    _ => late,
                };
                self.set_time(TimeWish::At { time: reading, approximate: false });
                Some(self.proceed(desk))
            }
            Asked::BookThat { service } => self.answer_to_book_that(desk, said, Some(service)),
            Asked::BookNew => self.answer_to_book_that(desk, said, None),
            Asked::Name | Asked::Phone => self.answer_to_contact(desk, said),
            Asked::WhatToChange => self.answer_to_what_to_change(desk, said),
            Asked::VisitDay => self.answer_to_visit_day(desk, said),
            Asked::Proof => self.answer_to_proof(desk, said),
            Asked::OtherNumber => self.answer_to_other_number(desk, said),
            Asked::WhichCancel => self.answer_to_which_cancel(desk, said),
            Asked::PersonInstead => self.answer_to_person_instead(desk, said),
            Asked::HowToHelp | Asked::Menu | Asked::Message => None,
        }
    }

    fn answer_to_anything_else(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        use ActKind::*;
        if said.only(&[Deny, NothingElse, LeaveIt, Thanks, Goodbye, Affirm]) {
            if said.has(Affirm) && !said.has_any(&[Deny, NothingElse, LeaveIt, Goodbye]) {
                // "Great, thank you" is no wish yet; a plain yes is one.
                return if said.has(Thanks) { None } else { Some(self.ask(desk, Asked::HowToHelp)) };
            }
            return Some(self.take_leave(desk));
        }
        None
    }

    /// "What would you like?", "when?": no means they would rather not.
    fn answer_to_open_question(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        if let Some(position) = said.ordinal().filter(|_| matches!(self.asked, Asked::Service { .. })) {
            let services = desk.bookable_services();
            let key = nth(&services, position).map(|service| service.key.clone())?;
            self.start_booking_if_idle();
            self.set_service(key);
            return Some(self.proceed(desk));
        }
        if said.only(&[ActKind::Deny, ActKind::NothingElse, ActKind::LeaveIt, ActKind::Thanks])
            && said.is_no()
        {
            return Some(self.leave_it(desk));
        }
        None
    }

    fn start_booking_if_idle(&mut self) {
        if self.goal == Goal::None {
            self.goal = Goal::Book;
            self.note_reason(Reason::BookAppointment);
        }
    }

    fn answer_to_which_service(&mut self, desk: &Desk, said: &Said, keys: &[String]) -> Option<Step> {
        let by_position = said.ordinal().and_then(|position| nth(keys, position)).cloned();
        let by_yes = keys.first().filter(|_| keys.len() == 1 && said.is_clear_yes()).cloned();
        if let Some(key) = by_position.or(by_yes) {
            self.start_booking_if_idle();
            self.set_service(key);
            self.take_in(desk, said);
            return Some(self.proceed(desk));
        }
        if said.only(&[ActKind::Deny, ActKind::Other]) {
            self.start_booking_if_idle();
            self.wish.may_be.clear();
            return Some(self.ask(desk, Asked::Service { page: 0 }));
        }
        None
    }

    fn answer_to_which_person(&mut self, desk: &Desk, said: &Said, keys: &[String]) -> Option<Step> {
        if let Some(key) = said.ordinal().and_then(|position| nth(keys, position)) {
            self.set_person(PersonWish::This(key.clone()));
            return Some(self.proceed(desk));
        }
        if said.only(&[ActKind::Deny, ActKind::Other, ActKind::SomeoneElse]) {
            return Some(self.ask(desk, Asked::Person));
        }
        None
    }

    fn answer_to_which_day(&mut self, desk: &Desk, said: &Said, days: &[Date]) -> Option<Step> {
        let by_position = said.ordinal().and_then(|position| nth(days, position));
        let by_order = match (said.has(ActKind::Earlier), said.has(ActKind::Later)) {
            (true, false) => days.first(),
            (false, true) => days.last(),
            _ => None,
        };
        let day = *by_position.or(by_order)?;
        self.take_in(desk, said);
        self.set_days(Days::one(day));
        Some(self.proceed(desk))
    }

    fn answer_to_person(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        if !said.people().is_empty() {
            return None;
        }
        if said.is_clear_yes() {
            let able =
                self.wish.service.as_deref().map(|service| desk.people_for(service)).unwrap_or_default();
            let person = match able.as_slice() {
                [one] => PersonWish::This(one.key.clone()),
                _ => PersonWish::Anyone,
            };
            self.set_person(person);
            self.take_in(desk, said);
            return Some(self.proceed(desk));
        }
        self.answer_to_open_question(desk, said)
    }

    fn answer_to_add_ons(&mut self, desk: &Desk, said: &Said, keys: &[String]) -> Option<Step> {
        let position = said.ordinal().and_then(|position| nth(keys, position)).cloned();
        let named = position.or_else(|| match keys {
            [one] if said.is_clear_yes() && !said.has(ActKind::AskAvailability) => Some(one.clone()),
            _ => None,
        });
        if let Some(key) = named {
            if !self.wish.add_ons.contains(&key) {
                self.wish.add_ons.push(key);
            }
            self.take_in(desk, said);
            return Some(self.proceed(desk));
        }
        if said.is_clear_yes() && !said.has_entities() && !said.asks() {
            let question = phrases::which_add_on(&desk.add_on_names(keys));
            return Some(self.say(question));
        }
        if said.is_no() && !said.asks() {
            self.take_in(desk, said);
            return Some(self.proceed(desk));
        }
        None
    }

    fn answer_to_book_that(&mut self, desk: &Desk, said: &Said, service: Option<String>) -> Option<Step> {
        if said.is_no() && !said.has_entities() {
            self.goal_reached();
            return Some(self.ask(desk, Asked::AnythingElse));
        }
        let names_when = said.names_a_moment() && !said.asks();
        let names_another = said.services().iter().any(|(key, _)| Some(key) != service.as_ref());
        let agrees = said.is_clear_yes() || said.has(ActKind::Book) || names_when;
        if !agrees || names_another || said.has_any(&[ActKind::Cancel, ActKind::Move, ActKind::AskMyVisit]) {
            return None;
        }
        self.note_reason(Reason::BookAppointment);
        if self.goal != Goal::Book {
            self.begin(Goal::Book, &Topic::default());
        }
        if let Some(service) = service {
            self.set_service(service);
        }
        self.take_in(desk, said);
        Some(self.proceed(desk))
    }

    fn answer_to_contact(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        if let Some(step) = self.relative(desk, said) {
            return Some(step);
        }
        if !said.only(&[ActKind::Deny, ActKind::NothingElse, ActKind::LeaveIt]) {
            return None;
        }
        if self.asked == Asked::Phone && !self.contact.partial_phone.is_empty() {
            return Some(self.number_begun_wrongly(desk));
        }
        if self.wants_call_back || self.draft.is_some() {
            self.wants_call_back = false;
            self.keep_message(None);
            return Some(self.proceed(desk));
        }
        let why = if self.asked == Asked::Name { phrases::name_needed() } else { phrases::phone_needed() };
        self.notes.push(why);
        self.trouble.misses += 1;
        if self.trouble.misses > 2 {
            return Some(self.offer_a_person(desk));
        }
        Some(self.ask_again(desk))
    }

    fn answer_to_what_to_change(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        if let Some(step) = self.relative(desk, said) {
            return Some(step);
        }
        if said.only(&[ActKind::Deny, ActKind::NothingElse, ActKind::Cancel, ActKind::Thanks])
            && !said.only(&[ActKind::Thanks])
        {
            return Some(self.leave_it(desk));
        }
        // "It's fine as it is": read back once more.
        said.only(&[ActKind::Affirm, ActKind::LeaveIt, ActKind::Correct]).then(|| self.proceed(desk))
    }

    fn answer_to_other_number(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        if said.phone().is_some() {
            return None;
        }
        if let Some(step) = self.answer_to_proof(desk, said) {
            return Some(step);
        }
        if said.is_clear_yes() {
            self.change.is_under_other_number = true;
            return Some(self.ask(desk, Asked::Phone));
        }
        said.is_no().then(|| self.ask_to_book_new(desk))
    }

    fn answer_to_which_cancel(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        if said.is_clear_yes() || said.has(ActKind::Cancel) {
            self.begin(Goal::Cancel, &Topic::default());
            self.note_reason(Reason::CancelAppointment);
            self.take_in(desk, said);
            return Some(self.proceed(desk));
        }
        if said.is_no() && !said.has_entities() {
            self.goal_reached();
            self.notes.push(phrases::not_booked_yet());
            return Some(self.ask(desk, Asked::AnythingElse));
        }
        None
    }

    fn answer_to_person_instead(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        if said.is_clear_yes() {
            return Some(self.hand_over(desk));
        }
        (said.is_no() && !said.has_entities()).then(|| self.proceed(desk))
    }
}
