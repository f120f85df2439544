//! Who answers a turn: a language model, or code alone.

use crate::said::Said;
use crate::state::{Asked, UnderWay};
use crate::{Dialogue, Reply, Then};
use understanding::{ActKind, Expecting, Understood, Value};

/// So often in a row a model may talk without a tool while the caller wants something; then code takes over.
const MOST_TALK: u32 = 2;

impl Dialogue {
    /// Whether this turn needs no model: a yes or no to what was read back, a plain answer to the open question, an
    /// emergency, a goodbye. A model that only talks is passed over for a turn, so that every call leads somewhere.
    pub fn needs_no_model(&self, understood: &Understood) -> bool {
        let said = Said::new("", understood);
        if self.is_over || matches!(self.under_way, Some(UnderWay::Deed(_))) || said.has(ActKind::Emergency) {
            return true;
        }
        // Nearly anything is a message; orders and other people's visits are nothing to discuss.
        if self.asked == Asked::Message || said.has_any(&[ActKind::Meddle, ActKind::AskOthersVisit]) {
            return true;
        }
        if self.is_reading_back() && said.has_any(&[ActKind::Affirm, ActKind::Deny, ActKind::LeaveIt]) {
            return true;
        }
        if said.only(&[ActKind::Goodbye, ActKind::Thanks, ActKind::NothingElse]) && said.has(ActKind::Goodbye)
        {
            return true;
        }
        self.is_plain_answer(understood)
            || (self.only_talked >= MOST_TALK && self.leads_somewhere(understood))
    }

    /// "Dana Whitlock" to "What name shall I put it under?".
    fn is_plain_answer(&self, understood: &Understood) -> bool {
        let is_asked_for = |value: &Value| self.expecting.iter().any(|expecting| fits(*expecting, value));
        let harmless =
            [ActKind::Affirm, ActKind::Thanks, ActKind::AnyTime, ActKind::AnyPerson, ActKind::Earliest];
        !understood.entities.is_empty()
            && understood.entities.iter().all(|entity| !entity.negated && is_asked_for(&entity.value))
            && understood.acts.iter().all(|act| harmless.contains(&act.kind))
            && is_mostly(understood)
    }

    fn leads_somewhere(&self, understood: &Understood) -> bool {
        !understood.acts.is_empty() || !understood.entities.is_empty()
    }

    /// Whether a read-back is open: the caller has been asked whether to do exactly what was read.
    pub fn is_reading_back(&self) -> bool {
        self.read_back.is_some() && self.asked == Asked::ReadBack
    }

    /// A model has said something by itself. What was asked before is still open.
    pub fn said_by_model(&mut self, words: &str) -> Reply {
        self.turns += 1;
        self.only_talked += 1;
        self.trouble.silences = 0;
        self.last_said = Some(words.to_owned());
        Reply { text: words.to_owned(), expecting: self.expecting.clone(), then: Then::Listen }
    }
}

fn fits(expecting: Expecting, value: &Value) -> bool {
    match expecting {
        Expecting::Date => matches!(value, Value::Date { .. } | Value::DateRange { .. }),
        Expecting::Time => {
            matches!(value, Value::Time { .. } | Value::TimeRange { .. } | Value::DayPart { .. })
        }
        Expecting::Choice => {
            matches!(value, Value::Time { .. } | Value::Ordinal { .. } | Value::Date { .. })
        }
        Expecting::Name => matches!(value, Value::Name { .. }),
        Expecting::Phone => matches!(value, Value::Phone { .. }),
        Expecting::Stylist => matches!(value, Value::Stylist { key: Some(_), .. }),
        Expecting::Service => matches!(value, Value::Service { .. }),
        Expecting::AddOn => matches!(value, Value::AddOn { .. }),
        Expecting::Confirmation | Expecting::City | Expecting::PartySize => false,
    }
}

/// Whether the pieces that stand for something are most of what was said: "Thursday please", not a story.
fn is_mostly(understood: &Understood) -> bool {
    let first = understood.entities.iter().map(|entity| entity.start).min().unwrap_or(0);
    let last = understood.entities.iter().map(|entity| entity.end).max().unwrap_or(0);
    let within: usize = understood.entities.iter().map(|entity| entity.end - entity.start).sum();
    first <= 12 && within * 2 >= last - first
}
