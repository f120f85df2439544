//! Words of the calendar and the clock.

use jiff::civil::Weekday;

use super::moments;
use crate::DayPart;
use crate::words::Calendar;
pub(crate) use crate::words::Unit;

pub(super) const CALENDAR: Calendar = Calendar {
    weekday,
    month,
    day_part,
    unit,
    is_counted,
    is_article: |_| false,
    links_days: |word| {
        matches!(
            word,
            "or" | "and" | "on" | "say" | "maybe" | "how" | "about" | "either" | "the" | "in" | "of"
        )
    },
    links_phrase,
    is_and_or: |word| matches!(word, "and" | "or"),
    is_month_first,
    moments: moments::find,
};

/// Between two moments of one phrase: "tomorrow sometime in the evening".
fn links_phrase(word: &str) -> bool {
    matches!(
        word,
        "at" | "on"
            | "in"
            | "the"
            | "of"
            | "around"
            | "about"
            | "for"
            | "sometime"
            | "anytime"
            | "any"
            | "time"
            | "from"
    )
}

/// America writes the month first.
fn is_month_first(zone: Option<&str>) -> bool {
    zone.is_none_or(|name| name.starts_with("America/") || name.starts_with("US/") || name == "UTC")
}

/// "Monday", "mon", and what callers and recognisers make of them.
pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mondays" | "mon" => Weekday::Monday,
        "tuesday" | "tuesdays" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" | "wednesdays" | "wed" | "weds" | "wensday" | "wendesday" => Weekday::Wednesday,
        "thursday" | "thursdays" | "thu" | "thur" | "thurs" => Weekday::Thursday,
        "friday" | "fridays" | "fri" => Weekday::Friday,
        "saturday" | "saturdays" | "sat" => Weekday::Saturday,
        "sunday" | "sundays" | "sun" => Weekday::Sunday,
        _ => return None,
    })
}

/// Short forms that are English words of their own: only a date beside them makes them a day.
pub(crate) fn is_doubtful_weekday(word: &str) -> bool {
    matches!(word, "sat" | "sun" | "wed" | "mon")
}

/// "January", "jan".
pub(crate) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" | "febuary" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// Months that are English words or names of their own: only a number or a preposition makes them a month.
pub(crate) fn is_doubtful_month(word: &str) -> bool {
    matches!(word, "may" | "march" | "mar" | "jan" | "april" | "june" | "august" | "dec" | "sep")
}

/// "morning", "afternoon".
pub(crate) fn day_part(word: &str) -> Option<DayPart> {
    Some(match word {
        "morning" | "mornings" | "morningish" | "morn" => DayPart::Morning,
        "lunch" | "lunchtime" | "lunchtimes" => DayPart::Lunch,
        "afternoon" | "afternoons" | "afternoonish" | "arvo" => DayPart::Afternoon,
        "evening" | "evenings" | "eveningish" | "eve" => DayPart::Evening,
        "night" | "nights" | "nighttime" => DayPart::Night,
        _ => return None,
    })
}

/// "weeks", "mins".
pub(crate) fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "minute" | "minutes" | "min" | "mins" => Unit::Minute,
        "hour" | "hours" | "hr" | "hrs" => Unit::Hour,
        "day" | "days" => Unit::Day,
        "weekend" | "weekends" => Unit::Weekend,
        "week" | "weeks" | "wk" | "wks" => Unit::Week,
        "fortnight" | "fortnights" => Unit::Fortnight,
        "month" | "months" => Unit::Month,
        "year" | "years" | "yr" | "yrs" => Unit::Year,
        _ => return None,
    })
}

/// Nouns that take the number before them: "for two people" has no time in it.
pub(crate) fn is_counted(word: &str) -> bool {
    matches!(
        word,
        "people"
            | "course"
            | "person"
            | "persons"
            | "adults"
            | "adult"
            | "kids"
            | "kid"
            | "children"
            | "child"
            | "guests"
            | "guest"
            | "dollars"
            | "dollar"
            | "bucks"
            | "pounds"
            | "pound"
            | "euros"
            | "euro"
            | "percent"
            | "nights"
            | "night"
            | "rooms"
            | "room"
            | "others"
            | "more"
            | "other"
            | "of"
            | "friends"
            | "friend"
            | "table"
            | "tables"
            | "inches"
            | "inch"
            | "times"
            | "ladies"
            | "girls"
            | "boys"
            | "men"
            | "women"
            | "babies"
            | "baby"
            | "pax"
            | "stars"
            | "star"
            | "seats"
            | "beds"
            | "bed"
            | "things"
            | "services"
            | "year"
            | "years"
            | "days"
            | "weeks"
            | "months"
            | "hours"
            | "minutes"
            | "seconds"
            | "hour"
            | "minute"
            | "day"
            | "week"
            | "month"
            | "cents"
            | "grand"
            | "hundred"
            | "thousand"
            | "million"
            | "percentage"
            | "pieces"
            | "options"
    )
}
