//! The keypad: which key means what at each question. The same table is read out and looked up, so a key
//! never means anything else than was said. A whole call can be held with it.

use crate::desk::Desk;
use crate::dialogue::Dialogue;
use crate::search::nth;
use crate::spoken::exact_day;
use crate::state::{Asked, Days, Goal, Look, PersonWish, TimeWish, Topic};
use crate::{Channel, Outcome, Reason, Step, phrases};
use jiff::civil::Date;
use understanding::{Act, ActKind, Intent, Understood};

/// Keys 1 to 8 choose from a list; 9 turns the page.
const PAGE: usize = 8;

/// What a key does.
#[derive(Debug, Clone, PartialEq)]
enum Key {
    Begin(Goal),
    HoursAndAddress,
    Service(String),
    NextPage(usize),
    AddOn(String),
    NoAddOn,
    Person(String),
    Anyone,
    Soonest,
    Day(Date),
    Half(bool),
    Slot(usize),
    LaterTimes,
    NoName,
    Yes,
    No,
    OtherTime,
    OtherService,
    LeaveIt,
    Visit(usize),
    Goodbye,
    ToAPerson,
}

impl Dialogue {
    /// Keys were pressed.
    pub(crate) fn keys(&mut self, desk: &Desk, keys: &str) -> Step {
        // A number in a text message is an answer like any other.
        self.by_keys = self.contact.channel != Channel::Sms;
        let pressed: String =
            keys.chars().filter(|key| key.is_ascii_digit() || matches!(key, '*' | '#')).collect();
        let digits: String = pressed.chars().filter(char::is_ascii_digit).collect();
        if self.asked == Asked::Phone && !digits.is_empty() && pressed != "0" {
            let number = format!("{}{digits}", self.contact.partial_phone);
            self.keep_phone(number);
            self.trouble.misses = 0;
            return self.proceed(desk);
        }
        let Some(key) = pressed.chars().next() else { return self.miss(desk) };
        if key == '*' {
            return self.question_once_more(desk);
        }
        let meaning =
            self.key_table(desk).into_iter().find(|(one, _, _)| *one == key).map(|(_, meaning, _)| meaning);
        match meaning {
            Some(meaning) => {
                self.trouble.misses = 0;
                self.key_pressed(desk, meaning)
            }
            None if key == '0' => self.hand_over(desk),
            None => self.miss(desk),
        }
    }

    /// The keys of the open question in words, for who uses them.
    pub(crate) fn key_words(&self, desk: &Desk) -> String {
        if self.contact.channel == Channel::Sms && self.asked == Asked::ReadBack {
            // "Yes" and "cancel" are words carriers act upon by themselves.
            return format!(" {}", phrases::reply_by_number());
        }
        if !self.by_keys {
            return String::new();
        }
        if self.asked == Asked::Phone && self.contact.channel != Channel::Sms {
            return format!(" {}", phrases::type_it());
        }
        let choices: Vec<(char, String)> =
            self.key_table(desk).into_iter().map(|(key, _, words)| (key, words)).collect();
        if choices.is_empty() {
            String::new()
        } else {
            format!(" {}", phrases::press(&choices, self.contact.channel == Channel::Sms))
        }
    }

    /// Whether the open question can be answered by keys, and has not been asked so.
    pub(crate) fn has_keys(&self, desk: &Desk) -> bool {
        !self.by_keys && (self.asked == Asked::Phone || !self.key_table(desk).is_empty())
    }

