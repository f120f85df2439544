//! The model's side of a stream: what it is asked to say, what it says and notices, and that nothing untrue of it is heard.

use providers::realtime::{
    ClientEvent, ErrorDetails, Item, ItemSpeaker, Response, ResponseRequest, ResponseStatus, ServerEvent,
};
use tokio::time::Instant;

use super::turns::{Due, What};
use super::{End, SPEAKS_WITHIN, Stream};
use crate::modules::ai_assistant::{Known, ReadAlong, Verdict, word_for_word};
use crate::modules::calls;

const NOT_DONE: &str = "Not done: the caller spoke again. Call the tool again if they still want it.";
const SPOKEN_INTO: &str = "The caller spoke before they had heard all of your last words.";

/// What a response is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The model answers the caller.
    Answer,
    /// It says these words of a turn that is written already.
    Tell { words: String, is_again: bool },
}

/// A response as it comes.
#[derive(Debug)]
pub(super) struct Running {
    id: Option<String>,
    purpose: Purpose,
    /// How many of the caller's utterances it answers.
    utterances: usize,
    read: ReadAlong,
    verdict: Verdict,
    /// Sound whose words may become a claim.
    held: Vec<(String, u32, String)>,
    tools: Vec<Tool>,
    has_sound: bool,
    /// The caller has spoken into it: what still comes of it counts for nothing.
    is_cut: bool,
    /// It was about to claim something untrue.
    is_stopped: bool,
}

/// A tool call of the model.
#[derive(Debug, Clone)]
pub(super) struct Tool {
    pub(super) call_id: String,
    pub(super) name: String,
    pub(super) arguments: String,
}

impl Stream {
    /// Something that the model says, or that it has noticed.
    pub(super) async fn hear(&mut self, event: ServerEvent) -> Result<(), End> {
        // A response that has just ended makes room for the next one, which must not be taken for it.
        let over = match &event {
            ServerEvent::ResponseDone { .. } => self.running.take(),
            _ => None,
        };
        if let Some(request) = self.queue.see(&event) {
            self.tell_model(request).await?;
            self.is_awaited();
        }
        match event {
            ServerEvent::SpeechStarted { .. } => {
                self.is_caller_speaking = true;
                self.interrupt().await
            }
            ServerEvent::SpeechStopped { item_id, .. } => {
                self.is_caller_speaking = false;
                self.utterance(item_id, None);
                if self.is_ending { Ok(()) } else { self.ask(Purpose::Answer).await }
            }
            ServerEvent::CallerTranscript { item_id, transcript } => {
                self.utterance(item_id, Some(transcript));
                Ok(())
            }
            ServerEvent::ResponseCreated { response } => self.response_begins(response.id).await,
            ServerEvent::Audio { item_id, content_index, delta, .. } => {
                self.is_awaited();
                self.sound(item_id, content_index, delta).await
            }
            ServerEvent::TranscriptDelta { item_id, delta } => {
                self.is_awaited();
                self.words(&item_id, &delta).await
            }
            ServerEvent::Transcript { item_id, transcript } => {
                if self.running.as_ref().is_some_and(|running| running.read.said().is_empty()) {
                    self.words(&item_id, &transcript).await?;
                }
                self.words_are_whole().await
            }
            ServerEvent::ToolCall { call_id, name, arguments } => {
                self.is_awaited();
                if self.seen.insert(call_id.clone())
                    && let Some(running) = &mut self.running
                {
                    running.tools.push(Tool { call_id, name, arguments });
                }
                Ok(())
            }
            ServerEvent::ResponseDone { response } => match over {
                Some(running) => self.response_is_over(running, response).await,
                None => Ok(()),
            },
            ServerEvent::Error { error } => self.complaint(&error),
            ServerEvent::Unknown { kind } => {
                if kind == "conversation.item.input_audio_transcription.failed" {
                    for utterance in &mut self.caller {
                        utterance.words.get_or_insert_default();
                    }
                }
                Ok(())
            }
            ServerEvent::SessionCreated | ServerEvent::SessionUpdated => Ok(()),
        }
    }

    /// What the model finds wrong. Only what keeps it from speaking ends the stream: that a response was over before it
    /// could be stopped does not.
    fn complaint(&self, error: &ErrorDetails) -> Result<(), End> {
        let code = error.code.as_deref().unwrap_or_default();
        tracing::warn!(kind = error.kind, code, "a model that speaks complains");
        let is_about_response = error.event_id.as_deref().is_some_and(|id| id.starts_with("response_"));
        let is_active = code == "conversation_already_has_active_response";
        let is_lost =
            error.kind != "invalid_request_error" || code.contains("rate_limit") || code == "session_expired";
        if is_lost || (is_about_response && !is_active) { Err(End::Failed) } else { Ok(()) }
    }

