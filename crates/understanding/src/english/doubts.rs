//! Words around an act that say it is not meant: "I don't want to book", "is that right?".

use super::elsewhere::{is_foreign, is_own, is_setting};
use crate::acts::Weighing;
use crate::pattern::{Match, Tag};
use crate::token::Text;
use crate::{ActKind, Expecting};

type Found = Match<ActKind>;

/// Whether the words around a match say that it is not meant.
pub(super) fn doubts(weighing: &Weighing<'_, '_>, one: &Found) -> bool {
    use ActKind::*;
    let text = weighing.text;
    let asks_or_wants = matches!(
        one.kind,
        Book | Cancel | Move | AskHours | AskPrice | AskAvailability | AskLocation | AskServices
    );
    if is_quoted(text, one) || (asks_or_wants && is_for_somebody_else(weighing, one)) {
        return true;
    }
    match one.kind {
        Affirm => is_refused(text, one) || is_asked(text, one) || is_of_none(text, one),
        Deny => {
            is_question(text, one) || matches!(text.word(one.end), "idea" | "clue" | "problem" | "worries")
        }
        Book => {
            is_refused(text, one)
                || is_booked(text, one)
                || is_in_a_room(text, one)
                || text.reads(one.at, &["reserve", "the", "right"])
                || is_judged(weighing, one)
        }
        Move => is_refused(text, one),
        LeaveIt => is_refused(text, one) || is_question(text, one),
        AskOthersVisit => !names_another(weighing, one),
        // "Give me your customer service".
        Meddle => matches!(text.word(one.end), "service" | "support" | "care" | "line" | "representative"),
        LeaveMessage => is_refused(text, one) || text.before(one.at, 1) == "how",
        SpeakToHuman => {
            let sees = text.word(one.at) == "meet" && weighing.has(&[Book, AskAvailability]);
            sees || is_about_us(text, one) || wants_hands(text, one)
        }
        AskHours => {
            (weighing.starts_in(one, &[AskAvailability]) && text.word(one.at) != "hours")
                || counts_hours(text, one)
        }
        AskPrice => matches!(text.word(one.end), "money" | "time") || is_arithmetic(text),
        AskLocation => is_other_address(text, one),
        Cancel => is_refused(text, one) || is_wish_not_made(text, one),
        AnyPerson => is_question_word(text, one),
        AnyTime => matches!(text.word(one.end), "who" | "whom" | "whos"),
        NothingElse => goes_on(text, one) && !weighing.expects(Expecting::AddOn),
        Goodbye => {
            let thanked = matches!(text.before(one.at, 2), "thank" | "bless" | "love");
            goes_on(text, one) || (text.before(one.at, 1) == "you" && !thanked)
        }
        _ => false,
    }
}

/// "I can't make it tomorrow, can I come friday instead" moves the visit.
pub(super) fn moves_instead(text: &Text<'_>, one: &Found) -> bool {
    let named = (one.at..one.end).any(|at| text.word(at).starts_with("cancel"));
    !named && text.tokens.iter().any(|token| token.word == "instead")
}

/// "That would be all right": more than "that would be all".
fn goes_on(text: &Text<'_>, one: &Found) -> bool {
    text.before(one.end, 1) == "all" && matches!(text.word(one.end), "right" | "correct" | "good" | "day")
}

/// "I don't want to book an appointment" refuses an offer; nothing is called off.
fn is_wish_not_made(text: &Text<'_>, one: &Found) -> bool {
    (one.at..one.end).any(|at| matches!(text.word(at), "book" | "make" | "schedule" | "making" | "booking"))
        && matches!(text.word(one.at), "dont" | "not" | "no" | "doesnt")
}

/// "I don't want to book", "not ok".
pub(super) fn is_refused(text: &Text<'_>, one: &Found) -> bool {
    (one.at.saturating_sub(3)..one.at).any(|at| {
        let word = text.word(at);
        let cut = (at + 1..=one.at)
            .any(|place| text.tokens[place].opens_sentence() || text.tokens[place].gap.contains(','));
        let negates =
            matches!(word, "not" | "dont" | "never" | "isnt" | "doesnt" | "wont" | "didnt" | "wasnt");
        // "I'm not cancelling, I just want to move it": a new clause is not refused.
        let thought = matches!(text.word(at + 1), "think" | "believe" | "feel" | "know");
        let anew =
            (at + 1..one.at).any(|place| matches!(text.word(place), "i" | "we" | "but" | "just" | "lets"));
        negates && !cut && (thought || !anew) && !matches!(text.word(at + 1), "only" | "wrong" | "sure")
    })
}

