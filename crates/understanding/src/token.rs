//! Words with their places. Everything behind this file looks at words, never at characters.

use crate::Language;
use crate::words::Words;

/// Longer utterances are cut here: nobody says this much between two questions.
pub(crate) const LONGEST: usize = 2_000;

/// One word or run of digits.
#[derive(Debug, Clone)]
pub(crate) struct Token<'t> {
    /// As written.
    pub(crate) raw: &'t str,
    /// Lower case, without apostrophes: "o'clock" is "oclock", "don't" is "dont".
    pub(crate) word: String,
    /// What stands between this word and the one before: blanks and marks.
    pub(crate) gap: &'t str,
    /// First character.
    pub(crate) start: usize,
    /// One past the last character.
    pub(crate) end: usize,
    /// The value, where the word is written in digits.
    pub(crate) digits: Option<u32>,
}

impl Token<'_> {
    /// Whether nothing stands between this word and the one before: the "pm" of "5pm".
    pub(crate) fn is_joined(&self) -> bool {
        self.gap.is_empty() && self.start > 0
    }

    /// Whether only this mark (and blanks) stands between this word and the one before.
    pub(crate) fn follows(&self, mark: char) -> bool {
        self.gap.trim() == mark.encode_utf8(&mut [0; 4])
    }

    /// Whether a sentence ends before this word.
    pub(crate) fn opens_sentence(&self) -> bool {
        self.start == 0
            || self.gap.contains(['!', '?', ';', '\n'])
            || self.gap.contains(". ")
            || self.gap.contains("...")
    }

    /// Whether the word begins with a capital.
    pub(crate) fn is_capitalised(&self) -> bool {
        self.raw.chars().next().is_some_and(char::is_uppercase)
    }

    /// How many digits the word is written in; 0 for a word in letters.
    pub(crate) fn width(&self) -> usize {
        if self.digits.is_some() { self.raw.len() } else { 0 }
    }
}

/// The words of a text, and the way back from words to characters.
#[derive(Debug)]
pub(crate) struct Text<'t> {
    pub(crate) tokens: Vec<Token<'t>>,
    pub(crate) language: Language,
    source: &'t str,
}

impl<'t> Text<'t> {
    /// Splits a text, cut to its first [`LONGEST`] characters, into words.
    pub(crate) fn new(source: &'t str, language: Language) -> Self {
        let source = match source.char_indices().nth(LONGEST) {
            Some((byte, _)) => &source[..byte],
            None => source,
        };
        Self { tokens: merge(split(source), language.words()), language, source }
    }

    /// The words of the language it is in.
    pub(crate) fn words(&self) -> &'static Words {
        self.language.words()
    }

    /// The characters from one place to another.
    pub(crate) fn slice(&self, start: usize, end: usize) -> String {
        self.source.chars().skip(start).take(end.saturating_sub(start)).collect()
    }

    /// Whether these words stand from `at` on.
    pub(crate) fn reads(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(offset, word)| self.word(at + offset) == *word)
    }

    /// The word at a place; empty beyond the end.
    pub(crate) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.word.as_str())
    }

    /// The word `back` places before; empty before the beginning.
    pub(crate) fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |place| self.word(place))
    }

    /// Whether the whole text is this run of words.
    pub(crate) fn is_all(&self, at: usize, length: usize) -> bool {
        at == 0 && length == self.tokens.len()
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Letters,
    Digits,
    Apostrophe,
    Gap,
}

fn kind(character: char) -> Kind {
    match character {
        '0'..='9' => Kind::Digits,
        '\'' | '’' | '‘' | '`' | '´' => Kind::Apostrophe,
        _ if character.is_alphanumeric() => Kind::Letters,
        // Accents written as characters of their own belong to their letter.
        '\u{300}'..='\u{36f}' => Kind::Letters,
        _ => Kind::Gap,
    }
}

