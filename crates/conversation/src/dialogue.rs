//! One conversation: hears a turn, decides, and says or asks for one thing.
//!
//! A turn runs downwards through [`Dialogue::words`]: what breaks in on everything (an emergency, "a person,
//! please"), then questions, then the answer to what was asked, then whatever else was told. What the caller
//! wants is worked on in `book` and `change`; all words are in `phrases`.

use crate::desk::Desk;
use crate::person::Why;
use crate::said::Said;
use crate::state::{
    Asked, Change, Contact, Days, Deed, Goal, Offer, Proof, Question, Search, Topic, Trouble, UnderWay, Wish,
    or_default,
};
use crate::{
    CallBack, Caller, ChosenTime, Heard, Message, Outcome, Reason, Reply, Salon, Step, Then, ToolCall,
    ToolResult, Visit, phrases,
};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use understanding::{ActKind, Expecting, Understood};

/// No turn may look up or do more than this.
const MOST_TOOLS_A_TURN: u8 = 4;

/// What is known so far in one conversation. Kept as JSON in the call's row between turns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Dialogue {
    #[serde(deserialize_with = "or_default")]
    pub(crate) goal: Goal,
    #[serde(deserialize_with = "or_default")]
    pub(crate) asked: Asked,
    #[serde(deserialize_with = "or_default")]
    pub(crate) wish: Wish,
    pub(crate) contact: Contact,
    #[serde(deserialize_with = "or_default")]
    pub(crate) offer: Offer,
    #[serde(deserialize_with = "or_default")]
    pub(crate) change: Change,
    /// What has to be cleared up before going on, first thing first.
    #[serde(deserialize_with = "or_default")]
    pub(crate) unclear: Vec<Asked>,
    #[serde(deserialize_with = "or_default")]
    pub(crate) topic: Topic,
    /// What was read back word for word; only a "yes" to it has it done.
    #[serde(deserialize_with = "or_default")]
    pub(crate) read_back: Option<Deed>,
    #[serde(deserialize_with = "or_default")]
    pub(crate) under_way: Option<UnderWay>,
    /// The visit booked or moved last in this conversation: "oh, make that three o'clock".
    #[serde(deserialize_with = "or_default")]
    pub(crate) last_visit: Option<Visit>,
    pub(crate) call_back: Option<CallBack>,
    pub(crate) message: Option<Message>,
    /// A message that waits for the number to answer it on.
    pub(crate) draft: Option<String>,
    pub(crate) proof: Proof,
    pub(crate) trouble: Trouble,
    /// The caller works the keypad, so choices come with their keys.
    pub(crate) by_keys: bool,
    /// A booking that waits while the caller hears about a visit they have.
    #[serde(deserialize_with = "or_default")]
    pub(crate) parked: Option<Wish>,
    /// How many of the services have been listed.
    pub(crate) services_told: usize,
    /// The caller said goodbye together with their yes.
    pub(crate) is_leaving: bool,
    pub(crate) wants_call_back: bool,
    pub(crate) is_over: bool,
    pub(crate) turns: u32,
    /// Turns in a row in which a model talked and no tool was used.
    pub(crate) only_talked: u32,
    /// Sentences that come before the next question of this turn.
    pub(crate) notes: Vec<String>,
    pub(crate) tools_this_turn: u8,
    pub(crate) expecting: Vec<Expecting>,
    pub(crate) last_said: Option<String>,
    /// The last answers, the newest last.
    pub(crate) said_lately: Vec<String>,
    /// This turn says again what was said, because the caller wants it or needs it.
    pub(crate) is_said_on_purpose: bool,
    /// All of what was said last, where the caller did not hear it to the end.
    pub(crate) cut_short: Option<String>,
    #[serde(deserialize_with = "or_default")]
    pub(crate) reason: Reason,
    #[serde(deserialize_with = "or_default")]
    pub(crate) outcome: Outcome,
}

