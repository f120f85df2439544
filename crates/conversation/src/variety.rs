//! No answer is given a third time: whoever has heard it twice and is no further is asked in another way, offered a
//! person, or taken a message from.
//!
//! Each question has its own way on where an answer does not help. This is the net below them all.

use crate::desk::Desk;
use crate::dialogue::Dialogue;
use crate::person::Why;
use crate::state::Asked;
use crate::{Step, Then, phrases};

/// Answers that are remembered. Two that take turns are noticed as well as one.
const REMEMBERED: usize = 6;

impl Dialogue {
    /// What was decided on, unless it has been said twice lately.
    pub(crate) fn never_thrice(&mut self, desk: &Desk, mut step: Step) -> Step {
        if self.is_said_on_purpose {
            return step;
        }
        let answer = match &step {
            Step::Say(reply) => {
                reply.text.strip_suffix(&self.question(desk)).unwrap_or_default().trim().to_owned()
            }
            Step::Use(_) => String::new(),
        };
        // Each way out goes further than the one before, so this comes to an end.
        while let Step::Say(reply) = &step
            && reply.then == Then::Listen
            && self.said_lately.iter().filter(|said| **said == reply.text).count() > 1
        {
            // What was asked is answered, whatever comes of the open question.
            self.notes = vec![answer.clone()];
            step = self.in_another_way(desk);
        }
        if let Step::Say(reply) = &step {
            self.said_lately.push(reply.text.clone());
            let surplus = self.said_lately.len().saturating_sub(REMEMBERED);
            self.said_lately.drain(..surplus);
        }
        step
    }

    fn in_another_way(&mut self, desk: &Desk) -> Step {
        self.trouble.circles += 1;
        self.unclear.clear();
        match self.trouble.circles {
            1 if self.has_keys(desk) => {
                self.by_keys = true;
                self.notes.push(phrases::another_way());
                self.ask_again(desk)
            }
            1 | 2 if self.asked != Asked::PersonInstead => {
                self.trouble.circles = 2;
                self.notes.push(phrases::going_in_circles());
                self.rather_a_person(desk, Why::NotUnderstood)
            }
            1..=3 if self.asked != Asked::Message => {
                self.trouble.circles = 3;
                self.goal_reached();
                self.wants_call_back = false;
                self.ask_for_a_message(desk, phrases::the_team_can())
            }
            _ => self.end(phrases::giving_up()),
        }
    }
}