    async fn response_begins(&mut self, id: Option<String>) -> Result<(), End> {
        self.is_awaited();
        // One that nobody has asked for is an answer.
        let purpose = self.asked.pop_front().unwrap_or(Purpose::Answer);
        if purpose == Purpose::Answer && self.said_before.is_empty() {
            self.sounds.forget();
        }
        let is_cut = std::mem::take(&mut self.is_unwanted);
        if is_cut {
            self.tell_model(ClientEvent::CancelResponse { response_id: id.clone() }).await?;
        }
        self.running = Some(Running {
            id,
            purpose,
            utterances: self.caller.len(),
            read: ReadAlong::default(),
            verdict: Verdict::Fine,
            held: Vec::new(),
            tools: Vec::new(),
            has_sound: false,
            is_cut,
            is_stopped: false,
        });
        Ok(())
    }

    /// Some sound of the response.
    async fn sound(&mut self, item_id: String, content_index: u32, delta: String) -> Result<(), End> {
        let Some(running) = self.running.as_mut().filter(|running| !running.is_cut && !running.is_stopped)
        else {
            return Ok(());
        };
        running.has_sound = true;
        if running.verdict == Verdict::Unsure {
            running.held.push((item_id, content_index, delta));
            return Ok(());
        }
        self.play(&item_id, content_index, &delta).await
    }

    async fn play(&mut self, item_id: &str, content_index: u32, delta: &str) -> Result<(), End> {
        match self.sounds.receive(item_id, content_index, delta) {
            Some((mark, length)) => self.send_sound(delta, &mark, length).await,
            None => Ok(()),
        }
    }

    /// Some words of the response.
    async fn words(&mut self, item_id: &str, words: &str) -> Result<(), End> {
        let Some(mut running) = self.running.take() else { return Ok(()) };
        if !running.is_cut && !running.is_stopped {
            self.sounds.add_words(item_id, words);
            running.verdict =
                self.verdict(&running.purpose, running.utterances, |known| running.read.push(words, known));
        }
        self.running = Some(running);
        self.follow_verdict().await
    }

    async fn words_are_whole(&mut self) -> Result<(), End> {
        let Some(mut running) = self.running.take() else { return Ok(()) };
        if !running.is_cut && !running.is_stopped {
            running.verdict =
                self.verdict(&running.purpose, running.utterances, |known| running.read.finish(known));
        }
        self.running = Some(running);
        self.follow_verdict().await
    }

