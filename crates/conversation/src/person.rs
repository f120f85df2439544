//! Handing the caller to a person, or promising that one calls back.

use crate::desk::Desk;
use crate::dialogue::Dialogue;
use crate::state::Asked;
use crate::{CallBack, Channel, Outcome, Reason, Salon, Step, Then, phrases};

/// Why a caller would be handed to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Asked,
    Upset,
    NotUnderstood,
    Vip,
}

impl Dialogue {
    /// Whether this caller can be handed to a person for this: a text message cannot.
    pub(crate) fn may_connect(&self, salon: &Salon, why: Why) -> bool {
        let rules = &salon.policy.transfer;
        let is_wanted = match why {
            Why::Asked => rules.when_asked,
            Why::Upset => rules.when_upset,
            Why::NotUnderstood => rules.after_misses > 0,
            Why::Vip => rules.vip,
        };
        is_wanted && salon.can_transfer && self.contact.channel != Channel::Sms
    }

    /// The caller wants a person.
    pub(crate) fn hand_over(&mut self, desk: &Desk) -> Step {
        self.note_reason(Reason::SpeakToHuman);
        if self.may_connect(desk.salon, Why::Asked) {
            return self.connect();
        }
        self.wants_call_back = true;
        self.arrange_call_back(desk)
    }

    /// The caller did not ask for a person and is better off with one.
    pub(crate) fn rather_a_person(&mut self, desk: &Desk, why: Why) -> Step {
        if self.may_connect(desk.salon, why) {
            return self.connect();
        }
        self.offer_a_person(desk)
    }

    pub(crate) fn connect(&mut self) -> Step {
        self.note_outcome(Outcome::Transferred);
        self.read_back = None;
        self.trouble.misses = 0;
        self.asked = Asked::AnythingElse;
        self.speak(phrases::connecting(), Then::Transfer)
    }

    /// The caller could not be connected: somebody calls back instead.
    pub(crate) fn nobody_answered(&mut self, desk: &Desk) -> Step {
        if self.outcome == Outcome::Transferred {
            self.outcome = Outcome::Unresolved;
        }
        self.wants_call_back = true;
        self.arrange_call_back(desk)
    }

    /// Promises a call back once there is a number for it.
    pub(crate) fn arrange_call_back(&mut self, desk: &Desk) -> Step {
        let Some(phone) = self.contact.phone().map(str::to_owned) else {
            return self.ask_for_number(desk);
        };
        self.wants_call_back = false;
        self.notes.push(phrases::will_call_back(&phone));
        self.call_back = Some(CallBack { name: self.contact.name().map(str::to_owned), phone });
        self.proceed(desk)
    }

    /// Asks whether they would rather speak to a person.
    pub(crate) fn offer_a_person(&mut self, desk: &Desk) -> Step {
        self.read_back = None;
        self.ask(desk, Asked::PersonInstead)
    }
}
