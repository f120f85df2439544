//! A telephone company that keeps a short tone of every call.

use std::collections::{BTreeMap, VecDeque};
use std::f64::consts::TAU;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fmt, io};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{ArchiveError, CallArchive, ProviderId};
use crate::journal::Journal;
use crate::speech::{Audio, AudioFormat};

/// The telephone's own rate.
const SAMPLES_PER_SECOND: u32 = 8_000;
/// How long the tone is.
const SECONDS: u32 = 2;
/// Concert pitch.
const HERTZ: f64 = 440.0;

/// Has a recording of every call: two seconds of a tone. Remembers what was fetched, and, in memory or in a file, what it
/// was asked to stop and delete; can be told which calls are being recorded, and to fail.
pub struct FakeArchive {
    journal: Journal<RecordingRequest>,
    state: Mutex<State>,
}

/// What the fake was asked, and has done: one line of its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingRequest {
    /// To stop what this call is recorded with.
    Stop(ProviderId),
    /// To delete this recording.
    Delete(ProviderId),
}

#[derive(Default)]
struct State {
    fetched: Vec<String>,
    going_on: BTreeMap<String, ProviderId>,
    prices: BTreeMap<String, i64>,
    faults: VecDeque<ArchiveError>,
}

impl FakeArchive {
    /// A fake that forgets when the process ends.
    pub fn in_memory() -> Self {
        Self { journal: Journal::in_memory(), state: Mutex::default() }
    }

    /// A fake that remembers what it was asked in a file, one JSON value a line. The file is made if it is not there.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn at(path: &Path) -> io::Result<Self> {
        Ok(Self { journal: Journal::at(path)?, state: Mutex::default() })
    }

    /// This call is being recorded from now on.
    pub fn begin(&self, call: &ProviderId, recording: ProviderId) {
        self.state().going_on.insert(call.as_str().to_owned(), recording);
    }

    /// All that was to be stopped and deleted, and is, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn asked_to(&self) -> io::Result<Vec<RecordingRequest>> {
        self.journal.read().await
    }

    async fn note(&self, request: RecordingRequest) -> Result<(), ArchiveError> {
        drop(self.asked()?);
        let noted = self.journal.append(|_| request).await;
        noted
            .map(drop)
            .map_err(|error| ArchiveError::Unreachable { reason: format!("the fake's journal: {error}") })
    }

    /// What it is asked next fails, and `error` is why.
    pub fn fail_next(&self, error: ArchiveError) {
        self.state().faults.push_back(error);
    }

    /// Lets it say from now on what this leg of a call has cost, in millionths of a dollar.
    pub fn set_price(&self, call: &str, micros: i64) {
        self.state().prices.insert(call.to_owned(), micros);
    }

    /// Recordings that were fetched, oldest first.
    pub fn fetched(&self) -> Vec<String> {
        self.state().fetched.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn asked(&self) -> Result<MutexGuard<'_, State>, ArchiveError> {
        let mut state = self.state();
        state.faults.pop_front().map_or(Ok(()), Err)?;
        Ok(state)
    }
}

#[async_trait]
impl CallArchive for FakeArchive {
    async fn recording(&self, _: Option<&ProviderId>, id: &ProviderId) -> Result<Audio, ArchiveError> {
        let mut state = self.asked()?;
        state.fetched.push(id.as_str().to_owned());
        Ok(Audio { bytes: tone(), format: AudioFormat::Wav })
    }

    async fn stop_recording(
        &self,
        _: Option<&ProviderId>,
        call: &ProviderId,
    ) -> Result<Option<ProviderId>, ArchiveError> {
        self.note(RecordingRequest::Stop(call.clone())).await?;
        Ok(self.state().going_on.remove(call.as_str()))
    }

    async fn delete_recording(&self, _: Option<&ProviderId>, id: &ProviderId) -> Result<(), ArchiveError> {
        self.note(RecordingRequest::Delete(id.clone())).await
    }

    async fn price_micros(
        &self,
        _: Option<&ProviderId>,
        call: &ProviderId,
    ) -> Result<Option<i64>, ArchiveError> {
        Ok(self.asked()?.prices.get(call.as_str()).copied())
    }

    fn tells_prices(&self) -> bool {
        !self.state().prices.is_empty()
    }
}

/// A WAV (PCM, 16 bits, one channel) of a tone that fades away.
fn tone() -> Vec<u8> {
    let count = SAMPLES_PER_SECOND * SECONDS;
    let sample = |index: u32| {
        let seconds = f64::from(index) / f64::from(SAMPLES_PER_SECOND);
        let fading = 1.0 - f64::from(index) / f64::from(count);
        // A third of the loudest: at most 10,922, which fits.
        ((seconds * HERTZ * TAU).sin() * fading * f64::from(i16::MAX) / 3.0) as i16
    };
    let data_length = count * 2;
    let parts: [&[u8]; 13] = [
        b"RIFF",
        &(36 + data_length).to_le_bytes(),
        b"WAVE",
        b"fmt ",
        &16_u32.to_le_bytes(),
        &1_u16.to_le_bytes(), // PCM
        &1_u16.to_le_bytes(), // one channel
        &SAMPLES_PER_SECOND.to_le_bytes(),
        &(SAMPLES_PER_SECOND * 2).to_le_bytes(), // bytes a second
        &2_u16.to_le_bytes(),                    // bytes a sample
        &16_u16.to_le_bytes(),                   // bits a sample
        b"data",
        &data_length.to_le_bytes(),
    ];
    let mut bytes = parts.concat();
    bytes.extend((0..count).flat_map(|index| sample(index).to_le_bytes()));
    bytes
}

impl fmt::Debug for FakeArchive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeArchive").finish_non_exhaustive()
    }
}
