//! What Vapi tells and asks, and what we answer.
//!
//! Somebody calls: `assistant-request` opens the conversation, and the answer says who speaks. A model of Vapi's wants
//! something done: `tool-calls`. The call is over: `status-update` and `end-of-call-report`, each perhaps more than once.
//! Whatever fails inside, a question is answered with words, because Vapi reads nothing but a 200.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use conversation::model::ModelCall;
use providers::phone::PhoneNumber;
use providers::vapi::reply::{self, Assistant, ToolResult, Voice, VoiceProvider};
use providers::vapi::{
    CallFacts, CallState, EndOfCallReport, JustSaid, ServerEvent, ServerMessage, ToolCall,
};
use serde_json::{Map, Value, json};
use tokio::time::Instant;
use utoipa_axum::routes;

use super::chat;
use super::line::{event_id, find_call, find_or_open_call, opening};
use crate::app::App;
use crate::http::access::{Routes, VapiBody};
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::calls::{self, Ending, SessionError, Spoken, State as Conversation, Status, Used};
use crate::modules::telephony::{
    Failure, NOT_IN_SERVICE, SORRY, SORRY_GOODBYE, guarded_within, hints, salon_of,
};
use crate::modules::tenants::{self, Salon, Speech};

/// Vapi waits 7.5 seconds to be told who answers, the way there and back included.
const WHO_WITHIN: Duration = Duration::from_secs(6);

/// How long all tools of one message may take together.
const TOOLS_WITHIN: Duration = Duration::from_secs(10);

const NOT_TAKEN: &str = "I'm sorry, this call cannot be taken. Goodbye.";
const NOBODY_THERE: &str = "I'm sorry, I can't connect you right now.";
const CALL_IS_OVER: &str = "This call is over. Say goodbye.";

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new().vapi(routes!(receive)).vapi(routes!(chat::complete))
}

/// Vapi tells us of a call, or asks us about it.
#[utoipa::path(post, path = "/api/vapi/webhook", tag = "vapi", operation_id = "receiveVapiMessage", responses(
    (status = 200, description = "What Vapi's message asks for; an empty object where it asks for nothing",
        body = serde_json::Value),
    (status = 400, description = "It is no message of Vapi's", body = ErrorBody),
    (status = 401, description = "The secret is missing or wrong", body = ErrorBody),
))]
async fn receive(State(app): State<App>, VapiBody(body): VapiBody) -> Result<Json<Value>, Problem> {
    let message = ServerMessage::parse(&body).map_err(|error| Problem::unreadable(error.to_string()))?;
    let ServerMessage { call, event, just_said } = message;
    Ok(Json(match event {
        ServerEvent::AssistantRequest => {
            guarded_within(WHO_WITHIN, who_answers(&app, &call)).await.unwrap_or_else(|failure| {
                failure.log("a call at Vapi could not be answered");
                reply::error(SORRY_GOODBYE)
            })
        }
        ServerEvent::ToolCalls(tools) => use_tools(&app, &call, &tools, just_said).await,
        ServerEvent::TransferDestinationRequest => {
            guarded_within(WHO_WITHIN, who_takes_over(&app, &call)).await.unwrap_or_else(|failure| {
                failure.log("a caller at Vapi could not be put through");
                reply::error(NOBODY_THERE)
            })
        }
        ServerEvent::EndOfCallReport(report) => {
            end(&app, &call, &report).await?;
            json!({})
        }
        ServerEvent::StatusUpdate { state: CallState::Ended, ended_reason } => {
            let ended_reason = ended_reason.unwrap_or_default();
            end(&app, &call, &EndOfCallReport { ended_reason, ..EndOfCallReport::default() }).await?;
            json!({})
        }
        ServerEvent::StatusUpdate { .. } | ServerEvent::Other(_) => json!({}),
    }))
}

/// Somebody calls.
async fn who_answers(app: &App, facts: &CallFacts) -> Result<Value, Failure> {
    let db = match &facts.dialled {
        Some(number) => salon_of(app, number).await?,
        None => None,
    };
    let (Some(db), Some(opening)) = (db, opening(facts)) else {
        return Ok(reply::error(NOT_IN_SERVICE));
    };
    let salon = tenants::salon(&app.salons, &db).await?;
    let blocked = &salon.settings.ai_assistant.blocked_numbers;
    if facts.caller.as_ref().is_some_and(|caller| blocked.iter().any(|number| number == caller.as_str())) {
        return Ok(reply::error(NOT_TAKEN));
    }
    let spoken = calls::open(app, &db, opening).await?;
    Ok(match (spoken.state(), person(&spoken.salon)) {
        (Conversation::Listening, _) => reply::assistant(&assistant(app, &spoken)),
        (Conversation::Transferred, Some(to)) => reply::destination(&to, spoken.words()),
        (Conversation::Ended | Conversation::TakingMessage | Conversation::Transferred, _) => {
            reply::error(spoken.words())
        }
    })
}

/// The caller is to be put through.
async fn who_takes_over(app: &App, facts: &CallFacts) -> Result<Value, Failure> {
    let Some((db, _)) = find_call(app, facts).await? else {
        return Ok(reply::error(NOBODY_THERE));
    };
    let salon = tenants::salon(&app.salons, &db).await?;
    // The receptionist has said it already.
    Ok(person(&salon).map_or_else(|| reply::error(NOBODY_THERE), |to| reply::destination(&to, "")))
}

