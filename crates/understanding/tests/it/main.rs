//! What the crate promises, from the outside.

mod any_text;
mod callers_names;
mod dates_and_times;
mod doings;
mod fuzz;
mod knowledge;
mod moments;
mod phone_numbers;
mod promised;
mod salon_names;
mod salon_talk;
mod spanish;
mod support;
mod wishes;
