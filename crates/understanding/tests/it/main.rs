//! What the crate promises, from the outside.

mod any_text;
mod moments;
mod salon_talk;
mod spanish;
mod support;