/// "How do you say thank you in spanish": the words are talked about.
fn is_quoted(text: &Text<'_>, one: &Found) -> bool {
    matches!(text.before(one.at, 1), "say" | "translate" | "mean" | "means" | "spell" | "pronounce")
        && (0..one.at).any(|at| matches!(text.word(at), "how" | "what" | "whats" | "translate"))
}

/// "Cancel my credit card", "book a flight": nothing of it is a salon's, nor is anything else in the sentence.
fn is_for_somebody_else(weighing: &Weighing<'_, '_>, one: &Found) -> bool {
    let text = weighing.text;
    let opens = |at: &usize| text.tokens[*at].opens_sentence();
    let from = (0..=one.at).rev().find(opens).unwrap_or(0);
    let to = (one.end..text.tokens.len()).find(opens).unwrap_or(text.tokens.len());
    let tagged = weighing.tags.iter().any(|(at, end, tag)| {
        let named = matches!(tag, Tag::Service | Tag::Person);
        named && *at < to && from < *end
    });
    let parks = one.kind == ActKind::AskLocation
        && (from..to).any(|at| matches!(text.word(at), "park" | "parking" | "leave"));
    // "Near the station": where the salon is, told by what is near it.
    let beside = one.kind == ActKind::AskLocation
        && (one.at..to.min(one.end + 6)).any(|at| {
            matches!(text.word(at), "station" | "stop" | "subway" | "near" | "bus" | "train" | "airport")
        });
    let own = tagged || parks || beside || (from..to).any(|at| is_own(text.word(at)));
    let near = from.max(one.at.saturating_sub(2))..to.min(one.end + 6);
    let setting = one.kind == ActKind::Move && near.clone().any(|at| is_setting(text.word(at)));
    let holiday = |at: usize| text.word(at + 1).starts_with("holiday");
    !own && (setting || near.clone().any(|at| is_foreign(text.word(at)) && !holiday(at)))
}

/// "The color is awful": a service is judged, not wanted.
fn is_judged(weighing: &Weighing<'_, '_>, one: &Found) -> bool {
    let text = weighing.text;
    weighing.has(&[ActKind::Complain])
        && text.tokens.get(one.end).is_some_and(|token| !token.opens_sentence())
        && matches!(text.word(one.end), "is" | "was" | "looks" | "looked" | "came" | "turned" | "went")
}

/// "Towels in my room": the room is where something is wanted.
fn is_in_a_room(text: &Text<'_>, one: &Found) -> bool {
    matches!(text.word(one.end - 1), "room" | "rooms" | "table" | "suite")
        && (one.at..one.end - 1).any(|at| matches!(text.word(at), "in" | "to" | "from" | "at"))
}

/// "I need somebody to cut my hair": a visit, not a call.
fn wants_hands(text: &Text<'_>, one: &Found) -> bool {
    let next = usize::from(matches!(text.word(one.end), "to" | "who" | "that"))
        + usize::from(matches!(text.word(one.end + 1), "can" | "could"));
    next > 0
        && matches!(
            text.word(one.end + next),
            "cut" | "color" | "colour" | "style" | "trim" | "wash" | "dye" | "do" | "does" | "fix" | "braid"
        )
}

/// "For two hours", "hours in a week": no opening hours.
fn counts_hours(text: &Text<'_>, one: &Found) -> bool {
    one.end - one.at == 1
        && text.word(one.at) == "hours"
        && (text.cardinal(one.at.wrapping_sub(1)).is_some()
            || matches!(text.before(one.at, 1), "few" | "many" | "of")
            || text.reads(one.end, &["in", "a"])
            || text.reads(one.end, &["are", "in"]))
}

/// "How much is two plus two", "how to compute a price".
fn is_arithmetic(text: &Text<'_>) -> bool {
    text.tokens.iter().any(|token| {
        matches!(
            token.word.as_str(),
            "plus" | "minus" | "divided" | "multiplied" | "compute" | "calculate" | "convert" | "squared"
        )
    })
}

