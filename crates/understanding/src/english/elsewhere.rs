//! Things no salon deals in: "cancel my credit card" and "book a flight" are for somebody else.

/// Whether a word names something a salon neither books, cancels, moves nor sells.
pub(crate) fn is_foreign(word: &str) -> bool {
    FOREIGN.binary_search(&word).is_ok()
}

/// Whether a word says that the salon, or a visit to somebody's premises, is meant after all.
pub(crate) fn is_own(word: &str) -> bool {
    matches!(
        word,
        "appointment"
            | "appointments"
            | "appt"
            | "appts"
            | "booking"
            | "bookings"
            | "consultation"
            | "cut"
            | "gym"
            | "hair"
            | "haircut"
            | "haircuts"
            | "massage"
            | "meeting"
            | "meetings"
            | "pool"
            | "reservation"
            | "reservations"
            | "room"
            | "rooms"
            | "salon"
            | "sauna"
            | "session"
            | "slot"
            | "spa"
            | "store"
            | "stores"
            | "stylist"
            | "suite"
            | "table"
            | "tables"
            | "treatment"
            | "visit"
            | "visits"
    )
}

/// Sorted, for binary search; a test keeps it so.
#[rustfmt::skip] // One word a line would hide the rest of this file.
const FOREIGN: &[&str] = &[
    "account", "accounts", "alarm", "alarms", "album", "app", "atm", "bank", "battery", "bill", "bills", "bitcoin",
    "brother", "bus", "cab", "calculator", "calories", "car", "career", "careers", "cars", "cheque", "cheques",
    "cinema", "coin", "concert", "country", "credit", "currency", "debit", "deposit", "device", "dictionary",
    "direct", "driver", "email", "emails", "employment", "exam", "flight", "flights", "football", "game", "gas",
    "groceries", "grocery", "homework", "hotel", "hotels", "insurance", "interest", "internet", "internship",
    "invoice", "iphone", "job", "jobs", "joke", "laptop", "library", "light", "lights", "loan", "loans", "luggage",
    "mail", "medicine", "mortgage", "movie", "movies", "music", "news", "newspaper", "overdraft", "package",
    "parcel", "passport", "password", "payment", "payments", "payroll", "pharmacy", "pin", "pizza", "plane",
    "playlist", "podcast", "prescription", "radio", "rain", "raining", "recipe", "recipes", "refund", "reminder",
    "reminders", "rent", "rental", "resume", "ride", "salary", "savings", "shipment", "shipping", "snow", "song",
    "songs", "speaker", "statement", "stock", "stocks", "subscription", "subscriptions", "subway", "tax", "taxes",
    "taxi", "television", "temperature", "test", "thermostat", "ticket", "tickets", "timer", "timers", "tire",
    "tires", "tour", "train", "trains", "transaction", "transactions", "transfer", "trip", "tv", "uber", "vacation",
    "visa", "volume", "weather", "wifi",
];

/// What can be changed without being a visit: "change my address", "change the language".
pub(crate) fn is_setting(word: &str) -> bool {
    matches!(
        word,
        "accent"
            | "address"
            | "channel"
            | "email"
            | "insurance"
            | "language"
            | "oil"
            | "password"
            | "phone"
            | "pin"
            | "plan"
            | "ringtone"
            | "settings"
            | "speed"
            | "station"
            | "subject"
            | "topic"
            | "username"
            | "voice"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_foreign_words_are_sorted() {
        assert!(FOREIGN.is_sorted(), "{:?}", FOREIGN.windows(2).find(|pair| pair[0] > pair[1]));
    }
}
