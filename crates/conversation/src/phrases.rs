//! Everything the receptionist says, in English. No decisions here: each function is told what to say and
//! finds the words. Another language is another file like this one.
//!
//! The house voice: short, warm, one question at a time, and nothing that is not known.

use crate::desk::Desk;
use crate::said::words_of;
use crate::spoken::{self, all, digits, either, exact_day, first_name, full_day, on_day};
use crate::{Refusal, RefusalReason, Slot, Tone, Visit};
use jiff::civil::{Date, Time, Weekday};
use understanding::DayPart;

// Opening and closing.

pub(crate) fn greeting(salon: &str, own: Option<&str>, tone: Tone) -> String {
    match (own, tone) {
        (Some(own), _) => own.to_owned(),
        (None, Tone::Professional) => {
            format!("Thanks for calling {salon}. This is the virtual receptionist. How can I help you?")
        }
        (None, Tone::Friendly) => {
            format!("Hello, and welcome to {salon}! I'm the virtual receptionist. How can I help you?")
        }
        (None, Tone::Casual) => {
            format!("Hi there, this is {salon}! I'm the virtual receptionist. What can I do for you?")
        }
    }
}

/// The greeting of a caller who is put through at once.
pub(crate) fn greeting_to_connect(salon: &str) -> String {
    format!("Thanks for calling {salon}. One moment, I'll connect you.")
}

pub(crate) fn closed_now_message(salon: &str) -> String {
    format!("Thanks for calling {salon}. We're closed at the moment. What may I pass on to the team?")
}

pub(crate) fn hello() -> String {
    "Hello!".into()
}

pub(crate) fn how_to_help() -> String {
    "How can I help you?".into()
}

pub(crate) fn anything_else() -> String {
    "Is there anything else I can do for you?".into()
}

pub(crate) fn goodbye(name: Option<&str>, tone: Tone) -> String {
    let name = name.map(first_name);
    match (tone, name) {
        (Tone::Professional, Some(name)) => format!("Thank you, {name}. Goodbye!"),
        (Tone::Professional, None) => "Thank you for calling. Goodbye!".into(),
        (Tone::Friendly, Some(name)) => format!("Thank you so much, {name}. Have a lovely day. Goodbye!"),
        (Tone::Friendly, None) => "Thank you so much for calling. Have a lovely day. Goodbye!".into(),
        (Tone::Casual, Some(name)) => format!("Thanks, {name}. Take care, bye!"),
        (Tone::Casual, None) => "Thanks for calling. Take care, bye!".into(),
    }
}

pub(crate) fn nothing_done() -> String {
    "All right, I've left everything as it was.".into()
}

pub(crate) fn already_over() -> String {
    "Goodbye!".into()
}

pub(crate) fn talked_long_enough() -> String {
    "We've been talking for quite a while, so I'll let you go now. Please call again any time. Goodbye!"
        .into()
}

pub(crate) fn before_you_go() -> String {
    "Before you go:".into()
}

pub(crate) fn take_your_time(times: u32) -> String {
    match times % 3 {
        1 => "Of course, take your time.".into(),
        2 => "No hurry, take your time.".into(),
        _ => "I'm still here, take your time.".into(),
    }
}

pub(crate) fn welcome() -> String {
    "You're welcome.".into()
}

pub(crate) fn start_over() -> String {
    "Sure, let's start over.".into()
}

// What to book.

pub(crate) fn which_service(names: &[&str]) -> String {
    if names.len() <= 4 && !names.is_empty() {
        format!("What would you like to have done: {}?", either(names))
    } else {
        "What would you like to have done?".into()
    }
}

pub(crate) fn which_of_services(names: &[&str]) -> String {
    match names {
        [one] => format!("Would you like {one}?"),
        _ => format!("Which one: {}?", either(names)),
    }
}

pub(crate) fn services_are(names: &[&str], more: usize) -> String {
    match more {
        0 => format!("We offer {}.", all(names)),
        _ => format!("We offer {}, and {more} more.", names.join(", ")),
    }
}

pub(crate) fn more_services_are(names: &[&str]) -> String {
    format!("We also offer {}.", all(names))
}

pub(crate) fn not_sure_we_do_that() -> String {
    "I'm not sure we do that.".into()
}

pub(crate) fn nobody_does(service: &str) -> String {
    format!("I'm sorry, nobody here does {service} at the moment.")
}

pub(crate) fn would_you_like_to_book(service: &str) -> String {
    format!("Would you like to book {service}?")
}

pub(crate) fn book_a_new_one() -> String {
    "Would you like to book a new visit instead?".into()
}

pub(crate) fn one_at_a_time(first: &str) -> String {
    format!("Let's do {first} first.")
}

