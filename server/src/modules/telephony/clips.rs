//! Phrases that are the same in every call, spoken once by the voice that the salon has chosen, and played from then on.
//!
//! A caller never waits for a voice: while a phrase is not there yet, or cannot be had, the network's own speaks it. The
//! sound is kept by a hash of words and voice; it belongs to no salon, and as only stock sentences are rendered, none names
//! a caller.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use providers::SetupError;
use providers::speech::{
    AudioFormat, ElevenLabsConfig, ElevenLabsSpeech, OpenAiSpeech, OpenAiSpeechConfig, SpeechMaker, VoiceId,
    Words,
};
use providers::telephony::Speech;
use sea_orm::DbErr;
use sha2::{Digest, Sha256};

use super::entity::clip;
use super::store;
use crate::app::App;
use crate::config::Config;
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::tenants::{Salon, Speech as Maker};
use crate::tenancy::{PlatformAccess, PlatformDb};

/// How long a voice may take for a sentence; nobody waits for it.
const RENDER_WITHIN: Duration = Duration::from_secs(20);

/// How long a phrase that could not be rendered is left alone.
const PAUSE: Duration = Duration::from_secs(60);

/// Whose voice it is where the salon names none.
const USUAL_VOICE_OF_ELEVENLABS: &str = "21m00Tcm4TlvDq8ikWAM";
const USUAL_VOICE_OF_OPENAI: &str = "alloy";

/// Who makes speech, for tests.
#[derive(Clone)]
pub struct SpeechMakers {
    /// ElevenLabs.
    pub eleven_labs: Option<Arc<dyn SpeechMaker>>,
    /// OpenAI.
    pub openai: Option<Arc<dyn SpeechMaker>>,
}

/// The phrases that have been rendered, as far as this process knows.
pub struct Clips {
    makers: SpeechMakers,
    known: Mutex<HashMap<String, Progress>>,
}

/// How far a phrase has come.
enum Progress {
    /// It can be played.
    There,
    /// It is being looked for or rendered.
    Coming,
    /// It could not be rendered; not before then again.
    Not { until: Instant },
}

impl Clips {
    /// With the voices that are configured, or with others.
    pub fn open(config: &Config, makers: Option<SpeechMakers>) -> Result<Self, SetupError> {
        let makers = makers.map_or_else(|| configured(config), Ok)?;
        Ok(Self { makers, known: Mutex::default() })
    }

    fn maker(&self, maker: Maker) -> Option<Arc<dyn SpeechMaker>> {
        match maker {
            Maker::Network => None,
            Maker::Elevenlabs => self.makers.eleven_labs.clone(),
            Maker::Openai => self.makers.openai.clone(),
        }
    }

    /// Whether the phrase can be played. `Some(false)`: not yet, and whoever asks has to see to it; `None`: others do.
    fn look(&self, id: &str) -> Option<bool> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(id) {
            Some(Progress::There) => return Some(true),
            Some(Progress::Coming) => return None,
            Some(Progress::Not { until }) if *until > Instant::now() => return None,
            Some(Progress::Not { .. }) | None => {}
        }
        known.insert(id.to_owned(), Progress::Coming);
        Some(false)
    }

    fn note(&self, id: String, progress: Progress) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(id, progress);
    }
}

fn configured(config: &Config) -> Result<SpeechMakers, SetupError> {
    let eleven_labs = config.eleven_labs.api_key.as_ref().map(|key| {
        ElevenLabsSpeech::new(ElevenLabsConfig {
            api_key: key.clone(),
            base_url: config.eleven_labs.base_url.clone(),
            model: config.eleven_labs.model.clone(),
            answer_within: RENDER_WITHIN,
        })
    });
    let openai = config.openai.api_key.as_ref().map(|key| {
        OpenAiSpeech::new(OpenAiSpeechConfig {
            api_key: key.clone(),
            base_url: config.openai.base_url.clone(),
            model: config.openai.speech_model.clone(),
            manner: None,
            format: AudioFormat::Mp3,
            answer_within: RENDER_WITHIN,
        })
    });
    Ok(SpeechMakers {
        eleven_labs: eleven_labs.transpose()?.map(|maker| Arc::new(maker) as Arc<dyn SpeechMaker>),
        openai: openai.transpose()?.map(|maker| Arc::new(maker) as Arc<dyn SpeechMaker>),
    })
}

