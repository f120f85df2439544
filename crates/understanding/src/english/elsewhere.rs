//! Things no salon deals in: "cancel my credit card" and "book a flight" are for somebody else.

/// Whether a word names something a salon neither books, cancels, moves nor sells.
pub(crate) fn is_foreign(word: &str) -> bool {
    FOREIGN.binary_search(&word).is_ok()
}

/// Whether a word says that the salon, or a visit to somebody's premises, is meant after all.
pub(crate) fn is_own(word: &str) -> bool {
    matches!(
        word,
        "adviser"
            | "advisor"
            | "barber"
            | "branch"
            | "dentist"
            | "doctor"
            | "hairdresser"
            | "therapist"
            | "appointment"
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
    "account", "accounts", "alarm", "alarms", "album", "alexa", "app", "artist", "atm", "atms", "band",
    "bank", "battery", "bill", "bills", "bitcoin", "brother", "bus", "cab", "calculator", "calories", "car",
    "career", "careers", "cars", "charger", "chef", "cheque", "cheques", "cinema", "coin", "computer",
    "concert", "country", "credit", "currency", "debit", "deposit", "device", "dictionary", "dinosaur",
    "direct", "dishes", "driver", "email", "emails", "employment", "episode", "episodes", "equation",
    "essay", "exam", "exchange", "film", "films", "flight", "flights", "football", "forecast", "fraud",
    "fridge", "galaxy", "game", "garage", "gas", "gps", "groceries", "grocery", "homework", "hotel",
    "hotels", "humidity", "insurance", "interest", "internet", "internship", "invoice", "iphone", "job",
    "jobs", "joke", "laptop", "laundry", "lawn", "library", "light", "lights", "loan", "loans", "lottery",
    "luggage", "lyrics", "mail", "math", "mechanic", "medicine", "mileage", "mortgage", "movie", "movies",
    "music", "news", "newspaper", "novel", "oil", "oven", "overdraft", "package", "parcel", "passport",
    "password", "paycheck", "payment", "payments", "payroll", "pharmacy", "pin", "pizza", "plane", "planet",
    "playlist", "podcast", "poem", "population", "prescription", "president", "printer", "radio", "rain",
    "raining", "recipe", "recipes", "refund", "reminder", "reminders", "rent", "rental", "resume", "ride",
    "route", "routing", "salary", "savings", "scores", "series", "shipment", "shipping", "singer", "siri",
    "snow", "song", "songs", "speaker", "sports", "statement", "stock", "stocks", "subscription",
    "subscriptions", "subway", "tax", "taxes", "taxi", "television", "temperature", "test", "theater",
    "theaters", "theatre", "theatres", "thermostat", "ticket", "tickets", "timer", "timers", "tire",
    "tires", "todo", "tour", "tracks", "traffic", "train", "trains", "transaction", "transactions",
    "transfer", "translator", "trip", "tv", "uber", "vacation", "vet", "visa", "volume", "wallet", "war",
    "weather", "wifi",
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