pub(crate) fn add_on(names: &[&str]) -> String {
    format!("Would you like to add {}?", either(names))
}

pub(crate) fn which_add_on(names: &[&str]) -> String {
    format!("Which one shall I add: {}?", either(names))
}

// With whom.

pub(crate) fn no_such_person(said: &str) -> String {
    format!("I'm afraid there is no {said} here.")
}

pub(crate) fn person_does_not(person: &str, service: &str) -> String {
    format!("{person} doesn't do {service}.")
}

pub(crate) fn who_instead(names: &[&str]) -> String {
    match names {
        [] => "Shall I take whoever is free?".into(),
        [one] => format!("{one} does. Shall I take {one}?"),
        _ => {
            format!("You can choose {}. Who would you like, or shall I take whoever is free?", either(names))
        }
    }
}

pub(crate) fn which_person(names: &[&str]) -> String {
    format!("Did you mean {}?", either(names))
}

// When.

pub(crate) fn when() -> String {
    "When would you like to come in?".into()
}

pub(crate) fn which_day() -> String {
    "Which day would you like?".into()
}

pub(crate) fn which_of_days(days: &[Date], today: Date) -> String {
    let days: Vec<String> = days.iter().map(|day| exact_day(*day, today)).collect();
    // The days have commas of their own: a dash is the pause between them.
    format!("Do you mean {}?", days.join(" - or "))
}

pub(crate) fn which_other_day() -> String {
    "Which day or time would suit you better?".into()
}

pub(crate) fn half_of_day(early: Time) -> String {
    let clock = spoken::time(early);
    let bare = clock.trim_end_matches(" AM");
    format!("{bare} in the morning, or in the evening?")
}

pub(crate) fn day_has_passed(date: Date, today: Date) -> String {
    format!("{} has already passed; today is {}.", full_day(date, today), full_day(today, today))
}

pub(crate) fn time_has_passed(time: Time) -> String {
    format!("{} has already passed today.", capital(&spoken::time(time)))
}

pub(crate) fn too_far_ahead(last: Option<Date>, today: Date) -> String {
    match last {
        Some(last) => format!("We take bookings until {} so far.", full_day(last, today)),
        None => "That's further ahead than we take bookings.".into(),
    }
}

pub(crate) fn closed_on(weekday: Weekday) -> String {
    format!("We're closed on {}s.", spoken::weekday(weekday))
}

pub(crate) fn closed_that_day(date: Date, today: Date) -> String {
    format!("We're closed {}.", on_day(date, today))
}

pub(crate) fn nothing_free(person: Option<&str>, on: &str) -> String {
    match person {
        Some(person) => format!("{person} has nothing free {on}."),
        None => format!("I have nothing free {on}."),
    }
}

pub(crate) fn nothing_then(part: &str, on: &str) -> String {
    format!("I have nothing {part} {on}.").replace("  ", " ")
}

pub(crate) fn nothing_found(until: Date, today: Date) -> String {
    format!("I'm sorry, I can't find anything free until {}.", full_day(until, today))
}

pub(crate) fn that_is_the_latest(on: &str) -> String {
    format!("That's the latest {on}.")
}

pub(crate) fn that_is_the_earliest() -> String {
    "That's the earliest I have.".into()
}

pub(crate) fn someone_else_has() -> String {
    "Somebody else could take you, though.".into()
}

pub(crate) fn only_person(person: &str, service: &str) -> String {
    format!("{person} is the only one who does {service}.")
}

pub(crate) fn on_those_days() -> String {
    "on those days".into()
}

pub(crate) fn part_of_day(part: DayPart) -> &'static str {
    match part {
        DayPart::Morning => "in the morning",
        DayPart::Lunch => "around lunch",
        DayPart::Afternoon => "in the afternoon",
        DayPart::Evening => "in the evening",
        DayPart::Night => "that late",
    }
}

pub(crate) fn between(from: Option<Time>, to: Option<Time>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("between {} and {}", spoken::time(from), spoken::time(to)),
        (Some(from), None) => format!("after {}", spoken::time(from)),
        (None, Some(to)) => format!("before {}", spoken::time(to)),
        (None, None) => String::new(),
    }
}

pub(crate) fn at(time: Time) -> String {
    format!("at {}", spoken::time(time))
}

pub(crate) fn at_either(one: Time, other: Time) -> String {
    format!("at {} or {}", spoken::time(one), spoken::time(other))
}

