//! Words of the salon and of people's names.

use super::everyday::is_everyday;
use crate::token::Text;
use crate::words::Salon;

pub(crate) const SALON: Salon = Salon {
    canonical,
    near,
    is_weak,
    is_for_whom,
    is_filler,
    is_between: is_filler,
    reach: 3,
    is_common,
    nicknames,
    is_everyday,
    is_meant_otherwise,
    is_done_to,
    presents: |word| {
        matches!(word, "a" | "an" | "the" | "some" | "and" | "for" | "with" | "get" | "my" | "of")
    },
    is_person_cue,
    is_with: |word| word == "with",
};

/// The forms a service word is compared in: one spelling for each thing, compounds taken apart.
pub(crate) fn canonical(word: &str) -> Vec<&str> {
    match word {
        "haircut" | "haircuts" => vec!["hair", "cut"],
        "cuts" | "cutting" | "cutted" => vec!["cut"],
        "trims" | "trimmed" | "trimming" => vec!["trim"],
        "blowdry" | "blowdried" | "blowout" | "blowouts" | "blowdrying" | "blowave" => vec!["blow", "dry"],
        "dried" | "drying" | "dryer" => vec!["dry"],
        "colour" | "colours" | "colors" | "coloring" | "colouring" | "colored" | "coloured" | "dye"
        | "dyed" | "dyeing" | "dying" | "tint" | "tinted" | "coloration" => vec!["color"],
        "highlights" | "hilite" | "hilites" | "hilights" | "hilight" | "highlite" | "highlites"
        | "highlighted" | "highlighting" | "foils" | "foil" => vec!["highlight"],
        "lowlights" | "lolites" => vec!["lowlight"],
        "shampooing" | "shampooed" | "shampoo" | "washing" | "washed" | "washes" => vec!["wash"],
        "shave" | "shaves" | "shaving" | "shaved" => vec!["shave"],
        "beards" => vec!["beard"],
        "styling" | "styled" | "style" | "styles" | "hairstyle" | "hairdo" => {
            vec!["style"]
        }
        "women" | "woman" | "womens" | "womans" | "lady" | "ladys" | "ladies" | "female" | "girls"
        | "wife" => vec!["womens"],
        "men" | "man" | "mens" | "mans" | "gents" | "gentleman" | "gentlemen" | "gentlemens" | "male"
        | "guys" | "husband" => vec!["mens"],
        "kids" | "kid" | "child" | "childs" | "children" | "childrens" | "son" | "daughter" | "toddler" => {
            vec!["kids"]
        }
        "updos" => vec!["updo"],
        "boy" | "boys" | "girl" => vec!["kids"],
        "perms" | "permanent" | "permed" => vec!["perm"],
        "extension" => vec!["extensions"],
        "braid" | "braiding" | "braided" => vec!["braids"],
        "root" => vec!["roots"],
        "touchup" | "touchups" | "retouch" | "regrowth" => vec!["touch", "up"],
        "conditioning" | "conditioner" | "condition" => vec!["conditioning"],
        "treatments" => vec!["treatment"],
        "straightening" | "straightener" | "straighten" | "straightened" => vec!["straightening"],
        "glossing" => vec!["gloss"],
        "toning" | "toned" => vec!["toner"],
        "bangs" | "fringes" => vec!["fringe"],
        "consult" | "consultations" => vec!["consultation"],
        "manicures" | "mani" => vec!["manicure"],
        "pedicures" | "pedi" => vec!["pedicure"],
        "eyebrows" | "eyebrow" | "brow" => vec!["brows"],
        "waxing" | "waxed" => vec!["wax"],
        "bridal" | "wedding" | "bride" => vec!["bridal"],
        "masks" => vec!["mask"],
        other => vec![other],
    }
}

/// Another word for the same thing, not quite as good: a trim is a cut, a cut is not a beard trim.
pub(crate) fn near(word: &str) -> Option<&'static str> {
    match word {
        "trim" | "trims" | "trimmed" | "trimming" | "chop" => Some("cut"),
        "streaks" | "streak" => Some("highlight"),
        "rinse" => Some("wash"),
        _ => None,
    }
}

