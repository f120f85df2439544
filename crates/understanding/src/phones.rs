//! Telephone numbers, written or read out.

use crate::Expecting;
use crate::english::numbers::{repeats, small, tens};
use crate::token::Text;

/// The shortest number worth calling, and the longest there is.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// A telephone number in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phone {
    pub(crate) at: usize,
    pub(crate) end: usize,
    pub(crate) digits: String,
    /// Whether a `+` was said or written before it.
    pub(crate) starts_before: usize,
}

/// One group of digits as it was said.
struct Group {
    digits: String,
    end: usize,
}

/// All telephone numbers.
pub(crate) fn find(text: &Text<'_>, expecting: &[Expecting]) -> Vec<Phone> {
    let mut phones = Vec::new();
    let mut at = 0;
    while at < text.tokens.len() {
        match phone(text, at, expecting.contains(&Expecting::Phone)) {
            Some(found) => {
                at = found.end;
                phones.push(found);
            }
            None => at += 1,
        }
    }
    phones
}

fn phone(text: &Text<'_>, at: usize, expected: bool) -> Option<Phone> {
    let plus_said = text.word(at) == "plus";
    let first = at + usize::from(plus_said);
    let token = text.tokens.get(first)?;
    // "E-1516…", "31-3392…": the end of a longer code.
    if matches!(token.gap, "-" | "." | "/") && first > 0 {
        return None;
    }
    let marked = token.gap.trim_end_matches([' ', '(']).ends_with('+') || token.gap.ends_with('+');
    if token.is_joined()
        || token.gap.ends_with(['#', '*', '=', '$', '£', '€'])
        || is_other_number(text, first)
    {
        return None;
    }
    let mut groups: Vec<String> = Vec::new();
    let mut place = first;
    let mut end = first;
    while let Some(group) = group(text, place, place > first) {
        groups.push(group.digits);
        end = group.end;
        place = end;
        // "No, sorry, eight four" takes back as many digits as it gives.
        let mut after = end;
        // "Oh, sorry" is no zero.
        while is_between(text.word(after)) || is_exclamation(text, after) {
            after += 1;
        }
        let corrects = (end..after).any(|one| corrects(text.word(one)));
        if corrects {
            if let Some((digits, stop)) = run(text, after) {
                take_back(&mut groups, &digits);
                end = stop;
                place = stop;
            }
        } else if after > end && group_follows(text, after) && goes_on(text, end, after, &groups) {
            place = after;
        }
    }
    let digits = groups.concat();
    let long_enough = DIGITS.contains(&digits.len()) || (expected && (6..=15).contains(&digits.len()));
    let extension =
        text.tokens.get(end).is_some_and(|next| matches!(next.word.as_str(), "x" | "ext" | "extension"))
            && text.tokens.get(end + 1).is_some_and(|next| next.digits.is_some());
    let ends_clean = extension
        || text
            .tokens
            .get(end)
            .is_none_or(|next| !next.is_joined() && !next.gap.starts_with(['=', '*', '@', '%']));
    if !long_enough || !ends_clean || is_no_phone(text, first, end, &digits, marked) {
        return None;
    }
    // "(39 (6)) 345276" and hexadecimal digits are no number.
    let nested = (first..end).any(|one| text.tokens[one].gap.contains("))"));
    let hexadecimal = text
        .tokens
        .get(end)
        .is_some_and(|next| matches!(next.word.as_str(), "a" | "b" | "c" | "d" | "e" | "f"))
        && text.tokens.get(end + 1).is_some_and(|next| next.is_joined() && next.digits.is_some());
    // "Jul 18, 2014 07:00": a date and a time.
    let moment = crate::english::calendar::month(text.before(first, 1)).is_some()
        || text.tokens.get(end).is_some_and(|next| next.gap == ":" && next.digits.is_some());
    if nested || hexadecimal || moment {
        return None;
    }
    let plus = plus_said || marked;
    Some(Phone {
        at,
        end,
        digits: if plus { format!("+{digits}") } else { digits },
        starts_before: if marked { marked_length(token.gap) } else { usize::from(token.gap.ends_with('(')) },
    })
}

/// Characters before the first digit that belong to the number: "+", "(+".
fn marked_length(gap: &str) -> usize {
    gap.chars().rev().take_while(|c| matches!(c, '+' | '(')).count()
}

fn group_follows(text: &Text<'_>, at: usize) -> bool {
    group(text, at, false).is_some()
}

