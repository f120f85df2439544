//! Turns of a stream: what the caller and the model have said to each other becomes a turn like any other, written down and
//! done by the same rules.

use std::time::Duration;

use conversation::model::ModelCall;
use tokio::time::{Instant, timeout};

use super::model::{Purpose, Tool};
use super::{End, Stream};
use crate::modules::ai_assistant::{Aloud, ModelTrace, Past, TracedCall};
use crate::modules::calls::{self, Exchange, Input, SessionError, Spoken, State as Conversation, Used};

/// How long the caller's words may take to be written down once the model has answered.
const WRITTEN_WITHIN: Duration = Duration::from_millis(1_500);

/// How long a turn may take.
const TURN_WITHIN: Duration = Duration::from_secs(8);

/// So often in a turn the model may try again after a tool call that made no sense.
const MOST_ROUNDS: u8 = 3;

const DONE_TOGETHER: &str = "Done together with the other tool.";

/// Something that the caller has said.
#[derive(Debug)]
pub(super) struct Utterance {
    item_id: String,
    /// Nothing until it is written down.
    pub(super) words: Option<String>,
}

/// A turn that waits for the caller's words to be written down.
#[derive(Debug)]
pub(super) struct Due {
    what: What,
    said: String,
    utterances: usize,
    pub(super) by: Instant,
    /// The caller spoke into it, and heard this much.
    pub(super) heard: Option<String>,
}

/// What the model has made of it.
#[derive(Debug)]
pub(super) enum What {
    Work(Vec<Tool>),
    Talk,
    Correct,
}

impl Due {
    pub(super) fn now(what: What, said: String, utterances: usize, heard: Option<String>) -> Self {
        Self { what, said, utterances, by: Instant::now() + WRITTEN_WITHIN, heard }
    }
}

impl Stream {
    pub(super) fn utterance(&mut self, item_id: String, words: Option<String>) {
        match self.caller.iter_mut().find(|utterance| utterance.item_id == item_id) {
            Some(utterance) => utterance.words = words.or(utterance.words.take()),
            // Words of a turn that has been had without them are of no more use.
            None if words.is_some() => {}
            None => self.caller.push(Utterance { item_id, words }),
        }
    }

    /// The first so many utterances of the caller, as far as they are written down.
    pub(super) fn heard_of_caller(&self, utterances: usize) -> Option<String> {
        let words = self.caller.iter().take(utterances).filter_map(|utterance| utterance.words.as_deref());
        let words: Vec<&str> = words.map(str::trim).filter(|words| !words.is_empty()).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// Has the turn that is due, once the caller's words are there.
    pub(super) async fn settle_due(&mut self) -> Result<(), End> {
        let Some(due) = &self.due else { return Ok(()) };
        let is_waiting = self.caller.iter().take(due.utterances).any(|utterance| utterance.words.is_none());
        if is_waiting && Instant::now() < due.by {
            return Ok(());
        }
        let Some(due) = self.due.take() else { return Ok(()) };
        let exchange = Exchange {
            heard: self.heard_of_caller(due.utterances),
            said: [self.said_before.as_str(), &due.said].join(" ").trim().to_owned(),
            trace: ModelTrace { said: due.said.clone(), ..self.trace.clone() },
        };
        let outcome = timeout(TURN_WITHIN, self.have(due, exchange)).await;
        outcome.unwrap_or_else(|_| {
            tracing::error!("a turn of a streamed call took too long");
            Err(End::Failed)
        })
    }

    async fn have(&mut self, due: Due, exchange: Exchange) -> Result<(), End> {
        let (call, heard, said) = (self.call.clone(), exchange.heard.clone(), exchange.said.clone());
        let spoken = match &due.what {
            What::Talk => calls::talk(&self.app, &self.db, call, exchange).await,
            What::Correct => calls::correct(&self.app, &self.db, call, exchange).await,
            What::Work(tools) => {
                let wishes: Vec<_> = tools
                    .iter()
                    .map(|tool| ModelCall { name: &tool.name, arguments: &tool.arguments })
                    .collect();
                let event = tools.first().map(|tool| tool.call_id.as_str()).unwrap_or_default();
                match calls::work(&self.app, &self.db, call, exchange, &wishes, event).await {
                    Ok(Used::Turn(spoken)) => Ok(*spoken),
                    Ok(Used::Refused(sentence)) => return self.refuse(due, &sentence).await,
                    Err(error) => Err(error),
                }
            }
        };
        let spoken = match spoken {
            Err(SessionError::Over) => {
                self.is_ending = true;
                return Ok(());
            }
            spoken => spoken?,
        };
        self.caller.drain(..due.utterances.min(self.caller.len()));
        self.trace = ModelTrace::default();
        let words = spoken.words().to_owned();
        self.turn_was_had(spoken, heard);
        match due.what {
            // Code may have had something to say instead, or before it: that the call has lasted too long.
            What::Talk if words == said => {}
            What::Talk => {
                let before = words.strip_suffix(said.as_str()).unwrap_or(&words).trim().to_owned();
                self.tell(before).await?;
            }
            What::Correct => self.tell(words).await?,
            What::Work(tools) => {
                let words = words.strip_prefix(said.as_str()).unwrap_or(&words).trim().to_owned();
                let situation = calls::situation(&self.salon, &self.call)?;
                self.answer_tool(&tools[0], &format!("{words}\n({situation})")).await?;
                for tool in &tools[1..] {
                    self.answer_tool(tool, DONE_TOGETHER).await?;
                }
                self.tell(words).await?;
            }
        }
        match due.heard {
            Some(heard) => self.not_all_was_heard(&heard).await,
            None => Ok(()),
        }
    }

    /// The model's tool calls make no sense: it is told why, and may try again.
    async fn refuse(&mut self, due: Due, sentence: &str) -> Result<(), End> {
        let What::Work(tools) = due.what else { return Ok(()) };
        for tool in &tools {
            self.trace.calls.push(TracedCall::new(&tool.name, &tool.arguments, Some(sentence.to_owned())));
            self.answer_tool(tool, sentence).await?;
        }
        self.rounds += 1;
        if self.rounds >= MOST_ROUNDS {
            self.due = Some(Due { what: What::Correct, ..due });
            return Ok(());
        }
        self.said_before = [self.said_before.as_str(), &due.said].join(" ").trim().to_owned();
        self.ask(Purpose::Answer).await
    }

    fn turn_was_had(&mut self, spoken: Spoken, heard: Option<String>) {
        self.past.push(Past { heard, said: spoken.words().to_owned() });
        self.is_ending = spoken.state() != Conversation::Listening;
        self.is_over = spoken.state() == Conversation::TakingMessage;
        self.rounds = 0;
        self.said_before.clear();
        self.call = spoken.call;
        self.salon = spoken.salon;
    }

    /// Code answers what the model cannot hear.
    pub(super) async fn answer(&mut self, input: Input) -> Result<(), End> {
        let (call, sequence) = (self.call.clone(), self.call.turn_count);
        let heard = match &input {
            Input::Keys(keys) => Some(keys.clone()),
            _ => None,
        };
        let aloud = Aloud::default();
        let answered = calls::answer(&self.app, &self.db, call, Some(sequence), input, &aloud);
        match timeout(TURN_WITHIN, answered).await {
            Ok(Ok(spoken)) => {
                let words = spoken.words().to_owned();
                self.sounds.forget();
                self.turn_was_had(spoken, heard);
                self.tell(words).await
            }
            Ok(Err(SessionError::Over)) => {
                self.is_ending = true;
                Ok(())
            }
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(End::Failed),
        }
    }
}
