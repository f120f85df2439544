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
        if self.is_inside_entity(one) || self.is_quoted(one) {
            return false;
        }
        let asks_or_wants = matches!(
            one.kind,
            Book | Cancel | Move | AskHours | AskPrice | AskAvailability | AskLocation | AskServices
        );
        if asks_or_wants && self.is_for_somebody_else(one) {
            return false;
        }
        match one.kind {
            Affirm => {
                !self.is_refused(one)
                    && !self.is_asked(one)
                    && !self.is_of_none(one)
                    && !self.is_within(one, &[Deny, Greet, Repeat, AskAvailability, AskDuration, SomeoneElse])
                    && !self.is_also(one, &[Goodbye, NothingElse])
                    && !self.leads_into(one, &[Goodbye, Thanks])
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
                !self.cancels()
                    && !self.starts_in(one, &[AskMyVisit])
                    && !self.is_within(one, &[Move, AskMyVisit, AskServices])
                    && !self.is_refused(one)
                    && !self.is_booked(one)
                    && !self.is_in_a_room(one)
                    && !self.text.reads(one.at, &["reserve", "the", "right"])
                    && !self.is_judged(one)
                    && !self.is_moved(one)
                    && !(self.expecting.contains(&Expecting::AddOn) && self.is_also(one, &[NothingElse]))
            }
            Move => !self.is_within(one, &[AskMyVisit]) && !self.cancels() && !self.is_refused(one),
            SpeakToHuman => {
                let one_word = one.end - one.at == 1 && self.expecting.contains(&Expecting::Stylist);
                let sees = self.text.word(one.at) == "meet" && self.has(&[Book, AskAvailability]);
                !one_word
                    && !sees
                    && !self.is_about_us(one)
                    && !self.starts_in(one, &[SomeoneElse])
                    && !self.is_also(one, &[Emergency])
                    && !self.wants_hands(one)
            }
            AskHours => {
                (!self.starts_in(one, &[AskAvailability]) || self.text.word(one.at) == "hours")
                    && !self.counts_hours(one)
            }
            AskPrice => !matches!(self.text.word(one.end), "money" | "time") && !self.is_arithmetic(),
            AskLocation => !self.is_other_address(one),
            Cancel => !self.is_refused(one) && !self.is_wish_not_made(one),
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
            AnyPerson => {
                !self.expects_only(&[Expecting::Date, Expecting::Time, Expecting::Choice])
                    && !self.is_question_word(one)
            }
            AnyTime => {
                !self.expects_only(&[Expecting::Stylist])
                    && !matches!(self.text.word(one.end), "who" | "whom" | "whos")
            }
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
            Other => !self.is_within(one, &[Repeat]) && !self.starts_in(one, &[Repeat]),
            AskPeople => !self.starts_in(one, &[AnyPerson]),
            Goodbye => {
                let thanked = matches!(self.text.before(one.at, 2), "thank" | "bless" | "love");
                !self.goes_on(one) && (self.text.before(one.at, 1) != "you" || thanked)
            }
            _ => true,
        }
    }

    /// Whether a visit is called off, not only spoken of: "I'm not cancelling, I just want to move it".
    fn cancels(&self) -> bool {
        self.all.iter().any(|other| other.kind == ActKind::Cancel && !self.is_refused(other))
    }

    /// "For two hours", "hours in a week": no opening hours.
    fn counts_hours(&self, one: &Found) -> bool {
        one.end - one.at == 1
            && self.text.word(one.at) == "hours"
            && (self.text.cardinal(one.at.wrapping_sub(1)).is_some()
                || matches!(self.text.before(one.at, 1), "few" | "many" | "of")
                || self.text.reads(one.end, &["in", "a"])
                || self.text.reads(one.end, &["are", "in"]))
    }

    /// "How much is two plus two", "how to compute a price".
    fn is_arithmetic(&self) -> bool {
        self.text.tokens.iter().any(|token| {
            matches!(
                token.word.as_str(),
                "plus" | "minus" | "divided" | "multiplied" | "compute" | "calculate" | "convert" | "squared"
            )
        })
    }

    /// "Cancel my credit card", "book a flight": nothing of it is a salon's, nor is anything else in the sentence.
    fn is_for_somebody_else(&self, one: &Found) -> bool {
        use crate::english::elsewhere::{is_foreign, is_own, is_setting};
        let opens = |at: &usize| self.text.tokens[*at].opens_sentence();
        let from = (0..=one.at).rev().find(opens).unwrap_or(0);
        let to = (one.end..self.text.tokens.len()).find(opens).unwrap_or(self.text.tokens.len());
        let tagged = self.tags.iter().any(|(at, end, tag)| {
            let named = matches!(tag, crate::pattern::Tag::Service | crate::pattern::Tag::Person);
            named && *at < to && from < *end
        });
        let parks = one.kind == ActKind::AskLocation
            && (from..to).any(|at| matches!(self.text.word(at), "park" | "parking" | "leave"));
        // "Near the station": where the salon is, told by what is near it.
        let beside = one.kind == ActKind::AskLocation
            && (one.at..to.min(one.end + 6)).any(|at| {
                matches!(
                    self.text.word(at),
                    "station" | "stop" | "subway" | "near" | "bus" | "train" | "airport"
                )
            });
        let own = tagged || parks || beside || (from..to).any(|at| is_own(self.text.word(at)));
        let near = from.max(one.at.saturating_sub(2))..to.min(one.end + 6);
        let setting = one.kind == ActKind::Move && near.clone().any(|at| is_setting(self.text.word(at)));
        let holiday = |at: usize| self.text.word(at + 1).starts_with("holiday");
        !own && (setting || near.clone().any(|at| is_foreign(self.text.word(at)) && !holiday(at)))
    }

    /// "How do you say thank you in spanish": the words are talked about.
    fn is_quoted(&self, one: &Found) -> bool {
        matches!(self.text.before(one.at, 1), "say" | "translate" | "mean" | "means" | "spell" | "pronounce")
            && (0..one.at).any(|at| matches!(self.text.word(at), "how" | "what" | "whats" | "translate"))
    }

    /// "The color is awful": a service is judged, not wanted.
    fn is_judged(&self, one: &Found) -> bool {
        self.has(&[ActKind::Complain])
            && self.text.tokens.get(one.end).is_some_and(|token| !token.opens_sentence())
            && matches!(
                self.text.word(one.end),
                "is" | "was" | "looks" | "looked" | "came" | "turned" | "went"
            )
    }

    /// "Push my appointment back": the visit exists.
    fn is_moved(&self, one: &Found) -> bool {
        self.all.iter().any(|other| {
            other.kind == ActKind::Move && one.at < other.at && other.at < one.end && !self.is_refused(other)
        })
    }

    /// "Towels in my room": the room is where something is wanted.
    fn is_in_a_room(&self, one: &Found) -> bool {
        matches!(self.text.word(one.end - 1), "room" | "rooms" | "table" | "suite")
            && (one.at..one.end - 1).any(|at| matches!(self.text.word(at), "in" | "to" | "from" | "at"))
    }

    /// "I need somebody to cut my hair": a visit, not a call.
    fn wants_hands(&self, one: &Found) -> bool {
        let next = usize::from(matches!(self.text.word(one.end), "to" | "who" | "that"))
            + usize::from(matches!(self.text.word(one.end + 1), "can" | "could"));
        next > 0
            && matches!(
                self.text.word(one.end + next),
                "cut"
                    | "color"
                    | "colour"
                    | "style"
                    | "trim"
                    | "wash"
                    | "dye"
                    | "do"
                    | "does"
                    | "fix"
                    | "braid"
            )
    }

    /// "My email address", "my billing address": not where the salon is.
    fn is_other_address(&self, one: &Found) -> bool {
        (one.at..one.end).any(|at| {
            self.text.word(at).starts_with("address")
                && matches!(
                    self.text.before(at, 1),
                    "my" | "email"
                        | "mail"
                        | "billing"
                        | "shipping"
                        | "delivery"
                        | "home"
                        | "mailing"
                        | "ip"
                        | "web"
                        | "postal"
                )
        })
    }

    /// Whether one of these kinds shares words with this one and goes on behind it: "nice talking to you".
    fn leads_into(&self, one: &Found, kinds: &[ActKind]) -> bool {
        self.all.iter().any(|other| {
            kinds.contains(&other.kind) && other.at < one.end && one.at < other.end && other.end > one.end
        })
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
            // "I'm not cancelling, I just want to move it": a new clause is not refused.
            let thought = matches!(self.text.word(at + 1), "think" | "believe" | "feel" | "know");
            let anew = (at + 1..one.at)
                .any(|place| matches!(self.text.word(place), "i" | "we" | "but" | "just" | "lets"));
            negates
                && !cut
                && (thought || !anew)
                && !matches!(self.text.word(at + 1), "only" | "wrong" | "sure")
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
        let second = self.text.word(one.at + 1);
        let will_it =
            matches!(first, "will" | "would") && matches!(second, "it" | "that" | "this" | "they" | "those");
        let who = |word: &str| {
            matches!(word, "who" | "else" | "someone" | "anyone" | "he" | "she" | "they" | "you")
        };
        let they_could = first == "do"
            && matches!(self.text.before(one.at, 1), "could" | "can" | "would" | "will")
            && who(self.text.before(one.at, 2));
        let they_do = first == "do"
            && matches!(
                self.text.before(one.at, 1),
                "else" | "someone" | "anyone" | "he" | "she" | "they" | "you" | "who"
            );
        let taken_back = self.text.word(one.end) == "back" && self.text.before(one.end, 2) == "take";
        will_it
            || taken_back
            || they_could
            || they_do
            || (question && matches!(first, "it" | "that" | "this" | "they" | "the" | "those"))
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
                ("are", "you")
                    | ("you", "are")
                    | ("youre", _)
                    | ("like", "a")
                    | ("do", "you")
                    | ("call", "you")
            )
        }) || (self.text.word(one.at) == "like"
            && !matches!(self.text.before(one.at, 1), "i" | "id" | "would" | "we" | "wed"))
            || (self.text.word(one.at) == "call" && matches!(self.text.word(one.end), "a" | "an" | "by"))
    }

    fn is_question_word(&self, one: &Found) -> bool {
        matches!(self.text.before(one.at, 1), "is" | "does" | "do" | "can")
    }

    /// "I booked", "the booking I made": a visit that exists is not wished for.
    fn is_booked(&self, one: &Found) -> bool {
        one.end - one.at < 2
            && !self.text.tokens[one.at].opens_sentence()
            && matches!(
                self.text.before(one.at, 1),
                "my" | "existing"
                    | "current"
                    | "your"
                    | "as"
                    | "on"
                    | "a"
                    | "busy"
                    | "whats"
                    | "this"
                    | "the"
                    | "movie"
            )
    }

    /// "Later today", "earlier than five": a moment of its own.
    fn names_a_moment(&self, one: &Found) -> bool {
        self.tags.iter().any(|(from, to, _)| one.at < *to && *from < one.end && (*from..*to).len() > 1)
    }

    fn expects_only(&self, wanted: &[Expecting]) -> bool {
        !self.expecting.is_empty() && self.expecting.iter().all(|one| wanted.contains(one))
    }
}
