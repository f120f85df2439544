//! From what was said to what is known: every service, person, day, time, name and number goes where it
//! belongs, and what no longer fits is let go.

use crate::desk::Desk;
use crate::dialogue::Dialogue;
use crate::phrases;
use crate::said::{Said, SaidDate, SaidTime};
use crate::state::{Asked, Days, Goal, PersonWish, Shift, TimeWish};
use jiff::ToSpan;
use jiff::civil::{Date, Time};
use understanding::{ActKind, DayPart};

/// As far as somebody looks ahead who does not mind when.
pub(crate) const LOOK_AHEAD_DAYS: i64 = 14;

/// What a turn told us.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Learned {
    /// Something about a visit.
    pub(crate) wish: bool,
    /// Something about the caller.
    pub(crate) contact: bool,
    /// Something that was not known before.
    pub(crate) is_new: bool,
}

impl Learned {
    fn wish(&mut self, is_new: bool) {
        self.wish = true;
        self.is_new |= is_new;
    }

    pub(crate) fn contact(&mut self, is_new: bool) {
        self.contact = true;
        self.is_new |= is_new;
    }
}

impl Dialogue {
    /// Keeps what was said.
    pub(crate) fn take_in(&mut self, desk: &Desk, said: &Said) -> Learned {
        let mut learned = self.take_contact(said);
        let is_about_a_visit_in_the_book = match self.goal {
            Goal::Cancel | Goal::TellVisit => true,
            Goal::Move => self.change.visit.is_none(),
            Goal::None | Goal::Book => false,
        };
        self.take_shift(said);
        self.wish.same_time |= said.has(ActKind::SameTime);
        if is_about_a_visit_in_the_book {
            self.take_hints(desk, said, &mut learned);
        } else {
            self.take_wish(desk, said, &mut learned);
        }
        learned
    }

    /// Keeps what was said about the caller.
    pub(crate) fn take_contact(&mut self, said: &Said) -> Learned {
        let mut learned = Learned::default();
        self.take_name(said, &mut learned);
        self.take_phone(said, &mut learned);
        learned
    }

    /// "Push it back a little" moves beside the visit's own time.
    fn take_shift(&mut self, said: &Said) {
        if self.goal == Goal::Move && !said.names_a_moment() {
            let later = said.has(ActKind::Later).then_some(Shift::Later);
            let earlier = said.has(ActKind::Earlier).then_some(Shift::Earlier);
            self.wish.shift = later.or(earlier).or(self.wish.shift);
        }
    }

    fn take_name(&mut self, said: &Said, learned: &mut Learned) {
        let same_name_as_a_stylist =
            || said.person_words().filter(|_| self.asked == Asked::Name && !said.names_a_moment());
        if let Some(name) = said.name().or_else(same_name_as_a_stylist) {
            let name = name.split_whitespace().map(phrases::capital).collect::<Vec<_>>().join(" ");
            let is_new = self.contact.said_name.as_deref() != Some(&name);
            self.contact.said_name = Some(name);
            learned.contact(is_new);
        }
    }

    /// What is said about a visit before it is known which one, or whether the old or the new time is meant.
    fn take_hints(&mut self, desk: &Desk, said: &Said, learned: &mut Learned) {
        let dates = said.dates();
        for date in &dates {
            if !self.change.dates.contains(date) {
                self.change.dates.push(*date);
            }
            learned.wish(true);
        }
        for time in said.times() {
            let time = likeliest(desk, dates.first().copied(), &time.readings);
            if !self.change.times.contains(&time) {
                self.change.times.push(time);
            }
            learned.wish(true);
        }
        if let Some((service, _)) = said.services().into_iter().next() {
            learned.wish(self.change.service.as_ref() != Some(&service));
            self.change.service = Some(service);
        }
        if let Some((person, _)) = said.people().into_iter().next().filter(|_| self.asked != Asked::Name) {
            learned.wish(self.change.person.as_ref() != Some(&person));
            self.change.person = Some(person);
        }
        if self.goal == Goal::Move {
            self.change.days = said.date_range().or(self.change.days);
            self.change.hours = said.time_ranges().first().copied().or(self.change.hours);
            learned.wish(said.date_range().is_some() || !said.time_ranges().is_empty());
            // A part of the day is never the old time.
            self.take_parts(said, learned);
            self.take_no_matter_when(said, learned);
        }
    }

