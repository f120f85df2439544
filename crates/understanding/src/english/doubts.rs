//! Words around an act that say it is not meant: "I don't want to book", "is that right?".

use crate::acts::Weighing;
use crate::pattern::Match;
use crate::token::Text;
use crate::{ActKind, Expecting};

type Found = Match<ActKind>;

/// Whether the words around a match say that it is not meant.
pub(super) fn doubts(weighing: &Weighing<'_, '_>, one: &Found) -> bool {
    use ActKind::*;
    let text = weighing.text;
    match one.kind {
        Affirm => is_refused(text, one) || is_asked(text, one) || is_of_none(text, one),
        Deny => {
            is_question(text, one) || matches!(text.word(one.end), "idea" | "clue" | "problem" | "worries")
        }
        Book => is_refused(text, one) || is_booked(text, one),
        Move => is_refused(text, one),
        SpeakToHuman => is_about_us(text, one),
        AskHours => weighing.starts_in(one, &[AskAvailability]) && text.word(one.at) != "hours",
        AskPrice => matches!(text.word(one.end), "money" | "time"),
        Cancel => is_refused(text, one) || is_wish_not_made(text, one),
        AnyPerson => is_question_word(text, one),
        NothingElse => goes_on(text, one) && !weighing.expects(Expecting::AddOn),
        Goodbye => goes_on(text, one) || text.before(one.at, 1) == "you",
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
fn is_refused(text: &Text<'_>, one: &Found) -> bool {
    (one.at.saturating_sub(3)..one.at).any(|at| {
        let word = text.word(at);
        let cut = (at + 1..=one.at)
            .any(|place| text.tokens[place].opens_sentence() || text.tokens[place].gap.contains(','));
        let negates =
            matches!(word, "not" | "dont" | "never" | "isnt" | "doesnt" | "wont" | "didnt" | "wasnt");
        negates && !cut && !matches!(text.word(at + 1), "only" | "wrong" | "sure")
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
    (question && matches!(first, "it" | "that" | "this" | "they" | "the" | "those"))
        || (first == "please" && one.end - one.at == 1 && text.tokens.len() > 2)
        || (one.end - one.at < 4
            && matches!(text.word(one.end), "day" | "question" | "recipe" | "place" | "song"))
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
            ("are", "you") | ("you", "are") | ("youre", _) | ("like", "a") | ("do", "you")
        )
    })
}

fn is_question_word(text: &Text<'_>, one: &Found) -> bool {
    matches!(text.before(one.at, 1), "is" | "does" | "do" | "can")
}

/// "I booked", "the booking I made": a visit that exists is not wished for.
fn is_booked(text: &Text<'_>, one: &Found) -> bool {
    matches!(text.before(one.at, 1), "my" | "existing" | "current") && one.end - one.at < 2
}
