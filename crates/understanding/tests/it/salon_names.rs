//! A salon's services, extras and people, as callers name them and recognisers write them. `a|b` accepts either,
//! `?a` may be missing; blanks in names are written `_`.

use jiff::tz::TimeZone;
use understanding::{Catalogue, Entry, Utterance, Value, understand};

use crate::support::{fits, now, short};

fn entry(name: &str, synonyms: &[&str]) -> Entry {
    let synonyms = synonyms.iter().map(|word| (*word).to_owned()).collect();
    Entry { key: name.to_lowercase(), name: name.to_owned(), synonyms }
}

fn large_salon() -> Catalogue {
    Catalogue::new(
        vec![
            entry("Women's Haircut", &["ladies cut", "trim"]),
            entry("Men's Haircut", &["gents cut", "trim"]),
            entry("Kids' Haircut", &["children's cut"]),
            entry("Cut & Blow Dry", &["wash cut and blow dry"]),
            entry("Blow Dry", &["blowout", "blow wave"]),
            entry("Shampoo & Set", &["wash and set"]),
            entry("Full Highlights", &["full head foils", "full head highlights"]),
            entry("Half-Head Highlights", &["half head foils", "partial highlights"]),
            entry("Lowlights", &[]),
            entry("Balayage", &["hand painted color"]),
            entry("Ombre", &[]),
            entry("Root Touch-Up", &["roots", "regrowth tint"]),
            entry("Full Colour", &["all over colour", "tint"]),
            entry("Keratin Treatment", &["brazilian blow dry"]),
            entry("Perm", &["permanent wave"]),
            entry("Updo", &["hair up"]),
            entry("Bridal Hair", &["wedding hair"]),
            entry("Beard Trim", &["beard tidy"]),
            entry("Fringe Trim", &["bang trim"]),
            entry("Extensions", &["tape ins", "hair extensions"]),
            entry("Brow Threading", &["eyebrow threading", "brows"]),
        ],
        vec![
            entry("Deep Conditioning", &["hair mask"]),
            entry("Toner", &[]),
            entry("Gloss", &["glossing"]),
            entry("Olaplex", &[]),
            entry("Scalp Massage", &[]),
        ],
        vec![
            entry("Caitlin", &[]),
            entry("Rajesh", &["Raj"]),
            entry("Elizabeth Moore", &[]),
            entry("José", &[]),
            entry("Siobhan", &[]),
            entry("Antonio", &[]),
            entry("Michael", &[]),
        ],
        Vec::new(),
    )
}

