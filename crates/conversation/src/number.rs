//! The caller's telephone number: told in one go or in parts, refused by the book, and what happens when none can be had.

use crate::desk::Desk;
use crate::dialogue::Dialogue;
use crate::person::Why;
use crate::said::Said;
use crate::state::{Asked, Goal};
use crate::take_in::Learned;
use crate::{Channel, Step, phrases};

/// Fewer digits are a number that is still being dictated, more are no number.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// So many digits in one go are not the rest of a number begun before.
const WHOLE_NUMBER: usize = 10;

/// After so many numbers that were none it is tried otherwise: the caller's own, or keys.
const MOST_SPOKEN: u32 = 2;

/// After so many the call goes on without a number.
pub(crate) const MOST_NUMBERS: u32 = 3;

impl Dialogue {
    pub(crate) fn take_phone(&mut self, said: &Said, learned: &mut Learned) {
        let Some(said_digits) = said.phone() else { return };
        // A whole number stands for itself; a piece goes on where the last one stopped.
        let number = if count(said_digits) >= WHOLE_NUMBER {
            said_digits.to_owned()
        } else {
            format!("{}{said_digits}", self.contact.partial_phone)
        };
        self.keep_phone(number);
        learned.contact(true);
    }

    /// Keeps a number that is long enough, waits for the rest of one that is not.
    pub(crate) fn keep_phone(&mut self, number: String) {
        let digits = count(&number);
        if PHONE_DIGITS.contains(&digits) {
            self.contact.partial_phone.clear();
            if self.contact.said_phone.as_deref() != Some(&number) {
                self.change.visits = None;
            }
            self.contact.said_phone = Some(number);
        } else if digits > *PHONE_DIGITS.end() {
            self.contact.partial_phone.clear();
            self.trouble.numbers += 1;
            self.notes.push(phrases::number_too_long());
        } else {
            self.contact.partial_phone = number;
        }
    }

    /// Asks for the number, unless that has been in vain too often.
    pub(crate) fn ask_for_number(&mut self, desk: &Desk) -> Step {
        if self.trouble.numbers < MOST_SPOKEN || !self.contact.partial_phone.is_empty() {
            return self.ask(desk, Asked::Phone);
        }
        if self.trouble.numbers < MOST_NUMBERS && self.contact.channel == Channel::Phone {
            self.by_keys = true;
            return self.ask(desk, Asked::Phone);
        }
        self.go_on_without_a_number(desk)
    }

    /// Nobody can be reached under this number, says the book.
    pub(crate) fn number_refused(&mut self, desk: &Desk, refused: &str) -> Step {
        let is_refused = |known: &Option<String>| known.as_deref() == Some(refused);
        let was_said = is_refused(&self.contact.said_phone);
        if is_refused(&self.contact.caller_id) {
            self.contact.caller_id = None;
        }
        self.contact.said_phone = None;
        self.trouble.numbers += 1;
        if was_said && self.trouble.numbers < MOST_SPOKEN && count(refused) < WHOLE_NUMBER {
            // As long as a number can be, and shorter than it is here: the rest may be to come.
            self.contact.partial_phone = refused.to_owned();
            return self.ask(desk, Asked::Phone);
        }
        self.notes.push(phrases::number_not_right());
        self.number_failed(desk)
    }

    /// "No", when the rest of a number was asked for: what was heard of it is not right.
    pub(crate) fn number_begun_wrongly(&mut self, desk: &Desk) -> Step {
        self.contact.partial_phone.clear();
        self.trouble.numbers += 1;
        self.notes.push(phrases::number_from_the_start());
        self.number_failed(desk)
    }

    fn number_failed(&mut self, desk: &Desk) -> Step {
        if self.trouble.numbers < MOST_SPOKEN {
            return self.ask(desk, Asked::Phone);
        }
        if self.contact.caller_id.is_some() && self.goal == Goal::Book {
            self.notes.push(phrases::take_the_number_you_call_from());
            return self.proceed(desk);
        }
        self.ask_for_number(desk)
    }

    /// The team is told what the caller wants, through a person or a message.
    fn go_on_without_a_number(&mut self, desk: &Desk) -> Step {
        self.goal_reached();
        // Who is to be called back could not be connected, or was not to be.
        let may_connect = !std::mem::take(&mut self.wants_call_back);
        if may_connect && self.may_connect(desk.salon, Why::NotUnderstood) {
            self.notes.push(phrases::no_number_can_be_had());
            return self.connect();
        }
        if self.draft.is_some() {
            self.keep_message(None);
            return self.ask(desk, Asked::AnythingElse);
        }
        self.ask_for_a_message(desk, phrases::no_number_can_be_had())
    }
}

fn count(number: &str) -> usize {
    number.chars().filter(char::is_ascii_digit).count()
}
