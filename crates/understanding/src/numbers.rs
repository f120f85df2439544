//! Numbers in digits and in words.

use crate::english::numbers::{ordinal, small, tens};
use crate::token::{Text, Token};

/// A number somewhere in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) value: u32,
    /// Words it takes.
    pub(crate) length: usize,
    /// "third", "3rd".
    pub(crate) is_ordinal: bool,
    /// Digits it is written with; 0 in words.
    pub(crate) width: usize,
}

impl Text<'_> {
    /// The number that begins at this word: one token of digits, or words below a hundred.
    pub(crate) fn number(&self, at: usize) -> Option<Number> {
        let token = self.tokens.get(at)?;
        if let Some(value) = token.digits {
            let is_ordinal = token.word.len() > token.raw.len();
            return Some(Number { value, length: 1, is_ordinal, width: token.width() });
        }
        let word = token.word.as_str();
        if let Some(value) = small(word) {
            return Some(Number { value, length: 1, is_ordinal: false, width: 0 });
        }
        if let Some(value) = ordinal(word) {
            return Some(Number { value, length: 1, is_ordinal: true, width: 0 });
        }
        let ten = tens(word)?;
        let next = self.tokens.get(at + 1).filter(|next| next.is_beside());
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

    /// A number that counts: no ordinal.
    pub(crate) fn cardinal(&self, at: usize) -> Option<Number> {
        self.number(at).filter(|number| !number.is_ordinal)
    }

    /// How many of something: "two", "a", "a couple of", "a few".
    pub(crate) fn count(&self, at: usize) -> Option<(u32, usize)> {
        if let Some(number) = self.cardinal(at).filter(|number| number.width < 5) {
            return Some((number.value, number.length));
        }
        let article = usize::from(matches!(self.word(at), "a" | "the"));
        match self.word(at + article) {
            "couple" => Some((2, article + 1 + usize::from(self.word(at + article + 1) == "of"))),
            "few" => Some((3, article + 1)),
            _ if matches!(self.word(at), "a" | "an") => Some((1, 1)),
            _ => None,
        }
    }

    /// A year: "2019", "twenty nineteen", "nineteen thirty six", "two thousand and five".
    pub(crate) fn year(&self, at: usize) -> Option<(i16, usize)> {
        let first = self.cardinal(at)?;
        if first.width == 4 && (1900..2100).contains(&first.value) {
            return Some((first.value as i16, 1));
        }
        if first.width > 0 {
            return None;
        }
        if first.value == 2 && self.word(at + 1) == "thousand" {
            let and = usize::from(self.word(at + 2) == "and");
            return Some(
                match self.cardinal(at + 2 + and).filter(|rest| rest.width == 0 && rest.value > 0) {
                    Some(rest) => (2000 + rest.value as i16, 2 + and + rest.length),
                    None => (2000, 2),
                },
            );
        }
        if first.value != 19 && first.value != 20 {
            return None;
        }
        let second = self.cardinal(at + first.length).filter(|second| second.width == 0)?;
        let (rest, length) = if second.value == 0 {
            let unit = self.cardinal(at + first.length + 1).filter(|unit| (1..=9).contains(&unit.value))?;
            (unit.value, 2)
        } else {
            (second.value, second.length)
        };
        (rest < 100).then_some(((first.value * 100 + rest) as i16, first.length + length))
    }
}

impl Token<'_> {
    /// Whether only a blank or a hyphen stands before: "twenty-five", "twenty five".
    pub(crate) fn is_beside(&self) -> bool {
        matches!(self.gap, " " | "-" | "" | "  " | "‑")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_words_and_digits() {
        for (text, value, length, is_ordinal) in [
            ("12", 12, 1, false),
            ("twenty five", 25, 2, false),
            ("twenty-fifth", 25, 2, true),
            ("thirty", 30, 1, false),
            ("3rd", 3, 1, true),
            ("oh", 0, 1, false),
        ] {
            let number = Text::new(text).number(0).expect(text);
            assert_eq!(
                (number.value, number.length, number.is_ordinal),
                (value, length, is_ordinal),
                "{text}"
            );
        }
        assert_eq!(Text::new("hair").number(0), None);
    }

    #[test]
    fn years_are_read_in_words_and_digits() {
        for (text, year) in [
            ("2019", 2019),
            ("twenty nineteen", 2019),
            ("nineteen thirty six", 1936),
            ("two thousand and five", 2005),
            ("twenty oh five", 2005),
        ] {
            assert_eq!(Text::new(text).year(0).map(|(year, _)| year), Some(year), "{text}");
        }
    }
}