impl Dialogue {
    /// A new conversation, and the greeting.
    pub fn open(salon: &Salon, caller: &Caller) -> (Self, Reply) {
        let contact = Contact {
            channel: caller.channel,
            caller_id: caller.phone.clone().filter(|phone| phone.chars().any(|c| c.is_ascii_digit())),
            known_name: caller.name.clone().filter(|name| !name.trim().is_empty()),
            ..Contact::default()
        };
        let mut dialogue = Self { contact, ..Self::default() };
        let is_put_through = caller.is_vip && dialogue.may_connect(salon, Why::Vip);
        let (text, then) = if is_put_through {
            dialogue.note_outcome(Outcome::Transferred);
            dialogue.asked = Asked::AnythingElse;
            (phrases::greeting_to_connect(&salon.name), Then::Transfer)
        } else {
            (phrases::greeting(&salon.name, salon.greeting.as_deref(), salon.tone), Then::Listen)
        };
        dialogue.last_said = Some(text.clone());
        (dialogue, Reply { text, expecting: Vec::new(), then })
    }

    /// A new conversation while nobody is there, in which a message is taken.
    pub fn open_for_message(salon: &Salon, caller: &Caller) -> (Self, Reply) {
        let (mut dialogue, _) = Self::open(salon, &Caller { is_vip: false, ..caller.clone() });
        dialogue.asked = Asked::Message;
        let text = phrases::closed_now_message(&salon.name);
        dialogue.last_said = Some(text.clone());
        (dialogue, Reply { text, expecting: Vec::new(), then: Then::Listen })
    }

    /// The caller said something.
    pub fn hear(&mut self, salon: &Salon, heard: Heard, now: DateTime) -> Step {
        let desk = Desk { salon, now };
        self.turns += 1;
        self.only_talked = 0;
        self.tools_this_turn = 0;
        self.notes.clear();
        self.is_said_on_purpose = false;
        let step = self.take_turn(&desk, heard);
        self.never_thrice(&desk, step)
    }

    fn take_turn(&mut self, desk: &Desk, heard: Heard) -> Step {
        if self.is_over {
            return self.end(phrases::already_over());
        }
        if self.turns > desk.salon.policy.max_turns {
            return self.end(phrases::talked_long_enough());
        }
        // The last turn broke off before its tool answered. Whether a deed was done is in the book, not here.
        if let Some(UnderWay::Deed(deed)) = self.under_way.take() {
            return self.look_up_what_happened(desk, *deed);
        }
        match heard {
            Heard::Words { text, understood } => {
                self.trouble.silences = 0;
                self.words(desk, &text, &understood)
            }
            Heard::Keys(keys) => {
                self.trouble.silences = 0;
                self.keys(desk, &keys)
            }
            Heard::Silence => self.silence(desk),
            Heard::NobodyAnswered => self.nobody_answered(desk),
        }
    }

    /// A tool has answered.
    pub fn resume(&mut self, salon: &Salon, result: ToolResult, now: DateTime) -> Step {
        let desk = Desk { salon, now };
        let step = self.take_result(&desk, result);
        self.never_thrice(&desk, step)
    }

    fn take_result(&mut self, desk: &Desk, result: ToolResult) -> Step {
        match (self.under_way.take(), result) {
            (Some(UnderWay::Search(search)), ToolResult::Slots { slots, refused }) => {
                self.found_slots(desk, search, slots, refused)
            }
            (Some(UnderWay::Visits { phone }), ToolResult::Visits { visits }) => {
                self.found_visits(desk, &phone, visits)
            }
            (Some(UnderWay::Deed(deed)), result) => self.deed_answered(desk, *deed, result),
            (Some(_), ToolResult::Refused { sentence }) => {
                self.notes.push(sentence);
                self.offer_a_person(desk)
            }
            // The time was free when it was offered; whether it still is, the booking will show.
            (Some(UnderWay::Search(search)), _) if search.is_chosen => self.proceed(desk),
            (Some(_), _) => self.look_up_failed(desk),
            // Nothing was asked for: an answer that came twice changes nothing and claims nothing.
            (None, _) => self.ask_again(desk),
        }
    }

    /// What the receptionist has just asked for: the context of the next utterance.
    pub fn expecting(&self) -> &[Expecting] {
        &self.expecting
    }

    /// What the receptionist said last.
    pub fn last_said(&self) -> Option<&str> {
        self.last_said.as_deref()
    }

