//! A telephone company that keeps a short tone of every call.

use std::collections::{BTreeMap, VecDeque};
use std::f64::consts::TAU;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use super::{ArchiveError, CallArchive, ProviderId};
use crate::speech::{Audio, AudioFormat};

/// The telephone's own rate.
const SAMPLES_PER_SECOND: u32 = 8_000;
/// How long the tone is.
const SECONDS: u32 = 2;
/// Concert pitch.
const HERTZ: f64 = 440.0;

/// Has a recording of every call: two seconds of a tone. Remembers what was fetched.
#[derive(Debug, Default)]
pub struct FakeArchive {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    fetched: Vec<String>,
    prices: BTreeMap<String, i64>,
    faults: VecDeque<ArchiveError>,
}

impl FakeArchive {
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
    async fn recording(&self, id: &ProviderId) -> Result<Audio, ArchiveError> {
        let mut state = self.asked()?;
        state.fetched.push(id.as_str().to_owned());
        Ok(Audio { bytes: tone(), format: AudioFormat::Wav })
    }

    async fn price_micros(&self, call: &ProviderId) -> Result<Option<i64>, ArchiveError> {
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
