//! What breaks in on a conversation, and what mends it: emergencies, abuse, goodbyes, "say that again",
//! silence, and words that mean nothing here.

use crate::desk::Desk;
use crate::dialogue::Dialogue;
use crate::person::Why;
use crate::said::Said;
use crate::state::{Asked, Goal};
use crate::{Reason, Step, phrases};
use understanding::ActKind;

/// After so many turns in a row that led nowhere the receptionist says goodbye.
const MOST_MISSES: u32 = 5;

/// After so many of them over the whole conversation, too.
const MOST_MISSES_IN_ALL: u32 = 12;

/// After so many silences in a row the line is taken for dead.
const MOST_SILENCES: u32 = 3;

/// So often what was said last is said again on request.
const MOST_REPEATS: u32 = 4;

impl Dialogue {
    /// What goes before everything else, whatever was asked.
    pub(crate) fn broken_in_on(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        use ActKind::*;
        if said.has(Emergency) {
            // A yes to this is no yes to anything else.
            self.read_back = None;
            self.is_said_on_purpose = true;
            return Some(self.say(phrases::emergency(emergency_number(&desk.salon.currency))));
        }
        if said.only(&[Abuse, Complain, Deny, Affirm]) && said.has(Abuse) {
            return Some(self.abused(desk));
        }
        if said.has(Meddle) {
            return Some(self.aside(desk, phrases::only_here_to_help()));
        }
        if said.leaves_message() {
            return Some(self.take_message(desk, said));
        }
        let is_about_the_stylist = said.has(SomeoneElse) && matches!(self.goal, Goal::Book | Goal::Move);
        if said.has(SpeakToHuman) && !is_about_the_stylist {
            return Some(self.hand_over(desk));
        }
        if said.has(StartOver) {
            self.goal_reached();
            self.notes.push(phrases::start_over());
            return Some(self.ask(desk, Asked::HowToHelp));
        }
        let is_no_complaint = self.goal != Goal::None && said.names_a_moment();
        if said.has(Complain) && !said.has_any(&[Book, Cancel, Move]) && !is_no_complaint {
            self.notes.push(phrases::sorry_about_that(desk.salon.tone));
            return Some(self.rather_a_person(desk, Why::Upset));
        }
        if said.has(AskOthersVisit) && !said.has_any(&[AskMyVisit, Cancel, Move]) {
            return Some(self.others_visit(desk));
        }
        if said.only(&[Repeat, Affirm, Deny]) && said.has(Repeat) {
            return Some(self.repeat(desk));
        }
        if said.only(&[Wait, Affirm, Thanks]) && said.has(Wait) {
            self.trouble.waits += 1;
            return Some(self.say(phrases::take_your_time(self.trouble.waits)));
        }
        if said.only(&[Goodbye, Thanks, Affirm, Deny, NothingElse, LeaveIt]) && said.has(Goodbye) {
            return self.taken_leave_of(desk, said);
        }
        None
    }

    fn taken_leave_of(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        if self.asked == Asked::ReadBack && self.read_back.is_some() {
            if said.is_clear_yes() {
                self.is_leaving = true;
                return None;
            }
            self.trouble.farewells += 1;
            if self.trouble.farewells == 1 && !said.is_no() {
                self.notes.push(phrases::before_you_go());
                return Some(self.ask_again(desk));
            }
        }
        if matches!(self.goal, Goal::Book | Goal::Move | Goal::Cancel) {
            self.notes.push(phrases::nothing_done());
        }
        Some(self.take_leave(desk))
    }

    /// Says goodbye and hangs up.
    pub(crate) fn take_leave(&mut self, desk: &Desk) -> Step {
        self.end(phrases::goodbye(self.contact.name_to_say(), desk.salon.tone))
    }

    /// What is kindly left alone: said, and the open question goes on, though not for ever.
    pub(crate) fn aside(&mut self, desk: &Desk, words: String) -> Step {
        self.trouble.all_misses += 1;
        if self.trouble.all_misses > MOST_MISSES_IN_ALL {
            return self.end(phrases::giving_up());
        }
        self.notes.push(words);
        self.ask_again(desk)
    }

    fn abused(&mut self, desk: &Desk) -> Step {
        self.trouble.abuse += 1;
        if self.trouble.abuse > 1 {
            return self.end(phrases::end_of_patience());
        }
        if self.may_connect(desk.salon, Why::Upset) {
            self.notes.push(phrases::sorry_about_that(desk.salon.tone));
            return self.rather_a_person(desk, Why::Upset);
        }
        self.notes.push(phrases::please_be_kind());
        self.ask_again(desk)
    }

