//! How much of what the model says the caller has heard.
//!
//! The model makes sound faster than it is played. When the caller begins to speak, some of it is still with the
//! telephone company, and is thrown away; the model then has to be told what was never heard, or it will believe that
//! it said it. What has been played is known by marks: one goes to the telephone company after each piece of sound,
//! and comes back when everything before it has been played.

use std::collections::VecDeque;

use super::Truncation;

/// The telephone's rate: a sample of μ-law is a byte.
const BYTES_PER_MILLISECOND: u64 = 8;

/// Keeps count, for one call.
#[derive(Debug, Default)]
pub struct Playback {
    /// The one that is being played, and those after it.
    items: VecDeque<Item>,
    /// Those that have not come back, in the order in which they went.
    marks: VecDeque<Mark>,
    /// What was interrupted: the rest of it may still be on its way.
    interrupted: Vec<String>,
    item_count: u64,
    mark_count: u64,
}

#[derive(Debug)]
struct Item {
    number: u64,
    id: String,
    content_index: u32,
    received_bytes: u64,
    played_bytes: u64,
}

#[derive(Debug)]
struct Mark {
    name: String,
    item_number: u64,
    /// How much of the item comes before it.
    bytes: u64,
}

impl Playback {
    /// A piece of sound has come from the model. It goes on to the caller, followed by a mark of the name that is
    /// given back; or it is left out, when there is none, because the caller has interrupted it.
    pub fn receive(&mut self, item_id: &str, content_index: u32, audio_base64: &str) -> Option<String> {
        if self.interrupted.iter().any(|id| id == item_id) {
            return None;
        }
        if self.items.back().is_none_or(|item| item.id != item_id || item.content_index != content_index) {
            self.item_count += 1;
            let (number, id) = (self.item_count, item_id.to_owned());
            self.items.push_back(Item { number, id, content_index, received_bytes: 0, played_bytes: 0 });
        }
        let item = self.items.back_mut()?;
        item.received_bytes += decoded_length(audio_base64);
        self.mark_count += 1;
        let name = format!("heard-{}", self.mark_count);
        self.marks.push_back(Mark {
            name: name.clone(),
            item_number: item.number,
            bytes: item.received_bytes,
        });
        Some(name)
    }

    /// A mark has come back. One that is not known is passed over: after an interruption all that are left come back
    /// at once, and say nothing.
    pub fn reach(&mut self, mark: &str) {
        let Some(position) = self.marks.iter().position(|known| known.name == mark) else { return };
        let Some(mark) = self.marks.drain(..=position).next_back() else { return };
        while self.items.front().is_some_and(|item| item.number < mark.item_number) {
            self.items.pop_front();
        }
        if let Some(item) = self.items.front_mut() {
            item.played_bytes = mark.bytes;
        }
    }

    /// Whether something is still to be played.
    pub fn is_playing(&self) -> bool {
        !self.marks.is_empty()
    }

    /// The caller has begun to speak, and the telephone company is told to throw away what it has. Gives back what the
    /// model should be told; `None` if all of it was heard, or nothing that we know of.
    pub fn interrupt(&mut self) -> Option<Truncation> {
        self.marks.clear();
        let items = std::mem::take(&mut self.items);
        let truncation = items.front().and_then(Item::truncation);
        self.interrupted.extend(items.into_iter().map(|item| item.id));
        truncation
    }
}

impl Item {
    fn truncation(&self) -> Option<Truncation> {
        let heard = self.played_bytes.min(self.received_bytes);
        let audio_end_ms = heard / BYTES_PER_MILLISECOND;
        (audio_end_ms > 0 && heard < self.received_bytes).then(|| Truncation {
            item_id: self.id.clone(),
            content_index: self.content_index,
            audio_end_ms,
        })
    }
}

