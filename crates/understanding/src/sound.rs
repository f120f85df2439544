//! How alike two words are, to the eye and to the ear.

use crate::{Language, fold};

/// The sound of a word in a few letters: "caitlin" and "kaytlyn" share one. After the idea of Metaphone, kept small.
pub(crate) fn sound(word: &str) -> String {
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).take(40).collect();
    let at = |place: usize| letters.get(place).copied().unwrap_or(' ');
    let mut code = String::with_capacity(letters.len());
    let mut place = 0;
    while place < letters.len() {
        let (letter, next) = (letters[place], at(place + 1));
        let first = place == 0;
        let mut step = 1;
        let heard: &str = match letter {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' if first => {
                if letter == 'y' && matches!(next, 'a' | 'e' | 'i' | 'o' | 'u') { "j" } else { "a" }
            }
            'c' if next == 'h' => {
                step = 2;
                if first && matches!(at(2), 'r' | 'l') { "k" } else { "x" }
            }
            'c' if matches!(next, 'e' | 'i' | 'y') => "s",
            'c' if next == 'k' => {
                step = 2;
                "k"
            }
            'c' | 'k' | 'q' => {
                if first && next == 'n' {
                    ""
                } else {
                    "k"
                }
            }
            'p' if next == 'h' => {
                step = 2;
                "f"
            }
            's' if next == 'h' => {
                step = 2;
                "x"
            }
            's' if next == 'c' && at(place + 2) == 'h' => {
                step = 3;
                "x"
            }
            's' | 'z' => "s",
            't' if next == 'h' => {
                step = 2;
                "t"
            }
            't' if next == 'c' && at(place + 2) == 'h' => {
                step = 3;
                "x"
            }
            'd' if next == 'g' => {
                step = 2;
                "x"
            }
            'g' if next == 'h' => {
                step = 2;
                if first { "k" } else { "" }
            }
            'g' if matches!(next, 'e' | 'i' | 'y') => "x",
            'g' => {
                if next == 'n' && (first || place + 2 == letters.len()) {
                    ""
                } else {
                    "k"
                }
            }
            'j' => "x",
            'h' if first => "h",
            'w' => {
                if next == 'r' && first {
                    ""
                } else if matches!(next, 'a' | 'e' | 'i' | 'o' | 'u' | 'h') {
                    "w"
                } else {
                    ""
                }
            }
            'x' => "ks",
            'v' => "f",
            'b' if place + 1 == letters.len() && place > 0 && letters[place - 1] == 'm' => "",
            'b' => "b",
            'd' => "t",
            'f' => "f",
            'l' => "l",
            'm' => "m",
            'n' => "n",
            'p' => "p",
            'r' => "r",
            't' => "t",
            _ => "",
        };
        if heard.len() != 1 || !code.ends_with(heard) {
            code.push_str(heard);
        }
        place += step;
    }
    code
}

/// No more letters of a word are compared.
const COMPARED: usize = 40;

/// The letters of a word, kept without an allocation.
struct Letters {
    letters: [char; COMPARED],
    count: usize,
}

impl Letters {
    fn new(word: &str) -> Self {
        let mut letters = ['\0'; COMPARED];
        let mut count = 0;
        for (place, letter) in letters.iter_mut().zip(word.chars()) {
            *place = letter;
            count += 1;
        }
        Self { letters, count }
    }

    fn as_slice(&self) -> &[char] {
        &self.letters[..self.count]
    }
}

/// Edits (insert, drop, change, swap neighbours) between two words, given up beyond `most`.
pub(crate) fn edits(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b) = (Letters::new(a), Letters::new(b));
    edits_between(a.as_slice(), b.as_slice(), most)
}

fn edits_between(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before = [0_usize; COMPARED + 1];
    let mut last = [0_usize; COMPARED + 1];
    for (column, cost) in last.iter_mut().enumerate() {
        *cost = column;
    }
    for (row, from) in a.iter().enumerate() {
        let mut this = [0_usize; COMPARED + 1];
        this[0] = row + 1;
        let mut least = this[0];
        for (column, to) in b.iter().enumerate() {
            let mut cost =
                (last[column] + usize::from(from != to)).min(last[column + 1] + 1).min(this[column] + 1);
            if row > 0 && column > 0 && *from == b[column - 1] && a[row - 1] == *to {
                cost = cost.min(before[column - 1] + 1);
            }
            this[column + 1] = cost;
            least = least.min(cost);
        }
        // A swap looks one row further back, and costs one.
        if least > most + 1 {
            return None;
        }
        before = last;
        last = this;
    }
    Some(last[b.len()]).filter(|count| *count <= most)
}

/// A word with its sound, for comparing it more than once.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) word: String,
    sound: String,
    /// The sound of a name that is said otherwise than written.
    said: Option<String>,
}

impl Heard {
    pub(crate) fn new(word: String, language: Language) -> Self {
        let sound = sound(&word);
        let said = (language.words().names.said_as)(&word).map(self::sound);
        Self { word, sound, said }
    }

    /// Several words as one, which is said as they are.
    pub(crate) fn joined(words: &[Heard], language: Language) -> Self {
        let said_as = language.words().names.said_as;
        let mut whole = Self::new(words.iter().map(|word| word.word.as_str()).collect(), language);
        if words.iter().any(|word| word.said.is_some()) {
            let said: String = words.iter().map(|word| said_as(&word.word).unwrap_or(&word.word)).collect();
            whole.said = Some(sound(&said));
        }
        whole
    }

