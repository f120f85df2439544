//! Looking for free starts: where, what to make of the answer, and how far to widen when there is none.

use crate::choose;
use crate::desk::Desk;
use crate::dialogue::Dialogue;
use crate::said::Said;
use crate::spoken::on_day;
use crate::state::{Asked, Days, Goal, Look, Offer, PersonWish, Search, Stage, TimeWish};
use crate::take_in::LOOK_AHEAD_DAYS;
use crate::{Refusal, RefusalReason, Slot, Step, phrases};
use jiff::civil::DateTime;
use understanding::ActKind;

/// For a day with nothing free, the days just before are looked at too.
const LOOK_BACK_DAYS: i64 = 3;

/// A longer stretch is cut: nobody is offered more than three times out of it.
const LONGEST_SEARCH_DAYS: i64 = 31;

impl Dialogue {
    /// Starts a search.
    pub(crate) fn look(&mut self, desk: &Desk, look: Look) -> Step {
        let today = desk.today();
        let (from, to, ask) = match look {
            Look::Wished => {
                let days = self.wish.days.clone().unwrap_or_else(|| Days {
                    from: today,
                    to: desk.day_after(today, LOOK_AHEAD_DAYS),
                    only: Vec::new(),
                });
                if days.to < today {
                    self.notes.push(phrases::day_has_passed(days.to, today));
                    self.wish.days = None;
                    return self.ask(desk, Asked::When);
                }
                if let Some(step) = self.beyond_horizon(desk, &days) {
                    return step;
                }
                let ask = match (days.single(), &self.wish.time) {
                    (Some(date), Some(TimeWish::At { time, .. })) => Some(date.to_datetime(*time)),
                    _ => None,
                };
                (
                    days.from.max(today),
                    days.to.min(desk.day_after(days.from.max(today), LONGEST_SEARCH_DAYS)),
                    ask,
                )
            }
            Look::After(moment) | Look::Before(moment) => (moment.date(), moment.date(), None),
            Look::OtherDays(after) => {
                let from = desk.day_after(after, 1);
                (from, desk.day_after(from, LOOK_AHEAD_DAYS), None)
            }
        };
        let ask = match ask {
            Some(asked) if asked <= desk.now => {
                self.notes.push(phrases::time_has_passed(asked.time()));
                None
            }
            ask => ask,
        };
        let person = self.wish.person.wanted().map(str::to_owned);
        self.search(desk, Search { from, to, ask, person, look, stage: Stage::First, is_chosen: false })
    }

    /// A time on offer was chosen. It may have gone meanwhile: better said now than when all has been read back.
    pub(crate) fn choose_offered(&mut self, desk: &Desk, slot: Slot) -> Step {
        self.take_slot(slot.clone());
        self.settle_on_chosen(desk, slot)
    }

    fn settle_on_chosen(&mut self, desk: &Desk, slot: Slot) -> Step {
        if self.wish.slot.as_ref() != Some(&slot) || !self.unclear.is_empty() {
            return self.proceed(desk);
        }
        self.wish.keeps_time = false;
        let date = slot.local.date();
        // Somebody else may have been on offer than was asked for.
        let person = self.wish.person.wanted().map(|_| slot.person);
        let search = Search {
            from: date,
            to: date,
            ask: Some(slot.local),
            person,
            look: Look::Wished,
            stage: Stage::First,
            is_chosen: true,
        };
        self.search(desk, search)
    }

    fn beyond_horizon(&mut self, desk: &Desk, days: &Days) -> Option<Step> {
        let last = desk.last_bookable_day()?;
        if days.from <= last {
            return None;
        }
        self.notes.push(phrases::too_far_ahead(Some(last), desk.today()));
        self.wish.days = None;
        Some(self.ask(desk, Asked::When))
    }

    /// "Anything later?", "earlier?", "another day?", "somebody else?", beside what was offered or agreed on.
    pub(crate) fn relative(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        if !matches!(self.goal, Goal::Book | Goal::Move) || said.asks() {
            return None;
        }
        let first = self.wish.slot.as_ref().or(self.offer.slots.first())?.local;
        let last = self.wish.slot.as_ref().or(self.offer.slots.last())?.local;
        if said.has(ActKind::SomeoneElse) && said.people().is_empty() {
            return Some(self.with_someone_else(desk));
        }
        let names_another = !said.times().is_empty()
            || !said.time_ranges().is_empty()
            || said.day_part().is_some()
            || said.date_range().is_some()
            || said.said_dates().iter().any(|date| !date.may_mean(first.date()))
            || !said.people().is_empty()
            || !said.services().is_empty();
        if names_another {
            return None;
        }
        let look = if said.has(ActKind::Later) {
            Look::After(last)
        } else if said.has(ActKind::Earlier) {
            Look::Before(first)
        } else if said.has(ActKind::Other) {
            Look::OtherDays(last.date())
        } else {
            return None;
        };
        self.wish.slot = None;
        self.read_back = None;
        Some(self.look(desk, look))
    }