/// Words that carry little of a name.
pub(crate) fn is_weak(word: &str) -> bool {
    matches!(
        word,
        "hair"
            | "salon"
            | "service"
            | "treatment"
            | "full"
            | "half"
            | "partial"
            | "basic"
            | "classic"
            | "deluxe"
            | "express"
            | "up"
            | "shop"
            | "barber"
            | "barbershop"
            | "studio"
            | "beauty"
            | "spa"
            | "dr"
            | "dental"
            | "dentist"
            | "care"
            | "center"
            | "clinic"
            | "office"
            | "inc"
            | "great"
            | "new"
            | "style"
            | "long"
            | "short"
            | "dry"
            | "head"
            | "family"
            | "health"
            | "group"
            | "haircuts"
            | "haircut"
            | "styles"
            | "hairstyle"
            | "bar"
            | "city"
            | "house"
            | "1"
            | "2"
            | "3"
            | "md"
            | "dds"
            | "do"
            | "phd"
            | "lcsw"
            | "mft"
            | "dentistry"
            | "medical"
            | "doctor"
    )
}

/// Words that say for whom, and name nothing alone.
pub(crate) fn is_for_whom(word: &str) -> bool {
    matches!(word, "mens" | "womens" | "kids")
}

/// Words between the words of a name.
pub(crate) fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "a" | "an"
            | "and"
            | "the"
            | "of"
            | "my"
            | "with"
            | "in"
            | "some"
            | "n"
            | "for"
            | "plus"
            | "at"
            | "on"
            | "to"
    )
}

/// Everyday words: a person's name among them needs a reason, and they are no misspelling of anything.
pub(crate) fn is_common(word: &str) -> bool {
    COMMON.binary_search(&word).is_ok()
}

