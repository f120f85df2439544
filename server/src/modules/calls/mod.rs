//! Conversations as rows: who called, what was said and understood, which tool ran with which result, what came of
//! it. One for every channel: telephone, the dashboard's own telephone, text messages.
//!
//! `session.rs` carries a conversation from turn to turn; read it first, then `session/dialogue_turn.rs`, in which a turn is
//! had and written down. What is kept besides the words begins in `aftermath.rs`, and with `sound.rs` for what can be heard;
//! `retention.rs` lets go of both. Not for: what to say (`ai_assistant` and
//! the crates `conversation` and `understanding`), or the telephone company's words (`telephony`).

mod aftermath;
mod cost;
mod entity;
mod figures;
mod follow_up;
mod legs;
mod limits;
mod listening;
mod person;
mod proof;
mod recording;
mod retention;
mod routes;
mod session;
mod sound;
mod spending;
mod store;
mod summary;
mod transcription;
mod voicemail;

pub use cost::{bill, price};
pub use entity::call::Model as CallRow;
pub use entity::call::{Channel, Outcome, Reason, Status};
pub use entity::turn::Model as TurnRow;
pub use figures::{
    CallDay, CallGroup, CallHour, CostDay, figures_of_days, figures_of_groups, figures_of_hours, model_costs,
};
pub use legs::leg_ended;
pub use listening::Listenings;
pub use person::{CallRecord, erase_person, give_to, records_of};
pub use recording::{RecordingChange, awaits_consent, keep_recording, recording_change, stop_recording};
pub use retention::enforce as enforce_retention;
pub use routes::{CallBody, bodies, routes};
pub use session::{
    Ending, Exchange, Input, Opening, SessionError, Spoken, State, Used, answer, answer_event, correct, end,
    has_done, interrupted, last_turn, may_speak, open, past, settle, situation, socket_opened, talk,
    use_tools, work, write_in,
};
pub use sound::{
    Recorded, delete_at_network, fetch as fetch_recording, give_up as give_up_recording, id_in,
    refuse_voicemail, reseal, revive as revive_recording,
};
pub use spending::Spending;
pub use store::{
    CallFigures, CallUsage, count_open_follow_ups, figures_of_day, find as find_by_id, find_by_provider_id,
    last_call_to, last_text_at, latest, put_past_call, usage_between,
};
pub use transcription::transcribe;
pub use voicemail::keep_voicemail;