/// One group: a run of written digits, "double seven", "oh", "twenty five", "eight hundred".
fn group(text: &Text<'_>, at: usize, inside: bool) -> Option<Group> {
    let token = text.tokens.get(at)?;
    if inside && !joins(token.gap) {
        return None;
    }
    let word = token.word.as_str();
    if inside && is_exclamation(text, at) {
        return None;
    }
    if let Some(times) = repeats(word) {
        let next = text.tokens.get(at + 1)?;
        let digit = next
            .digits
            .filter(|_| next.width() == 1)
            .or_else(|| small(&next.word))
            .filter(|digit| *digit < 10)?;
        return Some(Group { digits: digit.to_string().repeat(times), end: at + 2 });
    }
    if token.raw.bytes().all(|byte| byte.is_ascii_digit()) && token.word == token.raw {
        if inside && token.is_joined() {
            return None;
        }
        return Some(Group { digits: token.raw.to_owned(), end: at + 1 });
    }
    if inside && token.is_joined() {
        return None;
    }
    if let Some(value) = small(word) {
        let hundred = text.word(at + 1);
        if (1..=19).contains(&value)
            && (value < 10 || hundred == "hundred")
            && matches!(hundred, "hundred" | "thousand")
        {
            let zeros = if hundred == "hundred" { "00" } else { "000" };
            return Some(Group { digits: format!("{value}{zeros}"), end: at + 2 });
        }
        return Some(Group { digits: value.to_string(), end: at + 1 });
    }
    let ten = tens(word)?;
    // "Twenty one hundred", "thirty three hundred".
    let unit_before_hundred =
        text.tokens.get(at + 1).and_then(|next| small(&next.word)).filter(|unit| (1..=9).contains(unit));
    if let Some(unit) = unit_before_hundred.filter(|_| text.word(at + 2) == "hundred") {
        return Some(Group { digits: format!("{}00", ten + unit), end: at + 3 });
    }
    let unit =
        text.tokens.get(at + 1).and_then(|next| small(&next.word).filter(|unit| (1..=9).contains(unit)));
    Some(match unit {
        Some(unit) => Group { digits: (ten + unit).to_string(), end: at + 2 },
        None => Group { digits: ten.to_string(), end: at + 1 },
    })
}

/// Whether digits on both sides of this may be one number.
fn joins(gap: &str) -> bool {
    gap.len() <= 4
        && gap.chars().all(|c| matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | ',' | '–' | '‑'))
        && !gap.contains(". ")
}

/// Words that may stand between two groups of one number.
fn is_between(word: &str) -> bool {
    corrects(word)
        || matches!(
            word,
            "wait"
                | "i"
                | "make"
                | "that"
                | "its"
                | "uh"
                | "um"
                | "er"
                | "dash"
                | "hyphen"
                | "space"
                | "then"
                | "and"
                | "the"
                | "number"
                | "is"
                | "area"
                | "code"
                | "so"
                | "thats"
                | "ends"
                | "in"
                | "ending"
                | "last"
                | "digits"
                | "digit"
                | "should"
                | "be"
                | "it"
                | "rest"
                | "phone"
                | "hang"
                | "on"
                | "comma"
                | "point"
                | "dot"
                | "followed"
                | "by"
                | "with"
        )
}

/// "Oh" before "sorry" or "no".
fn is_exclamation(text: &Text<'_>, at: usize) -> bool {
    matches!(text.word(at), "oh" | "o")
        && matches!(text.word(at + 1), "sorry" | "no" | "wait" | "actually" | "oops")
}

/// Words that say the digits before them were wrong, or are said again.
fn corrects(word: &str) -> bool {
    matches!(
        word,
        "no" | "sorry"
            | "mean"
            | "meant"
            | "oops"
            | "actually"
            | "scratch"
            | "rather"
            | "correction"
            | "again"
            | "repeat"
    )
}

/// Whether the words between two groups leave them one number: "dash", "and then", an area code and the rest.
fn goes_on(text: &Text<'_>, from: usize, to: usize, groups: &[String]) -> bool {
    let marks = (from..to).all(|at| {
        matches!(
            text.word(at),
            "dash"
                | "hyphen"
                | "space"
                | "uh"
                | "um"
                | "er"
                | "then"
                | "its"
                | "wait"
                | "comma"
                | "dot"
                | "point"
        )
    });
    let then = (from..to).any(|at| matches!(text.word(at), "then" | "rest" | "followed"));
    let short = groups.iter().map(String::len).sum::<usize>() <= 4;
    let code = (0..from).any(|at| text.word(at) == "code") || (from..to).any(|at| text.word(at) == "code");
    marks || then || (code && short)
}

