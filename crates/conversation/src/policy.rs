//! What the salon leaves to its people: said kindly, and with the offer of one of them.

use crate::desk::Desk;
use crate::dialogue::Dialogue;
use crate::state::Goal;
use crate::{Step, phrases};

impl Dialogue {
    /// What to say when the receptionist may not do what the caller came for.
    pub(crate) fn not_allowed(&mut self, desk: &Desk) -> Option<Step> {
        let policy = &desk.salon.policy;
        let words = match self.goal {
            Goal::Book if !policy.may_book => phrases::may_not_book(),
            Goal::Move if !policy.may_move => phrases::may_not_move(),
            Goal::Cancel if !policy.may_cancel => phrases::may_not_cancel(),
            _ => return None,
        };
        self.goal_reached();
        self.notes.push(words);
        Some(self.offer_a_person(desk))
    }
}
