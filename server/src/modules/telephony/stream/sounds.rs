//! What the caller hears of the last turn, or of the one that is being had.

use std::collections::VecDeque;
use std::time::Duration;

use providers::realtime::{Playback, Truncation};
use providers::telephony::ulaw;

/// The sounds of a turn, how far they have been heard, and their words.
#[derive(Debug, Default)]
pub(super) struct Sounds {
    playback: Playback,
    sounds: Vec<Sound>,
    /// Marks that have not come back: up to where which of the sounds has been heard then.
    marks: VecDeque<(String, usize, Duration)>,
}

/// Something that the caller hears.
#[derive(Debug)]
struct Sound {
    item_id: String,
    words: String,
    received: Duration,
    heard: Duration,
}

impl Sounds {
    /// Whether the network still has something to play.
    pub(super) fn is_playing(&self) -> bool {
        self.playback.is_playing()
    }

    /// Another turn begins.
    pub(super) fn forget(&mut self) {
        self.sounds.clear();
        self.marks.clear();
    }

    /// A piece of sound: the mark that comes back once it was heard, and its length; nothing when it is not to be heard.
    pub(super) fn receive(
        &mut self,
        item_id: &str,
        content_index: u32,
        delta: &str,
    ) -> Option<(String, Duration)> {
        let mark = self.playback.receive(item_id, content_index, delta)?;
        let length = ulaw::duration(delta);
        let at = self.place_of(item_id);
        let sound = &mut self.sounds[at];
        sound.received += length;
        self.marks.push_back((mark.clone(), at, sound.received));
        Some((mark, length))
    }

    /// Some words of this sound.
    pub(super) fn add_words(&mut self, item_id: &str, words: &str) {
        let at = self.place_of(item_id);
        self.sounds[at].words.push_str(words);
    }

    /// What the last sound says, where the model has written it otherwise: "ten" for "10".
    pub(super) fn set_last_words(&mut self, words: &str) {
        if let Some(sound) = self.sounds.last_mut() {
            words.clone_into(&mut sound.words);
        }
    }

    /// A mark has come back: all before it was heard.
    pub(super) fn reach(&mut self, mark: &str) {
        self.playback.reach(mark);
        if let Some(position) = self.marks.iter().position(|(name, ..)| name == mark)
            && let Some((_, sound, heard)) = self.marks.drain(..=position).next_back()
        {
            for sound in self.sounds.iter_mut().take(sound) {
                sound.heard = sound.received;
            }
            if let Some(sound) = self.sounds.get_mut(sound) {
                sound.heard = heard;
            }
        }
    }

    /// What is being played is thrown away; what the model has to be told of it.
    pub(super) fn interrupt(&mut self) -> Option<Truncation> {
        self.marks.clear();
        self.playback.interrupt()
    }

    /// The words that were heard.
    pub(super) fn heard(&self) -> String {
        let words: Vec<&str> = self.sounds.iter().map(|sound| sound.heard_words().trim()).collect();
        words.join(" ").trim().to_owned()
    }

    fn place_of(&mut self, item_id: &str) -> usize {
        self.sounds.iter().position(|sound| sound.item_id == item_id).unwrap_or_else(|| {
            let (words, nothing) = (String::new(), Duration::ZERO);
            self.sounds.push(Sound { item_id: item_id.to_owned(), words, received: nothing, heard: nothing });
            self.sounds.len() - 1
        })
    }
}

impl Sound {
    /// The words that were heard, as far as can be told by how long it sounds.
    fn heard_words(&self) -> &str {
        if self.heard >= self.received {
            return if self.received.is_zero() { "" } else { &self.words };
        }
        let share = self.heard.as_secs_f64() / self.received.as_secs_f64();
        let most = (self.words.chars().count() as f64 * share) as usize;
        let end = self.words.char_indices().nth(most).map_or(self.words.len(), |(at, _)| at);
        // A word that was heard in part was not heard.
        self.words[..end].rfind(char::is_whitespace).map_or("", |at| &self.words[..at])
    }
}