/// Sorted, for binary search; a test keeps it so.
pub(crate) const COMMON: &[&str] = &[
    "able",
    "about",
    "above",
    "actually",
    "after",
    "afternoon",
    "again",
    "age",
    "ago",
    "all",
    "almost",
    "alone",
    "alpha",
    "already",
    "also",
    "always",
    "am",
    "an",
    "and",
    "another",
    "any",
    "anybody",
    "anymore",
    "anyone",
    "anything",
    "anytime",
    "appointment",
    "appointments",
    "are",
    "area",
    "arent",
    "around",
    "as",
    "ask",
    "asking",
    "at",
    "available",
    "away",
    "back",
    "bad",
    "be",
    "because",
    "been",
    "before",
    "being",
    "best",
    "better",
    "between",
    "big",
    "book",
    "booked",
    "booking",
    "both",
    "bring",
    "busy",
    "but",
    "by",
    "bye",
    "call",
    "called",
    "calling",
    "can",
    "cancel",
    "cannot",
    "cant",
    "card",
    "care",
    "change",
    "check",
    "clear",
    "clock",
    "close",
    "closed",
    "come",
    "coming",
    "completely",
    "confirm",
    "cool",
    "correct",
    "cost",
    "could",
    "couldnt",
    "couple",
    "crystal",
    "customer",
    "daisy",
    "date",
    "dawn",
    "day",
    "days",
    "dear",
    "did",
    "didnt",
    "different",
    "do",
    "does",
    "doesnt",
    "doing",
    "done",
    "dont",
    "double",
    "down",
    "early",
    "either",
    "else",
    "end",
    "enough",
    "even",
    "evening",
    "every",
    "everyone",
    "everything",
    "exactly",
    "faith",
    "far",
    "feel",
    "few",
    "find",
    "fine",
    "first",
    "fit",
    "five",
    "for",
    "forget",
    "forward",
    "four",
    "frank",
    "free",
    "friday",
    "friend",
    "from",
    "full",
    "get",
    "getting",
    "give",
    "glad",
    "go",
    "going",
    "gonna",
    "good",
    "goodbye",
    "got",
    "grace",
    "grant",
    "great",
    "had",
    "hair",
    "haircut",
    "half",
    "hand",
    "happy",
    "has",
    "hasnt",
    "have",
    "havent",
    "having",
    "he",
    "head",
    "hear",
    "heard",
    "hello",
    "help",
    "her",
    "here",
    "heres",
    "hers",
    "hes",
    "hey",
    "hi",
    "him",
    "his",
    "hold",
    "holly",
    "home",
    "hope",
    "hour",
    "hours",
    "how",
    "however",
    "hows",
    "hundred",
    "i",
    "id",
    "if",
    "ill",
    "im",
    "in",
    "info",
    "instead",
    "interested",
    "into",
    "is",
    "isnt",
    "it",
    "itll",
    "its",
    "ive",
    "ivy",
    "jack",
    "job",
    "joy",
    "just",
    "keep",
    "kind",
    "know",
    "last",
    "late",
    "later",
    "lets",
    "like",
    "lily",
    "line",
    "little",
    "live",
    "long",
    "look",
    "looking",
    "lot",
    "love",
    "low",
    "made",
    "main",
    "major",
    "make",
    "many",
    "mark",
    "may",
    "maybe",
    "me",
    "mean",
    "meet",
    "mind",
    "mine",
    "minute",
    "minutes",
    "moment",
    "monday",
    "month",
    "more",
    "morning",
    "most",
    "move",
    "much",
    "must",
    "my",
    "myself",
    "name",
    "named",
    "names",
    "need",
    "needed",
    "never",
    "new",
    "next",
    "nice",
    "night",
    "no",
    "nope",
    "not",
    "nothing",
    "now",
    "number",
    "of",
    "off",
    "offer",
    "okay",
    "old",
    "on",
    "once",
    "one",
    "only",
    "open",
    "option",
    "or",
    "other",
    "others",
    "our",
    "out",
    "over",
    "own",
    "pay",
    "people",
    "perfect",
    "perhaps",
    "person",
    "phone",
    "place",
    "please",
    "point",
    "possible",
    "prefer",
    "pretty",
    "price",
    "prices",
    "probably",
    "problem",
    "put",
    "quick",
    "quite",
    "rather",
    "ray",
    "read",
    "ready",
    "real",
    "really",
    "red",
    "remember",
    "reschedule",
    "reservation",
    "rest",
    "right",
    "robin",
    "rose",
    "ruby",
    "salon",
    "same",
    "saturday",
    "say",
    "schedule",
    "second",
    "see",
    "send",
    "service",
    "services",
    "set",
    "she",
    "shes",
    "should",
    "shouldnt",
    "show",
    "shut",
    "sky",
    "small",
    "so",
    "some",
    "somebody",
    "someone",
    "something",
    "soon",
    "sorry",
    "sound",
    "sounds",
    "speak",
    "spell",
    "spelled",
    "start",
    "stay",
    "still",
    "stop",
    "stylist",
    "such",
    "sunday",
    "sunny",
    "sure",
    "table",
    "take",
    "talk",
    "tell",
    "than",
    "thank",
    "thanks",
    "that",
    "thatll",
    "thats",
    "the",
    "their",
    "them",
    "then",
    "there",
    "theres",
    "these",
    "they",
    "theyll",
    "theyre",
    "theyve",
    "thing",
    "things",
    "think",
    "third",
    "this",
    "those",
    "three",
    "through",
    "thursday",
    "till",
    "time",
    "times",
    "to",
    "today",
    "together",
    "tomorrow",
    "too",
    "true",
    "try",
    "tuesday",
    "twice",
    "two",
    "under",
    "until",
    "up",
    "us",
    "use",
    "usually",
    "very",
    "visit",
    "wait",
    "want",
    "wanted",
    "was",
    "wasnt",
    "way",
    "we",
    "wednesday",
    "week",
    "weekend",
    "weeks",
    "well",
    "were",
    "weve",
    "what",
    "whatever",
    "whats",
    "when",
    "whenever",
    "where",
    "wheres",
    "which",
    "while",
    "who",
    "whoever",
    "whole",
    "whos",
    "why",
    "will",
    "with",
    "woman",
    "wonder",
    "wondering",
    "wont",
    "work",
    "working",
    "works",
    "would",
    "wouldnt",
    "wrong",
    "year",
    "years",
    "yes",
    "yesterday",
    "yet",
    "you",
    "youll",
    "young",
    "your",
    "youre",
    "yours",
    "youve",
];