/// Why a start that was asked for cannot be had; `person` where one was asked for.
pub(crate) fn refused(
    refusal: &Refusal,
    asked: jiff::civil::DateTime,
    person: Option<&str>,
    desk: &Desk,
) -> String {
    let who = person.unwrap_or("We");
    let they = if person.is_some() { format!("{who} is") } else { "We're".into() };
    let today = desk.today();
    match refusal.reason {
        RefusalReason::NonexistentTime => "The clocks change that night, so that time doesn't exist.".into(),
        RefusalReason::OffGrid => "We don't start visits at exactly that time.".into(),
        RefusalReason::Notice if asked <= desk.now => time_has_passed(asked.time()),
        RefusalReason::Notice => "That's too soon for us, I'm afraid.".into(),
        RefusalReason::Horizon => too_far_ahead(desk.last_bookable_day(), today),
        RefusalReason::NoStaff => "Nobody is here for that then.".into(),
        RefusalReason::Closed if person.is_none() || desk.hours(asked.date()).is_empty() => {
            closed(asked.date(), desk)
        }
        RefusalReason::Closed => format!("{who} doesn't work {}.", on_day(asked.date(), today)),
        RefusalReason::OutsideHours => match (refusal.opens, refusal.closes) {
            (Some(opens), _) if asked.time() < opens => match person {
                Some(person) => format!("{person} starts at {} that day.", spoken::time(opens)),
                None => format!("We open at {} that day.", spoken::time(opens)),
            },
            (_, Some(closes)) if asked.time() >= closes => match person {
                Some(person) => format!("{person} finishes at {} that day.", spoken::time(closes)),
                None => format!("We close at {} that day.", spoken::time(closes)),
            },
            _ => format!("{they} not in at that time."),
        },
        RefusalReason::TooLong => "That wouldn't leave enough time for it.".into(),
        RefusalReason::TimeOff => format!("{they} not in at that time."),
        RefusalReason::Limit => match person {
            Some(person) => format!("{person} is fully booked that day."),
            None => "We're fully booked that day.".into(),
        },
        RefusalReason::Busy | RefusalReason::Resource => {
            format!(
                "{} {} is already taken.",
                capital(&spoken::time(asked.time())),
                on_day(asked.date(), today)
            )
        }
    }
}

pub(crate) fn closed(date: Date, desk: &Desk) -> String {
    if desk.is_special(date) || !desk.weekly_hours(date.weekday()).is_empty() {
        closed_that_day(date, desk.today())
    } else {
        closed_on(date.weekday())
    }
}

pub(crate) fn just_taken() -> String {
    "I'm sorry, somebody has just taken that time.".into()
}

// Offering times.

/// "On Friday I have 10 AM, 1 PM or 4:30 PM. Which would you like?"
pub(crate) fn offer(slots: &[Slot], person: Option<&str>, nearest: bool, today: Date) -> String {
    let has = match person {
        Some(person) => format!("{person} has"),
        None => "I have".to_owned(),
    };
    match slots {
        [one] if nearest => {
            let who = person.map(|person| format!(" with {person}")).unwrap_or_default();
            format!("The nearest I have{who} is {}. Would that work?", moment(one, today))
        }
        [one] => format!("{has} {}. Would that work?", moment(one, today)),
        _ => format!("{has} {}. Which would you like?", times(slots, today)),
    }
}

pub(crate) fn which_time(slots: &[Slot], today: Date) -> String {
    match slots {
        [one] => format!("Would {} work for you?", moment(one, today)),
        _ => format!("Which would you like: {}?", times(slots, today)),
    }
}

/// What was said may mean any of these: "11 AM on which day: Friday, Saturday or Monday, March 16?"
pub(crate) fn which_of_times(slots: &[Slot], today: Date) -> String {
    let same_time = slots.windows(2).all(|pair| pair[0].local.time() == pair[1].local.time());
    match slots.first().filter(|_| same_time && slots.len() > 1) {
        Some(first) => {
            let days: Vec<String> = slots.iter().map(|slot| spoken::day(slot.local.date(), today)).collect();
            format!("{} on which day: {}?", capital(&spoken::time(first.local.time())), either(&days))
        }
        None => format!("At which time: {}?", times(slots, today)),
    }
}

/// "10 AM, 1 PM or 4:30 PM on Friday", or each with its day where they are on several.
fn times(slots: &[Slot], today: Date) -> String {
    let same_day = slots.windows(2).all(|pair| pair[0].local.date() == pair[1].local.date());
    match (same_day, slots.first()) {
        (true, Some(first)) => {
            let times: Vec<String> = slots.iter().map(|slot| spoken::time(slot.local.time())).collect();
            format!("{} {}", either(&times), on_day(first.local.date(), today))
        }
        _ => {
            let moments: Vec<String> = slots.iter().map(|slot| moment(slot, today)).collect();
            either(&moments)
        }
    }
}

fn moment(slot: &Slot, today: Date) -> String {
    let day = spoken::day(slot.local.date(), today);
    format!("{day} at {}", spoken::time(slot.local.time()))
}

