//! A model that listens and speaks itself: what it is told of a call, what it costs, and whether what it says is true.
//!
//! It speaks before its words can be looked at, so what it says is read along ([`ReadAlong`]): sound is kept back while
//! its words may be part of a claim, and it is stopped when they are one that no row stands behind.

use std::time::Duration;

use conversation::model::{Cleared, Facts, Guard, instructions, tools};
use jiff::civil::DateTime;
use providers::SetupError;
use providers::realtime::{
    RealtimeClient, RealtimeConfig, RealtimeError, RealtimeReceiver, RealtimeSender, ResponseRequest,
    Session, Tool, Transcription, TurnDetection, Usage,
};

use super::models::Price;
use super::talker::{ModelTrace, Past, facts_of};
use crate::config::Config;
use crate::modules::tenants::Salon;

/// How long the connection may take: a caller hears nothing meanwhile.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);

/// Who writes down what callers say.
const TRANSCRIBER: &str = "gpt-4o-mini-transcribe";

/// How long a response may be, in tokens: a minute of speech or more.
const MOST_TOKENS: u32 = 2_000;

/// So much less does a token cost that the model has kept from before.
const KEPT_SHARE: u64 = 10;

/// What such a model is told beside what every model is.
const ON_SPEAKING: &str = "You hear the caller and speak yourself, on the telephone: calmly, clearly and in the language of these words, \
     whatever language the caller speaks. You do not greet: that has been done. Call a tool whenever one fits, also \
     \"book\" for a yes to what was read back, with the caller's words as they said them. When a tool has answered, you \
     are asked to say its words: say exactly those. If you could not understand the caller, ask them to say it again.\n";

/// A model that listens and speaks itself.
#[derive(Debug)]
pub struct Speech {
    client: RealtimeClient,
    voice: String,
    price: Price,
}

impl Speech {
    /// The one that is configured, if any.
    ///
    /// # Errors
    /// Says which setting is wrong.
    pub fn open(config: &Config) -> Result<Option<Self>, SetupError> {
        let openai = &config.openai;
        let Some(api_key) = &openai.api_key else { return Ok(None) };
        let client = RealtimeClient::new(RealtimeConfig {
            api_key: api_key.clone(),
            base_url: openai.base_url.replacen("http", "ws", 1),
            model: openai.realtime_model.clone(),
            connect_within: CONNECT_WITHIN,
        })?;
        let price = openai.realtime_price.price;
        Ok(Some(Self { client, voice: openai.realtime_voice.clone(), price }))
    }

    /// Connects, for one call.
    pub async fn connect(&self) -> Result<(RealtimeSender, RealtimeReceiver), RealtimeError> {
        self.client.connect().await
    }

    /// How it behaves in a salon's calls.
    pub fn session(&self, salon: &Salon) -> Session {
        let tools = tools(&salon.facts.policy).into_iter().map(|tool| Tool {
            name: tool.name.to_owned(),
            description: tool.description.to_owned(),
            parameters: tool.parameters,
        });
        Session {
            instructions: [instructions(&salon.facts).as_str(), ON_SPEAKING].concat(),
            voice: self.voice.clone(),
            speed: 1.0,
            tools: tools.collect(),
            // It is asked for each response, so that none comes between a tool and its words; and told when to stop.
            turn_detection: TurnDetection::ServerVad {
                threshold: 0.5,
                prefix_padding_ms: 300,
                silence_duration_ms: 500,
                idle_timeout_ms: None,
                create_response: false,
                interrupt_response: false,
            },
            transcription: Some(Transcription {
                model: TRANSCRIBER.to_owned(),
                language: Some("en".to_owned()),
            }),
            max_output_tokens: Some(MOST_TOKENS),
        }
    }

    /// Puts on the bill what a response has used.
    pub fn count(&self, usage: &Usage, trace: &mut ModelTrace) {
        let kept = usage.input_token_details.cached_tokens.min(usage.input_tokens);
        let charged = providers::ai::chat::Usage {
            input_tokens: usage.input_tokens - kept + kept / KEPT_SHARE,
            cached_input_tokens: 0,
            output_tokens: usage.output_tokens,
        };
        trace.provider = Some("openai-realtime".to_owned());
        trace.input_tokens += usage.input_tokens;
        trace.output_tokens += usage.output_tokens;
        trace.cost_micros += self.price.of(&charged);
    }
}

