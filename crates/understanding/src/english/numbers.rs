//! Numbers in words.

use crate::numbers::Number;
use crate::token::Text;
use crate::words::Numbers;

pub(super) const NUMBERS: Numbers = Numbers {
    small,
    tens,
    in_words,
    some,
    year,
    is_ordinal_ending: |word| matches!(word, "st" | "nd" | "rd" | "th"),
};

/// "zero" to "nineteen"; "oh" as in telephone numbers.
pub(crate) fn small(word: &str) -> Option<u32> {
    Some(match word {
        "zero" | "oh" | "o" | "nought" | "naught" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        _ => return None,
    })
}

/// "twenty" to "ninety".
pub(crate) fn tens(word: &str) -> Option<u32> {
    Some(match word {
        "twenty" => 20,
        "thirty" => 30,
        "forty" | "fourty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

/// "first" to "nineteenth", "twentieth", "thirtieth".
pub(crate) fn ordinal(word: &str) -> Option<u32> {
    Some(match word {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "fifth" => 5,
        "sixth" => 6,
        "seventh" => 7,
        "eighth" => 8,
        "ninth" => 9,
        "tenth" => 10,
        "eleventh" => 11,
        "twelfth" | "twelveth" => 12,
        "thirteenth" => 13,
        "fourteenth" => 14,
        "fifteenth" => 15,
        "sixteenth" => 16,
        "seventeenth" => 17,
        "eighteenth" => 18,
        "nineteenth" => 19,
        "twentieth" => 20,
        "thirtieth" => 30,
        _ => return None,
    })
}

/// How often the next digit of a telephone number stands: "double seven".
pub(crate) fn repeats(word: &str) -> Option<usize> {
    match word {
        "double" => Some(2),
        "triple" | "treble" => Some(3),
        "quadruple" => Some(4),
        _ => None,
    }
}

/// "five", "twenty fifth", "twenty 3rd".
pub(crate) fn in_words(text: &Text<'_>, at: usize) -> Option<Number> {
    let word = text.word(at);
    if let Some(value) = small(word) {
        return Some(Number { value, length: 1, is_ordinal: false, width: 0 });
    }
    if let Some(value) = ordinal(word) {
        return Some(Number { value, length: 1, is_ordinal: true, width: 0 });
    }
    let ten = tens(word)?;
    let next = text.tokens.get(at + 1).filter(|next| next.is_beside());
    let with_unit = next.and_then(|next| {
        let unit = small(&next.word).map(|unit| (unit, false));
        unit.or_else(|| ordinal(&next.word).map(|unit| (unit, true))).or_else(|| {
            // Recognisers write "twenty 3rd".
            next.digits.filter(|_| next.word.len() > next.raw.len()).map(|unit| (unit, true))
        })
    });
    Some(match with_unit {
        Some((unit, is_ordinal)) if (1..=9).contains(&unit) => {
            Number { value: ten + unit, length: 2, is_ordinal, width: 0 }
        }
        _ => Number { value: ten, length: 1, is_ordinal: false, width: 0 },
    })
}

/// "a", "a couple of", "a few".
pub(crate) fn some(text: &Text<'_>, at: usize) -> Option<(u32, usize)> {
    let article = usize::from(matches!(text.word(at), "a" | "the"));
    match text.word(at + article) {
        "couple" => Some((2, article + 1 + usize::from(text.word(at + article + 1) == "of"))),
        "few" => Some((3, article + 1)),
        _ if matches!(text.word(at), "a" | "an") => Some((1, 1)),
        _ => None,
    }
}

/// "twenty nineteen", "nineteen thirty six", "two thousand and five".
pub(crate) fn year(text: &Text<'_>, at: usize) -> Option<(i16, usize)> {
    let first = text.cardinal(at)?;
    if first.value == 2 && text.word(at + 1) == "thousand" {
        let and = usize::from(text.word(at + 2) == "and");
        return Some(match text.cardinal(at + 2 + and).filter(|rest| rest.width == 0 && rest.value > 0) {
            Some(rest) => (2000 + rest.value as i16, 2 + and + rest.length),
            None => (2000, 2),
        });
    }
    if first.value != 19 && first.value != 20 {
        return None;
    }
    let second = text.cardinal(at + first.length).filter(|second| second.width == 0)?;
    let (rest, length) = if second.value == 0 {
        let unit = text.cardinal(at + first.length + 1).filter(|unit| (1..=9).contains(&unit.value))?;
        (unit.value, 2)
    } else {
        (second.value, second.length)
    };
    (rest < 100).then_some(((first.value * 100 + rest) as i16, first.length + length))
}