// Who is calling.

pub(crate) fn your_name() -> String {
    "What name shall I put it under?".into()
}

pub(crate) fn your_phone() -> String {
    "What's the best phone number to reach you?".into()
}

pub(crate) fn booked_under_number() -> String {
    "What's the phone number it's booked under?".into()
}

pub(crate) fn booked_under_name() -> String {
    "And the full name it's booked under?".into()
}

pub(crate) fn name_needed() -> String {
    "I need a name to put in the book.".into()
}

pub(crate) fn phone_needed() -> String {
    "I need a number, so that we can reach you about your visit.".into()
}

pub(crate) fn number_heard(number: &str) -> String {
    format!("I have {}.", digits(number))
}

pub(crate) fn and_the_rest() -> String {
    "And the rest of the number?".into()
}

pub(crate) fn number_not_right() -> String {
    "That phone number doesn't seem right.".into()
}

pub(crate) fn number_too_long() -> String {
    "That's more digits than a phone number has.".into()
}

pub(crate) fn number_from_the_start() -> String {
    "Sorry, once more from the start, please.".into()
}

pub(crate) fn take_the_number_you_call_from() -> String {
    "I'll put it under the number you're calling from.".into()
}

pub(crate) fn no_number_can_be_had() -> String {
    "I'm sorry, I can't do that without a number that works, but the team can.".into()
}

// Reading back and doing.

/// Everything a booking says about itself, for the read-back.
pub(crate) struct BookingWords<'a> {
    pub(crate) service: &'a str,
    pub(crate) add_ons: &'a [&'a str],
    pub(crate) slot: &'a Slot,
    /// Where prices are told.
    pub(crate) price: Option<String>,
    pub(crate) name: &'a str,
    /// Where the caller gave it; a caller id needs no reading back.
    pub(crate) phone: Option<&'a str>,
}

pub(crate) fn read_back_booking(booking: &BookingWords, today: Date) -> String {
    let phone = booking.phone.map(|phone| format!(", number {}", digits(phone))).unwrap_or_default();
    format!(
        "That's {} with {}, {} at {}{}, for {}{phone}. Shall I book it?",
        with_add_ons(booking.service, booking.add_ons),
        booking.slot.person_name,
        exact_day(booking.slot.local.date(), today),
        spoken::time(booking.slot.local.time()),
        at_price(booking.price.as_deref()),
        booking.name,
    )
}

fn at_price(price: Option<&str>) -> String {
    price.map(|price| format!(", {price}")).unwrap_or_default()
}

/// A read-back up to the question it ends on: what is agreed to.
pub(crate) fn without_question(read_back: &str) -> &str {
    read_back.rfind("Shall I ").map_or(read_back, |question| &read_back[..question])
}

pub(crate) fn read_back_move(visit: &Visit, slot: &Slot, today: Date) -> String {
    if visit.local == slot.local {
        return format!(
            "I'd move your {} on {} at {} from {} to {}. Shall I do that?",
            visit.service_name,
            full_day(slot.local.date(), today),
            spoken::time(slot.local.time()),
            visit.person_name,
            slot.person_name,
        );
    }
    if visit.local.date() == slot.local.date() {
        return format!(
            "I'd move your {} on {} from {} to {} with {}. Shall I do that?",
            visit.service_name,
            full_day(slot.local.date(), today),
            spoken::time(visit.local.time()),
            spoken::time(slot.local.time()),
            slot.person_name,
        );
    }
    format!(
        "I'd move your {} from {} at {} to {} at {} with {}. Shall I do that?",
        visit.service_name,
        full_day(visit.local.date(), today),
        spoken::time(visit.local.time()),
        exact_day(slot.local.date(), today),
        spoken::time(slot.local.time()),
        slot.person_name,
    )
}

pub(crate) fn read_back_cancel(visit: &Visit, today: Date) -> String {
    format!("That's your {}. Shall I cancel it?", visit_words(visit, today))
}

/// Everything a visit says about itself once it is booked.
pub(crate) struct Booked<'a> {
    pub(crate) visit: &'a Visit,
    pub(crate) add_ons: &'a [&'a str],
    /// Where prices are told.
    pub(crate) price: Option<String>,
    pub(crate) name: &'a str,
}

pub(crate) fn booked(booked: &Booked, tone: Tone, today: Date) -> String {
    let visit = booked.visit;
    let opening = match tone {
        Tone::Professional => "",
        Tone::Friendly => "Wonderful! ",
        Tone::Casual => "All set! ",
    };
    format!(
        "{opening}You're booked: {} with {}, {} at {}{}, for {}.",
        with_add_ons(&visit.service_name, booked.add_ons),
        visit.person_name,
        exact_day(visit.local.date(), today),
        spoken::time(visit.local.time()),
        at_price(booked.price.as_deref()),
        booked.name,
    )
}