    fn with_someone_else(&mut self, desk: &Desk) -> Step {
        let current = self.wish.slot.as_ref().map(|slot| slot.person.clone());
        let current = self.wish.person.wanted().map(str::to_owned).or(current);
        let current = current.or_else(|| self.offer.slots.first().map(|slot| slot.person.clone()));
        if let Some(days) = self.offer.wished_days.take() {
            self.wish.days = Some(days);
        }
        self.let_go_of_slot();
        let service = self.wish.service.clone().unwrap_or_default();
        let others: Vec<String> = desk
            .people_for(&service)
            .into_iter()
            .filter(|person| Some(&person.key) != current.as_ref())
            .map(|person| person.key.clone())
            .collect();
        self.wish.person = match (others.as_slice(), current) {
            ([], Some(current)) => {
                self.notes
                    .push(phrases::only_person(desk.person_name(&current), desk.service_name(&service)));
                PersonWish::This(current)
            }
            ([one], _) => PersonWish::This(one.clone()),
            (_, Some(current)) => PersonWish::Not(current),
            (_, None) => PersonWish::Anyone,
        };
        self.proceed(desk)
    }

    /// Free starts came back: settle on one, offer some, or look further.
    pub(crate) fn found_slots(
        &mut self,
        desk: &Desk,
        search: Search,
        slots: Vec<Slot>,
        refused: Option<Refusal>,
    ) -> Step {
        let free = self.acceptable(desk, &search, slots);
        match search.look {
            Look::After(moment) if search.stage == Stage::First => {
                self.found_later(desk, search, moment, &free)
            }
            Look::Before(moment) => self.found_earlier(desk, search, moment, &free),
            _ => self.found_wished(desk, search, free, refused),
        }
    }

    fn acceptable(&self, desk: &Desk, search: &Search, slots: Vec<Slot>) -> Vec<Slot> {
        let only =
            self.wish.days.as_ref().filter(|_| search.look == Look::Wished && search.stage == Stage::First);
        let stays = self.moving().map(|visit| (visit.local, visit.person.clone()));
        let mut free = without_past(slots, desk);
        free.retain(|slot| {
            let date = slot.local.date();
            only.is_none_or(|days| days.contains(date))
                && !self.wish.not_days.contains(&date)
                && self.wish.person != PersonWish::Not(slot.person.clone())
                && stays.as_ref().is_none_or(|(local, person)| (slot.local, &slot.person) != (*local, person))
        });
        free
    }

    fn found_later(&mut self, desk: &Desk, search: Search, moment: DateTime, free: &[Slot]) -> Step {
        let later: Vec<Slot> = free.iter().filter(|slot| slot.local > moment).cloned().collect();
        if later.is_empty() {
            self.notes.push(phrases::that_is_the_latest(&on_day(moment.date(), desk.today())));
            let from = desk.day_after(moment.date(), 1);
            let to = desk.day_after(from, LOOK_AHEAD_DAYS);
            return self.search(desk, Search { from, to, stage: Stage::Wider, ..search });
        }
        self.offer_slots(desk, choose::earliest_of(&later), None)
    }

    fn found_earlier(&mut self, desk: &Desk, search: Search, moment: DateTime, free: &[Slot]) -> Step {
        let earlier: Vec<Slot> = free.iter().filter(|slot| slot.local < moment).cloned().collect();
        if !earlier.is_empty() {
            return self.offer_slots(desk, choose::latest_of(&earlier), None);
        }
        let today = desk.today();
        if search.stage == Stage::First && moment.date() > today {
            let to = desk.day_after(moment.date(), -1).max(today);
            let from = desk.day_after(to, -LOOK_AHEAD_DAYS).max(today);
            return self.search(desk, Search { from, to, stage: Stage::Wider, ..search });
        }
        self.notes.push(phrases::that_is_the_earliest());
        if self.offer.slots.is_empty() {
            // It was agreed on already: stay with it.
            return self.find_a_time(desk);
        }
        self.ask(desk, Asked::Choice)
    }

