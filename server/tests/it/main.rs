//! The server as its users meet it: requests, ringing telephones, rows, the process itself.
//!
//! One binary, so that there is one link. `support` has the salons that the tests work in; every test has a
//! database of its own. `tests/README.md` says how to run them on another database.

mod support;

mod accounts;
mod architecture;
mod audit;
mod auth;
mod billing;
mod booking;
mod calls;
mod crash;
mod customers;
mod demo;
mod employees;
mod fuzz;
mod isolation;
mod known_books;
mod matrix;
mod messages;
mod numbers;
mod one_truth;
mod openapi;
mod operators;
mod outbox;
mod outgoing;
mod process;
mod providers;
mod recordings;
mod rehearsal;
mod relay;
mod reports;
mod salon_hours;
mod services;
mod stream;
mod telephony;
mod tenancy;
mod texts;
mod transfer;
mod vapi;
mod visits;
mod waitlist;
mod webhooks;