    fn take_wish(&mut self, desk: &Desk, said: &Said, learned: &mut Learned) {
        let corrects = said.has_any(&[ActKind::Correct, ActKind::Deny]);
        let books = said.has_any(&[ActKind::Book, ActKind::Correct, ActKind::AskAvailability]);
        let asks_about_service = !books
            && said.has_any(&[
                ActKind::AskPrice,
                ActKind::AskDuration,
                ActKind::AskPeople,
                ActKind::AskServices,
            ]);
        if !asks_about_service {
            self.take_service(said, corrects, learned);
            self.take_add_ons(said, learned);
        }
        if books || !said.has(ActKind::AskPeople) || said.asks_when_somebody_is_in() {
            self.take_person(desk, said, corrects, learned);
        }
        if books || !said.has(ActKind::AskHours) {
            self.take_days(desk, said, learned);
            if corrects {
                self.take_last_time(desk, said, learned);
            } else {
                self.take_times(desk, said, learned);
            }
            self.take_parts(said, learned);
            self.take_no_matter_when(said, learned);
        }
    }

    fn take_service(&mut self, said: &Said, corrects: bool, learned: &mut Learned) {
        for key in said.not_services() {
            if self.wish.service.as_ref() == Some(&key) && self.moving().is_none() {
                self.wish.service = None;
                self.let_go_of_slot();
                learned.wish(true);
            }
        }
        let mut services = said.services();
        if services.is_empty() {
            return;
        }
        if self.moving().is_some() {
            self.notes.push(phrases::only_time_and_person_can_move());
            learned.wish(false);
            return;
        }
        // What is clear goes before what may mean several.
        services.sort_by_key(|(_, others)| !others.is_empty() && !corrects);
        let (key, others) = if corrects { services.remove(services.len() - 1) } else { services.remove(0) };
        let was_asked_which = match &self.asked {
            Asked::WhichService { keys } => keys.contains(&key),
            _ => false,
        };
        if !others.is_empty() && !was_asked_which && self.wish.service.is_none() {
            self.wish.may_be = std::iter::once(key).chain(others).take(4).collect();
            learned.wish(true);
            return;
        }
        if !corrects {
            let clear = services.into_iter().filter(|(_, others)| others.is_empty());
            self.wish.also = clear.map(|(other, _)| other).filter(|other| *other != key).collect();
        }
        learned.wish(self.set_service(key));
    }

    pub(crate) fn set_service(&mut self, key: String) -> bool {
        if self.wish.service.as_ref() == Some(&key) {
            return false;
        }
        self.wish.service = Some(key);
        self.wish.may_be.clear();
        self.let_go_of_slot();
        true
    }

    fn take_add_ons(&mut self, said: &Said, learned: &mut Learned) {
        if self.moving().is_some() {
            return;
        }
        for key in said.not_add_ons() {
            let before = self.wish.add_ons.len();
            self.wish.add_ons.retain(|add_on| *add_on != key);
            let changed = before != self.wish.add_ons.len();
            self.add_ons_changed(changed);
            learned.wish(changed);
        }
        for key in said.add_ons() {
            let is_new = !self.wish.add_ons.contains(&key);
            if is_new {
                self.wish.add_ons.push(key);
            }
            self.add_ons_changed(is_new);
            learned.wish(is_new);
        }
    }

    fn add_ons_changed(&mut self, changed: bool) {
        self.wish.add_ons_settled = true;
        if changed {
            self.let_go_of_slot();
        }
    }

    fn take_person(&mut self, desk: &Desk, said: &Said, corrects: bool, learned: &mut Learned) {
        if self.asked == Asked::Name && said.person_words().is_some() && !corrects {
            return;
        }
        for key in said.not_people() {
            if self.wish.person.wanted() == Some(&key) || self.slot_person() == Some(&key) {
                learned.wish(self.set_person(PersonWish::Not(key)));
            }
        }
        let mut people = said.people();
        if people.is_empty() {
            if let Some(name) = said.unknown_person() {
                self.notes.push(phrases::no_such_person(name));
                self.unclear.push(Asked::Person);
                learned.wish(true);
            } else if said.has(ActKind::AnyPerson) {
                learned.wish(self.set_person(PersonWish::Anyone));
            }
            return;
        }
        let (key, others) = if corrects { people.remove(people.len() - 1) } else { people.remove(0) };
        let was_asked_which = matches!(&self.asked, Asked::WhichPerson { keys } if keys.contains(&key));
        let others: Vec<String> = others.into_iter().filter(|other| desk.person(other).is_some()).collect();
        if !others.is_empty() && !was_asked_which {
            let keys = std::iter::once(key).chain(others).take(3).collect();
            self.unclear.push(Asked::WhichPerson { keys });
            learned.wish(true);
            return;
        }
        // Whoever is free happens to be the one they name: nothing changes.
        if self.slot_person() == Some(&key) {
            learned.wish(false);
            return;
        }
        learned.wish(self.set_person(PersonWish::This(key)));
    }