/// The words as the caller hears them: the stock sentences that they begin and end with in the salon's voice, if that is
/// there, and the rest in the network's.
pub(super) fn speech(app: &App, salon: &Salon, words: &str) -> Vec<Speech> {
    let say = |words: &str| Speech::say(words, salon.tenant.locale.as_str());
    let settings = &salon.settings.ai_assistant;
    let Some(maker) = app.clips.maker(settings.speech) else {
        return vec![say(words)];
    };
    let usual = match settings.speech {
        Maker::Openai => USUAL_VOICE_OF_OPENAI,
        Maker::Elevenlabs | Maker::Network => USUAL_VOICE_OF_ELEVENLABS,
    };
    let Some(voice) = VoiceId::parse(settings.voice.as_deref().unwrap_or(usual)) else {
        return vec![say(words)];
    };
    let play = |sentence: &str| {
        let words = Words { text: sentence.to_owned(), voice: voice.clone() };
        let id = id(settings.speech, &words);
        match app.clips.look(&id)? {
            true => Some(Speech::play(format!("{}/api/speech/{id}", app.config.public_url()))),
            false => {
                tokio::spawn(see_to(app.clone(), Arc::clone(&maker), id, words));
                None
            }
        }
    };
    let stock = conversation::stock::sentences(&salon.facts);
    let mut rest = words.trim();
    let mut speech = Vec::new();
    if let Some(sentence) = stock.iter().find(|sentence| begins_with(rest, sentence))
        && let Some(clip) = play(sentence)
    {
        speech.push(clip);
        rest = rest[sentence.len()..].trim_start();
    }
    let last = stock.iter().find(|sentence| rest.ends_with(sentence.as_str()));
    match last.and_then(|sentence| Some((sentence, play(sentence)?))) {
        Some((sentence, clip)) => {
            let middle = rest[..rest.len() - sentence.len()].trim_end();
            speech.extend((!middle.is_empty()).then(|| say(middle)));
            speech.push(clip);
        }
        None if rest.is_empty() && !speech.is_empty() => {}
        None => speech.push(say(rest)),
    }
    speech
}

/// Whether the words are this sentence, or go on after it.
fn begins_with(words: &str, sentence: &str) -> bool {
    words.strip_prefix(sentence).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// By what a phrase is known: whoever knows the words can have no more than the words.
fn id(maker: Maker, words: &Words) -> String {
    let provider = match maker {
        Maker::Network => "network",
        Maker::Elevenlabs => "elevenlabs",
        Maker::Openai => "openai",
    };
    // No part can contain the separator, so no two phrases are the same text.
    hex::encode(Sha256::digest(format!("{provider}\n{}\n{}", words.voice.as_str(), words.text)))
}

/// Looks whether the phrase is there, and has it rendered otherwise.
async fn see_to(app: App, maker: Arc<dyn SpeechMaker>, id: String, words: Words) {
    let progress = match fetch_or_render(&app, &*maker, &id, &words).await {
        Ok(()) => Progress::There,
        Err(reason) => {
            tracing::warn!(reason, "a phrase could not be rendered; the network's voice speaks it");
            Progress::Not { until: Instant::now() + PAUSE }
        }
    };
    app.clips.note(id, progress);
}

async fn fetch_or_render(app: &App, maker: &dyn SpeechMaker, id: &str, words: &Words) -> Result<(), String> {
    let unreachable = |error: DbErr| format!("database: {error}");
    let db = PlatformDb::new(&app.database, PlatformAccess::SpeechClip);
    if store::find_clip(&db, id).await.map_err(unreachable)?.is_some() {
        return Ok(());
    }
    let audio = maker.speak(words).await.map_err(|error| error.to_string())?;
    let clip = clip::Model {
        id: id.to_owned(),
        content_type: audio.format.content_type().to_owned(),
        audio: audio.bytes,
        created_at: app.clock.now().into(),
    };
    store::keep_clip(&db, clip).await.map_err(unreachable)
}

/// A phrase as it was spoken.
#[utoipa::path(get, path = "/api/speech/{id}", tag = "telephony", operation_id = "getSpeech",
    params(("id" = String, Path, description = "Its hash")), responses(
    (status = 200, description = "Sound", body = Vec<u8>, content_type = "audio/mpeg"),
    (status = 404, description = "There is none", body = ErrorBody),
))]
pub(super) async fn get_speech(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    let is_hash = id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let db = PlatformDb::new(&app.database, PlatformAccess::SpeechClip);
    let clip = if is_hash { store::find_clip(&db, &id.to_lowercase()).await? } else { None };
    let clip = clip.ok_or_else(|| Problem::not_found("phrase"))?;
    let kind = HeaderValue::from_str(&clip.content_type).map_err(Problem::internal)?;
    let headers = [
        (header::CONTENT_TYPE, kind),
        // The hash is of what is in it, so it never changes.
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    Ok((headers, clip.audio).into_response())
}