/// "My email address", "my billing address": not where the salon is.
fn is_other_address(text: &Text<'_>, one: &Found) -> bool {
    (one.at..one.end).any(|at| {
        text.word(at).starts_with("address")
            && matches!(
                text.before(at, 1),
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

/// "How much is it", "is it": no refusal in a question.
fn is_question(text: &Text<'_>, one: &Found) -> bool {
    matches!(text.word(one.at), "is" | "it" | "that" | "this")
        && matches!(text.before(one.at, 1), "much" | "long" | "is" | "are" | "what" | "whats")
}

/// "Is it true", "is this right": a question, not an answer; "please" alone is none either.
fn is_asked(text: &Text<'_>, one: &Found) -> bool {
    let first = text.word(one.at);
    let question =
        matches!(text.before(one.at, 1), "is" | "was" | "would" | "does" | "what" | "whats" | "are" | "how");
    let will_it = matches!(first, "will" | "would")
        && matches!(text.word(one.at + 1), "it" | "that" | "this" | "they" | "those");
    let who =
        |word: &str| matches!(word, "who" | "else" | "someone" | "anyone" | "he" | "she" | "they" | "you");
    let could = matches!(text.before(one.at, 1), "could" | "can" | "would" | "will");
    let they_do = first == "do" && (who(text.before(one.at, 1)) || (could && who(text.before(one.at, 2))));
    let taken_back = text.word(one.end) == "back" && text.before(one.end, 2) == "take";
    will_it
        || taken_back
        || they_do
        || (question && matches!(first, "it" | "that" | "this" | "they" | "the" | "those"))
        || (first == "please" && one.end - one.at == 1 && text.tokens.len() > 2)
        || (one.end - one.at < 4
            && matches!(text.word(one.end), "day" | "question" | "recipe" | "place" | "song"))
}

/// "When is Rosa coming in?": of somebody, who is neither the caller nor one of the salon's people.
fn names_another(weighing: &Weighing<'_, '_>, one: &Found) -> bool {
    let text = weighing.text;
    let speaks_of_itself = (one.at..one.end).any(|at| {
        matches!(
            text.word(at),
            "i" | "im"
                | "id"
                | "my"
                | "me"
                | "we"
                | "our"
                | "us"
                | "you"
                | "your"
                | "it"
                | "its"
                | "that"
                | "this"
                | "there"
                | "the"
                | "everything"
                | "anything"
                | "he"
                | "she"
                | "they"
                | "anyone"
                | "anybody"
                | "someone"
                | "somebody"
                | "any"
                | "which"
                | "available"
                | "free"
                | "else"
                | "to"
        )
    });
    let is_known = weighing.tags.iter().any(|(from, to, _)| one.at < *to && *from < one.end);
    let nobody_between = one.end - one.at < 4
        && (one.at + 1..one.end).all(|at| {
            matches!(
                text.word(at),
                "is" | "s"
                    | "time"
                    | "day"
                    | "date"
                    | "does"
                    | "did"
                    | "will"
                    | "are"
                    | "a"
                    | "an"
                    | "next"
                    | "first"
                    | "last"
                    | "coming"
                    | "come"
                    | "in"
            )
        });
    !speaks_of_itself && !is_known && !nobody_between && !weighing.starts_in(one, &[ActKind::AskMyVisit])
}

/// "Neither works", "none of those work for me".
fn is_of_none(text: &Text<'_>, one: &Found) -> bool {
    (one.at.saturating_sub(3)..one.at).any(|at| matches!(text.word(at), "neither" | "none" | "nothing"))
}

/// "Are you a real person" asks; "a real person, please" wants one.
fn is_about_us(text: &Text<'_>, one: &Found) -> bool {
    (one.at.saturating_sub(5)..one.at).any(|at| {
        matches!(
            (text.word(at), text.word(at + 1)),
            ("are", "you") | ("you", "are") | ("youre", _) | ("like", "a") | ("do", "you") | ("call", "you")
        )
    }) || (text.word(one.at) == "like"
        && !matches!(text.before(one.at, 1), "i" | "id" | "would" | "we" | "wed"))
        || (text.word(one.at) == "call" && matches!(text.word(one.end), "a" | "an" | "by"))
}

fn is_question_word(text: &Text<'_>, one: &Found) -> bool {
    matches!(text.before(one.at, 1), "is" | "does" | "do" | "can")
}

/// "I booked", "the booking I made": a visit that exists is not wished for.
fn is_booked(text: &Text<'_>, one: &Found) -> bool {
    one.end - one.at < 2
        && !text.tokens[one.at].opens_sentence()
        && matches!(
            text.before(one.at, 1),
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