/// The full names a short name may stand for.
pub(crate) fn nicknames(word: &str) -> &'static [&'static str] {
    match word {
        "kate" | "katie" | "cate" | "kathy" | "cathy" | "kat" | "kit" => &[
            "caitlin",
            "katherine",
            "catherine",
            "kathryn",
            "kaitlyn",
            "katelyn",
            "kathleen",
            "katja",
            "katarina",
            "katarzyna",
        ],
        "liz" | "liza" | "lizzie" | "beth" | "betty" | "eliza" | "lisa" | "elsie" | "betsy" => {
            &["elizabeth", "elisabeth", "elisa"]
        }
        "mike" | "mick" | "mikey" | "micky" => &["michael", "micheal", "michal", "mikael"],
        "chris" => &["christopher", "christine", "christina", "christian", "kristina"],
        "tina" => &["christina", "martina", "kristina", "valentina", "bettina"],
        "alex" | "al" | "lex" | "sasha" | "sandy" => {
            &["alexander", "alexandra", "alexandria", "alexis", "aleksandra", "alejandra"]
        }
        "sam" | "sammy" => &["samantha", "samuel", "samira"],
        "jen" | "jenny" | "jenn" | "jennie" => &["jennifer", "jenifer"],
        "jess" | "jessie" => &["jessica"],
        "nick" | "nicky" | "nikki" | "nic" => &["nicholas", "nicole", "nicola", "dominic"],
        "tony" | "toni" | "tonio" => &["anthony", "antonio", "antonia", "antoinette"],
        "dan" | "danny" | "dani" => &["daniel", "danielle", "daniela"],
        "dave" | "davy" => &["david"],
        "rob" | "bob" | "robbie" | "bobby" | "bert" => &["robert", "roberto", "roberta"],
        "bill" | "billy" | "will" | "willy" | "liam" => &["william", "guillermo", "willow"],
        "rick" | "ricky" | "dick" | "rich" | "richie" => &["richard", "ricardo"],
        "jim" | "jimmy" | "jamie" => &["james"],
        "joe" | "joey" | "jo" => &["joseph", "joanna", "joanne", "josephine", "jose", "giovanni"],
        "tom" | "tommy" => &["thomas", "tomas"],
        "steve" | "stevie" => &["steven", "stephen", "stefan"],
        "steph" | "steffi" | "stef" => &["stephanie", "stefanie"],
        "matt" | "matty" => &["matthew", "mateo", "matthias"],
        "ben" | "benny" | "benji" => &["benjamin", "bennett"],
        "maggie" | "meg" | "peggy" | "margie" | "greta" => &["margaret", "margarita", "margot", "margarethe"],
        "vicky" | "vickie" | "tori" | "vic" => &["victoria", "victor"],
        "becky" | "becca" | "bex" => &["rebecca", "rebekah"],
        "abby" | "abbie" | "gail" => &["abigail"],
        "andy" | "drew" => &["andrew", "andrea", "andreas", "andre"],
        "angie" | "angel" => &["angela", "angelica", "angelina"],
        "barb" | "barbie" | "babs" => &["barbara"],
        "cindy" => &["cynthia", "lucinda"],
        "debbie" | "deb" => &["deborah", "debra"],
        "ed" | "eddie" | "ted" | "ned" => &["edward", "edwin", "edmund", "eduardo"],
        "fran" | "frankie" | "frank" => &["francis", "frances", "francesca", "francisco", "franklin"],
        "gabby" | "gabe" | "gabi" => &["gabriel", "gabrielle", "gabriela"],
        "greg" => &["gregory", "gregor"],
        "jackie" => &["jacqueline", "jaclyn"],
        "jake" => &["jacob", "jakob"],
        "jeff" | "geoff" => &["jeffrey", "geoffrey"],
        "jon" | "johnny" | "john" | "jack" => &["jonathan", "john", "johannes"],
        "josh" => &["joshua"],
        "kim" => &["kimberly", "kimberley"],
        "larry" => &["lawrence", "laurence"],
        "mandy" | "amy" => &["amanda", "amelia"],
        "mel" => &["melanie", "melissa", "melinda"],
        "nat" | "natty" => &["natalie", "nathan", "natalia", "natasha"],
        "nate" => &["nathan", "nathaniel"],
        "pam" => &["pamela"],
        "pat" | "patty" | "trish" | "tricia" | "paddy" => &["patricia", "patrick"],
        "pete" => &["peter", "pedro", "petra"],
        "phil" => &["philip", "phillip", "philippa"],
        "ron" | "ronnie" => &["ronald", "veronica"],
        "sue" | "susie" | "suzy" => &["susan", "susanna", "suzanne"],
        "terry" | "tess" | "tessa" | "theresa" => &["teresa", "theresa", "terence"],
        "tim" | "timmy" => &["timothy"],
        "val" => &["valerie", "valentina", "valentine"],
        "zach" | "zack" | "zac" => &["zachary", "zachariah"],
        "ali" | "allie" | "ally" => &["alison", "allison", "alice", "alexandra"],
        "ellie" | "nell" | "nelly" | "lena" => &["eleanor", "ellen", "elena", "helena", "helen"],
        "charlie" | "chuck" | "lottie" => &["charles", "charlotte"],
        "izzy" | "bella" | "belle" => &["isabel", "isabella", "isabelle"],
        "mia" | "mary" | "marie" => &["maria", "mia"],
        "nina" | "annie" | "ann" | "ana" => &["anna", "anne", "antonina", "ana"],
        "lucy" | "lu" | "lou" => &["lucia", "louise", "louis", "lucille", "luis"],
        "manny" => &["manuel", "emmanuel"],
        "monty" => &["montgomery"],
        "theo" => &["theodore", "theodora"],
        "vera" | "ronny" => &["veronica"],
        _ => &[],
    }
}