    /// Why the caller called, as far as known: the call row's `reason`.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// What came of it: the call row's `outcome`.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// How many turns led nowhere.
    pub fn misunderstood(&self) -> u32 {
        self.trouble.all_misses
    }

    /// Whether the receptionist has ended the conversation.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Whom the salon has been promised to call back.
    pub fn call_back(&self) -> Option<&CallBack> {
        self.call_back.as_ref()
    }

    /// What the salon shall be told.
    pub fn message(&self) -> Option<&Message> {
        self.message.as_ref()
    }

    /// The time that the caller has chosen and not yet confirmed.
    pub fn chosen_time(&self) -> Option<ChosenTime<'_>> {
        let slot = self.wish.slot.as_ref()?;
        let person_was_asked_for = self.wish.person.wanted().is_some();
        match (self.goal, &self.change.visit) {
            (Goal::Book, _) => Some(ChosenTime {
                service: self.wish.service.as_deref()?,
                add_ons: &self.wish.add_ons,
                slot,
                person_was_asked_for,
                moving: None,
            }),
            (Goal::Move, Some(visit)) => Some(ChosenTime {
                service: &visit.service,
                add_ons: &visit.add_ons,
                slot,
                person_was_asked_for,
                moving: Some(&visit.key),
            }),
            _ => None,
        }
    }

    pub(crate) fn words(&mut self, desk: &Desk, text: &str, words: &Understood) -> Step {
        let asked_about = self.find_knowledge(desk, text, words);
        let rest = crate::said::without(words, &asked_about);
        let said = Said::new(text, &rest);
        let topic = std::mem::take(&mut self.topic);
        if self.asked == Asked::Message
            && let Some(step) = self.answer_to_message(desk, &said)
        {
            return self.got_somewhere(step);
        }
        if let Some(step) = self.broken_in_on(desk, &said) {
            return step;
        }
        if words.confidence > 0.0 || said.has_entities() {
            self.by_keys = false;
        }
        let knew = self.answer_from_knowledge(desk, &asked_about);
        let answered = self.answer(desk, &said, &topic) || knew;
        let before = (self.asked.clone(), self.goal, self.wish.clone(), self.contact.clone());
        if let Some(step) = self.answer_to_asked(desk, &said, answered) {
            let is_where_it_was =
                before == (self.asked.clone(), self.goal, self.wish.clone(), self.contact.clone());
            return if is_where_it_was && !answered && self.under_way.is_none() {
                self.got_nowhere(desk, step)
            } else {
                self.got_somewhere(step)
            };
        }
        let turned = self.turn_to_goal(&said, &topic, answered);
        // What a question names is what it is about, not yet a wish.
        let is_only_a_question = answered && self.goal == Goal::None;
        let learned = if is_only_a_question { self.take_contact(&said) } else { self.take_in(desk, &said) };
        if learned.wish && self.goal == Goal::None {
            self.goal = Goal::Book;
            self.note_reason(Reason::BookAppointment);
        }
        if (turned || learned.wish) && self.contact.phone().is_none() {
            // They would rather go on than be called back.
            self.wants_call_back = false;
            self.keep_message(None);
        }
        if turned || (learned.is_new && !is_only_a_question) {
            let step = self.proceed(desk);
            return self.got_somewhere(step);
        }
        if answered {
            let step = self.after_answer(desk);
            return self.got_somewhere(step);
        }
        if learned.wish || learned.contact {
            let step = self.proceed(desk);
            return self.got_nowhere(desk, step);
        }
        self.small_talk(desk, &said).unwrap_or_else(|| self.miss(desk))
    }

    fn got_somewhere(&mut self, step: Step) -> Step {
        self.trouble.misses = 0;
        step
    }

    /// Understood, but nothing new: asked on, though not for ever.
    fn got_nowhere(&mut self, desk: &Desk, step: Step) -> Step {
        if self.trouble.misses < 2 || self.under_way.is_some() || self.is_over {
            self.trouble.misses += 1;
            return step;
        }
        self.miss(desk)
    }

    /// Goes on with what the caller came for.
    pub(crate) fn proceed(&mut self, desk: &Desk) -> Step {
        if self.wants_call_back {
            return self.arrange_call_back(desk);
        }
        if self.draft.is_some() {
            return self.pass_message_on(desk);
        }
        if let Some(step) = self.not_allowed(desk) {
            return step;
        }
        if !self.unclear.is_empty() {
            let asked = self.unclear.remove(0);
            return self.ask(desk, asked);
        }
        match self.goal {
            Goal::None => self.ask_anything(desk),
            Goal::Book => self.book_on(desk),
            Goal::Move | Goal::Cancel | Goal::TellVisit => self.change_on(desk),
        }
    }

    /// What to ask when nothing is being worked on.
    pub(crate) fn ask_anything(&mut self, desk: &Desk) -> Step {
        let is_first =
            self.outcome == Outcome::Unresolved && self.call_back.is_none() && self.message.is_none();
        self.ask(desk, if is_first { Asked::HowToHelp } else { Asked::AnythingElse })
    }

    /// Asks, in the words for the first time.
    pub(crate) fn ask(&mut self, desk: &Desk, asked: Asked) -> Step {
        self.asked = asked;
        let question = self.question(desk);
        self.say(question)
    }

    /// Asks what was asked before, after an answer or a slip.
    pub(crate) fn ask_again(&mut self, desk: &Desk) -> Step {
        if self.is_question_gone() {
            return self.proceed(desk);
        }
        let question = self.question(desk);
        self.say(question)
    }

    /// Says the notes of this turn and then `question`, and listens.
    pub(crate) fn say(&mut self, question: String) -> Step {
        self.speak(question, Then::Listen)
    }

    /// Says the notes of this turn and then `words`, and hangs up.
    pub(crate) fn end(&mut self, words: String) -> Step {
        self.is_over = true;
        self.read_back = None;
        self.speak(words, Then::HangUp)
    }

    pub(crate) fn speak(&mut self, words: String, then: Then) -> Step {
        let mut sentences = std::mem::take(&mut self.notes);
        sentences.push(words);
        sentences.retain(|sentence| !sentence.is_empty());
        let text = sentences.join(" ");
        self.expecting = if then == Then::Listen { self.asked.expects(&self.offer) } else { Vec::new() };
        self.last_said = Some(text.clone());
        self.cut_short = None;
        Step::Say(Reply { text, expecting: self.expecting.clone(), then })
    }

    /// Has a tool run, as long as this turn has not run too many.
    pub(crate) fn run(&mut self, desk: &Desk, under_way: UnderWay, call: ToolCall) -> Step {
        if self.tools_this_turn >= MOST_TOOLS_A_TURN {
            return self.look_up_failed(desk);
        }
        self.tools_this_turn += 1;
        self.under_way = Some(under_way);
        Step::Use(call)
    }

    pub(crate) fn search(&mut self, desk: &Desk, search: Search) -> Step {
        let moving = self.moving().map(|visit| visit.key.clone());
        let moved = self.moving().map(|visit| visit.service.clone());
        let Some(service) = moved.or_else(|| self.wish.service.clone()) else {
            return self.ask(desk, Asked::Service { page: 0 });
        };
        let call = ToolCall::FindSlots {
            service,
            add_ons: self.wish.add_ons.clone(),
            person: search.person.clone(),
            from: search.from,
            to: search.to,
            ask: search.ask,
            moving,
        };
        self.run(desk, UnderWay::Search(search), call)
    }

    /// The visit that is being moved.
    pub(crate) fn moving(&self) -> Option<&Visit> {
        if self.goal == Goal::Move { self.change.visit.as_ref() } else { None }
    }

    pub(crate) fn note_reason(&mut self, reason: Reason) {
        let weight = |reason| match reason {
            Reason::Unknown => 0,
            Reason::Other => 1,
            Reason::AskHours
            | Reason::AskServices
            | Reason::AskPrice
            | Reason::AskLocation
            | Reason::AskAvailability => 2,
            Reason::SpeakToHuman => 3,
            Reason::BookAppointment | Reason::CancelAppointment | Reason::ModifyAppointment => 4,
        };
        if weight(reason) > weight(self.reason) {
            self.reason = reason;
        }
    }

    pub(crate) fn note_outcome(&mut self, outcome: Outcome) {
        let weight = |outcome| match outcome {
            Outcome::Unresolved => 0,
            Outcome::Answered => 1,
            Outcome::Transferred => 2,
            Outcome::Booked | Outcome::Moved | Outcome::Cancelled => 3,
        };
        if weight(outcome) >= weight(self.outcome) {
            self.outcome = outcome;
        }
    }

    /// Which of the caller's wishes this turn is about. True when it changed.
    fn turn_to_goal(&mut self, said: &Said, topic: &Topic, answered: bool) -> bool {
        use ActKind::*;
        // "And on Saturday?" after the opening hours was a question about those.
        let is_about_hours = answered && self.topic.question == Some(Question::Hours);
        // In the middle of a booking "move it" is about the booking.
        let moves = said.has(Move) && (self.goal != Goal::Book || self.wish == Wish::default());
        let has_second_thoughts = !answered && self.is_about_last_visit(said);
        let goal = if said.has(Cancel) {
            Goal::Cancel
        } else if moves || has_second_thoughts {
            Goal::Move
        } else if said.has(AskMyVisit) {
            Goal::TellVisit
        } else if said.has(Book) || (said.looks_for_times() && !is_about_hours) {
            Goal::Book
        } else {
            return false;
        };
        match goal {
            Goal::Cancel => self.note_reason(Reason::CancelAppointment),
            Goal::Move => self.note_reason(Reason::ModifyAppointment),
            Goal::Book if said.has(Book) => self.note_reason(Reason::BookAppointment),
            Goal::Book => self.note_reason(Reason::AskAvailability),
            Goal::TellVisit | Goal::None => self.note_reason(Reason::Other),
        }
        // "Can I get Thursday at three?" while a visit is being moved is about the move.
        let is_about_the_move =
            goal == Goal::Book && self.moving().is_some_and(|visit| !said.names_another_service(visit));
        if goal == self.goal || is_about_the_move {
            return false;
        }
        if goal == Goal::TellVisit && self.goal == Goal::Book {
            self.parked = Some(std::mem::take(&mut self.wish));
        }
        if self.last_visit.as_ref().is_some_and(|visit| said.means_another_than(visit)) {
            self.last_visit = None;
        }
        self.begin(goal, topic);
        true
    }

    /// "Oh wait, make it nine thirty", when nothing else is being worked on.
    fn is_about_last_visit(&self, said: &Said) -> bool {
        self.goal == Goal::None
            && self.last_visit.is_some()
            && (said.names_a_moment() || (said.has(ActKind::Correct) && !said.people().is_empty()))
            && !said.names_something()
            && !said.asks()
            && !said.has_any(&[ActKind::Book, ActKind::AskAvailability])
    }

    /// Starts on a goal with what the last question was about.
    pub(crate) fn begin(&mut self, goal: Goal, topic: &Topic) {
        let kept = self.change.visit.take().filter(|_| matches!(goal, Goal::Move | Goal::Cancel));
        let visit =
            kept.or_else(|| self.last_visit.clone().filter(|_| matches!(goal, Goal::Move | Goal::Cancel)));
        let visits = self.change.visits.take();
        self.goal = goal;
        self.unclear.clear();
        self.wish = Wish::default();
        self.offer = Offer::default();
        self.read_back = None;
        self.change = Change { visits, ..Change::default() };
        if let Some(visit) = visit {
            self.settle_visit(visit);
        }
        if goal == Goal::Book {
            self.wish.service = topic.service.clone();
            self.wish.days = topic.day.map(Days::one);
        }
    }

    /// Back to where nothing is being worked on.
    pub(crate) fn goal_reached(&mut self) {
        self.goal = Goal::None;
        self.unclear.clear();
        self.wish = Wish::default();
        self.offer = Offer::default();
        self.change = Change::default();
        self.read_back = None;
        self.trouble.failures = 0;
    }

    fn look_up_what_happened(&mut self, desk: &Desk, deed: Deed) -> Step {
        self.goal_reached();
        self.notes.push(phrases::let_me_check());
        self.goal = Goal::TellVisit;
        self.proof.lost_deed = Some(deed);
        self.proceed(desk)
    }
}

impl Reply {
    /// Whether the caller is expected to go on.
    pub fn listens(&self) -> bool {
        self.then == Then::Listen
    }
}