/// "Area code four one five": the code belongs to the number.
fn is_area_code(text: &Text<'_>, at: usize) -> bool {
    (1..=3).any(|back| {
        text.before(at, back) == "code" && matches!(text.before(at, back + 1), "area" | "country" | "dialing")
    })
}

/// Groups one after the other.
fn run(text: &Text<'_>, at: usize) -> Option<(String, usize)> {
    let mut digits = String::new();
    let mut place = at;
    while let Some(group) = group(text, place, place > at) {
        digits.push_str(&group.digits);
        place = group.end;
    }
    (!digits.is_empty()).then_some((digits, place))
}

/// Replaces the end of the number by what was said instead of it.
fn take_back(groups: &mut Vec<String>, digits: &str) {
    let mut so_far = groups.concat();
    if digits.len() >= 7 {
        so_far.clear();
    } else {
        so_far.truncate(so_far.len().saturating_sub(digits.len()));
    }
    *groups = vec![so_far, digits.to_owned()];
}

/// "card number", "account", "order": another kind of number.
fn is_other_number(text: &Text<'_>, at: usize) -> bool {
    (1..=3).any(|back| {
        matches!(
            text.before(at, back),
            "account"
                | "card"
                | "order"
                | "invoice"
                | "reference"
                | "booking"
                | "ssn"
                | "omb"
                | "isbn"
                | "code"
                | "pin"
                | "serial"
                | "id"
                | "member"
                | "membership"
                | "confirmation"
                | "policy"
                | "tracking"
                | "passport"
                | "license"
                | "licence"
        )
    }) && !is_area_code(text, at)
        && !(1..=3).any(|back| matches!(text.before(at, back), "phone" | "telephone" | "mobile" | "cell"))
}

/// Shapes that are something else: social security numbers, dates, sums.
fn is_no_phone(text: &Text<'_>, at: usize, end: usize, digits: &str, marked: bool) -> bool {
    let widths: Vec<usize> = (at..end).map(|one| text.tokens[one].width()).collect();
    let dashes = (at + 1..end).all(|one| text.tokens[one].gap == "-");
    let social = widths == [3, 2, 4] && dashes;
    let form = widths == [4, 4] && dashes && !marked && text.before(at, 1) == "no";
    let day_and_month = |widths: &[usize]| widths.iter().all(|width| (1..=2).contains(width));
    let date = match widths.as_slice() {
        [4, rest @ ..] | [rest @ .., 4] => {
            rest.len() == 2 && day_and_month(rest) && text.tokens[at + 1].gap.len() == 1
        }
        _ => false,
    } && !marked;
    let sum = (at + 1..end).any(|one| text.tokens[one].gap == ",")
        || (widths.len() == 2 && text.tokens[at + 1].gap == ".");
    // "12/10 - 12/14": two days.
    let days = widths.len() == 4
        && widths.iter().all(|width| (1..=2).contains(width))
        && text.tokens[at + 1].gap == "/"
        && text.tokens[at + 3].gap == "/";
    // A run of tens is a list of times, not a number.
    days || social
        || form
        || date
        || sum
        || (digits.len() < 7 && end - at < 2 && !widths.iter().any(|width| *width > 5))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(said: &str) -> Option<String> {
        find(&Text::new(said), &[]).into_iter().next().map(|phone| phone.digits)
    }

    #[test]
    fn numbers_are_read_as_people_say_them() {
        for (said, number) in [
            ("my number is 415-555-0142", "4155550142"),
            ("(415) 555 0142", "4155550142"),
            ("+44 20 7946 0958", "+442079460958"),
            ("four one five five five five oh one four two", "4155550142"),
            ("oh seven double seven oh nine hundred eight seven three", "07770900873"),
            ("four one five triple five zero one four two", "4155550142"),
            ("plus one four one five five five five oh one four two", "+14155550142"),
            ("eight hundred five five five twelve thirty four", "8005551234"),
            ("four one five five five five oh one four three no sorry four two", "4155550142"),
            ("415 555 0143 sorry 0142", "4155550142"),
        ] {
            assert_eq!(digits(said).as_deref(), Some(number), "{said}");
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for said in [
            "911-67-0060",
            "account number 12345678",
            "at 10 30 or 11 15",
            "#20020211895",
            "2019-03-14",
            "s666666666s",
        ] {
            assert_eq!(digits(said), None, "{said}");
        }
    }
}
