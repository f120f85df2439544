//! What the caller does: asks, wants, agrees, refuses, thanks.
//!
//! Patterns propose; this file weighs them with the question that was asked and with what else was said.

use std::sync::OnceLock;

use crate::english::acts::{ACTS, CLASSES};
use crate::pattern::{Match, Patterns, Tags};
use crate::token::Text;
use crate::{ActKind, Expecting};

type Found = Match<ActKind>;

fn patterns() -> &'static Patterns<ActKind> {
    static PATTERNS: OnceLock<Patterns<ActKind>> = OnceLock::new();
    PATTERNS.get_or_init(|| Patterns::new(ACTS, CLASSES))
}

/// All acts, in the order said, one of each kind and place.
pub(crate) fn find(text: &Text<'_>, tags: &Tags, expecting: &[Expecting]) -> Vec<Found> {
    let all = patterns().find(text, tags);
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
    // "I can't make it tomorrow, can I come friday instead" moves the visit.
    let instead = text.tokens.iter().any(|token| token.word == "instead");
    for one in &mut merged {
        let named = (one.at..one.end).any(|at| text.word(at).starts_with("cancel"));
        if one.kind == ActKind::Cancel && instead && !named {
            one.kind = ActKind::Move;
        }
    }
    merged
}

struct Weighing<'a, 't> {
    all: &'a [Found],
    text: &'a Text<'t>,
    tags: &'a Tags,
    expecting: &'a [Expecting],
}

impl Weighing<'_, '_> {
    fn is_meant(&self, one: &Found) -> bool {
        use ActKind::*;
        if self.is_inside_entity(one) {
            return false;
        }
        match one.kind {
            Affirm => {
                !self.is_refused(one)
                    && !self.is_asked(one)
                    && !self.is_of_none(one)
                    && !self.is_within(one, &[Deny, Greet, Repeat, AskAvailability])
                    && !self.is_also(one, &[Goodbye, NothingElse])
            }
            Deny => {
                !self.is_within(one, &[Repeat, SpeakToHuman, Cancel, AskHours])
                    && !self.meets(one, &[AnyPerson, AnyTime])
                    && !self.is_question(one)
                    && !matches!(self.text.word(one.end), "idea" | "clue" | "problem" | "worries")
            }
            Wait => !self.has(&[Correct]),
            Correct => {
                !self.meets(one, &[Cancel])
                    && !self.is_within(one, &[Move])
                    && !self.starts_in(one, &[Cancel])
            }
            Book => {
                !self.has(&[Cancel])
                    && !self.starts_in(one, &[AskMyVisit])
                    && !self.is_within(one, &[Move, AskMyVisit, AskServices])
                    && !self.is_refused(one)
                    && !self.is_booked(one)
            }
            Move => !self.is_within(one, &[AskMyVisit]) && !self.has(&[Cancel]) && !self.is_refused(one),
            SpeakToHuman => {
                let one_word = one.end - one.at == 1 && self.expecting.contains(&Expecting::Stylist);
                !one_word && !self.is_about_us(one) && !self.starts_in(one, &[SomeoneElse])
            }
            AskHours => !self.starts_in(one, &[AskAvailability]) || self.text.word(one.at) == "hours",
            AskPrice => !matches!(self.text.word(one.end), "money" | "time"),
            Cancel => !self.is_refused(one) && !self.is_wish_not_made(one),
            // "What else", "what time": the end of a question is no "what?".
            Repeat => {
                !self.is_also(one, &[Affirm])
                    && !self.is_within(one, &[AskHours, AskMyVisit])
                    && (one.end - one.at > 1
                        || self.text.tokens.len() < 3
                        || self.text.word(one.at).len() > 5)
            }
            AnyPerson => {
                !self.expects_only(&[Expecting::Date, Expecting::Time, Expecting::Choice])
                    && !self.is_question_word(one)
            }
            AnyTime => !self.expects_only(&[Expecting::Stylist]),
            Greet => {
                !self.is_within(one, &[AskPrice, AskDuration, AskLocation])
                    && !self.is_within(one, &[Goodbye])
            }
            NothingElse => {
                !self.names_service(one)
                    && ((one.end - one.at > 1 && !self.goes_on(one))
                        || self.text.is_all(one.at, one.end)
                        || self.expecting.contains(&Expecting::AddOn))
            }
            Later | Earlier => !self.names_a_moment(one),
            Goodbye => !self.goes_on(one) && self.text.before(one.at, 1) != "you",
            _ => true,
        }
    }

    fn has(&self, kinds: &[ActKind]) -> bool {
        self.all.iter().any(|other| kinds.contains(&other.kind))
    }

    /// Whether a longer match of one of these kinds covers this one.
    fn is_within(&self, one: &Found, kinds: &[ActKind]) -> bool {
        self.all.iter().any(|other| {
            kinds.contains(&other.kind)
                && other.at <= one.at
                && one.end <= other.end
                && other.end - other.at > one.end - one.at
        })
    }