    /// 0 to 1: how alike two words look or sound.
    pub(crate) fn alike(&self, other: &Self) -> f32 {
        if self.word == other.word {
            return 1.0;
        }
        let seen = share(&self.word, &other.word);
        let heard = [self.said.as_ref(), Some(&self.sound)]
            .into_iter()
            .flatten()
            .flat_map(|own| {
                [other.said.as_ref(), Some(&other.sound)]
                    .into_iter()
                    .flatten()
                    .map(move |theirs| (own, theirs))
            })
            .filter(|(own, theirs)| !own.is_empty() && !theirs.is_empty())
            .map(|(own, theirs)| share(own, theirs))
            .fold(0.0, f32::max);
        (0.5 * seen + 0.5 * heard).max(seen).max(heard * 0.85).min(0.97)
    }
}

/// 0 to 1: the letters two words share.
pub(crate) fn share(a: &str, b: &str) -> f32 {
    let (a, b) = (Letters::new(a), Letters::new(b));
    let longest = a.count.max(b.count);
    if longest == 0 {
        return 0.0;
    }
    1.0 - edits_between(a.as_slice(), b.as_slice(), COMPARED).unwrap_or(longest) as f32 / longest as f32
}

/// 0 to 1: how alike two words look or sound.
pub(crate) fn alike(a: &str, b: &str, language: Language) -> f32 {
    Heard::new(a.to_owned(), language).alike(&Heard::new(b.to_owned(), language))
}

/// Whether a recogniser may well have written one for the other.
pub(crate) fn is_close(a: &str, b: &str) -> bool {
    let shortest = a.chars().count().min(b.chars().count());
    let most = match shortest {
        0..=4 => 0,
        5..=7 => 1,
        _ => 2,
    };
    if edits(a, b, most).is_some() {
        return true;
    }
    let (first, second) = (sound(a), sound(b));
    shortest > 3 && first.len() > 2 && first == second && (first.len() > 3 || share(a, b) > 0.5)
}

/// Whether two words may be the same name, as far as a voice tells: Anna and Ana, Katie and Katy, Steven and Stephen.
/// Paul and Paula are two.
pub fn is_same_name(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    let (plain_a, plain_b) = (plain(&a), plain(&b));
    if a == b || plain_a == plain_b {
        return true;
    }
    let ends = |one: &str, other: &str| one.strip_suffix('a').is_some_and(|start| start == other);
    let last = |name: &str| name.chars().last();
    let is_other_form = ends(&a, &b)
        || ends(&b, &a)
        || matches!((last(&a), last(&b)), (Some('a'), Some('o')) | (Some('o'), Some('a')));
    if is_other_form {
        return false;
    }
    let shortest = plain_a.chars().count().min(plain_b.chars().count());
    let code = sound(&a);
    (shortest >= 4 && edits(&plain_a, &plain_b, 1).is_some())
        || (code.len() >= 3 && code == sound(&b) && share(&a, &b) > 0.4)
}

/// A name without what is written and not heard: doubled letters, a silent "h", one of the ways to end on "ee".
fn plain(name: &str) -> String {
    let start = ["ie", "ey", "ee", "y"].iter().find_map(|ending| name.strip_suffix(ending));
    let name =
        start.filter(|start| start.len() > 1).map_or_else(|| name.to_owned(), |start| format!("{start}i"));
    let name = name.replace("ph", "f").replace("ck", "k").replace('y', "i");
    let mut plain = String::with_capacity(name.len());
    for (place, letter) in name.chars().enumerate() {
        if plain.ends_with(letter) || (letter == 'h' && place > 0) {
            continue;
        }
        plain.push(letter);
    }
    match plain.strip_suffix('e') {
        Some(start) if start.len() > 1 => start.to_owned(),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_as_far_as_a_voice_tells() {
        let same = [
            ("Anna", "Ana"),
            ("sara", "Sarah"),
            ("Katie", "Katy"),
            ("steven", "Stephen"),
            ("jon", "John"),
            ("Ann", "Anne"),
            ("Chris", "Kris"),
            ("Caitlin", "Katelyn"),
            ("Müller", "Muller"),
            ("maier", "Meyer"),
        ];
        let others = [
            ("Tim", "Tom"),
            ("Ana", "Ina"),
            ("Paul", "Paula"),
            ("Mario", "Maria"),
            ("Bea", "Ben"),
            ("Kim", "Tim"),
            ("Dan", "Don"),
            ("", "Ana"),
            ("Bob", "Rob"),
            ("Ana", "Silva"),
        ];

        for (a, b) in same {
            assert!(is_same_name(a, b) && is_same_name(b, a), "{a} {b}");
        }
        for (a, b) in others {
            assert!(!is_same_name(a, b) && !is_same_name(b, a), "{a} {b}");
        }
    }

    #[test]
    fn words_that_sound_the_same_share_a_code() {
        for (a, b) in
            [("caitlin", "kaytlyn"), ("stephen", "steven"), ("cathy", "kathi"), ("schmidt", "shmit")]
        {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
        assert_ne!(sound("maria"), sound("anna"));
    }

    #[test]
    fn edits_count_swaps_as_one() {
        assert_eq!(edits("balayage", "balyage", 2), Some(1));
        assert_eq!(edits("form", "from", 2), Some(1));
        assert_eq!(edits("cut", "color", 2), None);
    }
}