    fn found_wished(
        &mut self,
        desk: &Desk,
        search: Search,
        free: Vec<Slot>,
        refused: Option<Refusal>,
    ) -> Step {
        if let Some(asked) = search.ask {
            if let Some(slot) = free.iter().find(|slot| slot.local == asked).filter(|_| refused.is_none()) {
                return self.choose(desk, slot.clone());
            }
            self.wish.slot = None;
            let person = search.person.as_deref().map(|key| desk.person_name(key));
            if let Some(refusal) = &refused {
                let is_about_the_day =
                    matches!(refusal.reason, RefusalReason::Closed | RefusalReason::Horizon);
                if search.is_chosen && is_taken(refusal.reason) {
                    self.notes.push(phrases::just_taken());
                } else if is_about_the_day || !self.wish.keeps_time {
                    self.notes.push(phrases::refused(refusal, asked, person, desk));
                }
                if refusal.reason == RefusalReason::Horizon {
                    self.wish.days = None;
                    return self.ask(desk, Asked::When);
                }
            } else {
                self.notes.push(phrases::nothing_free(person, &phrases::at(asked.time())));
            }
        }
        if free.is_empty() {
            return self.widen(desk, search, refused.is_some());
        }
        let picked = match self.wish.days.as_ref().filter(|_| search.stage != Stage::First) {
            Some(days) => choose::pick_around(&free, days.from, self.wish.time.as_ref()),
            None => choose::pick(&free, self.wish.time.as_ref(), self.wish.soonest),
        };
        if !picked.fits
            && !self.wish.keeps_time
            && search.ask.is_none()
            && search.stage == Stage::First
            && search.look == Look::Wished
        {
            let on = self.when_words(desk, &search);
            self.notes.push(phrases::nothing_then(&self.time_words(), &on));
        }
        let wished_days = if search.stage == Stage::First { None } else { self.wish.days.clone() };
        self.offer_slots(desk, picked.slots, wished_days)
    }

    /// Nothing there: the days after, then anyone, then the caller is asked for another day.
    fn widen(&mut self, desk: &Desk, search: Search, was_explained: bool) -> Step {
        let person = search.person.clone();
        match search.stage {
            Stage::First => {
                if !was_explained && search.look == Look::Wished {
                    self.notes.push(self.why_nothing(desk, &search));
                }
                let from = match search.look {
                    Look::Wished => desk.day_after(search.from, -LOOK_BACK_DAYS).max(desk.today()),
                    _ => desk.day_after(search.to, 1),
                };
                let to = desk.day_after(search.to, LOOK_AHEAD_DAYS);
                self.search(desk, Search { from, to, ask: None, stage: Stage::Wider, ..search })
            }
            Stage::Wider if person.is_some() => {
                let from = self.wish.days.as_ref().map_or(search.from, |days| days.from).max(desk.today());
                self.notes.push(phrases::someone_else_has());
                self.search(desk, Search { from, person: None, stage: Stage::Anyone, ..search })
            }
            Stage::Wider | Stage::Anyone => {
                self.notes.retain(|note| *note != phrases::someone_else_has());
                self.notes.push(phrases::nothing_found(search.to, desk.today()));
                self.wish.days = None;
                self.wish.any_day = false;
                self.ask(desk, Asked::When)
            }
        }
    }

    fn why_nothing(&self, desk: &Desk, search: &Search) -> String {
        let person = search.person.as_deref().map(|key| desk.person_name(key));
        if search.from == search.to && desk.hours(search.from).is_empty() {
            return phrases::closed(search.from, desk);
        }
        phrases::nothing_free(person, &self.when_words(desk, search))
    }

    /// "on Friday", "this week" as "then".
    fn when_words(&self, desk: &Desk, search: &Search) -> String {
        if search.from == search.to { on_day(search.from, desk.today()) } else { phrases::on_those_days() }
    }

    fn time_words(&self) -> String {
        match &self.wish.time {
            Some(TimeWish::At { time, .. }) => phrases::at(*time),
            Some(TimeWish::Either { one, other }) => phrases::at_either(*one, *other),
            Some(TimeWish::Between { from, to }) => phrases::between(*from, *to),
            Some(TimeWish::Part(part)) => phrases::part_of_day(*part).to_owned(),
            None => String::new(),
        }
    }

    /// Offers; the offered days are what "and at two?" then refers to.
    pub(crate) fn offer_slots(&mut self, desk: &Desk, slots: Vec<Slot>, wished_days: Option<Days>) -> Step {
        if let (Some(first), Some(last)) = (slots.first(), slots.last()) {
            let (from, to) = (first.local.date(), last.local.date());
            self.wish.days = Some(Days { from, to, only: Vec::new() });
        }
        self.wish.slot = None;
        self.read_back = None;
        let is_second_best = wished_days.is_some();
        let person = self.wish.person.wanted().filter(|key| slots.iter().all(|slot| slot.person == *key));
        let words =
            phrases::offer(&slots, person.map(|key| desk.person_name(key)), is_second_best, desk.today());
        self.offer = Offer { slots, wished_days, is_narrowed: false };
        if self.by_keys {
            return self.ask(desk, Asked::Choice);
        }
        self.asked = Asked::Choice;
        self.say(words)
    }