    fn key_table(&self, desk: &Desk) -> Vec<(char, Key, String)> {
        let mut table = match &self.asked {
            Asked::HowToHelp | Asked::AnythingElse | Asked::Menu => {
                menu(desk, self.asked == Asked::AnythingElse)
            }
            Asked::Service { page } => services(desk, *page),
            Asked::WhichService { keys } => numbered(
                keys.iter().map(|key| (Key::Service(key.clone()), desk.service_name(key).to_owned())),
            ),
            Asked::AddOns { keys } => {
                let add_ons = keys.iter().filter_map(|key| desk.add_on(key));
                let mut table = numbered(add_ons.map(|a| (Key::AddOn(a.key.clone()), a.name.clone())));
                table.push(('9', Key::NoAddOn, phrases::key_none()));
                table
            }
            Asked::Person => {
                let people = match &self.wish.service {
                    Some(service) => desk.people_for(service),
                    None => desk.salon.people.iter().collect(),
                };
                let mut table = numbered(people.iter().map(|p| (Key::Person(p.key.clone()), p.name.clone())));
                table.push(('9', Key::Anyone, phrases::key_anyone()));
                table
            }
            Asked::WhichPerson { keys } => {
                numbered(keys.iter().map(|key| (Key::Person(key.clone()), desk.person_name(key).to_owned())))
            }
            Asked::When => numbered([(Key::Soonest, phrases::key_soonest())].into_iter()),
            Asked::WhichDay { days } => {
                let day = |day: &Date| (Key::Day(*day), exact_day(*day, desk.today()));
                numbered(days.iter().map(day))
            }
            Asked::HalfOfDay { .. } => numbered(
                [(Key::Half(false), phrases::key_morning()), (Key::Half(true), phrases::key_evening())]
                    .into_iter(),
            ),
            Asked::Choice => {
                let words = phrases::time_choices(&self.offer.slots, desk.today());
                let mut table =
                    numbered(words.into_iter().enumerate().map(|(i, words)| (Key::Slot(i), words)));
                table.push(('9', Key::LaterTimes, phrases::key_later()));
                table
            }
            Asked::Name if self.goal == Goal::Book => {
                numbered([(Key::NoName, phrases::key_no_name())].into_iter())
            }
            Asked::ReadBack
            | Asked::BookThat { .. }
            | Asked::BookNew
            | Asked::OtherNumber
            | Asked::WhichCancel
            | Asked::PersonInstead => {
                numbered([(Key::Yes, phrases::key_yes()), (Key::No, phrases::key_no())].into_iter())
            }
            Asked::WhatToChange => numbered(
                [
                    (Key::OtherTime, phrases::key_other_time()),
                    (Key::OtherService, phrases::key_other_service()),
                    (Key::LeaveIt, phrases::key_nothing()),
                ]
                .into_iter(),
            ),
            Asked::WhichVisit => {
                let visits = self.change.visits.as_deref().unwrap_or_default().iter().enumerate();
                numbered(visits.map(|(i, visit)| (Key::Visit(i), phrases::visit_choice(visit, desk.today()))))
            }
            Asked::Name | Asked::Phone | Asked::VisitDay | Asked::Proof | Asked::Message => Vec::new(),
        };
        let has_zero = table.iter().any(|(key, _, _)| *key == '0');
        if !has_zero && self.trouble.misses >= 3 {
            table.push(('0', Key::ToAPerson, phrases::key_person()));
        }
        table
    }

