//! English words for finding the salon's own answer to a question: which of them name a topic, which only fill.

/// How much a word tells of what is asked about: nothing, a little, or all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// "The", "you", "is".
    None,
    /// "Bring", "accept": part of many questions.
    Little,
    /// A topic.
    Whole,
    /// What the receptionist is for: hours, prices, haircuts. Beside these, other topics are hardly meant.
    OwnTrade,
}

/// One word for all that mean the same, from its stem or as it is written.
pub(crate) fn canonical(word: &str) -> &str {
    match word {
        "park" | "car" | "carpark" | "vehicle" | "garage" => "park",
        "dog" | "pet" | "puppy" | "pup" | "doggy" | "animal" | "doggie" | "cat" => "dog",
        "giftcard" | "voucher" | "certificate" => "voucher",
        "wheelchair" | "accessible" | "accessibility" | "access" | "disabled" | "disability" | "ramp"
        | "stair" | "stairs" | "steps" | "stepfree" | "elevator" => "wheelchair",
        "pay" | "payment" | "cash" | "card" | "credit" | "debit" | "visa" | "mastercard" | "amex"
        | "contactless" | "cheque" | "checks" | "venmo" | "paypal" => "pay",
        "child" | "children" | "kid" | "baby" | "toddler" | "son" | "daughter" | "infant" | "babies" => {
            "child"
        }
        "patch" | "skin" | "allergy" | "allergic" | "sensitivity" => "patch",
        "color" | "colour" | "dye" | "tint" => "color",
        "cancel" | "cancellation" | "cancell" => "cancel",
        "wifi" | "internet" | "wlan" => "wifi",
        "toilet" | "restroom" | "bathroom" | "washroom" | "loo" => "toilet",
        "product" | "brand" | "shampoo" | "conditioner" => "product",
        "tip" | "tipp" | "gratuity" => "tip",
        "drink" | "coffee" | "tea" | "beverage" | "refreshment" | "wine" | "water" => "drink",
        "deposit" | "prepay" | "upfront" | "prepayment" => "deposit",
        "discount" | "deal" | "promotion" | "student" | "senior" => "discount",
        "haircut" | "cut" | "trim" => "cut",
        "arrive" | "arriv" | "arrival" => "arrive",
        "price" | "cost" | "much" | "expensive" | "pricing" => "price",
        "open" | "opening" | "close" | "hour" | "hours" => "open",
        other => other,
    }
}

/// Two words that are one thing.
pub(crate) fn compound(first: &str, second: &str) -> Option<&'static str> {
    Some(match (first, second) {
        ("wi", "fi") => "wifi",
        ("gift", "card" | "cards" | "voucher" | "vouchers" | "certificate" | "certificates") => "voucher",
        ("car", "park") => "park",
        ("step", "free") => "wheelchair",
        ("apple" | "google" | "samsung", "pay") | ("american", "express") => "pay",
        ("year", "old" | "olds") => "child",
        ("much" | "short", "notice") => "notice",
        // A park one walks in.
        ("the" | "central" | "a", "park") => "lawn",
        // A time that does not suit is no question about coming late.
        ("too", "late") | ("how", "late") => "too_late",
        // "Close to you" is near; a salon closes otherwise.
        ("close", "to" | "by") => "near",
        _ => return None,
    })
}

/// Whether a topic is hardly ever named for another reason.
pub(crate) fn is_unmistakable(topic: &str) -> bool {
    matches!(
        topic,
        "park" | "dog" | "voucher" | "wheelchair" | "wifi" | "tip" | "deposit" | "drink" | "toilet"
    )
}

/// What the receptionist does on request: a question about doing it is a request.
pub(crate) fn is_deed(topic: &str) -> bool {
    matches!(topic, "book" | "schedule" | "reserve" | "cancel" | "move" | "reschedule" | "rebook" | "change")
}

pub(crate) fn weight(topic: &str) -> Weight {
    match topic {
        "price" | "open" | "cut" | "highlight" | "balayage" | "perm" | "blowdry" | "beard" | "shave"
        | "style" | "braid" | "extension" | "updo" | "available" | "appointment" | "hair" | "morning"
        | "afternoon" | "evening" | "night" | "weekend" => Weight::OwnTrade,
        word if FILLERS.contains(&word) => Weight::None,
        word if COMMON.contains(&word) => Weight::Little,
        _ => Weight::Whole,
    }
}

#[rustfmt::skip] // One word a line would hide the rest of this file.
const FILLERS: &[&str] = &[
    "a", "an", "the", "my", "your", "our", "their", "his", "her", "its", "this", "that", "these", "those", "i", "im",
    "ill", "id", "ive", "you", "youre", "we", "were", "it", "he", "she", "they", "them", "me", "us", "there",
    "is", "are", "am", "was", "be", "been", "do", "does", "did", "doe", "can", "could", "may", "might", "will",
    "would", "should", "must", "shall", "have", "has", "had", "got", "get", "what", "whats", "where", "wheres",
    "how", "hows", "which", "who", "whos", "when", "why", "if", "in", "on", "at", "to", "of", "for", "with", "by",
    "from", "as", "about", "and", "or", "but", "so", "not", "no", "yes", "ok", "okay", "hi", "hello", "hey",
    "please", "thank", "thanks", "just", "also", "too", "some", "any", "all", "one", "something", "anything",
    "somewhere", "anywhere", "right", "like", "well", "oh", "um", "uh", "wa", "salon", "shop", "store", "place",
    "here", "while", "before", "after", "then", "than", "such", "other", "let", "want", "wanted", "wonder", "ask",
    "know", "tell", "question", "today", "tomorrow", "minute", "minutes", "monday", "tuesday", "wednesday",
    "thursday", "friday", "saturday", "sunday", "usually", "people", "actually", "really", "quick", "quickly",
    "dont", "doesnt", "isnt", "only", "even", "still", "both", "per", "up", "out", "into", "inside", "outside",
];

#[rustfmt::skip] // As above.
const COMMON: &[&str] = &[
    "need", "bring", "take", "accept", "allow", "allowed", "welcome", "offer", "sell", "use", "buy", "purchase",
    "come", "com", "along", "wait", "happen", "problem", "alright", "fine", "possible", "policy", "method",
    "require", "required", "necessary", "visit", "serve", "provide", "friendly", "run", "arrive", "charge",
    "fee", "short", "notice", "free", "near", "nearby", "street", "spot", "space", "entrance", "leave", "give",
    "keep", "make", "go", "kind", "sort", "type", "way", "work", "rule", "situation", "form", "somebody", "someone",
    "find", "front", "mind", "brought",
];