/// How many bytes a base64 text stands for, padded or not.
fn decoded_length(base64: &str) -> u64 {
    let digits = base64.trim_end_matches('=').len();
    (digits * 3 / 4) as u64
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};

    use super::*;

    /// What happens in a call.
    enum Event {
        /// So many milliseconds of an item come in.
        Sound(&'static str, usize),
        /// The mark of that number comes back.
        Heard(u64),
        /// The caller begins to speak.
        Interrupted,
    }
    use Event::{Heard, Interrupted, Sound};

    /// What the model is told at an interruption: of which item, and how many milliseconds were heard.
    type Told = Option<(String, u64)>;

    fn sound(milliseconds: usize) -> String {
        STANDARD.encode(vec![0xFF; milliseconds * 8])
    }

    /// What the model is told at each interruption.
    fn told(events: &[Event]) -> Vec<Told> {
        let mut playback = Playback::default();
        let mut told = Vec::new();
        for event in events {
            match event {
                Sound(item, milliseconds) => {
                    playback.receive(item, 0, &sound(*milliseconds));
                }
                Heard(number) => playback.reach(&format!("heard-{number}")),
                Interrupted => {
                    told.push(playback.interrupt().map(|cut| (cut.item_id, cut.audio_end_ms)));
                }
            }
        }
        told
    }

    #[test]
    fn the_model_is_told_how_much_was_heard() {
        let at = |item: &str, milliseconds| Some((item.to_owned(), milliseconds));
        let cases: [(&str, Vec<Event>, Vec<Told>); 12] = [
            ("nothing was said", vec![Interrupted], vec![None]),
            ("nothing was heard", vec![Sound("a", 400), Interrupted], vec![None]),
            (
                "some was heard",
                vec![Sound("a", 400), Sound("a", 300), Heard(1), Interrupted],
                vec![at("a", 400)],
            ),
            ("all was heard", vec![Sound("a", 400), Heard(1), Interrupted], vec![None]),
            (
                "a mark was lost, and the next one speaks for it",
                vec![Sound("a", 400), Sound("a", 300), Sound("a", 300), Heard(2), Interrupted],
                vec![at("a", 700)],
            ),
            (
                "a mark comes twice, and late",
                vec![Sound("a", 400), Sound("a", 300), Sound("a", 1), Heard(2), Heard(1), Interrupted],
                vec![at("a", 700)],
            ),
            (
                "the first is still playing while the next is there",
                vec![Sound("a", 400), Sound("a", 300), Sound("b", 300), Heard(1), Interrupted],
                vec![at("a", 400)],
            ),
            (
                "the count begins anew with each",
                vec![Sound("a", 900), Sound("b", 200), Sound("b", 200), Heard(1), Heard(2), Interrupted],
                vec![at("b", 200)],
            ),
            (
                "the first was heard, and nothing of the next",
                vec![Sound("a", 900), Sound("b", 200), Heard(1), Interrupted],
                vec![None],
            ),
            (
                "marks of what was thrown away come back and say nothing",
                vec![
                    Sound("a", 400),
                    Sound("a", 400),
                    Heard(1),
                    Interrupted,
                    Heard(2),
                    Sound("b", 200),
                    Sound("b", 200),
                    Interrupted,
                ],
                vec![at("a", 400), None],
            ),
            (
                "the rest of what was interrupted does not count",
                vec![
                    Sound("a", 400),
                    Sound("a", 400),
                    Heard(1),
                    Interrupted,
                    Sound("a", 400),
                    Heard(3),
                    Interrupted,
                ],
                vec![at("a", 400), None],
            ),
            ("unknown marks say nothing", vec![Sound("a", 400), Heard(9), Interrupted], vec![None]),
        ];
        for (case, events, expected) in cases {
            assert_eq!(told(&events), expected, "{case}");
        }
    }

    #[test]
    fn sound_of_what_was_interrupted_goes_nowhere() {
        let mut playback = Playback::default();
        assert_eq!(playback.receive("a", 0, &sound(10)).as_deref(), Some("heard-1"));
        assert!(playback.is_playing());
        playback.interrupt();
        assert!(!playback.is_playing());

        assert_eq!(playback.receive("a", 0, &sound(10)), None);
        assert_eq!(playback.receive("b", 0, &sound(10)).as_deref(), Some("heard-2"));
        playback.reach("heard-2");
        assert!(!playback.is_playing());
    }

    #[test]
    fn the_part_that_was_cut_is_named() {
        let mut playback = Playback::default();
        playback.receive("a", 0, &sound(30));
        let mark = playback.receive("a", 1, &sound(20)).unwrap();
        playback.receive("a", 1, &sound(20));
        playback.reach(&mark);

        let truncation = Truncation { item_id: "a".to_owned(), content_index: 1, audio_end_ms: 20 };
        assert_eq!(playback.interrupt(), Some(truncation));
    }

    #[test]
    fn less_than_a_millisecond_is_nothing() {
        let mut playback = Playback::default();
        let mark = playback.receive("a", 0, &STANDARD.encode([0xFF; 7])).unwrap();
        playback.receive("a", 0, &sound(20));
        playback.reach(&mark);
        assert_eq!(playback.interrupt(), None);
    }

    #[test]
    fn the_length_of_sound_is_that_of_its_bytes() {
        for length in 0..20 {
            let bytes = vec![0xFF; length];
            assert_eq!(decoded_length(&STANDARD.encode(&bytes)), length as u64);
        }
        assert_eq!(decoded_length("//8"), 2);
    }
}
