//! A caller with a wish, who answers whatever the receptionist asks.
//!
//! What was asked is read from the dialogue's own state (what it expects next), not from its words, so that words
//! may change without breaking a test.

use bolt::modules::calls;
use bolt::modules::rehearsals::Question;
use conversation::Dialogue;
use understanding::Expecting;

use super::TestApp;
use super::salon::Salon;
use super::twilio::{Heard, Line, Then};

/// What the caller says to each kind of question.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) opening: String,
    pub(crate) service: &'static str,
    pub(crate) add_on: &'static str,
    pub(crate) stylist: &'static str,
    pub(crate) day: &'static str,
    pub(crate) time: &'static str,
    pub(crate) choice: &'static str,
    pub(crate) name: &'static str,
    pub(crate) phone: &'static str,
    /// Yes or no to a read-back, and to any other question that wants one.
    pub(crate) confirmation: &'static str,
}

impl Caller {
    pub(crate) fn who_says(opening: &str) -> Self {
        Self {
            opening: opening.to_owned(),
            service: "a men's haircut",
            add_on: "no thank you",
            stylist: "anyone is fine",
            day: "Thursday",
            time: "in the morning",
            choice: "the first one",
            name: "Dana Whitlock",
            phone: "three four seven five five five zero one five one",
            confirmation: "yes please",
        }
    }

    /// What they say to what is expected.
    pub(crate) fn answers(&self, expecting: &[Expecting]) -> String {
        let words = match Question::of(expecting, false) {
            Question::Service => self.service,
            Question::AddOn => self.add_on,
            Question::Stylist => self.stylist,
            Question::Choice => self.choice,
            Question::Name => self.name,
            Question::Phone => self.phone,
            Question::ReadBack | Question::Otherwise => self.confirmation,
            Question::When | Question::Change => return format!("{} {}", self.day, self.time),
            Question::Day => self.day,
            Question::Identity => return format!("it's under {}", self.name),
            Question::Time => self.time,
            Question::Nothing => "no that's all, thank you",
        };
        words.to_owned()
    }
}

/// Most turns a sensible call takes.
const PATIENCE: usize = 20;

impl TestApp {
    /// What the receptionist waits for in this call.
    pub(crate) async fn expecting(&self, salon: &Salon, sid: &str) -> Vec<Expecting> {
        let call =
            calls::find_by_provider_id(&salon.db(&self.app), sid).await.expect("the rows").expect("a call");
        let dialogue: Dialogue =
            serde_json::from_value(call.dialogue.expect("a state")).expect("it can be read");
        dialogue.expecting().to_vec()
    }

    /// Lets the caller talk until the visit is booked, moved or called off, then say goodbye; hands out all that
    /// was said on both sides.
    pub(crate) async fn whole_call(
        &self,
        salon: &Salon,
        line: &mut Line<'_>,
        caller: &Caller,
    ) -> Vec<String> {
        let mut told = Vec::new();
        self.talk(salon, line, caller, &mut told, |_| false).await;
        told
    }

    /// Lets the caller talk until `stop` says so of what is expected, or the call is over.
    pub(crate) async fn talk(
        &self,
        salon: &Salon,
        line: &mut Line<'_>,
        caller: &Caller,
        told: &mut Vec<String>,
        stop: impl Fn(&[Expecting]) -> bool,
    ) -> Heard {
        let mut heard = line.ring().await;
        told.push(format!("bolt:   {}", heard.words));
        let mut words = caller.opening.clone();
        for _ in 0..PATIENCE {
            told.push(format!("caller: {words}"));
            heard = line.say(&words).await;
            told.push(format!("bolt:   {}", heard.words));
            if heard.then != Then::Listens {
                return heard;
            }
            let expecting = self.expecting(salon, &line.sid).await;
            if stop(&expecting) {
                return heard;
            }
            words = if self.is_done(salon, &line.sid).await {
                "no that's all, thank you, bye".to_owned()
            } else {
                caller.answers(&expecting)
            };
        }
        panic!("the call leads nowhere:\n{}", told.join("\n"));
    }

    /// Whether the caller has what they came for.
    async fn is_done(&self, salon: &Salon, sid: &str) -> bool {
        let call =
            calls::find_by_provider_id(&salon.db(&self.app), sid).await.expect("the rows").expect("a call");
        let outcome = serde_json::to_value(call.outcome).expect("a word");
        ["BOOKED", "MOVED", "CANCELLED"].iter().any(|done| outcome == *done)
    }
}

impl TestApp {
    /// The call as the dashboard shows it, with every turn.
    pub(crate) async fn call(&self, salon: &Salon, sid: &str) -> serde_json::Value {
        let call =
            calls::find_by_provider_id(&salon.db(&self.app), sid).await.expect("the rows").expect("a call");
        let token = self.owner(salon).await;
        self.get(format!("/api/calls/{}", call.id)).bearer(&token).send().await.ok().data()
    }
}