pub(crate) fn moved(visit: &Visit, today: Date) -> String {
    format!(
        "Done. Your {} is now {} at {} with {}.",
        visit.service_name,
        exact_day(visit.local.date(), today),
        spoken::time(visit.local.time()),
        visit.person_name,
    )
}

pub(crate) fn cancelled(visit: &Visit, today: Date) -> String {
    format!("Your {} is cancelled.", visit_words(visit, today))
}

pub(crate) fn let_me_check() -> String {
    "Let me check what's in the book.".into()
}

pub(crate) fn not_done() -> String {
    "I'm sorry, something went wrong on our side and nothing was changed.".into()
}

pub(crate) fn look_up_failed() -> String {
    "I'm sorry, I can't look that up just now.".into()
}

pub(crate) fn try_again() -> String {
    "Let me try once more.".into()
}

pub(crate) fn what_to_change() -> String {
    "No problem. What shall I change?".into()
}

pub(crate) fn not_booked_yet() -> String {
    "All right, I won't book that.".into()
}

pub(crate) fn which_cancel() -> String {
    "Did you want to cancel a visit you already have?".into()
}

/// "All right, your Women's haircut with Anna stays on Friday, March 13 at 10:30 AM."
pub(crate) fn stays(visit: &Visit, today: Date) -> String {
    format!(
        "All right, your {} with {} stays on {} at {}.",
        visit.service_name,
        visit.person_name,
        full_day(visit.local.date(), today),
        spoken::time(visit.local.time())
    )
}

pub(crate) fn only_time_and_person_can_move() -> String {
    "I can change the time or the person; for another service I'd book you a new visit.".into()
}

// Visits in the book.

pub(crate) fn which_day_is_it_on() -> String {
    "And on which day is it?".into()
}

pub(crate) fn help_visit_day() -> String {
    "Since you're not calling from that number, please tell me the day of the visit, like \"Friday\".".into()
}

pub(crate) fn cannot_look_it_up() -> String {
    "I'm sorry, I can't look that visit up from another number. Please call from the number it's booked under.".into()
}

pub(crate) fn no_visit_found() -> String {
    "I can't find a coming visit under that number, name and day.".into()
}

pub(crate) fn which_day_or_name() -> String {
    "Which day is it on, or what name is it under?".into()
}

pub(crate) fn help_proof() -> String {
    "Please tell me the day of the visit, like \"Friday\", or the name it's under.".into()
}

pub(crate) fn not_under_that() -> String {
    "I can't find it under that.".into()
}

pub(crate) fn visits_are_for_the_team() -> String {
    "I'm sorry, I can't help with that visit on this call, but the team can.".into()
}

pub(crate) fn not_in_the_book() -> String {
    "I don't see it in the book.".into()
}

pub(crate) fn only_your_own_visits() -> String {
    "I'm sorry, I can only help with your own visits.".into()
}

pub(crate) fn other_number() -> String {
    "Could it be under another number?".into()
}

pub(crate) fn none_of_that_kind() -> String {
    "I don't see one like that.".into()
}

pub(crate) fn you_have(visits: &[Visit], today: Date) -> String {
    let words: Vec<String> = visits.iter().map(|visit| visit_words(visit, today)).collect();
    format!("You have {}.", all(&words))
}

pub(crate) fn which_visit() -> String {
    "Which one do you mean?".into()
}

pub(crate) fn when_instead() -> String {
    "When would you like to come instead?".into()
}

/// "Women's haircut with Anna on Friday, March 13 at 10:30 AM".
pub(crate) fn visit_words(visit: &Visit, today: Date) -> String {
    format!(
        "{} with {} on {} at {}",
        visit.service_name,
        visit.person_name,
        full_day(visit.local.date(), today),
        spoken::time(visit.local.time())
    )
}

fn with_add_ons(service: &str, add_ons: &[&str]) -> String {
    if add_ons.is_empty() { service.to_owned() } else { format!("{service} plus {}", all(add_ons)) }
}

// What is left to the team.

pub(crate) fn may_not_book() -> String {
    "I'm not able to make bookings myself, but the team will gladly do it.".into()
}

pub(crate) fn may_not_move() -> String {
    "I'm not able to move visits myself, but the team will gladly do it.".into()
}

pub(crate) fn may_not_cancel() -> String {
    "I'm not able to cancel visits myself, but the team will gladly do it.".into()
}

pub(crate) fn prices_are_for_the_team() -> String {
    "I'm not able to tell prices, but the team will gladly do it.".into()
}