fn split(source: &str) -> Vec<Token<'_>> {
    let characters: Vec<(usize, char)> = source.char_indices().collect();
    let byte = |place: usize| characters.get(place).map_or(source.len(), |(byte, _)| *byte);
    let mut tokens = Vec::new();
    let mut place = 0;
    let mut gap_from = 0;
    while place < characters.len() {
        let own = kind(characters[place].1);
        if own == Kind::Gap || own == Kind::Apostrophe {
            place += 1;
            continue;
        }
        let start = place;
        while place < characters.len() {
            let next = kind(characters[place].1);
            let inside = next == own
                || (own == Kind::Letters
                    && next == Kind::Apostrophe
                    && characters.get(place + 1).is_some_and(|(_, after)| kind(*after) == Kind::Letters));
            if !inside {
                break;
            }
            place += 1;
        }
        let raw = &source[byte(start)..byte(place)];
        tokens.push(Token {
            raw,
            word: fold(raw),
            gap: &source[gap_from..byte(start)],
            start,
            end: place,
            digits: if own == Kind::Digits { raw.parse().ok() } else { None },
        });
        gap_from = byte(place);
    }
    tokens
}

/// Lower case, without apostrophes and without the accents callers do not speak.
pub fn fold(raw: &str) -> String {
    if raw.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return raw.to_owned();
    }
    let mut folded = String::with_capacity(raw.len());
    for character in raw.chars().filter(|c| kind(*c) != Kind::Apostrophe) {
        for lower in character.to_lowercase() {
            match lower {
                'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ą' | 'ā' => folded.push('a'),
                'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ē' | 'ě' => folded.push('e'),
                'í' | 'ì' | 'î' | 'ï' | 'ī' => folded.push('i'),
                'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'ō' => folded.push('o'),
                'ú' | 'ù' | 'û' | 'ü' | 'ū' => folded.push('u'),
                'ç' | 'ć' | 'č' => folded.push('c'),
                'ñ' | 'ń' => folded.push('n'),
                'ś' | 'š' => folded.push('s'),
                'ź' | 'ż' | 'ž' => folded.push('z'),
                'ł' => folded.push('l'),
                'ß' => folded.push_str("ss"),
                '\u{300}'..='\u{36f}' => {}
                other => folded.push(other),
            }
        }
    }
    folded
}

/// Puts together what is one word in several pieces: "p . m .", "o'clock", "3rd".
fn merge<'t>(tokens: Vec<Token<'t>>, words: &Words) -> Vec<Token<'t>> {
    let mut merged: Vec<Token<'t>> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let close =
            token.gap.chars().all(|c| matches!(c, ' ' | '.' | '"' | '\'' | '’')) && token.gap.len() < 4;
        let count = merged.len();
        if let Some(last) = merged.last_mut().filter(|_| close) {
            let whole = match (last.word.as_str(), token.word.as_str()) {
                ("o", "clock") => Some("oclock"),
                ("a", "m") if count > 1 => Some("am"),
                ("p", "m") if count > 1 => Some("pm"),
                _ => None,
            };
            if let Some(whole) = whole {
                last.word = whole.to_owned();
                last.end = token.end;
                continue;
            }
            let ordinal = (words.numbers.is_ordinal_ending)(&token.word);
            if ordinal && token.gap.is_empty() && last.digits.is_some() {
                last.word = format!("{}{}", last.raw, token.word);
                last.end = token.end;
                continue;
            }
        }
        merged.push(token);
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Text::new(text, Language::English).tokens.iter().map(|token| token.word.clone()).collect()
    }

    #[test]
    fn words_and_digits_stand_apart() {
        assert_eq!(words("At 5pm, O'Neil's 3rd"), ["at", "5", "pm", "oneils", "3rd"]);
        assert_eq!(words("5 o\"clock at 9 p . m ."), ["5", "oclock", "at", "9", "pm"]);
        assert_eq!(words("10:30-11.15"), ["10", "30", "11", "15"]);
    }

    #[test]
    fn places_are_counted_in_characters() {
        let text = Text::new("żółć 5pm", Language::English);
        assert_eq!((text.tokens[1].start, text.tokens[1].end), (5, 6));
        assert_eq!(text.slice(5, 8), "5pm");
    }

    #[test]
    fn a_very_long_text_is_cut() {
        let text = "no ".repeat(100_000);
        assert!(Text::new(&text, Language::English).tokens.len() <= LONGEST);
    }
}