fn check(cases: &[(&str, &str)]) {
    let catalogue = large_salon();
    let named = |said: &str| -> Vec<String> {
        let utterance = Utterance {
            text: said,
            alternatives: &[],
            now: now(),
            zone: &TimeZone::UTC,
            previous: None,
            expecting: &[],
            catalogue: &catalogue,
        };
        understand(&utterance)
            .entities
            .iter()
            .filter(|one| {
                matches!(one.value, Value::Service { .. } | Value::AddOn { .. } | Value::Stylist { .. })
            })
            .map(|one| {
                format!("{}{}", if one.negated { "!" } else { "" }, short(&one.value).replace(' ', "_"))
            })
            .collect()
    };
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(said, expected)| !fits(expected, &named(said)))
        .map(|(said, expected)| format!("{said:?} is {expected:?}, not {:?}", named(said)))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn services_are_known_by_any_of_their_names() {
    check(&[
        ("i'd like a ladies cut", "Women's_Haircut"),
        ("a woman's haircut please", "Women's_Haircut"),
        ("haircut for a man", "Men's_Haircut"),
        ("just a gents trim", "Men's_Haircut"),
        ("a mans cut", "Men's_Haircut"),
        ("my son needs a haircut", "Kids'_Haircut"),
        ("a childrens cut", "Kids'_Haircut"),
        ("a cut for my little girl", "Kids'_Haircut"),
        ("cut and blow dry", "Cut_&_Blow_Dry"),
        ("a cut and blowdry", "Cut_&_Blow_Dry"),
        ("cut n blow dry", "Cut_&_Blow_Dry"),
        ("wash cut and blow dry", "Cut_&_Blow_Dry"),
        ("just a blowout", "Blow_Dry"),
        ("a blow out", "Blow_Dry"),
        ("blow wave", "Blow_Dry"),
        ("shampoo and set", "Shampoo_&_Set"),
        ("a wash and set", "Shampoo_&_Set"),
        ("full head of highlights", "Full_Highlights"),
        ("full head foils", "Full_Highlights"),
        ("half head of foils", "Half-Head_Highlights"),
        ("half a head of highlights", "Half-Head_Highlights"),
        ("some hi lights", "Full_Highlights|Half-Head_Highlights"),
        ("highlites full head", "Full_Highlights"),
        ("low lights", "Lowlights"),
        ("a balayage", "Balayage"),
        ("ballyage", "Balayage"),
        ("bali age", "Balayage"),
        ("belly age", "Balayage"),
        ("balliage and a toner", "Balayage Toner"),
        ("bylayage", "Balayage"),
        ("ombray", "Ombre"),
        ("an ombre", "Ombre"),
        ("root touch up", "Root_Touch-Up"),
        ("roots touched up", "Root_Touch-Up"),
        ("i need my roots done", "Root_Touch-Up"),
        ("regrowth tint", "Root_Touch-Up"),
        ("full color", "Full_Colour"),
        ("all over colour", "Full_Colour"),
        ("i want my hair dyed all one color", "Full_Colour"),
        ("a keratin treatment", "Keratin_Treatment"),
        ("carotene treatment", "Keratin_Treatment"),
        ("kerratin", "Keratin_Treatment"),
        ("brazilian blow dry", "Keratin_Treatment"),
        ("a perm", "Perm"),
        ("a permanent wave", "Perm"),
        ("hair up for a wedding", "Updo ?Bridal_Hair"),
        ("an up do", "Updo"),
        ("bridal hair", "Bridal_Hair"),
        ("wedding hair trial", "Bridal_Hair"),
        ("beard trim", "Beard_Trim"),
        ("trim my beard", "Beard_Trim"),
        ("beard tidy up", "Beard_Trim"),
        ("fringe trim", "Fringe_Trim"),
        ("bang trim", "Fringe_Trim"),
        ("trim my bangs", "Fringe_Trim"),
        ("tape in extensions", "Extensions"),
        ("hair extension", "Extensions"),
        ("eyebrow threading", "Brow_Threading"),
        ("brows", "Brow_Threading"),
        ("get my eyebrows done", "Brow_Threading"),
        ("with a glossing", "Gloss"),
        ("add a deep condition", "Deep_Conditioning"),
        ("and an olaplex", "Olaplex"),
        ("oh la plex", "Olaplex"),
        ("ola plex please", "Olaplex"),
        ("a scalp massage as well", "Scalp_Massage"),
        ("a trim", "Women's_Haircut|Men's_Haircut|Kids'_Haircut|Fringe_Trim|Beard_Trim"),
        ("could i get a women's cut", "Women's_Haircut"),
        ("mens hair cut", "Men's_Haircut"),
        ("a haircut for my husband", "Men's_Haircut"),
        ("kids cut for two", "Kids'_Haircut"),
        ("haircut for my daughter", "Kids'_Haircut"),
        ("shampoo cut and blow dry", "Cut_&_Blow_Dry|Women's_Haircut"),
        ("blow dry only", "Blow_Dry"),
        ("set and style", "Shampoo_&_Set"),
        ("half head highlights", "Half-Head_Highlights"),
        ("partial highlights", "Half-Head_Highlights"),
        ("full foils", "Full_Highlights"),
        ("bailage", "Balayage"),
        ("balayage and cut", "Balayage ?Women's_Haircut"),
        ("balyaj", "Balayage"),
        ("omber", "Ombre"),
        ("touch up my regrowth", "Root_Touch-Up"),
        ("root touchup", "Root_Touch-Up"),
        ("tint all over", "Full_Colour"),
        ("keratine treatment", "Keratin_Treatment"),
        ("up-do", "Updo"),
        ("bridal updo", "Updo Bridal_Hair"),
        ("beard trimmed", "Beard_Trim"),
        ("trim the fringe", "Fringe_Trim"),
        ("tape ins", "Extensions"),
        ("eyebrow threading", "Brow_Threading"),
        ("deep conditioner", "Deep_Conditioning"),
        ("with a toner and gloss", "Toner Gloss"),
        ("add olaplex", "Olaplex"),
        ("head massage", "Scalp_Massage"),
        ("i want to go blonde all over color", "Full_Colour"),
        ("can you do a root tint", "Root_Touch-Up|Full_Colour"),
        ("need my fringe cut", "Fringe_Trim"),
        ("a quick bang trim", "Fringe_Trim"),
        ("high lights", "Full_Highlights|Half-Head_Highlights"),
        ("half head of highlights please", "Half-Head_Highlights"),
        ("baliyage", "Balayage"),
        ("ballay age", "Balayage"),
        ("keratin", "Keratin_Treatment"),
        ("carotin treatment", "Keratin_Treatment"),
        ("gents haircut", "Men's_Haircut"),
        ("boys haircut", "Kids'_Haircut"),
        ("ladies haircut", "Women's_Haircut"),
        ("a cut and finish", "?Women's_Haircut ?Men's_Haircut ?Kids'_Haircut"),
        ("blow-dry", "Blow_Dry"),
        ("wash and blow dry", "Blow_Dry ?Shampoo_&_Set"),
        ("wedding updo", "Updo Bridal_Hair"),
        ("hair extensions", "Extensions"),
        ("ex tensions", "Extensions"),
        ("threading for my eyebrows", "Brow_Threading"),
        ("beard shaping", "Beard_Trim"),
        ("a gloss treatment", "Gloss"),
        ("deep condition treatment", "Deep_Conditioning"),
        ("olaplecks", "Olaplex"),
    ]);
}