    fn verdict(
        &self,
        purpose: &Purpose,
        utterances: usize,
        look: impl FnOnce(&Known<'_>) -> Verdict,
    ) -> Verdict {
        let heard = self.heard_of_caller(utterances);
        look(&Known {
            salon: &self.salon,
            past: &self.past,
            heard: heard.as_deref(),
            told: match purpose {
                Purpose::Tell { words, .. } => Some(words),
                Purpose::Answer => None,
            },
            now: self.salon.zone.to_datetime(self.app.clock.now()),
            deed_done: calls::has_done(&self.call),
        })
    }

    async fn follow_verdict(&mut self) -> Result<(), End> {
        let Some(running) = self.running.as_mut().filter(|running| !running.is_cut && !running.is_stopped)
        else {
            return Ok(());
        };
        match running.verdict {
            Verdict::Unsure => Ok(()),
            Verdict::Fine => {
                for (item_id, content_index, delta) in std::mem::take(&mut running.held) {
                    self.play(&item_id, content_index, &delta).await?;
                }
                Ok(())
            }
            Verdict::Untrue => {
                running.is_stopped = true;
                running.held.clear();
                let response_id = running.id.clone();
                self.trace.was_stopped = true;
                self.tell_model(ClientEvent::CancelResponse { response_id }).await?;
                self.clear().await?;
                self.sounds.forget();
                Ok(())
            }
        }
    }

    /// Stops what is being played.
    async fn clear(&mut self) -> Result<(), End> {
        if !self.sounds.is_playing() {
            return Ok(());
        }
        self.stop_sound().await?;
        match self.sounds.interrupt() {
            Some(truncation) => self.tell_model(ClientEvent::Truncate(truncation)).await,
            None => Ok(()),
        }
    }

    /// The caller speaks, or presses a key: what is being said is said no more, and what they have not heard does not
    /// count as said. A goodbye is said to its end.
    pub(super) async fn interrupt(&mut self) -> Result<(), End> {
        self.silent_at = None;
        if self.is_ending {
            return Ok(());
        }
        let is_asking = self.queue.is_busy() && self.running.is_none();
        let was_telling = self.asked.iter().any(|purpose| *purpose != Purpose::Answer)
            || self
                .running
                .as_ref()
                .is_some_and(|running| running.purpose != Purpose::Answer && !running.is_cut);
        let was_speaking = self.sounds.is_playing();
        self.queue.forget_waiting();
        self.asked.truncate(usize::from(is_asking));
        self.is_unwanted = is_asking;
        let heard = self.sounds.heard();
        if let Some(running) = self.running.as_mut().filter(|running| !running.is_cut && !running.is_stopped)
        {
            running.is_cut = true;
            running.held.clear();
            let response_id = running.id.clone();
            self.tell_model(ClientEvent::CancelResponse { response_id }).await?;
        }
        self.clear().await?;
        let is_answering = self.running.as_ref().is_some_and(|running| running.purpose == Purpose::Answer);
        if let Some(due) = &mut self.due {
            due.heard.get_or_insert(heard);
            Ok(())
        } else if !is_answering && (was_telling || was_speaking) {
            self.not_all_was_heard(&heard).await
        } else {
            Ok(())
        }
    }

    /// Of the last turn the caller has heard this much.
    pub(super) async fn not_all_was_heard(&mut self, heard: &str) -> Result<(), End> {
        if let Some(call) = calls::interrupted(&self.app, &self.db, self.call.id, heard).await? {
            self.call = call;
        }
        if let Some(last) = self.past.last_mut() {
            heard.clone_into(&mut last.said);
        }
        self.add(ItemSpeaker::System, SPOKEN_INTO.to_owned()).await
    }

    async fn response_is_over(&mut self, mut running: Running, response: Response) -> Result<(), End> {
        if let (Some(usage), Some(speech)) = (&response.usage, &self.app.speech) {
            speech.count(usage, &mut self.trace);
        }
        if response.status == ResponseStatus::Failed && !running.is_cut {
            let code = response.status_details.and_then(|details| details.error).and_then(|error| error.code);
            tracing::warn!(code, "a response of a model that speaks failed");
            return Err(End::Failed);
        }
        if !running.held.is_empty() {
            self.running = Some(running);
            self.words_are_whole().await?;
            let Some(looked_at) = self.running.take() else { return Ok(()) };
            running = looked_at;
        }
        if let Purpose::Tell { words, is_again } = &running.purpose {
            for tool in &running.tools {
                self.answer_tool(tool, NOT_DONE).await?;
            }
            let is_told = running.has_sound && !running.is_stopped;
            if is_told {
                self.sounds.set_last_words(words);
            }
            return match (is_told || running.is_cut, is_again) {
                (true, _) => Ok(()),
                (false, false) => self.ask(Purpose::Tell { words: words.clone(), is_again: true }).await,
                (false, true) => Err(End::Failed),
            };
        }
        let said = running.read.said().trim().to_owned();
        let what = if running.is_stopped {
            What::Correct
        } else if running.is_cut {
            for tool in &running.tools {
                self.answer_tool(tool, NOT_DONE).await?;
            }
            if said.is_empty() {
                // The caller went on before anything was said: both belong to one turn.
                return Ok(());
            }
            What::Talk
        } else if !running.tools.is_empty() {
            What::Work(running.tools)
        } else if running.has_sound {
            What::Talk
        } else {
            What::Correct
        };
        let heard = running.is_cut.then(|| self.sounds.heard());
        self.due = Some(Due::now(what, said, running.utterances, heard));
        Ok(())
    }

    /// The model is to say these words.
    pub(super) async fn tell(&mut self, words: String) -> Result<(), End> {
        // A goodbye is over when it has been played, not before it has begun.
        self.spoken_by = self.spoken_by.max(Instant::now() + SPEAKS_WITHIN);
        self.ask(Purpose::Tell { words, is_again: false }).await
    }

    pub(super) async fn ask(&mut self, purpose: Purpose) -> Result<(), End> {
        let is_asking = self.queue.is_busy() && self.running.is_none();
        // An answer that is still to come is one to all that was said.
        if purpose == Purpose::Answer
            && self.asked.iter().skip(usize::from(is_asking)).any(|asked| *asked == purpose)
        {
            return Ok(());
        }
        let request = match &purpose {
            Purpose::Answer => ResponseRequest::default(),
            Purpose::Tell { words, .. } => word_for_word(words),
        };
        self.asked.push_back(purpose);
        if let Some(event) = self.queue.request(request) {
            self.is_awaited();
            self.tell_model(event).await?;
        }
        Ok(())
    }

    /// The model is about to say something, or goes on.
    fn is_awaited(&mut self) {
        self.stalled_at = Some(Instant::now() + SPEAKS_WITHIN);
    }

    pub(super) async fn answer_tool(&mut self, tool: &Tool, output: &str) -> Result<(), End> {
        let item = Item::ToolOutput { call_id: tool.call_id.clone(), output: output.to_owned() };
        self.tell_model(ClientEvent::CreateItem { item }).await
    }

    pub(super) async fn add(&mut self, speaker: ItemSpeaker, text: String) -> Result<(), End> {
        self.tell_model(ClientEvent::CreateItem { item: Item::Message { speaker, text } }).await
    }

    pub(super) async fn tell_model(&mut self, event: ClientEvent) -> Result<(), End> {
        Ok(self.sender.send(&event).await?)
    }
}