    fn slot_person(&self) -> Option<&str> {
        self.wish.slot.as_ref().map(|slot| slot.person.as_str())
    }

    pub(crate) fn set_person(&mut self, person: PersonWish) -> bool {
        if self.wish.person == person {
            return false;
        }
        let stays = person == PersonWish::Anyone && self.wish.slot.is_some();
        self.wish.person = person;
        if !stays {
            self.let_go_of_slot();
        }
        true
    }

    fn take_days(&mut self, desk: &Desk, said: &Said, learned: &mut Learned) {
        // Before days are taken back: they tell which week is spoken of.
        let dates: Vec<Date> =
            said.said_dates().iter().map(|said| self.in_the_week_spoken_of(said)).collect();
        for not in said.not_dates() {
            let spoken_of = self.single_day().filter(|day| not.may_mean(*day));
            let day = spoken_of.unwrap_or(not.date);
            if !self.wish.not_days.contains(&day) {
                self.wish.not_days.push(day);
            }
            if spoken_of.is_some() {
                self.wish.days = None;
                self.let_go_of_slot();
            }
            learned.wish(true);
        }
        if let Some((from, to)) = said.date_range() {
            let today = desk.today();
            let to = to.unwrap_or_else(|| desk.day_after(from.unwrap_or(today).max(today), LOOK_AHEAD_DAYS));
            let from = from.unwrap_or(today).min(to);
            self.take_day_range(desk, from, to, learned);
        } else if let Some(days) = self.days_to_ask_about(desk, said) {
            self.unclear.push(Asked::WhichDay { days });
            learned.wish(true);
        } else if let Some(days) = self.days_of(&dates, said.has_any(&[ActKind::Correct, ActKind::Deny])) {
            self.take_day_range_of(desk, days, learned);
        }
    }

    /// The one day that was said, where it may be in this week or in the next; asked about once.
    fn days_to_ask_about(&self, desk: &Desk, said: &Said) -> Option<Vec<Date>> {
        let [said]: [SaidDate; 1] = said.said_dates().try_into().ok()?;
        let days = said.either_week(desk.today());
        let was_asked = matches!(&self.asked, Asked::WhichDay { .. });
        let is_agreed = self.single_day().is_some_and(|day| days.contains(&day));
        (!days.is_empty() && !was_asked && !is_agreed).then_some(days)
    }

    /// "No, Thursday" after "Tuesday the seventeenth" is the Thursday of that week.
    fn in_the_week_spoken_of(&self, said: &SaidDate) -> Date {
        let Some(spoken_of) = self.single_day().filter(|_| said.is_bare_weekday) else { return said.date };
        let monday = spoken_of.saturating_sub(i64::from(spoken_of.weekday().to_monday_zero_offset()).days());
        let in_that_week =
            monday.saturating_add(i64::from(said.date.weekday().to_monday_zero_offset()).days());
        in_that_week.max(said.date)
    }

    /// "Thursday or Friday" is both; "Thursday, no, Friday" is the last.
    fn days_of(&self, dates: &[Date], corrects: bool) -> Option<Days> {
        match dates {
            [] => None,
            [.., last] if corrects || dates.len() == 1 => Some(Days::one(*last)),
            [first, ..] => {
                let from = dates.iter().copied().min().unwrap_or(*first);
                let to = dates.iter().copied().max().unwrap_or(*first);
                Some(Days { from, to, only: dates.to_vec() })
            }
        }
    }

    fn take_day_range(&mut self, desk: &Desk, from: Date, to: Date, learned: &mut Learned) {
        self.take_day_range_of(desk, Days { from, to, only: Vec::new() }, learned);
    }

    fn take_day_range_of(&mut self, desk: &Desk, days: Days, learned: &mut Learned) {
        if days.to < desk.today() {
            self.notes.push(phrases::day_has_passed(days.to, desk.today()));
            self.wish.days = None;
            self.let_go_of_slot();
            self.unclear.push(Asked::When);
            learned.wish(true);
            return;
        }
        learned.wish(self.set_days(days));
    }

    pub(crate) fn set_days(&mut self, days: Days) -> bool {
        self.wish.not_days.retain(|day| days.single() != Some(*day));
        let holds = self.wish.slot.as_ref().is_some_and(|slot| days.contains(slot.local.date()));
        if holds || self.wish.days.as_ref() == Some(&days) {
            return false;
        }
        self.wish.days = Some(days);
        self.wish.any_day = false;
        self.let_go_of_slot();
        true
    }