pub(crate) fn only_here_to_help() -> String {
    "I'm sorry, that's nothing I can do. I'm here for visits and questions about the salon.".into()
}

// Messages.

pub(crate) fn what_to_pass_on() -> String {
    "Of course. What would you like me to pass on?".into()
}

pub(crate) fn number_for_message() -> String {
    "And what's your phone number, in case they need to reach you?".into()
}

pub(crate) fn will_pass_on() -> String {
    "Thank you, I'll pass that on to the team.".into()
}

// Answers.

/// How an answer begins; empty where it begins with itself.
pub(crate) fn here_you_are(tone: Tone) -> String {
    match tone {
        Tone::Professional => String::new(),
        Tone::Friendly => "Happy to help!".into(),
        Tone::Casual => "Sure thing!".into(),
    }
}

pub(crate) fn from_price(price: &str) -> String {
    format!("from {price}")
}

pub(crate) fn costs(service: &str, price: &str) -> String {
    format!("{service} is {price}.")
}

pub(crate) fn costs_with(service: &str, add_ons: &[&str], price: &str) -> String {
    format!("{} comes to {price}.", with_add_ons(service, add_ons))
}

pub(crate) fn add_on_costs(add_on: &str, price: &str) -> String {
    format!("{add_on} is {price} extra.")
}

pub(crate) fn prices_are(priced: &[String], more: bool) -> String {
    let lead = if more { "For example, " } else { "" };
    format!("{lead}{}.", all(priced))
}

pub(crate) fn service_at_price(service: &str, price: &str) -> String {
    format!("{service} is {price}")
}

pub(crate) fn depends_on_service() -> String {
    "That depends on the service.".into()
}

pub(crate) fn which_price() -> String {
    "Which service are you interested in?".into()
}

pub(crate) fn takes(service: &str, add_ons: &[&str], duration: &str) -> String {
    format!("{} takes about {duration}.", with_add_ons(service, add_ons))
}

pub(crate) fn it_takes(duration: &str) -> String {
    format!("It takes about {duration}.")
}

pub(crate) fn we_are_at(address: &str) -> String {
    format!("We're at {}.", address.trim_end_matches('.'))
}

pub(crate) fn address_unknown() -> String {
    "I'm sorry, I don't have the address at hand.".into()
}

pub(crate) fn people_are(names: &[&str]) -> String {
    match names {
        [] => "I can't say who is here just now.".into(),
        [one] => format!("That would be {one}."),
        _ => format!("There's {}.", all(names)),
    }
}

pub(crate) fn people_do(names: &[&str], service: &str) -> String {
    match names {
        [] => nobody_does(service),
        [one] => format!("{one} does {service}."),
        _ => format!("{} do {service}.", all(names)),
    }
}

pub(crate) fn person_does(person: &str, service: &str) -> String {
    format!("Yes, {person} does {service}.")
}

pub(crate) fn person_is_here(person: &str, services: &[&str]) -> String {
    match services {
        [] => format!("Yes, {person} works here."),
        _ => format!("Yes, {person} works here and does {}.", all(services)),
    }
}

pub(crate) fn open_on(date: Date, windows: &[(Time, Time)], today: Date) -> String {
    let day = match spoken::day(date, today) {
        near if near == "today" || near == "tomorrow" => capital(&near),
        _ => format!("On {}", full_day(date, today)),
    };
    if windows.is_empty() {
        format!("{day} we're closed.")
    } else {
        format!("{day} we're open {}.", windows_words(windows))
    }
}

pub(crate) fn open_until(closes: Time) -> String {
    format!("We're open until {} today.", spoken::time(closes))
}

pub(crate) fn closed_for_today() -> String {
    "We've already closed for today.".into()
}

pub(crate) fn yes() -> String {
    "Yes.".into()
}

pub(crate) fn no() -> String {
    "No.".into()
}

/// Weekdays in a row with the same hours.
pub(crate) struct DaysAlike<'a> {
    pub(crate) from: Weekday,
    pub(crate) to: Weekday,
    pub(crate) windows: &'a [(Time, Time)],
}

/// The week, days with the same hours together: "Tuesday to Friday 9 AM to 6 PM".
pub(crate) fn open_week(groups: &[DaysAlike], closed: &[Weekday]) -> String {
    let open: Vec<String> = groups
        .iter()
        .map(|DaysAlike { from, to, windows }| {
            let days = if from == to {
                spoken::weekday(*from).to_owned()
            } else {
                format!("{} to {}", spoken::weekday(*from), spoken::weekday(*to))
            };
            format!("{days} {}", windows_words(windows))
        })
        .collect();
    let closed: Vec<&str> = closed.iter().map(|day| spoken::weekday(*day)).collect();
    match (open.is_empty(), closed.is_empty()) {
        (true, _) => "I don't have our opening hours at hand.".into(),
        (_, true) => format!("We're open {}.", all(&open)),
        _ => format!("We're open {}, and closed on {}.", open.join(", "), all(&closed)),
    }
}

