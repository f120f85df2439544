//! Any text, well-meant or not, is answered within itself, and the same way twice.
//!
//! `FUZZ_SECONDS` says for how long; two seconds by default, so that the suite stays quick:
//! `FUZZ_SECONDS=600 cargo test --package understanding --test it fuzz -- --nocapture`.

use std::time::{Duration, Instant};

use understanding::{Catalogue, Expecting, Language, Understood, Utterance, understand};

use crate::support::{now, salon};

/// Starting points: what callers say, to be cut up and mixed.
const SAID: &[&str] = &[
    "hi this is carla mendes can i book a cut and blow dry for next friday at half past two with maria",
    "no sorry thursday not tuesday between eleven and quarter to one",
    "my number is oh seven seven double oh nine hundred eight seven three no sorry eight seven four",
    "it's siobhan s i o b h a n that's s as in sam",
    "cancel my appointment on the third of january and move the other one to the week after next",
    "from the twentieth of december to the second of january or the last weekend of february 2027",
    "how much is a balayage and how long does it take and where can i park",
    "in two and a half hours or the first week of may two days before easter 12/5/2026 at 10:30-11.15am",
    "the day before the day after tomorrow week fortnight monday in 3 weeks from now",
    "two thirty or three but not before one p m in the afternoon this evening tonight at eight",
    "soy maría de la cruz quiero un corte con lupita el viernes por la tarde a las cinco y media",
    "mi número es seis doce treinta y cuatro no perdón treinta y cinco doble siete",
    "me llamo cristina con ka se escribe ce erre i ese te i ene a",
];

/// Marks, signs and letters that split words in unusual places.
const ODD: &[&str] = &[
    "\0",
    "\u{200f}",
    "\u{202e}",
    "\u{feff}",
    "😀",
    "👩‍🦰",
    "مرحبا",
    "שלום",
    "明天下午三点",
    "завтра",
    "e\u{301}",
    "ß",
    "İ",
    "\u{2028}",
    "½",
    "²",
    "'",
    "’",
    "-",
    "–",
    "/",
    ".",
    ",",
    ":",
    "@",
    "#",
    "$",
    "+",
    "(",
    ")",
    "\n",
    "\t",
    "  ",
    "99999999999",
    "00",
    "31.2.",
    "24:61",
];

/// A small generator: the same numbers everywhere, from its seed.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }

    fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// Every character Unicode counts as numeric.
fn all_digits() -> Vec<char> {
    ('\0'..=char::MAX).filter(|character| character.is_numeric()).collect()
}

fn anything(chance: &mut Chance, digits: &[char]) -> String {
    match chance.below(6) {
        0 => {
            let bytes: Vec<u8> = (0..chance.below(120)).map(|_| chance.next() as u8).collect();
            String::from_utf8_lossy(&bytes).into_owned()
        }
        1 => (0..chance.below(60)).filter_map(|_| char::from_u32(chance.next() as u32 % 0x11_0000)).collect(),
        2 => (0..chance.below(60)).map(|_| chance.one_of(digits)).collect(),
        3 => words(chance, 24),
        4 => mutated(chance),
        _ if chance.below(400) == 0 => words(chance, 20_000),
        _ => mutated(chance),
    }
}

/// Words of all the starting points, in any order, with odd things between.
fn words(chance: &mut Chance, most: usize) -> String {
    let mut text = String::new();
    for _ in 0..chance.below(most) {
        let said: Vec<&str> = chance.one_of(SAID).split(' ').collect();
        text.push_str(chance.one_of(said.as_slice()));
        text.push_str(if chance.below(4) == 0 { chance.one_of(ODD) } else { " " });
    }
    text
}

/// A starting point with letters dropped, changed, doubled and replaced.
fn mutated(chance: &mut Chance) -> String {
    let mut characters: Vec<char> = chance.one_of(SAID).chars().collect();
    for _ in 0..chance.below(12) {
        let at = chance.below(characters.len());
        match chance.below(4) {
            0 => drop(characters.drain(at..(at + 1 + chance.below(9)).min(characters.len()))),
            1 => characters[at] = (b'a' + chance.below(26) as u8) as char,
            2 => characters.splice(at..at, chance.one_of(ODD).chars()).for_each(drop),
            _ => {
                let piece: Vec<char> = characters[at..(at + chance.below(20)).min(characters.len())].to_vec();
                characters.splice(at..at, piece).for_each(drop);
            }
        }
        if characters.is_empty() {
            break;
        }
    }
    characters.into_iter().collect()
}

fn heard(
    language: Language,
    text: &str,
    alternatives: &[String],
    expecting: &[Expecting],
    catalogue: &Catalogue,
) -> Understood {
    let zone = jiff::tz::TimeZone::get("Europe/London").expect("the zone is in the bundle");
    let previous = Some("Please confirm: Tuesday at five. Anything else?");
    understand(&Utterance {
        text,
        language,
        alternatives,
        now: now(),
        zone: &zone,
        previous,
        expecting,
        catalogue,
    })
}

#[test]
fn whatever_is_said_is_answered_within_itself() {
    use Expecting::{AddOn, Choice, Confirmation, Date, Name, Phone, Service, Stylist, Time};
    let seconds = std::env::var("FUZZ_SECONDS").ok().map_or(2, |text| text.parse().expect("a number"));
    let until = Instant::now() + Duration::from_secs(seconds);
    let digits = all_digits();
    let mut catalogue = salon();
    catalogue.customers =
        ["Siobhan O'Neil", "Łukasz Żak", "Anna-Maria von Berg", ""].map(str::to_owned).to_vec();
    let asked = [AddOn, Choice, Confirmation, Date, Name, Phone, Service, Stylist, Time];
    let mut chance = Chance(7);
    let mut said = 0_u64;

    while Instant::now() < until {
        let text = anything(&mut chance, &digits);
        let alternatives: Vec<String> = (0..chance.below(3)).map(|_| mutated(&mut chance)).collect();
        let expecting: Vec<Expecting> = (0..chance.below(3)).map(|_| chance.one_of(&asked)).collect();

        let language = chance.one_of(&[Language::English, Language::Spanish]);

        let understood = heard(language, &text, &alternatives, &expecting, &catalogue);

        let characters = text.chars().count();
        for entity in &understood.entities {
            assert!(entity.start < entity.end && entity.end <= characters, "{text:?}: {entity:?}");
        }
        for act in &understood.acts {
            assert!(act.start < act.end && act.end <= characters, "{text:?}: {act:?}");
        }
        if said.is_multiple_of(64) {
            assert_eq!(understood, heard(language, &text, &alternatives, &expecting, &catalogue), "{text:?}");
        }
        said += 1;
    }
    println!("{said} utterances in {seconds} s");
}
