//! What the caller does: asks, wants, agrees, refuses, thanks.
//!
//! Patterns propose; this file weighs them with the question that was asked and with what else was said.

use crate::pattern::{Match, Patterns, Tag, Tags};
use crate::token::Text;
use crate::{ActKind, Expecting};

type Found = Match<ActKind>;

/// The patterns of the text's language, compiled when it is first heard.
fn patterns(text: &Text<'_>) -> &'static Patterns<ActKind> {
    let words = text.words();
    words.patterns.get_or_init(|| Patterns::new(words.talk.acts, words.talk.classes))
}

/// All acts, in the order said, one of each kind and place.
pub(crate) fn find(text: &Text<'_>, tags: &Tags, expecting: &[Expecting]) -> Vec<Found> {
    let all = patterns(text).find(text, tags);
    let weighing = Weighing { all: &all, text, tags, expecting };
    let mut merged: Vec<Found> = Vec::new();
    for one in all.iter().filter(|one| weighing.is_meant(one)) {
        match merged
            .iter_mut()
            .find(|other| other.kind == one.kind && one.at <= other.end && other.at <= one.end)
        {
            Some(other) => {
                other.at = other.at.min(one.at);
                other.end = other.end.max(one.end);
            }
            None => merged.push(*one),
        }
    }
    merged.sort_by_key(|one| (one.at, one.end));
    for one in &mut merged {
        if one.kind == ActKind::Cancel && (text.words().talk.moves_instead)(text, one) {
            one.kind = ActKind::Move;
        }
    }
    merged
}

/// A match among the others, for telling whether it is meant.
pub(crate) struct Weighing<'a, 't> {
    pub(crate) text: &'a Text<'t>,
    all: &'a [Found],
    pub(crate) tags: &'a Tags,
    expecting: &'a [Expecting],
}

impl Weighing<'_, '_> {
    fn is_meant(&self, one: &Found) -> bool {
        use ActKind::*;
        if self.is_inside_entity(one) || (self.text.words().talk.doubts)(self, one) {
            return false;
        }
        match one.kind {
            Affirm => {
                !self.is_within(one, &[Deny, Greet, Repeat, AskAvailability, AskDuration, SomeoneElse])
                    // "I'll stick with the original time", "leave it like that".
                    && !self.meets(one, &[LeaveIt])
                    && !self.is_also(one, &[Goodbye, NothingElse])
                    && !self.leads_into(one, &[Goodbye, Thanks])
            }
            Deny => {
                !self.is_within(one, &[Repeat, SpeakToHuman, Cancel, AskHours])
                    && !self.meets(one, &[AnyPerson, AnyTime])
            }
            Wait => !self.has(&[Correct]),
            Correct => {
                !self.meets(one, &[Cancel])
                    && !self.is_within(one, &[Move, LeaveIt])
                    && !self.starts_in(one, &[Cancel])
            }
            Book => {
                let refuses_more = self.expects(Expecting::AddOn) && self.is_also(one, &[NothingElse]);
                !self.cancels()
                    && !self.starts_in(one, &[AskMyVisit])
                    && !self.is_within(one, &[Move, AskMyVisit, AskServices])
                    && !self.is_moved(one)
                    && !refuses_more
            }
            Move => !self.is_within(one, &[AskMyVisit]) && !self.cancels(),
            SpeakToHuman => {
                let one_word = one.end - one.at == 1 && self.expects(Expecting::Stylist);
                !one_word && !self.starts_in(one, &[SomeoneElse]) && !self.is_also(one, &[Emergency])
            }
            // "That doesn't work for me" refuses an offer.
            Complain => !self.is_also(one, &[Deny]) && !self.is_within(one, &[Deny]),
            // "What else", "what time": the end of a question is no "what?".
            Repeat => {
                !self.is_also(one, &[Affirm])
                    && !self.is_within(one, &[AskHours, AskMyVisit])
                    && (one.end - one.at > 1
                        || self.text.tokens.len() < 3
                        || self.text.word(one.at).len() > 5)
            }
            AnyPerson => !self.expects_only(&[Expecting::Date, Expecting::Time, Expecting::Choice]),
            AnyTime => !self.expects_only(&[Expecting::Stylist]),
            Greet => !self.is_within(one, &[AskPrice, AskDuration, AskLocation, Goodbye]),
            NothingElse => {
                !self.names_service(one)
                    && (one.end - one.at > 1
                        || self.text.is_all(one.at, one.end)
                        || self.expects(Expecting::AddOn))
            }
            Later | Earlier => !self.names_a_moment(one),
            Other => !self.is_within(one, &[Repeat]) && !self.starts_in(one, &[Repeat]),
            AskPeople => !self.starts_in(one, &[AnyPerson]),
            _ => true,
        }
    }

    /// Whether a visit is called off, not only spoken of: "I'm not cancelling, I just want to move it".
    fn cancels(&self) -> bool {
        self.all.iter().any(|other| other.kind == ActKind::Cancel && !self.is_refused(other))
    }

    /// "Push my appointment back": the visit exists.
    fn is_moved(&self, one: &Found) -> bool {
        self.all.iter().any(|other| {
            other.kind == ActKind::Move && one.at < other.at && other.at < one.end && !self.is_refused(other)
        })
    }

    /// "I don't want to book": whether the words before a match refuse it.
    fn is_refused(&self, one: &Found) -> bool {
        (self.text.words().talk.is_refused)(self.text, one)
    }

    /// Whether one of these kinds shares words with this one and goes on behind it: "nice talking to you".
    fn leads_into(&self, one: &Found, kinds: &[ActKind]) -> bool {
        self.all.iter().any(|other| {
            kinds.contains(&other.kind) && other.at < one.end && one.at < other.end && other.end > one.end
        })
    }

    /// Whether this was asked for.
    pub(crate) fn expects(&self, wanted: Expecting) -> bool {
        self.expecting.contains(&wanted)
    }

    pub(crate) fn has(&self, kinds: &[ActKind]) -> bool {
        self.all.iter().any(|other| kinds.contains(&other.kind))
    }

    /// Whether a longer match of one of these kinds covers this one.
    pub(crate) fn is_within(&self, one: &Found, kinds: &[ActKind]) -> bool {
        self.all.iter().any(|other| {
            kinds.contains(&other.kind)
                && other.at <= one.at
                && one.end <= other.end
                && other.end - other.at > one.end - one.at
        })
    }

    /// "Hours" in "two hours", "second" in "the second": part of a date or time.
    fn is_inside_entity(&self, one: &Found) -> bool {
        let moment = |tag| matches!(tag, Tag::Day | Tag::Time);
        one.end - one.at == 1
            && one.kind != ActKind::Earliest
            && self.tags.iter().any(|(from, to, tag)| moment(*tag) && *from <= one.at && one.end <= *to)
    }

    /// Whether the same words, or more, are also one of these kinds.
    fn is_also(&self, one: &Found, kinds: &[ActKind]) -> bool {
        self.all.iter().any(|other| kinds.contains(&other.kind) && other.at <= one.at && one.end <= other.end)
    }

    /// Whether one of these kinds covers the beginning of this one.
    pub(crate) fn starts_in(&self, one: &Found, kinds: &[ActKind]) -> bool {
        self.all.iter().any(|other| kinds.contains(&other.kind) && other.at <= one.at && one.at < other.end)
    }

    /// Whether one of these kinds shares words with this one, and more follows the shared ones.
    pub(crate) fn meets(&self, one: &Found, kinds: &[ActKind]) -> bool {
        self.all.iter().any(|other| {
            kinds.contains(&other.kind) && other.at < one.end && one.at < other.end && other.end >= one.end
        })
    }

    /// "Just a trim" is a wish, where no extras were offered.
    fn names_service(&self, one: &Found) -> bool {
        let offered = self.expecting.iter().any(|e| matches!(e, Expecting::AddOn | Expecting::Confirmation));
        !offered
            && self.tags.iter().any(|(from, to, tag)| *tag == Tag::Service && one.at < *to && *from < one.end)
    }

    /// "Later today", "earlier than five": a moment of its own.
    fn names_a_moment(&self, one: &Found) -> bool {
        self.tags.iter().any(|(from, to, _)| one.at < *to && *from < one.end && (*from..*to).len() > 1)
    }

    fn expects_only(&self, wanted: &[Expecting]) -> bool {
        !self.expecting.is_empty() && self.expecting.iter().all(|one| wanted.contains(one))
    }
}