/// "Cut costs", "set my alarm", "wash the car", "the root of it": a salon's word, meant of something else.
fn is_meant_otherwise(text: &Text<'_>, at: usize) -> bool {
    let word = text.word(at);
    if matches!(word, "root" | "roots") {
        return text.word(at + 1) == "of";
    }
    if !matches!(
        word,
        "cut"
            | "cuts"
            | "cutting"
            | "colored"
            | "coloured"
            | "set"
            | "wash"
            | "washed"
            | "washing"
            | "dry"
            | "dried"
            | "drying"
            | "color"
            | "colour"
    ) {
        return false;
    }
    // "A wash and set", "a cut": nouns.
    let before = text.before(at, 1);
    if matches!(
        before,
        "a" | "an" | "and" | "n" | "the" | "my" | "his" | "her" | "just" | "haircut" | "hair" | "blow"
    ) {
        return false;
    }
    let next = text.word(at + 1);
    let fixed = matches!(
        next,
        "outside"
            | "costs"
            | "corners"
            | "slack"
            | "off"
            | "down"
            | "class"
            | "prices"
            | "ties"
            | "losses"
            | "in"
            | "aside"
            | "me"
    ) && !text.reads(at + 1, &["in", "layers"]);
    let pointed = matches!(next, "the" | "a" | "an" | "our" | "your" | "some" | "up")
        || (next == "my" && is_common(text.word(at + 2)) && text.word(at + 2) != "hair");
    let object = text.word(at + 2);
    let hair = matches!(
        object,
        "hair"
            | "roots"
            | "root"
            | "bangs"
            | "fringe"
            | "beard"
            | "ends"
            | "head"
            | "color"
            | "sides"
            | "back"
            | "top"
            | "it"
            | "little"
            | "bit"
            | "few"
            | "inch"
            | "inches"
            | "lot"
            | "layers"
            | "tiny"
    );
    let other = next == "my"
        && matches!(object, "alarm" | "car" | "clothes" | "dog" | "dishes" | "grass" | "lawn" | "losses");
    let idiom = fixed && (next != "me" || object == "some");
    idiom || (pointed && !hair) || other
}

/// "My fringe cut": what is done to the fringe is no other service.
fn is_done_to(part: &str, done: &str) -> bool {
    matches!(part, "fringe" | "bangs" | "roots" | "root" | "beard" | "brows" | "eyebrows" | "moustache")
        && matches!(done, "cut" | "trim" | "color" | "colour" | "tint" | "dye" | "done")
}

/// Whether the words around one say that it is a person.
fn is_person_cue(text: &Text<'_>, at: usize) -> bool {
    let alone =
        (0..text.tokens.len()).all(|place| place == at || matches!(text.word(place), "please" | "thanks"));
    // "Katie if she's free".
    let leads = at == 0
        && text.tokens.len() < 7
        && !nicknames(text.word(at)).is_empty()
        && matches!(text.word(at + 1), "if" | "please" | "or" | "would" | "is");
    alone || leads || leads_person(text.before(at, 1)) || follows_person(text.word(at + 1))
}

/// Words before a person.
fn leads_person(word: &str) -> bool {
    matches!(
        word,
        "with"
            | "see"
            | "by"
            | "is"
            | "does"
            | "has"
            | "want"
            | "prefer"
            | "for"
            | "to"
            | "and"
            | "or"
            | "when"
            | "not"
            | "wants"
            | "named"
            | "called"
            | "miss"
            | "mr"
            | "mrs"
            | "ms"
            | "have"
            | "saw"
            | "seeing"
            | "request"
            | "had"
            | "was"
            | "if"
            | "can"
            | "could"
            | "did"
            | "than"
            | "but"
    )
}

/// Words behind a person.
fn follows_person(word: &str) -> bool {
    matches!(word, "working" | "available" | "free" | "in")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_words_are_sorted() {
        assert!(COMMON.is_sorted(), "{:?}", COMMON.windows(2).find(|pair| pair[0] > pair[1]));
    }
}
