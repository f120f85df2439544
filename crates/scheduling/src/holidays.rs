//! Public holidays: the days a salon may be closed though its weekly hours say otherwise.
//!
//! For suggesting such days to the owner, who decides; [`free_slots`](crate::free_slots) knows nothing of them, and a
//! day that is kept becomes an [`Override`](crate::Override). The holidays of a country are data, in
//! `holidays/countries.rs` with the laws they come from; how a date follows from a rule is in `holidays/rule.rs`.
//!
//! What is here is what the law of the whole country says in general. Not here are holidays of single states,
//! regions or towns, days proclaimed for one year (a coronation, an election), and half days. The rules are those of
//! today: a holiday that began or ended after 2000 says when, but one that was moved is not traced back.

mod countries;
mod rule;

use jiff::civil::Date;

use countries::{COUNTRIES, holidays_of};

/// The years that can be asked for.
const FIRST_YEAR: i16 = 2000;
const LAST_YEAR: i16 = 2100;

/// A public holiday in one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Holiday {
    /// The day off: where the law gives another in place of a Saturday or Sunday, that other day.
    pub date: Date,
    /// The day itself; nearly always the day off. A salon that works on weekends may want to close then as well.
    pub falls_on: Date,
    /// A name that never changes, like `christmas_day`; the same feast has the same in all countries.
    pub key: &'static str,
    /// What it is called in English.
    pub name: &'static str,
}

/// The public holidays of a country whose day off lies in this year, in order. Where New Year's Day 2028, a Saturday,
/// is observed on the Friday before, it is one of 2027.
///
/// The country is written as in ISO 3166-1, with two capital letters. Of a country that is not one of the
/// [`countries`] and of a year before 2000 or after 2100 nothing is known, so the list is empty.
pub fn public_holidays(country: &str, year: i16) -> Vec<Holiday> {
    if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
        return Vec::new();
    }
    let rules = holidays_of(country);
    // One may be observed in the year before or after its own.
    let mut holidays: Vec<Holiday> = (year - 1..=year + 1)
        .flat_map(|own_year| rules.iter().filter_map(move |rule| rule.in_year(own_year)))
        .filter(|holiday| holiday.date.year() == year)
        .collect();
    holidays.sort_unstable_by_key(|holiday| (holiday.date, holiday.key));
    holidays
}

/// The countries whose holidays are known, in alphabetical order of their codes.
pub fn countries() -> &'static [&'static str] {
    COUNTRIES
}
