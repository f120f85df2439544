//! The main wish among the acts.

use crate::entities::Placed;
use crate::pattern::Match;
use crate::token::Text;
use crate::words::Receptionist;
use crate::{ActKind, Intent, Utterance, Value};

/// The main wish, and how sure it is.
pub(crate) fn main_wish(
    text: &Text<'_>,
    heard: &Utterance<'_>,
    acts: &[Match<ActKind>],
    placed: &[Placed],
) -> (Intent, f32) {
    let wish =
        Wish { text, acts, placed, before: Before::new(heard.previous, &text.words().talk.receptionist) };
    (wish.intent(), if acts.is_empty() { 0.3 } else { 0.8 })
}

struct Wish<'a, 't> {
    text: &'a Text<'t>,
    acts: &'a [Match<ActKind>],
    placed: &'a [Placed],
    before: Before,
}

impl Wish<'_, '_> {
    fn intent(&self) -> Intent {
        use ActKind::*;
        if self.has(Cancel) {
            return Intent::CancelAppointment;
        }
        if self.has(SpeakToHuman) {
            return Intent::SpeakToHuman;
        }
        if self.has(Emergency) || self.has(Abuse) {
            return Intent::Other;
        }
        if self.is_refused() {
            return Intent::Deny;
        }
        if self.is_change() {
            return Intent::ModifyAppointment;
        }
        if let Some(question) = self.question() {
            return question;
        }
        if self.has(Book)
            && !(self.has(Affirm) && self.before.asks_to_confirm)
            && !(self.before.reports && self.has(Thanks))
        {
            return Intent::BookAppointment;
        }
        if self.has(Repeat)
            || self.has(AskMyVisit)
            || self.has(AskPeople)
            || self.has(AskDuration)
            || self.is_foreign_question()
        {
            return Intent::Other;
        }
        self.pleasantry()
    }

    fn has(&self, kind: ActKind) -> bool {
        self.acts.iter().any(|act| act.kind == kind)
    }

    fn has_any(&self, kinds: &[ActKind]) -> bool {
        kinds.iter().any(|kind| self.has(*kind))
    }

    /// A clear no, or nothing more wanted when asked for more.
    fn is_refused(&self) -> bool {
        use ActKind::*;
        let first = self.acts.first().map(|act| act.kind);
        // "No, I want to move it", "can we move it, I can't on Tuesday": a change.
        let refused =
            self.has(Deny) && !self.has_any(&[Repeat, Move]) && (first == Some(Deny) || !self.has(Affirm));
        refused && !(self.has(Goodbye) && self.before.is_none())
            || self.before.offers_more
                && (self.has(NothingElse) || (self.has(Goodbye) && !self.has(Affirm)))
                && !self.has(Book)
                && !self.has(Thanks)
    }

    /// Something else instead of what was said or read back before.
    fn is_change(&self) -> bool {
        use ActKind::*;
        let corrected = self.acts.iter().find(|act| act.kind == Correct).map_or(0, |act| act.at);
        let moment = self.placed.iter().any(|one| {
            // What is put right is named with or behind the words that say so.
            one.end > corrected.saturating_sub(2)
                && matches!(
                    one.entity.value,
                    Value::Date { .. }
                        | Value::Time { .. }
                        | Value::DateRange { .. }
                        | Value::Stylist { .. }
                        | Value::DayPart { .. }
                )
        });
        let corrects = self.has(Correct) && moment && !self.before.offers_more;
        let leading_yes = self.acts.first().is_some_and(|act| act.kind == Affirm);
        self.has(Move)
            || (corrects && !leading_yes && !(self.before.is_none() && self.has(Book)))
            || (self.before.asks_to_confirm
                && moment
                && !self.has(Affirm)
                && (self.has(Book) || self.has(AskAvailability)))
    }

