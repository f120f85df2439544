//! How many messages a text is on its way: networks cut what is long into segments, and each is paid for.
//!
//! A text of the GSM alphabet has 160 places, each of the segments of a longer one 153; some signs take two places. A
//! single letter outside of that alphabet (a typographic quote, an emoji, a Spanish í) turns the whole text into
//! UCS-2: 70 UTF-16 units, or 67 each. Source: 3GPP TS 23.038 §6.2.1, <https://www.twilio.com/docs/glossary/what-is-gsm-7-character-encoding>.

use serde::{Deserialize, Serialize};

/// Most characters of one message: <https://www.twilio.com/docs/errors/21617>.
pub const LONGEST: usize = 1600;

/// In which letters a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Encoding {
    /// Seven bits a letter.
    Gsm7,
    /// Sixteen bits a letter.
    Ucs2,
}

/// How a text is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments {
    /// In which letters it goes.
    pub encoding: Encoding,
    /// How many messages it is; nothing is none.
    pub count: usize,
    /// Places it takes: septets in GSM-7, UTF-16 units in UCS-2.
    pub units: usize,
}

/// Cuts a text as networks do. What takes two places is never cut in the middle.
pub fn segments(text: &str) -> Segments {
    let gsm: Option<Vec<usize>> = text.chars().map(septets).collect();
    let (encoding, places, alone, each) = match gsm {
        Some(places) => (Encoding::Gsm7, places, 160, 153),
        None => (Encoding::Ucs2, text.chars().map(char::len_utf16).collect(), 70, 67),
    };
    let units = places.iter().sum();
    let count = match units {
        0 => 0,
        units if units <= alone => 1,
        _ => {
            let mut count = 1;
            let mut room = each;
            for place in places {
                if place > room {
                    count += 1;
                    room = each;
                }
                room -= place;
            }
            count
        }
    };
    Segments { encoding, count, units }
}

/// The text, cut at a word where it is longer than one message may be. A cut is marked.
pub fn fitting(text: String) -> String {
    const MARK: &str = "...";
    if text.chars().count() <= LONGEST {
        return text;
    }
    let mut cut: String = text.chars().take(LONGEST - MARK.len()).collect();
    // A word of its own is rather cut than left out.
    if let Some(end) = cut.rfind(char::is_whitespace).filter(|end| cut[*end..].chars().count() < 60) {
        cut.truncate(end);
    }
    cut + MARK
}

/// The places that a letter of the GSM alphabet takes.
fn septets(letter: char) -> Option<usize> {
    if BASIC.contains(letter) {
        Some(1)
    } else if EXTENSION.contains(letter) {
        Some(2)
    } else {
        None
    }
}

/// 3GPP TS 23.038, the default alphabet.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿\
                     abcdefghijklmnopqrstuvwxyzäöñüà";

/// Its extension: an escape, and the sign.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_at_the_edges() {
        let times = |letter: &str, count: usize| letter.repeat(count);
        for (text, encoding, count) in [
            (String::new(), Encoding::Gsm7, 0),
            (times("a", 160), Encoding::Gsm7, 1),
            (times("a", 161), Encoding::Gsm7, 2),
            (times("a", 306), Encoding::Gsm7, 2),
            (times("a", 307), Encoding::Gsm7, 3),
            (times("€", 80), Encoding::Gsm7, 1),
            // 153 is odd: the escape and its sign stay together, so a place is lost in each segment.
            (times("€", 152), Encoding::Gsm7, 2),
            (times("€", 153), Encoding::Gsm7, 3),
            (times("ñ", 160), Encoding::Gsm7, 1),
            (times("í", 70), Encoding::Ucs2, 1),
            (times("í", 71), Encoding::Ucs2, 2),
            (times("í", 134), Encoding::Ucs2, 2),
            (times("í", 135), Encoding::Ucs2, 3),
            (times("😀", 35), Encoding::Ucs2, 1),
            (times("😀", 36), Encoding::Ucs2, 2),
            // 67 is odd too: a pair of surrogates stays together.
            (times("😀", 66), Encoding::Ucs2, 2),
            (times("😀", 67), Encoding::Ucs2, 3),
            ("It’s 5 o'clock".to_owned(), Encoding::Ucs2, 1),
            ("It's 5 o'clock".to_owned(), Encoding::Gsm7, 1),
        ] {
            let cut = segments(&text);
            assert_eq!(
                (cut.encoding, cut.count),
                (encoding, count),
                "{} letters: {text}",
                text.chars().count()
            );
        }
    }

    #[test]
    fn what_is_too_long_is_cut_at_a_word_and_says_so() {
        assert_eq!(fitting("short".to_owned()), "short");
        let cut = fitting("word ".repeat(400));
        assert!(cut.chars().count() <= LONGEST && cut.ends_with("word..."), "{cut}");
        assert_eq!(fitting("x".repeat(2_000)).chars().count(), LONGEST);
    }

    proptest! {
        #[test]
        fn segments_hold_the_text_and_no_more_than_needed(text in "\\PC{0,500}|[a-zA-Z0-9 €\\[\\]~]{0,900}") {
            let cut = segments(&text);
            let (alone, each) = if cut.encoding == Encoding::Gsm7 { (160, 153) } else { (70, 67) };
            let room = if cut.count <= 1 { alone } else { cut.count * each };
            prop_assert!(cut.units <= room);
            // A segment may leave one place empty, never two.
            prop_assert!(cut.count <= 1 || cut.units + (cut.count - 1) > (cut.count - 1) * each);
            prop_assert_eq!(cut.count == 0, text.is_empty());
            prop_assert_eq!(cut.encoding == Encoding::Gsm7, text.chars().all(|c| septets(c).is_some()));
        }

        #[test]
        fn a_longer_text_never_has_fewer_segments(text in "\\PC{0,300}", more in "[a-z😀€í]{0,100}") {
            let longer = format!("{text}{more}");
            prop_assert!(segments(&text).count <= segments(&longer).count);
        }

        #[test]
        fn what_is_sent_always_fits(text in "\\PC{0,2000}") {
            prop_assert!(fitting(text).chars().count() <= LONGEST);
        }
    }
}
