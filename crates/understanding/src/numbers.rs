//! Numbers in digits and in words.

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
        (self.words().numbers.in_words)(self, at)
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
        (self.words().numbers.some)(self, at)
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
        (self.words().numbers.year)(self, at)
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
    use crate::Language::English;

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
            let number = Text::new(text, English).number(0).expect(text);
            assert_eq!(
                (number.value, number.length, number.is_ordinal),
                (value, length, is_ordinal),
                "{text}"
            );
        }
        assert_eq!(Text::new("hair", English).number(0), None);
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
            assert_eq!(Text::new(text, English).year(0).map(|(year, _)| year), Some(year), "{text}");
        }
    }
}