    fn question(&self) -> Option<Intent> {
        use ActKind::*;
        let question = if self.has(AskPrice) {
            Intent::AskPrice
        } else if self.has(AskHours)
            && (!self.has(Book) || self.asks_how_late())
            && (!self.has(AskLocation) || self.comes_first(AskHours, AskLocation))
        {
            Intent::AskHours
        } else if self.has(AskLocation) {
            Intent::AskLocation
        } else if self.has(AskServices) {
            Intent::AskServices
        } else if (self.has(AskAvailability) || self.has(Earliest)) && !self.has(Book) && !self.has(Affirm) {
            Intent::AskAvailability
        } else {
            return None;
        };
        // "I want to visit your store, where is it": nobody books a shop.
        let is_shop = self.text.words().talk.is_shop;
        let only_visits = self
            .acts
            .iter()
            .filter(|act| act.kind == Book)
            .all(|act| (act.at..act.end).any(|at| is_shop(self.text.word(at))));
        let book_first = self.has(Book)
            && (question == Intent::AskServices || (question == Intent::AskLocation && !only_visits));
        (!book_first).then_some(question)
    }

    /// Yes, thanks, bye and hello, by what was said before.
    fn pleasantry(&self) -> Intent {
        use ActKind::*;
        let (yes, thanks, bye) = (self.has(Affirm), self.has(Thanks), self.has(Goodbye));
        let states = !self.before.asks && !self.before.asks_to_confirm;
        let thanks_first = thanks && (self.before.reports || (states && self.is_short_yes()));
        match (yes, thanks, bye) {
            (true, _, true) if self.before.asks_to_confirm || self.before.proposes => Intent::Affirm,
            (true, false, true) => Intent::Goodbye,
            (true, true, _) if thanks_first => Intent::Thanks,
            (true, _, _) => Intent::Affirm,
            (false, true, true) if self.before.is_none() && self.says_bye() => Intent::Goodbye,
            (false, true, _) => Intent::Thanks,
            (false, false, true) => Intent::Goodbye,
            _ if self.has(Complain) => Intent::Other,
            _ if self.has(Greet) => Intent::Greeting,
            _ => Intent::Other,
        }
    }

    fn comes_first(&self, one: ActKind, other: ActKind) -> bool {
        let place = |kind| self.acts.iter().position(|act| act.kind == kind);
        place(one) < place(other)
    }

    /// "How late can I come in tonight?"
    fn asks_how_late(&self) -> bool {
        let asks = self.text.words().talk.asks_how_late;
        self.acts.iter().any(|act| act.kind == ActKind::AskHours && asks(self.text, act.at))
    }

    /// "Bye", not only "that's all".
    fn says_bye(&self) -> bool {
        let is_finish = self.text.words().talk.is_finish;
        self.acts
            .iter()
            .filter(|act| act.kind == ActKind::Goodbye)
            .any(|act| !(act.at..act.end).any(|at| is_finish(self.text.word(at))))
    }

    /// "Okay, thanks": the okay says nothing of its own.
    fn is_short_yes(&self) -> bool {
        self.acts.iter().filter(|act| act.kind == ActKind::Affirm).all(|act| act.end - act.at < 2)
    }

    /// A question after something the salon's facts do not hold.
    fn is_foreign_question(&self) -> bool {
        self.text.tokens.iter().any(|token| (self.text.words().talk.is_foreign)(&token.word))
    }
}

/// What the words before were.
#[derive(Default)]
struct Before {
    said: bool,
    /// A question.
    asks: bool,
    /// Something was read back: "so that is Tuesday at five, correct?"
    asks_to_confirm: bool,
    /// "Shall I book it?", "I found …".
    proposes: bool,
    /// "Your appointment is booked."
    reports: bool,
    /// "Anything else?"
    offers_more: bool,
}

impl Before {
    fn new(previous: Option<&str>, words: &Receptionist) -> Self {
        let Some(previous) = previous else { return Self::default() };
        let text = previous.to_lowercase();
        let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let asks = text.contains('?');
        let asks_to_confirm = any(words.confirms) || words.wishes.iter().all(|wish| any(wish));
        let reports = !asks && !asks_to_confirm && any(words.reports);
        Self {
            said: true,
            asks,
            asks_to_confirm,
            proposes: !reports && !asks_to_confirm,
            reports,
            offers_more: any(words.offers_more),
        }
    }

    fn is_none(&self) -> bool {
        !self.said
    }
}
