//! A voice that says nothing, for as long as it would take.

use std::{
    collections::VecDeque,
    fmt, io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Audio, AudioFormat, SpeechError, SpeechMaker, Words};
use crate::{clock::Clock, journal::Journal};

/// How fast people speak: 150 words a minute.
const MILLISECONDS_PER_WORD: usize = 400;
/// The longest silence, so that the file stays as small as a vendor's may be.
const LONGEST_MILLISECONDS: usize = 300_000;
/// The telephone's own rate. With μ-law, a sample is a byte.
const SAMPLES_PER_SECOND: u32 = 8000;
/// Silence, in μ-law.
const SILENCE: u8 = 0xFF;
/// μ-law, in a WAV's header.
const MU_LAW: u16 = 7;

/// Remembers words instead of saying them: in memory, or in a file that outlives the process. What comes out is a
/// WAV of silence (μ-law, 8 kHz), which every telephone company plays.
pub struct FakeSpeech {
    journal: Journal<RecordedSpeech>,
    clock: Arc<dyn Clock>,
    faults: Mutex<VecDeque<SpeechError>>,
}

/// Words that the fake was asked to say: one line of its file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordedSpeech {
    /// The words.
    pub text: String,
    /// In whose voice.
    pub voice: String,
    /// When it was asked.
    pub asked_at: Timestamp,
}

impl fmt::Debug for RecordedSpeech {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // As with the words themselves.
        f.debug_struct("RecordedSpeech").field("voice", &self.voice).finish_non_exhaustive()
    }
}

impl FakeSpeech {
    /// A fake that forgets when the process ends.
    pub fn in_memory(clock: Arc<dyn Clock>) -> Self {
        Self { journal: Journal::in_memory(), clock, faults: Mutex::default() }
    }

    /// A fake that remembers in a file, one JSON object a line. The file is made if it is not there.
    pub fn at(path: impl AsRef<Path>, clock: Arc<dyn Clock>) -> io::Result<Self> {
        Ok(Self { journal: Journal::at(path.as_ref())?, clock, faults: Mutex::default() })
    }

    /// The next words are not said, and `error` is why.
    pub fn fail_next(&self, error: SpeechError) {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).push_back(error);
    }

    /// All words so far, oldest first, of this fake or another on the same file.
    pub async fn asked(&self) -> io::Result<Vec<RecordedSpeech>> {
        self.journal.read().await
    }
}

#[async_trait]
impl SpeechMaker for FakeSpeech {
    async fn speak(&self, words: &Words) -> Result<Audio, SpeechError> {
        words.check()?;
        let fault = self.faults.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        if let Some(error) = fault {
            return Err(error);
        }
        let recorded = RecordedSpeech {
            text: words.text.clone(),
            voice: words.voice.as_str().to_owned(),
            asked_at: self.clock.now(),
        };
        let recorded = self.journal.append(|_| recorded).await;
        recorded
            .map_err(|error| SpeechError::Unreachable { reason: format!("the fake's journal: {error}") })?;
        Ok(Audio { bytes: silence(duration_milliseconds(&words.text)), format: AudioFormat::Wav })
    }
}

impl fmt::Debug for FakeSpeech {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeSpeech").finish_non_exhaustive()
    }
}

fn duration_milliseconds(text: &str) -> usize {
    (text.split_whitespace().count() * MILLISECONDS_PER_WORD).min(LONGEST_MILLISECONDS)
}

/// A WAV: <https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html>. One that is not PCM has a longer
/// description and says how many samples there are.
fn silence(milliseconds: usize) -> Vec<u8> {
    // At most 2.4 million, and even, so that no padding is due.
    let samples = milliseconds * (SAMPLES_PER_SECOND as usize / 1000);
    let sample_count = u32::try_from(samples).unwrap_or(u32::MAX);
    let header_length = 4 + (8 + 18) + (8 + 4) + 8;
    let bytes_per_sample = 1_u16;
    let parts: [&[u8]; 18] = [
        b"RIFF",
        &(header_length + sample_count).to_le_bytes(),
        b"WAVE",
        b"fmt ",
        &18_u32.to_le_bytes(),
        &MU_LAW.to_le_bytes(),
        &1_u16.to_le_bytes(), // one channel
        &SAMPLES_PER_SECOND.to_le_bytes(),
        &SAMPLES_PER_SECOND.to_le_bytes(), // bytes a second
        &bytes_per_sample.to_le_bytes(),
        &(8 * bytes_per_sample).to_le_bytes(),
        &0_u16.to_le_bytes(), // nothing more to describe
        b"fact",
        &4_u32.to_le_bytes(),
        &sample_count.to_le_bytes(),
        b"data",
        &sample_count.to_le_bytes(),
        &vec![SILENCE; samples],
    ];
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::FixedClock, speech::VoiceId};

    fn words(text: &str) -> Words {
        Words { text: text.to_owned(), voice: VoiceId::parse("alloy").unwrap() }
    }

    fn clock() -> Arc<FixedClock> {
        Arc::new(FixedClock::at("2026-11-24T09:00:00Z".parse().unwrap()))
    }

    #[tokio::test]
    async fn a_fake_is_silent_for_as_long_as_the_words_would_take() {
        let fake = FakeSpeech::in_memory(clock());

        let audio = fake.speak(&words("We are open until six.")).await.unwrap();

        assert_eq!(audio.format, AudioFormat::Wav);
        // Five words are two seconds.
        let (header, samples) = audio.bytes.split_at(58);
        assert_eq!(samples, [0xFF; 16_000]);
        let number = |at: usize| u32::from_le_bytes(header[at..at + 4].try_into().unwrap());
        let names: Vec<&[u8]> = [0, 8, 12, 38, 50].map(|at| &header[at..at + 4]).to_vec();
        assert_eq!(names, [&b"RIFF"[..], b"WAVE", b"fmt ", b"fact", b"data"]);
        assert_eq!([number(4), number(16)], [50 + 16_000, 18]);
        assert_eq!(header[20..24], [7, 0, 1, 0]);
        assert_eq!([number(24), number(28), number(46), number(54)], [8000, 8000, 16_000, 16_000]);
        assert_eq!(header[32..38], [1, 0, 8, 0, 0, 0]);
    }

    #[tokio::test]
    async fn a_fake_remembers_what_it_was_asked_beyond_the_process() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("speech.jsonl");
        let spoken = FakeSpeech::at(&path, clock()).unwrap().speak(&words("Good day")).await;
        assert!(spoken.is_ok());

        let asked = FakeSpeech::at(&path, clock()).unwrap().asked().await.unwrap();

        let expected = RecordedSpeech {
            text: "Good day".to_owned(),
            voice: "alloy".to_owned(),
            asked_at: clock().now(),
        };
        assert_eq!(asked, [expected]);
    }

    #[tokio::test]
    async fn a_fake_fails_when_it_is_told_to_and_on_what_nobody_could_say() {
        let fake = FakeSpeech::in_memory(clock());
        fake.fail_next(SpeechError::TooLate);
        assert_eq!(fake.speak(&words("Good day")).await, Err(SpeechError::TooLate));
        for (text, problem) in
            [(" \n".to_owned(), "there are no words"), ("é".repeat(4097), "there are too many words")]
        {
            assert_eq!(fake.speak(&words(&text)).await, Err(SpeechError::Unspeakable { problem }));
        }
        assert_eq!(fake.asked().await.unwrap(), []);

        let longest = fake.speak(&words(&"a ".repeat(2048))).await.unwrap();
        assert_eq!(longest.bytes.len(), 58 + 2_400_000);
    }
}
