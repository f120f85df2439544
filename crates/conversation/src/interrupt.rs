//! When the caller speaks before the receptionist has finished: what was not heard was not said.

use crate::dialogue::Dialogue;
use crate::said::words_of;
use crate::state::{Asked, Deed};
use crate::{phrases, spoken};

impl Dialogue {
    /// The caller heard only this much of the last reply. A read-back not heard as far as its time is none, and
    /// times not heard are not on offer.
    pub fn interrupted(&mut self, heard: &str) {
        self.cut_short = self.cut_short.take().or_else(|| self.last_said.clone());
        self.last_said = Some(heard.trim().to_owned());
        let heard = words_of(heard);
        if self.read_back.is_some() && !self.is_read_back_heard(&heard) {
            self.read_back = None;
        }
        if self.asked == Asked::Choice {
            let times = self.offer.slots.iter().map(|slot| words_of(&spoken::time(slot.local.time())));
            let count = times.take_while(|time| contains(&heard, time)).count();
            self.offer.slots.truncate(count);
            self.expecting = self.asked.expects(&self.offer);
        }
    }

    /// Whether all that is agreed to was heard.
    fn is_read_back_heard(&self, heard: &[String]) -> bool {
        let (Some(said), Some(deed)) = (&self.cut_short, &self.read_back) else { return false };
        let said = phrases::without_question(said);
        let until = match deed {
            Deed::Book { slot, .. } => Some(spoken::time(slot.local.time())),
            Deed::Cancel { visit } => Some(spoken::time(visit.local.time())),
            // Of a move, the person comes last and may be what changes.
            Deed::Move { .. } => None,
        };
        let end =
            until.and_then(|time| said.rfind(&time).map(|start| start + time.len())).unwrap_or(said.len());
        contains(heard, &words_of(&said[..end]))
    }

    /// Whether the open question is about something that is not on the table any more.
    pub(crate) fn is_question_gone(&self) -> bool {
        match self.asked {
            Asked::ReadBack => self.read_back.is_none(),
            Asked::Choice => self.offer.slots.is_empty(),
            _ => false,
        }
    }
}

fn contains(heard: &[String], part: &[String]) -> bool {
    part.is_empty() || heard.windows(part.len()).any(|window| window == part)
}
