//! Vapi asks for the next sentence, as it would ask a language model.
//!
//! Each question carries all that was said before. Its callers' words and places make its id, so a question that comes
//! twice finds its turn and gets the same answer. The number of the caller's sentences would not do as the turn's number:
//! a caller who speaks into an answer makes two of one turn, or a turn of which Vapi's history knows nothing.
//!
//! Words go back as they come. When Vapi closes the connection, the caller has spoken again: what a model still had to
//! say is said no more, what was done stays done, and the next question has all of the caller's words.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use providers::phone::PhoneNumber;
use providers::vapi::CallFacts;
use providers::vapi::custom_llm::{CallTool, ChatAnswer, ChatRequest, STREAM_CONTENT_TYPE, Speaker};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::line::{event_id, find_or_open_call};
use crate::app::App;
use crate::http::access::VapiBody;
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::ai_assistant::Aloud;
use crate::modules::calls::{self, CallRow, Input, SessionError, State as Conversation};
use crate::modules::telephony::{Failure, NOT_IN_SERVICE, SORRY, guarded_within};
use crate::tenancy::TenantDb;

/// How long a turn may take; Vapi waits 20 seconds.
const TURN_WITHIN: Duration = Duration::from_secs(12);

/// Under which name an assistant's metadata has the number that was dialled.
pub(super) const DIALLED: &str = "dialled";

/// So often a turn is begun anew because another was written meanwhile.
const MOST_TRIES: usize = 3;

const GOODBYE: &str = "Goodbye.";

/// Vapi asks for the next words of a call, in the manner of OpenAI's chat completions.
#[utoipa::path(post, path = "/api/vapi/chat/completions", tag = "vapi", operation_id = "completeVapiChat", responses(
    (status = 200, description = "The words: one by one as server-sent events where `stream` is true, else in one piece",
        body = serde_json::Value),
    (status = 400, description = "It is no question of Vapi's", body = ErrorBody),
    (status = 401, description = "The secret is missing or wrong", body = ErrorBody),
))]
pub(super) async fn complete(State(app): State<App>, VapiBody(body): VapiBody) -> Result<Response, Problem> {
    let request = ChatRequest::parse(&body).map_err(|error| Problem::unreadable(error.to_string()))?;
    let id = format!("chatcmpl-{}", uuid::Uuid::now_v7().simple());
    let answer = ChatAnswer::new(id, "bolt", app.clock.now());
    let is_streamed = request.is_streamed;
    let turn = Turn::begin(app, answer, request);
    if is_streamed {
        let headers = [(header::CONTENT_TYPE, STREAM_CONTENT_TYPE), (header::CACHE_CONTROL, "no-cache")];
        return Ok((headers, Body::from_stream(turn.events())).into_response());
    }
    Ok(Json(turn.whole().await).into_response())
}

/// A turn that is being had.
struct Turn {
    answer: ChatAnswer,
    /// What the answer may call.
    tools: Vec<CallTool>,
    words: mpsc::UnboundedReceiver<String>,
    work: Option<JoinHandle<Conversation>>,
    /// Ends with the connection.
    _interrupts: DropGuard,
}

impl Turn {
    /// The work goes on by itself: a booking is not undone because the connection broke.
    fn begin(app: App, answer: ChatAnswer, request: ChatRequest) -> Self {
        let (sender, words) = mpsc::unbounded_channel();
        let interrupted = CancellationToken::new();
        let aloud = Aloud::new(sender, interrupted.clone());
        let tools = request.tools.clone();
        let work = tokio::spawn(async move {
            guarded_within(TURN_WITHIN, converse(&app, &request, &aloud)).await.unwrap_or_else(|failure| {
                failure.log("a turn of a call at Vapi failed");
                aloud.say(SORRY);
                Conversation::Listening
            })
        });
        Self { answer, tools, words, work: Some(work), _interrupts: interrupted.drop_guard() }
    }

    /// The answer as it comes.
    fn events(self) -> impl Stream<Item = Result<String, Infallible>> {
        let opening = self.answer.opening();
        stream::unfold((Some(opening), self), |(opening, mut turn)| async move {
            let event = match opening {
                Some(opening) => opening,
                None => turn.next_event().await?,
            };
            Some((Ok(event), (None, turn)))
        })
    }

    async fn next_event(&mut self) -> Option<String> {
        // All words before the end: the sender is dropped with the work.
        if let Some(words) = self.words.recv().await {
            return Some(self.answer.words(&words));
        }
        let work = self.work.take()?;
        let tool = self.tool_after(work).await;
        Some(self.answer.closing(tool))
    }