    fn key_pressed(&mut self, desk: &Desk, key: Key) -> Step {
        match key {
            Key::Begin(goal) => {
                self.note_reason(match goal {
                    Goal::Cancel => Reason::CancelAppointment,
                    Goal::Move => Reason::ModifyAppointment,
                    _ => Reason::BookAppointment,
                });
                self.begin(goal, &Topic::default());
                self.proceed(desk)
            }
            Key::HoursAndAddress => {
                self.tell_hours_and_address(desk);
                self.note_reason(Reason::AskHours);
                self.note_outcome(Outcome::Answered);
                self.ask(desk, Asked::AnythingElse)
            }
            Key::Service(service) => {
                self.goal = Goal::Book;
                self.set_service(service);
                self.proceed(desk)
            }
            Key::NextPage(page) => self.ask(desk, Asked::Service { page }),
            Key::AddOn(add_on) => {
                if !self.wish.add_ons.contains(&add_on) {
                    self.wish.add_ons.push(add_on);
                }
                self.proceed(desk)
            }
            Key::NoAddOn => self.proceed(desk),
            Key::Person(person) => {
                self.set_person(PersonWish::This(person));
                self.proceed(desk)
            }
            Key::Anyone => {
                self.set_person(PersonWish::Anyone);
                self.proceed(desk)
            }
            Key::Soonest => {
                self.wish.any_day = true;
                self.wish.soonest = true;
                self.proceed(desk)
            }
            Key::Day(day) => {
                self.set_days(Days::one(day));
                self.proceed(desk)
            }
            Key::Half(is_late) => {
                if let Asked::HalfOfDay { early, late } = self.asked {
                    let time = if is_late { late } else { early };
                    self.set_time(TimeWish::At { time, approximate: false });
                }
                self.proceed(desk)
            }
            Key::Slot(index) => match self.offer.slots.get(index).cloned() {
                Some(slot) => self.choose_offered(desk, slot),
                None => self.miss(desk),
            },
            Key::LaterTimes => match self.offer.slots.last().map(|slot| slot.local) {
                Some(last) => self.look(desk, Look::After(last)),
                None => self.proceed(desk),
            },
            Key::NoName => {
                self.contact.said_name = Some(phrases::guest());
                self.proceed(desk)
            }
            Key::Yes => self.pressed_instead_of_saying(desk, ActKind::Affirm, Intent::Affirm),
            Key::No => self.pressed_instead_of_saying(desk, ActKind::Deny, Intent::Deny),
            Key::OtherTime => {
                let after = self.wish.slot.take().map(|slot| Look::After(slot.local));
                match after {
                    Some(look) => self.look(desk, look),
                    None => self.proceed(desk),
                }
            }
            Key::OtherService => {
                self.let_go_of_slot();
                if self.moving().is_some() {
                    self.notes.push(phrases::only_time_and_person_can_move());
                } else {
                    self.wish.service = None;
                }
                self.proceed(desk)
            }
            Key::LeaveIt => self.leave_it(desk),
            Key::Visit(index) => {
                let index = i8::try_from(index + 1).unwrap_or(0);
                let visit = self.change.visits.as_deref().and_then(|visits| nth(visits, index)).cloned();
                match visit {
                    Some(visit) => {
                        self.settle_visit(visit);
                        self.proceed(desk)
                    }
                    None => self.miss(desk),
                }
            }
            Key::Goodbye => self.take_leave(desk),
            Key::ToAPerson => self.hand_over(desk),
        }
    }

    /// A key for yes or no goes the way of the word.
    fn pressed_instead_of_saying(&mut self, desk: &Desk, kind: ActKind, intent: Intent) -> Step {
        let acts = vec![Act { kind, start: 0, end: 0 }];
        // No confidence: these are no words, and the caller goes on with keys.
        let said = Understood { intent, confidence: 0.0, acts, entities: Vec::new() };
        self.words(desk, "", &said)
    }
}

fn menu(desk: &Desk, can_leave: bool) -> Vec<(char, Key, String)> {
    let policy = &desk.salon.policy;
    let mut table = vec![
        ('1', Key::Begin(Goal::Book), phrases::key_book()),
        ('2', Key::Begin(Goal::Cancel), phrases::key_cancel()),
        ('3', Key::Begin(Goal::Move), phrases::key_move()),
        ('4', Key::HoursAndAddress, phrases::key_hours()),
        ('0', Key::ToAPerson, phrases::key_person()),
    ];
    // The others keep their keys.
    table.retain(|(_, key, _)| match key {
        Key::Begin(Goal::Book) => policy.may_book,
        Key::Begin(Goal::Cancel) => policy.may_cancel,
        Key::Begin(Goal::Move) => policy.may_move,
        _ => true,
    });
    if can_leave {
        table.push(('#', Key::Goodbye, phrases::key_goodbye()));
    }
    table
}

fn services(desk: &Desk, page: usize) -> Vec<(char, Key, String)> {
    let all = desk.bookable_services();
    let start = page * PAGE;
    let shown = all.iter().skip(start).take(PAGE);
    let mut table = numbered(shown.map(|service| (Key::Service(service.key.clone()), service.name.clone())));
    if all.len() > PAGE {
        let next = if start + PAGE < all.len() { page + 1 } else { 0 };
        table.push(('9', Key::NextPage(next), phrases::key_more()));
    }
    table
}

fn numbered(choices: impl Iterator<Item = (Key, String)>) -> Vec<(char, Key, String)> {
    choices.zip('1'..='8').map(|((key, words), number)| (number, key, words)).collect()
}