fn windows_words(windows: &[(Time, Time)]) -> String {
    let words: Vec<String> = windows
        .iter()
        .map(|(from, to)| format!("{} to {}", spoken::time(*from), spoken::time(*to)))
        .collect();
    all(&words)
}

// A person.

pub(crate) fn connecting() -> String {
    "Of course. One moment, I'll connect you.".into()
}

pub(crate) fn will_call_back(number: &str) -> String {
    format!("I can't connect you right now, but I'll ask the team to call you back on {}.", digits(number))
}

pub(crate) fn number_for_call_back() -> String {
    "I can't connect you right now, but the team can call you back. What's your phone number?".into()
}

pub(crate) fn person_or_go_on(can_transfer: bool) -> String {
    if can_transfer {
        "Would you like to speak to someone at the salon?".into()
    } else {
        "Would you like someone from the salon to call you back?".into()
    }
}

pub(crate) fn sorry_about_that(tone: Tone) -> String {
    match tone {
        Tone::Professional => "I'm sorry about that.".into(),
        Tone::Friendly => "Oh, I'm so sorry about that.".into(),
        Tone::Casual => "Oh no, sorry about that.".into(),
    }
}

pub(crate) fn emergency(number: Option<&str>) -> String {
    let dial = number.map_or("your local emergency number".to_owned(), str::to_owned);
    format!("If anyone is in danger, please hang up now and dial {dial}. I can't reach them from here.")
}

pub(crate) fn please_be_kind() -> String {
    "I'd like to help you, so let's keep it friendly.".into()
}

pub(crate) fn end_of_patience() -> String {
    "I'm going to end this conversation now. Goodbye.".into()
}

// Understanding beside a question.

/// Whether these words only say that there is a message, and not which.
pub(crate) fn only_asks_to_leave_a_message(words: &[String]) -> bool {
    words.iter().all(|word| {
        matches!(
            word.as_str(),
            "i" | "id"
                | "im"
                | "we"
                | "would"
                | "want"
                | "wanna"
                | "need"
                | "like"
                | "to"
                | "can"
                | "could"
                | "may"
                | "you"
                | "please"
                | "just"
                | "leave"
                | "leaving"
                | "take"
                | "give"
                | "pass"
                | "relay"
                | "on"
                | "a"
                | "an"
                | "the"
                | "my"
                | "this"
                | "quick"
                | "short"
                | "message"
                | "note"
                | "for"
                | "her"
                | "him"
                | "them"
                | "your"
                | "team"
                | "salon"
                | "owner"
                | "manager"
                | "boss"
                | "stylist"
                | "hairdresser"
                | "someone"
                | "somebody"
                | "hi"
                | "hello"
                | "hey"
                | "yes"
                | "yeah"
                | "ok"
                | "okay"
                | "so"
                | "and"
                | "something"
                | "tell"
                | "let"
                | "know"
                | "along"
                | "it"
                | "that"
                | "d"
                | "m"
                | "with"
                | "instead"
        )
    })
}

/// Whether somebody wishes for something new, rather than saying which visit they mean.
pub(crate) fn wishes_something(text: &str) -> bool {
    words_of(text).iter().any(|word| {
        matches!(
            word.as_str(),
            "book" | "want" | "need" | "like" | "id" | "make" | "schedule" | "get" | "new"
        )
    })
}

/// "It's under my husband's number."
pub(crate) fn speaks_of_a_number(text: &str) -> bool {
    words_of(text).iter().any(|word| matches!(word.as_str(), "number" | "phone"))
}

/// "With Anna": she is the stylist, not the customer.
pub(crate) fn says_with_whom(text: &str) -> bool {
    words_of(text).iter().any(|word| matches!(word.as_str(), "with" | "by"))
}

/// "Mrs", "Mr": no name by itself.
pub(crate) fn is_form_of_address(word: &str) -> bool {
    let word = understanding::fold(word.trim_end_matches('.'));
    matches!(word.as_str(), "mr" | "mrs" | "ms" | "miss" | "mister" | "misses" | "dr" | "doctor")
}

/// "One" is a time, or stands for what was spoken of.
pub(crate) fn is_one(words: &str) -> bool {
    words.trim().eq_ignore_ascii_case("one")
}

/// Whether these words are a weekday's name and nothing else.
pub(crate) fn is_weekday(words: &str, weekday: Weekday) -> bool {
    let words = words.trim().trim_end_matches(['.', '?', ',']).to_lowercase();
    let words = words.trim_start_matches("on ").trim_start_matches("the ").trim_end_matches(" one");
    words == spoken::weekday(weekday).to_lowercase()
}