#[test]
fn people_are_known_by_their_short_and_misheard_names() {
    check(&[
        ("with Katelyn", "Caitlin"),
        ("with kate", "Caitlin"),
        ("is katie in tomorrow", "Caitlin"),
        ("someone said rajesh is good", "Rajesh"),
        ("with raj please", "Rajesh"),
        ("can i have beth", "Elizabeth_Moore"),
        ("with liz moore", "Elizabeth_Moore"),
        ("with lizzie", "Elizabeth_Moore"),
        ("with jose", "José"),
        ("with hosay", "José"),
        ("does shivon do color", "Siobhan ?Full_Colour"),
        ("with shiv on", "Siobhan"),
        ("with chevonne", "Siobhan"),
        ("is tony free", "Antonio"),
        ("with tonio", "Antonio"),
        ("with mick", "Michael"),
        ("with mike or with tony", "Michael Antonio"),
        ("not with michael", "!Michael"),
        ("anyone but rajesh", "!Rajesh"),
        ("with cait", "Caitlin"),
        ("with kaitlin please", "Caitlin"),
        ("is rajeesh there", "Rajesh"),
        ("book me with elisabeth", "Elizabeth_Moore"),
        ("with betty", "Elizabeth_Moore"),
        ("i'd like jose to do it", "José"),
        ("with ho say", "José"),
        ("with shavon", "Siobhan"),
        ("antonios chair", "Antonio"),
        ("with anthony", "Antonio"),
        ("micheal please", "Michael"),
        ("not antonio", "!Antonio"),
        ("with shivonne", "Siobhan"),
        ("with cate", "Caitlin"),
        ("with caitlyn", "Caitlin"),
        ("with rajash", "Rajesh"),
        ("liza moore", "Elizabeth_Moore"),
        ("with michele", "?Michael"),
        ("with tony or mike", "Antonio Michael"),
    ]);
}

#[test]
fn everyday_words_name_nothing_of_the_salon() {
    check(&[
        ("my hair is too long", ""),
        ("what a lovely voice", ""),
        ("i want to cut costs", ""),
        ("can you cut me some slack", ""),
        ("i will set my alarm", ""),
        ("he is full of himself", ""),
        ("we washed the car", ""),
        ("she permitted it", ""),
        ("i mike up the room", ""),
        ("the root of the problem", ""),
        ("keep it in mind", ""),
        ("my back is killing me", ""),
        ("can you hear me", ""),
        ("i got cut off", ""),
        ("set a reminder", ""),
        ("full price", ""),
        ("half an hour", ""),
        ("they blew me off", ""),
        ("i colored outside the lines", ""),
        ("give it a shot", ""),
        ("let's set a date", ""),
        ("ten or earlier", ""),
        ("dinner on the fourth", ""),
        ("my birthday is in may", ""),
    ]);
}