    /// The answer to an offer.
    pub(crate) fn answer_to_offer(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        if self.offer.slots.is_empty() {
            // None of the times was heard: whatever was said, they are offered once more.
            self.take_in(desk, said);
            return Some(self.proceed(desk));
        }
        if let Some(slot) = self.chosen(said) {
            // "The ten thirty, with Tom, and a toner": the rest is taken in on top of the choice.
            self.take_slot(slot.clone());
            self.take_in(desk, said);
            return Some(self.settle_on_chosen(desk, slot));
        }
        if let Some(step) = self.relative(desk, said) {
            return Some(step);
        }
        if let Some(step) = self.narrow(desk, said) {
            return Some(step);
        }
        if said.has_entities() || said.asks() {
            return None;
        }
        if said.has(ActKind::NothingElse) {
            // "No extras": said of the visit, not of the times.
            return Some(self.ask_again(desk));
        }
        if said.is_no() {
            self.let_go_of_slot();
            self.wish.time = None;
            self.asked = Asked::When;
            return Some(self.say(phrases::which_other_day()));
        }
        // Yes to three times chooses none of them.
        said.has(ActKind::Affirm).then(|| self.ask_again(desk))
    }

    /// "Eleven", where three of the times are at eleven: asked once which of them, then the first is taken. The read-back
    /// says which that is.
    fn narrow(&mut self, desk: &Desk, said: &Said) -> Option<Step> {
        use ActKind::*;
        let names_one = said.names_a_moment() && said.times().len() < 2 && said.time_ranges().is_empty();
        let names_more = said.date_range().is_some()
            || !said.not_times().is_empty()
            || !said.not_dates().is_empty()
            || !said.people().is_empty()
            || said.names_something()
            || said.unknown_person().is_some();
        if !names_one
            || names_more
            || said.asks()
            || said.has_any(&[Deny, Correct, Cancel, Move, AskAvailability])
        {
            return None;
        }
        let slots = fitting(&self.offer.slots, said);
        let first = slots.first().filter(|_| slots.len() > 1)?.clone();
        if self.offer.is_narrowed {
            return Some(self.choose_offered(desk, first));
        }
        self.offer.slots = slots;
        self.offer.is_narrowed = true;
        Some(self.ask(desk, Asked::Choice))
    }

    fn chosen(&self, said: &Said) -> Option<Slot> {
        let slots = &self.offer.slots;
        if let Some(position) = said.ordinal() {
            return nth(slots, position).cloned();
        }
        let (dates, times) = (said.said_dates(), said.times());
        if times.len() == 1 || !dates.is_empty() || said.day_part().is_some() {
            return match fitting(slots, said).as_slice() {
                [one] => Some(one.clone()),
                _ => None,
            };
        }
        if said.names_a_moment() || !said.people().is_empty() || !said.services().is_empty() {
            return None;
        }
        if said.has_any(&[ActKind::Earliest, ActKind::AnyTime]) {
            return slots.first().cloned();
        }
        match slots.as_slice() {
            [one] if said.is_clear_yes() => Some(one.clone()),
            _ => None,
        }
    }
}

/// The times on offer that this may mean.
fn fitting(slots: &[Slot], said: &Said) -> Vec<Slot> {
    let (dates, times) = (said.said_dates(), said.times());
    let fits = |slot: &&Slot| {
        let time = slot.local.time();
        (dates.is_empty() || dates.iter().any(|date| date.may_mean(slot.local.date())))
            && times
                .iter()
                .all(|said| said.readings.contains(&time) || (said.may_be_no_time && !dates.is_empty()))
            && said.day_part().is_none_or(|part| TimeWish::Part(part).allows(time))
    };
    slots.iter().filter(fits).cloned().collect()
}

/// Whether somebody else has it.
pub(crate) fn is_taken(reason: RefusalReason) -> bool {
    matches!(reason, RefusalReason::Busy | RefusalReason::Resource | RefusalReason::Limit)
}

/// The nth, 1-based; negative counts from the end.
pub(crate) fn nth<T>(items: &[T], position: i8) -> Option<&T> {
    let index = usize::from(position.unsigned_abs());
    match position {
        1.. => items.get(index - 1),
        0 => None,
        _ => items.len().checked_sub(index).and_then(|index| items.get(index)),
    }
}

/// Only what lies ahead.
pub(crate) fn without_past(mut slots: Vec<Slot>, desk: &Desk) -> Vec<Slot> {
    slots.retain(|slot| slot.local > desk.now);
    slots
}
