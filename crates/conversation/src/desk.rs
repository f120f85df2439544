//! The salon's facts as one turn needs them: looked up by key, with the moment it is.

use crate::{AddOnFact, PersonFact, Salon, ServiceFact, Slot};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday};

/// The salon and what its clock shows.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    pub(crate) salon: &'a Salon,
    pub(crate) now: DateTime,
}

impl<'a> Desk<'a> {
    pub(crate) fn today(&self) -> Date {
        self.now.date()
    }

    pub(crate) fn service(&self, key: &str) -> Option<&'a ServiceFact> {
        self.salon.services.iter().find(|service| service.key == key)
    }

    pub(crate) fn service_name(&self, key: &str) -> &'a str {
        self.service(key).map_or("that", |service| service.name.as_str())
    }

    pub(crate) fn add_on(&self, key: &str) -> Option<&'a AddOnFact> {
        self.salon.add_ons.iter().find(|add_on| add_on.key == key)
    }

    pub(crate) fn add_on_names(&self, keys: &[String]) -> Vec<&'a str> {
        keys.iter().filter_map(|key| self.add_on(key)).map(|add_on| add_on.name.as_str()).collect()
    }

    pub(crate) fn person(&self, key: &str) -> Option<&'a PersonFact> {
        self.salon.people.iter().find(|person| person.key == key)
    }

    pub(crate) fn person_name(&self, key: &str) -> &'a str {
        self.person(key).map_or("they", |person| person.name.as_str())
    }

    /// Everybody who does this service.
    pub(crate) fn people_for(&self, service: &str) -> Vec<&'a PersonFact> {
        self.salon.people.iter().filter(|person| person.services.iter().any(|key| key == service)).collect()
    }

    /// What somebody here does: only that can be booked.
    pub(crate) fn bookable_services(&self) -> Vec<&'a ServiceFact> {
        self.salon.services.iter().filter(|service| !self.people_for(&service.key).is_empty()).collect()
    }

    /// The price with extras: with the person of the slot, where one is chosen.
    pub(crate) fn price_cents(&self, service: &str, add_ons: &[String], slot: Option<&Slot>) -> i64 {
        let extras: i64 = add_ons.iter().filter_map(|key| self.add_on(key)).map(|a| a.price_cents).sum();
        let own = slot.and_then(|slot| slot.price_cents);
        let usual = || self.service(service).map_or(0, |service| service.price_cents);
        own.unwrap_or_else(usual) + extras
    }

    /// What it costs before anybody is chosen: "$45", or "from $45" where that depends on who does it.
    pub(crate) fn price_of(&self, service: &str, add_ons: &[String]) -> String {
        let price = self.price(self.price_cents(service, add_ons, None));
        let varies = self.service(service).is_some_and(|service| service.price_varies);
        if varies { crate::phrases::from_price(&price) } else { price }
    }

    /// The price in words, where the receptionist may tell prices.
    pub(crate) fn price_to_tell(&self, cents: i64) -> Option<String> {
        self.salon.policy.may_tell_prices.then(|| self.price(cents))
    }

    pub(crate) fn price(&self, cents: i64) -> String {
        crate::spoken::price(cents, &self.salon.currency)
    }

    /// The windows of a date.
    pub(crate) fn hours(&self, date: Date) -> &'a [(Time, Time)] {
        let special = self.salon.special_days.iter().find(|(day, _)| *day == date);
        special.map_or_else(|| self.weekly_hours(date.weekday()), |(_, windows)| windows)
    }

    pub(crate) fn is_special(&self, date: Date) -> bool {
        self.salon.special_days.iter().any(|(day, _)| *day == date)
    }

    pub(crate) fn weekly_hours(&self, weekday: Weekday) -> &'a [(Time, Time)] {
        let index = usize::from(weekday.to_monday_zero_offset().unsigned_abs());
        self.salon.opening_hours.get(index).map_or(&[], Vec::as_slice)
    }

    /// Whether the salon is open at this time on this date, or on any weekday when no date is known.
    pub(crate) fn is_open(&self, date: Option<Date>, time: Time) -> bool {
        let within = |windows: &[(Time, Time)]| windows.iter().any(|window| is_within(*window, time));
        match date {
            Some(date) => within(self.hours(date)),
            None => self.salon.opening_hours.iter().any(|windows| within(windows)),
        }
    }

    /// The last day that can be booked.
    pub(crate) fn last_bookable_day(&self) -> Option<Date> {
        let days = i64::from(self.salon.booking_horizon_days?.min(3650));
        self.today().checked_add(days.days()).ok()
    }

    /// The day so many days away, kept within the calendar.
    pub(crate) fn day_after(&self, date: Date, days: i64) -> Date {
        date.saturating_add(days.days())
    }
}

/// Half-open; a window that ends at or before its start runs past midnight.
fn is_within((from, to): (Time, Time), time: Time) -> bool {
    if from < to { from <= time && time < to } else { from <= time || time < to }
}