    /// "Hours" in "two hours", "second" in "the second": part of a date or time.
    fn is_inside_entity(&self, one: &Found) -> bool {
        use crate::pattern::Tag::{Day, Time};
        let moment = |tag| matches!(tag, Day | Time);
        one.end - one.at == 1
            && one.kind != ActKind::Earliest
            && self.tags.iter().any(|(from, to, tag)| moment(*tag) && *from <= one.at && one.end <= *to)
    }

    /// "That would be all right": more than "that would be all".
    fn goes_on(&self, one: &Found) -> bool {
        self.text.before(one.end, 1) == "all"
            && matches!(self.text.word(one.end), "right" | "correct" | "good" | "day")
    }

    /// "I don't want to book an appointment" refuses an offer; nothing is called off.
    fn is_wish_not_made(&self, one: &Found) -> bool {
        (one.at..one.end)
            .any(|at| matches!(self.text.word(at), "book" | "make" | "schedule" | "making" | "booking"))
            && matches!(self.text.word(one.at), "dont" | "not" | "no" | "doesnt")
    }

    /// Whether the same words, or more, are also one of these kinds.
    fn is_also(&self, one: &Found, kinds: &[ActKind]) -> bool {
        self.all.iter().any(|other| kinds.contains(&other.kind) && other.at <= one.at && one.end <= other.end)
    }

    /// Whether one of these kinds covers the beginning of this one.
    fn starts_in(&self, one: &Found, kinds: &[ActKind]) -> bool {
        self.all.iter().any(|other| kinds.contains(&other.kind) && other.at <= one.at && one.at < other.end)
    }

    /// Whether one of these kinds shares words with this one, and more follows the shared ones.
    fn meets(&self, one: &Found, kinds: &[ActKind]) -> bool {
        self.all.iter().any(|other| {
            kinds.contains(&other.kind) && other.at < one.end && one.at < other.end && other.end >= one.end
        })
    }

    /// "I don't want to book", "not ok".
    fn is_refused(&self, one: &Found) -> bool {
        (one.at.saturating_sub(3)..one.at).any(|at| {
            let word = self.text.word(at);
            let cut = (at + 1..=one.at).any(|place| {
                self.text.tokens[place].opens_sentence() || self.text.tokens[place].gap.contains(',')
            });
            let negates =
                matches!(word, "not" | "dont" | "never" | "isnt" | "doesnt" | "wont" | "didnt" | "wasnt");
            negates && !cut && !matches!(self.text.word(at + 1), "only" | "wrong" | "sure")
        })
    }

    /// "How much is it", "is it": no refusal in a question.
    fn is_question(&self, one: &Found) -> bool {
        matches!(self.text.word(one.at), "is" | "it" | "that" | "this")
            && matches!(self.text.before(one.at, 1), "much" | "long" | "is" | "are" | "what" | "whats")
    }

    /// "Is it true", "is this right": a question, not an answer; "please" alone is none either.
    fn is_asked(&self, one: &Found) -> bool {
        let first = self.text.word(one.at);
        let question = matches!(
            self.text.before(one.at, 1),
            "is" | "was" | "would" | "does" | "what" | "whats" | "are" | "how"
        );
        (question && matches!(first, "it" | "that" | "this" | "they" | "the" | "those"))
            || (first == "please" && one.end - one.at == 1 && self.text.tokens.len() > 2)
            || (one.end - one.at < 4
                && matches!(self.text.word(one.end), "day" | "question" | "recipe" | "place" | "song"))
    }

    /// "Neither works", "none of those work for me".
    fn is_of_none(&self, one: &Found) -> bool {
        (one.at.saturating_sub(3)..one.at)
            .any(|at| matches!(self.text.word(at), "neither" | "none" | "nothing"))
    }

    /// "Just a trim" is a wish, where no extras were offered.
    fn names_service(&self, one: &Found) -> bool {
        let offered = self.expecting.iter().any(|e| matches!(e, Expecting::AddOn | Expecting::Confirmation));
        !offered
            && self.tags.iter().any(|(from, to, tag)| {
                *tag == crate::pattern::Tag::Service && one.at < *to && *from < one.end
            })
    }

    /// "Are you a real person" asks; "a real person, please" wants one.
    fn is_about_us(&self, one: &Found) -> bool {
        (one.at.saturating_sub(5)..one.at).any(|at| {
            matches!(
                (self.text.word(at), self.text.word(at + 1)),
                ("are", "you") | ("you", "are") | ("youre", _) | ("like", "a") | ("do", "you")
            )
        })
    }

    fn is_question_word(&self, one: &Found) -> bool {
        matches!(self.text.before(one.at, 1), "is" | "does" | "do" | "can")
    }

    /// "I booked", "the booking I made": a visit that exists is not wished for.
    fn is_booked(&self, one: &Found) -> bool {
        matches!(self.text.before(one.at, 1), "my" | "existing" | "current") && one.end - one.at < 2
    }

    /// "Later today", "earlier than five": a moment of its own.
    fn names_a_moment(&self, one: &Found) -> bool {
        self.tags.iter().any(|(from, to, _)| one.at < *to && *from < one.end && (*from..*to).len() > 1)
    }

    fn expects_only(&self, wanted: &[Expecting]) -> bool {
        !self.expecting.is_empty() && self.expecting.iter().all(|one| wanted.contains(one))
    }
}