    pub(crate) fn repeat(&mut self, desk: &Desk) -> Step {
        self.trouble.repeats += 1;
        match self.cut_short.take().or_else(|| self.last_said.clone()) {
            // What was not heard is not on the table: asked anew.
            Some(_) if self.is_question_gone() => self.proceed(desk),
            Some(words) if self.trouble.repeats <= MOST_REPEATS => {
                self.is_said_on_purpose = true;
                self.say(words)
            }
            _ => self.miss(desk),
        }
    }

    /// The star key: the open question once more.
    pub(crate) fn question_once_more(&mut self, desk: &Desk) -> Step {
        self.trouble.repeats += 1;
        if self.trouble.repeats > MOST_REPEATS {
            return self.miss(desk);
        }
        self.is_said_on_purpose = true;
        self.ask_again(desk)
    }

    /// Hellos and thanks, where nothing else was said.
    pub(crate) fn small_talk(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        let courtesy = if said.has(ActKind::Thanks) {
            phrases::welcome()
        } else if said.has(ActKind::Greet) {
            phrases::hello()
        } else {
            return None;
        };
        // Courtesies are no trouble, but they lead nowhere either.
        self.trouble.all_misses += 1;
        if self.trouble.all_misses > MOST_MISSES_IN_ALL {
            return None;
        }
        self.notes.push(courtesy);
        Some(self.ask_again(desk))
    }

    /// Nothing could be made of it: asked again, then with help, then by keys or a person, then goodbye.
    pub(crate) fn miss(&mut self, desk: &Desk) -> Step {
        self.trouble.misses += 1;
        self.trouble.all_misses += 1;
        self.note_reason(Reason::Other);
        let hand_over_after = desk.salon.policy.transfer.after_misses;
        let most = MOST_MISSES.max(hand_over_after.saturating_add(1));
        if self.trouble.misses >= most || self.trouble.all_misses > MOST_MISSES_IN_ALL {
            return self.end(phrases::giving_up());
        }
        if matches!(self.asked, Asked::AddOns { .. }) {
            // It was only an offer: the call goes on without.
            return self.proceed(desk);
        }
        self.notes.push(phrases::not_caught(self.trouble.misses));
        if hand_over_after > 0 && self.trouble.misses >= hand_over_after {
            return self.rather_a_person(desk, Why::NotUnderstood);
        }
        match self.trouble.misses {
            // Who works the keypad has just heard all there is.
            2 if !self.by_keys => {
                let help = self.help(desk);
                self.notes.push(help);
                self.ask_again(desk)
            }
            1 | 2 => self.ask_again(desk),
            _ => self.ask_by_keys(desk),
        }
    }

    fn ask_by_keys(&mut self, desk: &Desk) -> Step {
        self.by_keys = true;
        match self.asked {
            Asked::HowToHelp | Asked::AnythingElse => self.ask(desk, Asked::Menu),
            _ => self.ask_again(desk),
        }
    }

    fn help(&mut self, desk: &Desk) -> String {
        match self.asked {
            Asked::Service { .. } => {
                self.services_told = 0;
                format!("{} {}", phrases::not_sure_we_do_that(), self.tell_services(desk))
            }
            Asked::When => phrases::help_when(),
            Asked::VisitDay => phrases::help_visit_day(),
            Asked::Proof => phrases::help_proof(),
            Asked::Name => phrases::help_name(),
            Asked::Phone => phrases::help_phone(),
            Asked::WhatToChange => phrases::help_change(),
            Asked::ReadBack
            | Asked::BookThat { .. }
            | Asked::BookNew
            | Asked::OtherNumber
            | Asked::WhichCancel
            | Asked::PersonInstead => phrases::help_yes_no(),
            Asked::HowToHelp | Asked::AnythingElse | Asked::Menu => phrases::help_in_general(),
            Asked::Choice
            | Asked::WhichVisit
            | Asked::WhichDay { .. }
            | Asked::WhichService { .. }
            | Asked::WhichPerson { .. } => phrases::help_which(),
            Asked::Person | Asked::AddOns { .. } | Asked::HalfOfDay { .. } | Asked::Message => String::new(),
        }
    }

    /// Nothing was heard.
    pub(crate) fn silence(&mut self, desk: &Desk) -> Step {
        self.trouble.silences += 1;
        if self.trouble.silences >= MOST_SILENCES {
            return self.end(phrases::silence_goodbye());
        }
        self.notes.push(phrases::still_there(self.trouble.silences));
        self.ask_again(desk)
    }
}

/// The number to dial where the salon is, as far as its currency tells; several countries share the dollar
/// sign, but not the code.
fn emergency_number(currency: &str) -> Option<&'static str> {
    match currency {
        "USD" | "CAD" | "MXN" => Some("911"),
        "GBP" => Some("999"),
        "EUR" | "CHF" | "SEK" | "DKK" | "NOK" | "PLN" | "CZK" => Some("112"),
        "AUD" => Some("000"),
        "NZD" => Some("111"),
        _ => None,
    }
}