/// To whom calls are put through.
fn person(salon: &Salon) -> Option<PhoneNumber> {
    PhoneNumber::from_e164(salon.tenant.forward_to.as_deref()?).ok()
}

/// A voice that asks us for every sentence.
fn assistant(app: &App, spoken: &Spoken) -> Assistant {
    let salon = &spoken.salon;
    let base = app.config.public_url();
    let mut metadata = Map::new();
    if let Some(dialled) = &spoken.call.to_number {
        metadata.insert(chat::DIALLED.to_owned(), json!(dialled));
    }
    Assistant {
        name: salon.tenant.name.clone(),
        first_message: spoken.words().to_owned(),
        language: salon.tenant.locale.clone(),
        hints: hints(salon),
        voice: voice(salon),
        // Vapi adds /chat/completions.
        llm_url: format!("{base}/api/vapi"),
        server_url: format!("{base}/api/vapi/webhook"),
        secret: app.config.vapi.secret.clone().unwrap_or_default(),
        // Callers are told of a recording and may object; Vapi would begin before they can.
        is_recorded: false,
        longest_call: Duration::from_secs(60 * u64::from(salon.settings.ai_assistant.limits.max_minutes)),
        metadata,
    }
}

/// Voices that Vapi has itself.
const VAPI_VOICES: [&str; 6] = ["Elliot", "Kylie", "Lily", "Neha", "Rohan", "Savannah"];

/// The voice that the salon has chosen, as far as Vapi has it.
fn voice(salon: &Salon) -> Voice {
    let chosen = salon.settings.ai_assistant.voice.clone();
    let (provider, id) = match salon.settings.ai_assistant.speech {
        Speech::Elevenlabs => {
            (VoiceProvider::ElevenLabs, chosen.unwrap_or_else(|| "EXAVITQu4vr4xnSDxMaL".into()))
        }
        Speech::Openai => (VoiceProvider::OpenAi, chosen.unwrap_or_else(|| "alloy".into())),
        // The salon's voice is one of the telephone company's, which Vapi does not know.
        Speech::Network => {
            let own = chosen.filter(|voice| VAPI_VOICES.contains(&voice.as_str()));
            (VoiceProvider::Vapi, own.unwrap_or_else(|| VAPI_VOICES[0].to_owned()))
        }
    };
    Voice { provider, id, model: None }
}

/// A model of Vapi's wants these things done, one after the other. What the caller has just said belongs to the first:
/// what a later one might ask has not been said to them yet.
async fn use_tools(app: &App, facts: &CallFacts, tools: &[ToolCall], just_said: Option<JustSaid>) -> Value {
    let ends_by = Instant::now() + TOOLS_WITHIN;
    let mut just_said = just_said;
    let mut results = Vec::with_capacity(tools.len());
    for tool in tools {
        let limit = ends_by.saturating_duration_since(Instant::now());
        let outcome = guarded_within(limit, use_tool(app, facts, tool, just_said.take())).await;
        let outcome = outcome.unwrap_or_else(|failure| {
            failure.log("a tool that Vapi called failed");
            Err(SORRY.to_owned())
        });
        results.push(ToolResult { tool_call_id: tool.id.clone(), name: tool.name.clone(), outcome });
    }
    reply::tool_results(&results)
}

async fn use_tool(
    app: &App,
    facts: &CallFacts,
    tool: &ToolCall,
    just_said: Option<JustSaid>,
) -> Result<Result<String, String>, Failure> {
    let Some((db, call)) = find_or_open_call(app, facts).await? else {
        return Ok(Err(NOT_IN_SERVICE.to_owned()));
    };
    // Only an answer to what was read back can agree to it.
    let words = just_said.filter(|said| said.is_answer || tool.name != BOOK).map(|said| said.words);
    let arguments = tool.arguments.to_string();
    let tools = [ModelCall { name: &tool.name, arguments: &arguments }];
    let event = event_id(&call, ["tool", &tool.id]);
    match calls::use_tools(app, &db, call.id, &event, &tools, words.as_deref()).await {
        Ok(Used::Turn(spoken)) => Ok(Ok(spoken.words().to_owned())),
        Ok(Used::Refused(sentence)) => Ok(Err(sentence)),
        Err(SessionError::Over) => Ok(Err(CALL_IS_OVER.to_owned())),
        Err(error) => Err(error.into()),
    }
}

/// The tool that does what was read back.
const BOOK: &str = "book";

/// The call is over.
async fn end(app: &App, facts: &CallFacts, report: &EndOfCallReport) -> Result<(), Problem> {
    let found = find_call(app, facts).await.map_err(|failure| {
        failure.log("the end of a call at Vapi could not be noted");
        Problem::internal("the call of a report could not be looked up")
    })?;
    let Some((db, call)) = found else { return Ok(()) };
    let length = report.started_at.zip(report.ended_at).map(|(from, to)| to.duration_since(from).as_secs());
    let ending = Ending {
        status: if is_failure(&report.ended_reason) { Status::Failed } else { Status::Completed },
        duration_seconds: length.and_then(|seconds| i32::try_from(seconds.max(0)).ok()),
    };
    calls::end(app, &db, call.id, ending).await?;
    if let Some(url) = &report.recording_url {
        calls::keep_recording(app, &db, call.id, url, None).await?;
    }
    Ok(())
}

/// Whether a call broke off, by Vapi's word for why it is over: `pipeline-error-…`, `call.in-progress.error-…`.
fn is_failure(ended_reason: &str) -> bool {
    ended_reason.contains("error") || ended_reason.contains("fault") || ended_reason.contains("failed")
}