/// Asks it to say these words, and no others.
pub fn word_for_word(words: &str) -> ResponseRequest {
    let instructions = format!(
        "Say to the caller exactly the following words, all of them, and nothing before or after. Call no tool.\n\n{words}"
    );
    ResponseRequest { instructions: Some(instructions) }
}

/// What is known to be true while it speaks.
#[derive(Debug)]
pub struct Known<'a> {
    /// The salon.
    pub salon: &'a Salon,
    /// What was said before, oldest first.
    pub past: &'a [Past],
    /// What the caller has said since.
    pub heard: Option<&'a str>,
    /// What it was asked to say word for word, if it was.
    pub told: Option<&'a str>,
    /// The salon's clock.
    pub now: DateTime,
    /// Something was booked, moved or called off in this call.
    pub deed_done: bool,
}

impl<'a> Known<'a> {
    fn facts(&self) -> Facts<'a> {
        let facts = |deed_done| {
            let mut facts = facts_of(self.salon, self.past, self.now, deed_done);
            if let Some(heard) = self.heard {
                facts.caller_said(heard);
            }
            if let Some(told) = self.told {
                facts.code_said(told);
            }
            facts
        };
        let known = facts(self.deed_done);
        // Code may speak of a deed where a model must not: "nothing was booked".
        let is_told_of_deed = self.told.is_some_and(|told| looked_at(&known, told) == Verdict::Untrue);
        if is_told_of_deed { facts(true) } else { known }
    }
}

/// What reading along comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All of it may be heard.
    Fine,
    /// The end of it may become a claim.
    Unsure,
    /// It claims what is not known.
    Untrue,
}

/// Reads along what a model says in one response.
#[derive(Debug, Default)]
pub struct ReadAlong {
    /// All of it.
    said: String,
    /// From where on it has not been found true.
    from: usize,
}

impl ReadAlong {
    /// The words so far.
    pub fn said(&self) -> &str {
        &self.said
    }

    /// The next words.
    pub fn push(&mut self, words: &str, known: &Known<'_>) -> Verdict {
        self.said.push_str(words);
        if self.is_as_told(known) {
            return Verdict::Fine;
        }
        let facts = known.facts();
        let mut guard = Guard::new(&facts);
        guard.push(&self.said[self.from..]);
        // What was let through before a claim does not make the claim true.
        if guard.push("") == Cleared::Stop {
            return Verdict::Untrue;
        }
        if guard.is_holding() {
            return Verdict::Unsure;
        }
        self.from += sentences_length(&self.said[self.from..]);
        Verdict::Fine
    }

    /// There are no more.
    pub fn finish(&mut self, known: &Known<'_>) -> Verdict {
        if self.is_as_told(known) {
            Verdict::Fine
        } else {
            looked_at(&known.facts(), &self.said[self.from..])
        }
    }

    /// Whether it has said what it was asked to say, and nothing else, as far as it has come.
    fn is_as_told(&self, known: &Known<'_>) -> bool {
        let letters = |words: &str| {
            words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        known.told.is_some_and(|told| {
            let (told, said): (String, String) = (letters(told), letters(&self.said));
            told.starts_with(&said)
        })
    }
}

/// Whether these words, which are whole, say nothing that is not known.
fn looked_at(facts: &Facts<'_>, words: &str) -> Verdict {
    let mut guard = Guard::new(facts);
    guard.push(words);
    guard.finish();
    if guard.finish() == Cleared::Stop { Verdict::Untrue } else { Verdict::Fine }
}

/// How long the sentences are that are whole: those need not be looked at again.
fn sentences_length(words: &str) -> usize {
    let ends = words.char_indices().zip(words.chars().skip(1)).filter_map(|((at, c), next)| {
        (matches!(c, '.' | '!' | '?' | ';') && next.is_whitespace()).then_some(at + c.len_utf8())
    });
    ends.last().unwrap_or(0)
}
