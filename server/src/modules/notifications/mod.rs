//! Messages to callers and staff, each a row whose status anybody in the salon can see.
//!
//! A notification is written in the transaction of the decision it tells of, together with the job that sends it
//! ([`announce`]); the worker sends it ([`send`]) and writes down what becomes of it. Words to customers are in
//! `templates.rs`, when they are reminded in `reminders.rs`, whether a number wants messages at all in `threads.rs`.
//! Not for: the words of a conversation, or what comes of a customer's answer (`messages`).

mod announce;
mod entity;
mod links;
mod mail;
mod person;
mod phrases;
mod reminders;
mod routes;
mod send;
mod store;
mod templates;
mod threads;

pub use announce::{
    Event, News, Terms, Voicemail, WaitlistOffer, Ways, announce, announce_call_back, announce_message,
    announce_missed_call, announce_offer, announce_voicemail, tell_customer, write_reply,
    write_review_request,
};
pub use entity::inbound::{Meaning, Model as InboundRow};
pub use entity::link::Model as VisitLinkRow;
pub use entity::thread::Model as ThreadRow;
pub use entity::{Kind, Model as NotificationRow, Status};
pub use links::{VisitTokens, find_visit};
pub use person::{InboundRecord, erase_person, inbound_of, records_of};
pub use reminders::{due_at, not_in_quiet_hours, plan as plan_reminders};
pub use routes::{NotificationBody, routes};
pub use send::{delivery_reported, give_up, learn_price, revive, send};
pub use store::{
    count_sent_between, find_inbound, find_thread, find_thread_by_id, insert_inbound, is_there_one_for,
    last_sent, list_for_appointment, list_inbound, list_outbound, list_templates, page_threads, save_thread,
    set_answer, set_template, was_told_since,
};
pub use templates::{
    Facts, KINDS, LINK, Language, Templates, check, fill, moment_facts, money, places, salon_facts, usual,
    when,
};
pub use threads::{note_message, opt_in, opt_out, thread_of};
