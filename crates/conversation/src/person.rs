//! Handing the caller to a person, or promising that one calls back.

use crate::desk::Desk;
use crate::dialogue::Dialogue;
use crate::state::Asked;
use crate::{CallBack, Outcome, Reason, Step, Then, phrases};

impl Dialogue {
    /// The caller wants a person.
    pub(crate) fn hand_over(&mut self, desk: &Desk) -> Step {
        self.note_reason(Reason::SpeakToHuman);
        if self.can_connect(desk) {
            self.note_outcome(Outcome::Transferred);
            self.asked = Asked::AnythingElse;
            return self.speak(phrases::connecting(), Then::Transfer);
        }
        self.wants_call_back = true;
        self.arrange_call_back(desk)
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
            return self.ask(desk, Asked::Phone);
        };
        self.wants_call_back = false;
        self.notes.push(phrases::will_call_back(&phone));
        self.call_back = Some(CallBack { name: self.contact.name.clone(), phone });
        self.proceed(desk)
    }

    /// Asks whether they would rather speak to a person.
    pub(crate) fn offer_a_person(&mut self, desk: &Desk) -> Step {
        self.read_back = None;
        self.ask(desk, Asked::PersonInstead)
    }
}
