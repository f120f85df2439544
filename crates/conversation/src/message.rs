//! Messages for the salon: what shall be passed on, from whom, and where to reach them.

use crate::desk::Desk;
use crate::dialogue::Dialogue;
use crate::number::MOST_NUMBERS;
use crate::said::Said;
use crate::state::Asked;
use crate::{Message, Reason, Step, phrases};
use understanding::ActKind;

/// More is not a message but a letter.
const LONGEST: usize = 1_000;

impl Dialogue {
    /// The caller wants something passed on, or has just said it.
    pub(crate) fn take_message(&mut self, desk: &Desk, said: &Said) -> Step {
        self.note_reason(Reason::Other);
        self.take_contact(said);
        self.read_back = None;
        let (rest, names_somebody) = said.words_without_people();
        if phrases::only_asks_to_leave_a_message(&rest) {
            // "A message for Katja": whom it is for belongs to it.
            self.draft = names_somebody.then(|| said.text().to_owned());
            return self.ask(desk, Asked::Message);
        }
        self.draft = Some(cut(said.text()));
        self.pass_message_on(desk)
    }

    /// What was said when a message was asked for: nearly anything is one.
    pub(crate) fn answer_to_message(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        use ActKind::*;
        if said.has(Emergency)
            || said.only(&[Repeat, Wait, Affirm, Thanks])
            || said.only(&[Goodbye, Thanks])
            || said.text().is_empty()
        {
            return None;
        }
        if said.only(&[Deny, NothingElse, LeaveIt, Thanks]) && said.is_no() {
            self.draft = None;
            self.asked = Asked::AnythingElse;
            return Some(self.proceed(desk));
        }
        let text = match self.draft.take() {
            Some(before) => format!("{before} {}", said.text()),
            None => said.text().to_owned(),
        };
        self.draft = Some(cut(&text));
        Some(self.pass_message_on(desk))
    }

    /// Keeps the message once it is known where its sender can be reached.
    pub(crate) fn pass_message_on(&mut self, desk: &Desk) -> Step {
        let Some(phone) = self.contact.phone().map(str::to_owned) else {
            if self.trouble.numbers >= MOST_NUMBERS {
                self.keep_message(None);
                return self.proceed(desk);
            }
            return self.ask_for_number(desk);
        };
        self.keep_message(Some(phone));
        self.proceed(desk)
    }

    /// Something cannot be done: the team can be told of it.
    pub(crate) fn ask_for_a_message(&mut self, desk: &Desk, why: String) -> Step {
        self.read_back = None;
        self.asked = Asked::Message;
        self.notes.push(why);
        let question = self.question(desk);
        self.say(question)
    }

    /// Notes the message that is waiting, and says so. A further one goes with the first.
    pub(crate) fn keep_message(&mut self, phone: Option<String>) {
        let Some(text) = self.draft.take() else { return };
        self.notes.push(phrases::will_pass_on());
        let text = match self.message.take() {
            Some(before) => cut(&format!("{}\n{text}", before.text)),
            None => text,
        };
        self.message = Some(Message { text, name: self.contact.name().map(str::to_owned), phone });
    }
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}
