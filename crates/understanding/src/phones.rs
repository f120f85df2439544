//! Telephone numbers, written or read out.

use crate::Expecting;
use crate::token::Text;

/// The shortest number worth calling, and the longest there is.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Digits that may be a part of a number where one was asked for.
const PIECE: std::ops::RangeInclusive<usize> = 2..=5;

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
    let words = &text.words().phones;
    let plus_said = (words.is_plus)(text.word(at));
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
        while (words.hesitates)(text.word(after)) || (words.is_exclamation)(text, after) {
            after += 1;
        }
        let corrects = (end..after).any(|one| (words.corrects)(text.word(one)));
        if corrects {
            if let Some((digits, stop)) = run(text, after) {
                take_back(&mut groups, &digits);
                end = stop;
                place = stop;
            }
        } else if after > end && group_follows(text, after) {
            let said = groups.iter().map(String::len).sum();
            if (words.goes_on)(text, end, after, said) {
                place = after;
            }
        }
    }
    let digits = groups.concat();
    // "Three four seven", and the rest in the next breath.
    let is_piece = expected && PIECE.contains(&digits.len()) && is_all_that_is_said(text, first, end);
    let long_enough =
        is_piece || DIGITS.contains(&digits.len()) || (expected && (6..=15).contains(&digits.len()));
    let extension =
        text.tokens.get(end).is_some_and(|next| matches!(next.word.as_str(), "x" | "ext" | "extension"))
            && text.tokens.get(end + 1).is_some_and(|next| next.digits.is_some());
    let ends_clean = extension
        || text
            .tokens
            .get(end)
            .is_none_or(|next| !next.is_joined() && !next.gap.starts_with(['=', '*', '@', '%']));
    if !long_enough || !ends_clean || (!is_piece && is_no_phone(text, first, end, &digits, marked)) {
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
    let moment = (text.words().calendar.month)(text.before(first, 1)).is_some()
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

/// Whether nothing is said beside these words but what leads to a number: "and then zero one five one".
fn is_all_that_is_said(text: &Text<'_>, at: usize, end: usize) -> bool {
    let leads = |word: &str| (text.words().phones.hesitates)(word) || (text.words().phones.leads)(word);
    let rest = (0..at).chain(end..text.tokens.len());
    let is_clock = (at + 1..end).any(|one| text.tokens[one].gap.starts_with(':'));
    !is_clock && rest.into_iter().all(|one| leads(text.word(one)))
}

fn group_follows(text: &Text<'_>, at: usize) -> bool {
    group(text, at, false).is_some()
}

/// One group: a run of written digits, "double seven", or digits in words.
fn group(text: &Text<'_>, at: usize, inside: bool) -> Option<Group> {
    let token = text.tokens.get(at)?;
    if inside && !joins(token.gap) {
        return None;
    }
    let words = text.words();
    if inside && (words.phones.is_exclamation)(text, at) {
        return None;
    }
    if let Some(times) = (words.phones.repeats)(&token.word) {
        let next = text.tokens.get(at + 1)?;
        let digit = next
            .digits
            .filter(|_| next.width() == 1)
            .or_else(|| (words.numbers.small)(&next.word))
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
    let (digits, end) = (words.phones.group)(text, at)?;
    Some(Group { digits, end })
}

/// Whether digits on both sides of this may be one number.
fn joins(gap: &str) -> bool {
    gap.len() <= 4
        && gap.chars().all(|c| matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | ',' | '–' | '‑'))
        && !gap.contains(". ")
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
    let words = &text.words().phones;
    let near = |is_word: fn(&str) -> bool| (1..=3).any(|back| is_word(text.before(at, back)));
    near(words.is_other) && !(words.is_area_code)(text, at) && !near(words.is_phone)
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
        find(&Text::new(said, crate::Language::English), &[]).into_iter().next().map(|phone| phone.digits)
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