    fn take_times(&mut self, desk: &Desk, said: &Said, learned: &mut Learned) {
        for time in said.not_times() {
            if self.wish.time == Some(TimeWish::At { time, approximate: false }) {
                self.wish.time = None;
                self.let_go_of_slot();
                learned.wish(true);
            }
        }
        let times = said.times();
        match times.as_slice() {
            [] => {}
            [one] => self.take_time(desk, said, one, learned),
            [first, .., last] => {
                let day = self.single_day();
                let (a, b) = (likeliest(desk, day, &first.readings), likeliest(desk, day, &last.readings));
                learned.wish(self.set_time(TimeWish::Either { one: a.min(b), other: a.max(b) }));
            }
        }
        let ranges = said.time_ranges();
        let open = |(from, to): &(Option<Time>, Option<Time>)| {
            let day = self.single_day();
            from.is_none_or(|from| desk.is_open(day, from)) || to.is_some_and(|to| desk.is_open(day, to))
        };
        if let Some((from, to)) = ranges.iter().copied().find(|range| open(range)).or(ranges.first().copied())
        {
            learned.wish(self.set_time(TimeWish::Between { from, to }));
        }
    }

    fn take_last_time(&mut self, desk: &Desk, said: &Said, learned: &mut Learned) {
        match said.times().last() {
            Some(time) => self.take_time(desk, said, time, learned),
            None => self.take_times(desk, said, learned),
        }
    }

    fn take_time(&mut self, desk: &Desk, said: &Said, time: &SaidTime, learned: &mut Learned) {
        let day = self.single_day();
        let mut readings = time.readings.clone();
        if let Some(part) = said.day_part() {
            let fits = |reading: &Time| TimeWish::Part(part).allows(*reading);
            if readings.iter().any(fits) {
                readings.retain(fits);
            }
        }
        // The time already agreed on, said again, is not asked about again.
        if let Some(slot) = &self.wish.slot
            && readings.contains(&slot.local.time())
        {
            learned.wish(false);
            return;
        }
        let open: Vec<Time> =
            readings.iter().copied().filter(|reading| desk.is_open(day, *reading)).collect();
        if let [a, b, ..] = open.as_slice() {
            self.unclear.push(Asked::HalfOfDay { early: (*a).min(*b), late: (*a).max(*b) });
            learned.wish(true);
            return;
        }
        let time_meant = likeliest(desk, day, &readings);
        learned.wish(self.set_time(TimeWish::At { time: time_meant, approximate: time.approximate }));
    }

    fn take_parts(&mut self, said: &Said, learned: &mut Learned) {
        let Some(part) = said.day_part() else { return };
        if !said.times().is_empty() || !said.time_ranges().is_empty() {
            return;
        }
        learned.wish(self.set_part(part));
    }

    fn set_part(&mut self, part: DayPart) -> bool {
        let holds =
            self.wish.slot.as_ref().is_some_and(|slot| TimeWish::Part(part).allows(slot.local.time()));
        !holds && self.set_time(TimeWish::Part(part))
    }

    pub(crate) fn set_time(&mut self, time: TimeWish) -> bool {
        let holds = self.wish.slot.as_ref().is_some_and(|slot| time.allows(slot.local.time()));
        if holds || self.wish.time.as_ref() == Some(&time) {
            return false;
        }
        self.wish.time = Some(time);
        self.wish.keeps_time = false;
        self.let_go_of_slot();
        true
    }

    fn take_no_matter_when(&mut self, said: &Said, learned: &mut Learned) {
        if !said.has_any(&[ActKind::AnyTime, ActKind::Earliest]) {
            return;
        }
        if self.wish.slot.is_none() {
            let is_new = !self.wish.any_day && self.wish.days.is_none();
            self.wish.any_day = true;
            self.wish.soonest |= said.has(ActKind::Earliest);
            if !said.names_a_moment() && said.has(ActKind::AnyTime) {
                self.wish.time = None;
            }
            learned.wish(is_new);
        }
    }

    pub(crate) fn single_day(&self) -> Option<Date> {
        self.wish.days.as_ref().and_then(Days::single)
    }

    /// The start agreed on no longer is.
    pub(crate) fn let_go_of_slot(&mut self) {
        self.wish.slot = None;
        self.offer.slots.clear();
        self.read_back = None;
    }
}

/// Of several readings of a time, the first at which the salon is open.
pub(crate) fn likeliest(desk: &Desk, day: Option<Date>, readings: &[Time]) -> Time {
    let open = readings.iter().copied().find(|reading| desk.is_open(day, *reading));
    open.or(readings.first().copied()).unwrap_or(Time::midnight())
}