    /// The answer in one piece.
    async fn whole(mut self) -> serde_json::Value {
        let mut all = String::new();
        while let Some(words) = self.words.recv().await {
            all.push_str(&words);
        }
        let tool = match self.work.take() {
            Some(work) => self.tool_after(work).await,
            None => None,
        };
        self.answer.whole(&all, tool)
    }

    /// What Vapi has to do after the words, where it has offered to.
    async fn tool_after(&self, work: JoinHandle<Conversation>) -> Option<CallTool> {
        let tool = match work.await.unwrap_or(Conversation::Listening) {
            Conversation::Listening => return None,
            // There is no tone at Vapi: whoever could only leave a message is told so, and the call ends.
            Conversation::Ended | Conversation::TakingMessage => CallTool::EndCall,
            Conversation::Transferred => CallTool::TransferCall,
        };
        self.tools.contains(&tool).then_some(tool)
    }
}

async fn converse(app: &App, request: &ChatRequest, aloud: &Aloud) -> Result<Conversation, Failure> {
    let Some((db, mut call)) = find_or_open_call(app, &facts(request)).await? else {
        aloud.say(NOT_IN_SERVICE);
        return Ok(Conversation::Ended);
    };
    if request.turns.iter().all(|turn| turn.speaker != Speaker::Caller) {
        return greet(&db, &call, aloud).await;
    }
    let event = event_id(&call, question(request));
    for _ in 0..MOST_TRIES {
        if let Some(heard) = cut_short(&db, &call, request).await? {
            call = calls::interrupted(app, &db, call.id, &heard).await?.unwrap_or(call);
        }
        let said = request.just_said();
        let input = if said.is_empty() { Input::Silence } else { Input::Words(said) };
        match calls::answer_event(app, &db, call.clone(), event.clone(), input, aloud).await {
            Ok(spoken) => return Ok(spoken.state()),
            Err(SessionError::Over) => {
                aloud.say(GOODBYE);
                return Ok(Conversation::Ended);
            }
            // Nobody listens any more.
            Err(SessionError::Interrupted) if aloud.is_interrupted() => return Ok(Conversation::Listening),
            Err(SessionError::Interrupted) => {
                call = calls::find_by_id(&db, call.id).await?.ok_or(SessionError::UnknownCall)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(SessionError::Interrupted.into())
}

/// The caller has said nothing yet.
async fn greet(db: &TenantDb, call: &CallRow, aloud: &Aloud) -> Result<Conversation, Failure> {
    let Some(last) = calls::last_turn(db, call).await? else {
        return Err(SessionError::UnknownCall.into());
    };
    aloud.say(last.said.as_deref().unwrap_or_default());
    Ok(Conversation::of(&last))
}

/// The call; the number that was dialled may stand where we put it ourselves.
fn facts(request: &ChatRequest) -> CallFacts {
    let noted = || PhoneNumber::from_e164(request.metadata.get(DIALLED)?.as_str()?).ok();
    CallFacts { dialled: request.call.dialled.clone().or_else(noted), ..request.call.clone() }
}

/// What makes a question itself: the caller's words, and where the assistant spoke in between. Its own words do not count,
/// since the voice may change how they are written.
fn question(request: &ChatRequest) -> impl Iterator<Item = &str> {
    std::iter::once("chat").chain(request.turns.iter().filter_map(|turn| match turn.speaker {
        Speaker::Caller => Some(turn.text.as_str()),
        Speaker::Assistant => Some("\0"),
        Speaker::Other => None,
    }))
}

/// What was heard of our last words, where Vapi's history has clearly only their beginning: somebody who spoke into a
/// read-back has not agreed to its end. An account that does not fit proves nothing.
async fn cut_short(db: &TenantDb, call: &CallRow, request: &ChatRequest) -> Result<Option<String>, Failure> {
    let mut spoken = request.turns.iter().rev().filter(|turn| turn.speaker == Speaker::Assistant);
    let Some(heard) = spoken.find(|turn| !turn.text.trim().is_empty()).map(|turn| turn.text.trim()) else {
        return Ok(None);
    };
    let Some(last) = calls::last_turn(db, call).await? else { return Ok(None) };
    let said = last.said.as_deref().unwrap_or_default();
    let kept = conversation::model::heard_part(said, heard);
    let is_cut = !kept.is_empty() && said[kept.len()..].contains(char::is_alphanumeric);
    Ok(is_cut.then(|| heard.to_owned()))
}
