//! A caller with a wish, who answers whatever the receptionist asks.
//!
//! What was asked is read from what the dialogue expects next, not from its words, so that words may change.

use understanding::Expecting;

use super::script::{Facts, Question, Script, Surprise};

impl Question {
    /// What somebody is asked for of whom this is expected.
    pub fn of(expecting: &[Expecting], is_read_back: bool) -> Self {
        let asked = |what| expecting.contains(&what);
        if asked(Expecting::Choice) {
            if asked(Expecting::Service) { Self::Service } else { Self::Choice }
        } else if asked(Expecting::AddOn) {
            Self::AddOn
        } else if asked(Expecting::Date) && asked(Expecting::Service) {
            Self::Change
        } else if asked(Expecting::Date) && asked(Expecting::Name) {
            Self::Identity
        } else if asked(Expecting::Stylist) {
            Self::Stylist
        } else if asked(Expecting::Confirmation) {
            if is_read_back { Self::ReadBack } else { Self::Otherwise }
        } else if asked(Expecting::Name) {
            Self::Name
        } else if asked(Expecting::Phone) {
            Self::Phone
        } else if asked(Expecting::Service) {
            Self::Service
        } else if asked(Expecting::Date) {
            if asked(Expecting::Time) { Self::When } else { Self::Day }
        } else if asked(Expecting::Time) {
            Self::Time
        } else {
            Self::Nothing
        }
    }
}

/// What there is to say when everything has been said.
pub const GOODBYE: &str = "no that's all, thank you, bye";

impl Facts {
    /// The answer to a question.
    pub fn answer(&self, question: Question) -> String {
        match question {
            Question::Service => self.service.clone(),
            Question::AddOn => self.add_on.clone(),
            Question::Stylist => self.stylist.clone(),
            Question::When | Question::Change => format!("{} {}", self.day, self.time).trim().to_owned(),
            Question::Day => self.visit_day.clone(),
            Question::Time => self.time.clone(),
            Question::Choice => self.choice.clone(),
            Question::Name => self.name.clone(),
            Question::Phone => self.phone.clone(),
            Question::Identity => format!("{}, it's under {}", self.visit_day, self.name),
            Question::ReadBack => self.agrees.clone(),
            Question::Otherwise => self.otherwise.clone(),
            Question::Nothing => GOODBYE.to_owned(),
        }
    }
}

/// What the caller does in a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Act {
    Says(String),
    Presses(String),
    IsSilent,
    NobodyAnswered,
    HangsUp,
}

/// Where the call stands when it is the caller's turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Situation {
    /// Their turn's number, from 1.
    pub(super) turn: usize,
    pub(super) question: Question,
    /// They have what they came for.
    pub(super) is_done: bool,
    /// They were put through.
    pub(super) is_transferred: bool,
}

/// The caller of one call.
#[derive(Debug)]
pub(super) struct Caller<'a> {
    script: &'a Script,
    to_come: Vec<&'a Surprise>,
}

impl<'a> Caller<'a> {
    pub(super) fn of(script: &'a Script) -> Self {
        Self { script, to_come: script.surprises.iter().collect() }
    }

    /// What comes now that nobody expects.
    pub(super) fn surprise(&mut self, now: Situation) -> Option<&'a Surprise> {
        let is_now = |surprise: &&Surprise| {
            surprise.turn.is_none_or(|turn| turn == now.turn)
                && surprise.asked.is_none_or(|asked| asked == now.question)
                && surprise.nobody_answers == now.is_transferred
        };
        let place = self.to_come.iter().position(is_now)?;
        Some(self.to_come.remove(place))
    }

    pub(super) fn act(&self, now: Situation, surprise: Option<&Surprise>) -> Act {
        if let Some(surprise) = surprise {
            if surprise.nobody_answers {
                return Act::NobodyAnswered;
            }
            if surprise.hangs_up {
                return Act::HangsUp;
            }
            if surprise.silent {
                return Act::IsSilent;
            }
            if let Some(keys) = &surprise.keys {
                return Act::Presses(keys.clone());
            }
            if let Some(words) = &surprise.says {
                return Act::Says(words.clone());
            }
        }
        if now.is_transferred {
            return Act::HangsUp;
        }
        if now.turn == 1 {
            return Act::Says(self.script.says.clone());
        }
        let leaves = now.is_done || self.script.facts.only_asks;
        Act::Says(if leaves { GOODBYE.to_owned() } else { self.script.facts.answer(now.question) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_shows_in_what_is_expected() {
        use Expecting::*;
        for (expecting, is_read_back, question) in [
            (&[Service, Choice][..], false, Question::Service),
            (&[Choice, Confirmation], false, Question::Choice),
            (&[Confirmation], true, Question::ReadBack),
            (&[Confirmation], false, Question::Otherwise),
            (&[Date, Time], false, Question::When),
            (&[Date], false, Question::Day),
            (&[Date, Name], false, Question::Identity),
            (&[Date, Time, Service, Stylist], false, Question::Change),
            (&[Stylist, Confirmation], false, Question::Stylist),
            (&[], false, Question::Nothing),
        ] {
            assert_eq!(Question::of(expecting, is_read_back), question, "{expecting:?}");
        }
    }
}