// When it goes wrong.

pub(crate) fn not_caught(times: u32) -> String {
    match times % 3 {
        1 => "Sorry, I didn't catch that.".into(),
        2 => "I'm sorry, I still didn't get it.".into(),
        _ => another_way(),
    }
}

pub(crate) fn another_way() -> String {
    "Let's try it another way.".into()
}

pub(crate) fn going_in_circles() -> String {
    "I'm sorry, we're going round in circles.".into()
}

pub(crate) fn the_team_can() -> String {
    "I'm sorry, I'd better leave this to the team.".into()
}

pub(crate) fn giving_up() -> String {
    "I'm sorry, I can't make it out. Please call us again. Goodbye!".into()
}

pub(crate) fn still_there(times: u32) -> String {
    if times == 1 { "Are you still there?".into() } else { "I can't hear you.".into() }
}

pub(crate) fn silence_goodbye() -> String {
    "I'll hang up for now. Please call again any time. Goodbye!".into()
}

pub(crate) fn help_in_general() -> String {
    "You can say, for example, book a haircut for Friday afternoon, or, what are your opening hours.".into()
}

pub(crate) fn help_when() -> String {
    "You can say a day and a time, like Tuesday afternoon, or tomorrow at ten.".into()
}

pub(crate) fn help_name() -> String {
    "Just your first and last name, please.".into()
}

pub(crate) fn help_phone() -> String {
    "Please say the digits one by one, or type them on your keypad.".into()
}

pub(crate) fn help_yes_no() -> String {
    "Please say yes or no.".into()
}

pub(crate) fn help_which() -> String {
    "You can also say the first one, or the last one.".into()
}

pub(crate) fn help_change() -> String {
    "You can tell me another service, person, day or time.".into()
}

// Keys.

pub(crate) fn press(choices: &[(char, String)], in_text: bool) -> String {
    let words: Vec<String> =
        choices.iter().map(|(key, what)| format!("{} for {what}", key_name(*key))).collect();
    format!("{} {}.", if in_text { "Reply" } else { "Press" }, either(&words))
}

fn key_name(key: char) -> String {
    match key {
        '#' => "pound".into(),
        '*' => "star".into(),
        digit => digit.to_string(),
    }
}

pub(crate) fn key_book() -> String {
    "a booking".into()
}

pub(crate) fn key_cancel() -> String {
    "cancelling a visit".into()
}

pub(crate) fn key_move() -> String {
    "moving a visit".into()
}

pub(crate) fn key_hours() -> String {
    "our hours and address".into()
}

pub(crate) fn key_person() -> String {
    "a person".into()
}

pub(crate) fn key_more() -> String {
    "more".into()
}

pub(crate) fn key_later() -> String {
    "later times".into()
}

pub(crate) fn key_none() -> String {
    "none".into()
}

pub(crate) fn key_yes() -> String {
    "yes".into()
}

pub(crate) fn key_no() -> String {
    "no".into()
}

pub(crate) fn key_soonest() -> String {
    "the soonest times".into()
}

pub(crate) fn key_other_service() -> String {
    "another service".into()
}

pub(crate) fn key_nothing() -> String {
    "leaving it".into()
}

pub(crate) fn key_no_name() -> String {
    "going on without a name".into()
}

pub(crate) fn key_goodbye() -> String {
    "goodbye".into()
}

pub(crate) fn key_anyone() -> String {
    "whoever is free".into()
}

pub(crate) fn key_morning() -> String {
    "the morning".into()
}

pub(crate) fn key_evening() -> String {
    "the evening".into()
}

pub(crate) fn key_other_time() -> String {
    "another time".into()
}

pub(crate) fn visit_choice(visit: &Visit, today: Date) -> String {
    format!("{} {}", visit.service_name, on_day(visit.local.date(), today))
}

pub(crate) fn type_it() -> String {
    "Please type it, and press pound.".into()
}

pub(crate) fn reply_by_number() -> String {
    "Reply 1 for yes or 2 for no.".into()
}

pub(crate) fn guest() -> String {
    "Guest".into()
}

/// Each time for its key; the day only where it is another than the one before.
pub(crate) fn time_choices(slots: &[Slot], today: Date) -> Vec<String> {
    let mut before = None;
    let words = slots.iter().map(|slot| {
        let date = slot.local.date();
        if before.replace(date) == Some(date) { spoken::time(slot.local.time()) } else { moment(slot, today) }
    });
    words.collect()
}

pub(crate) fn which_time_by_key() -> String {
    "Which time would you like?".into()
}

/// The sentence with a capital letter at its start.
pub(crate) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
