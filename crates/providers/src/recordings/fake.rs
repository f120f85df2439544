//! A network of recordings that makes none and forgets nothing.

use std::{
    collections::{HashMap, VecDeque},
    fmt, io,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{CallRecordings, RecordingsError};
use crate::{journal::Journal, telephony::ProviderId};

/// Remembers what it was asked to stop and delete, in memory or in a file, and can be told which calls are being recorded,
/// and to fail.
pub struct FakeRecordings {
    journal: Journal<RecordingRequest>,
    going_on: Mutex<HashMap<String, ProviderId>>,
    faults: Mutex<VecDeque<RecordingsError>>,
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

impl FakeRecordings {
    /// A fake that forgets when the process ends.
    pub fn in_memory() -> Self {
        Self::with_journal(Journal::in_memory())
    }

    /// A fake that remembers in a file, one JSON value a line. The file is made if it is not there.
    pub fn at(path: impl AsRef<Path>) -> io::Result<Self> {
        Ok(Self::with_journal(Journal::at(path.as_ref())?))
    }

    fn with_journal(journal: Journal<RecordingRequest>) -> Self {
        Self { journal, going_on: Mutex::default(), faults: Mutex::default() }
    }

    /// This call is being recorded from now on.
    pub fn begin(&self, call: &ProviderId, recording: ProviderId) {
        unpoisoned(&self.going_on).insert(call.as_str().to_owned(), recording);
    }

    /// The next request is not done, and `error` is why.
    pub fn fail_next(&self, error: RecordingsError) {
        unpoisoned(&self.faults).push_back(error);
    }

    /// All that was asked and done, oldest first.
    pub async fn asked(&self) -> io::Result<Vec<RecordingRequest>> {
        self.journal.read().await
    }

    async fn note(&self, request: RecordingRequest) -> Result<(), RecordingsError> {
        if let Some(error) = unpoisoned(&self.faults).pop_front() {
            return Err(error);
        }
        let noted = self.journal.append(|_| request).await;
        noted
            .map(|_| ())
            .map_err(|error| RecordingsError::NotDone { reason: format!("the fake's journal: {error}") })
    }
}

fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl CallRecordings for FakeRecordings {
    async fn stop(&self, call: &ProviderId) -> Result<Option<ProviderId>, RecordingsError> {
        self.note(RecordingRequest::Stop(call.clone())).await?;
        Ok(unpoisoned(&self.going_on).remove(call.as_str()))
    }

    async fn delete(&self, recording: &ProviderId) -> Result<(), RecordingsError> {
        self.note(RecordingRequest::Delete(recording.clone())).await
    }
}

impl fmt::Debug for FakeRecordings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeRecordings").finish_non_exhaustive()
    }
}
