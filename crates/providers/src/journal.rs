//! Where fakes write down what they were asked to send: in memory, or in a file that outlives the process.
//!
//! The file has one JSON object a line. A line is on disk before its sender is told so: what a fake says it has
//! sent is still there after the power went. Several processes may share a file.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Serialize, de::DeserializeOwned};

/// A list that is only ever added to.
pub(crate) struct Journal<T> {
    lines: Arc<Lines<T>>,
}

enum Lines<T> {
    Memory(Mutex<Vec<T>>),
    File(PathBuf),
}

impl<T: Clone + Serialize + DeserializeOwned + Send + 'static> Journal<T> {
    /// A journal that is forgotten with the process.
    pub(crate) fn in_memory() -> Self {
        Self { lines: Arc::new(Lines::Memory(Mutex::new(Vec::new()))) }
    }

    /// A journal in a file, which is made with its folder if it is not there.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        open(path)?;
        Ok(Self { lines: Arc::new(Lines::File(path.to_owned())) })
    }

    /// Adds an entry, which is made once it is known how many there are already.
    pub(crate) async fn append(&self, make: impl FnOnce(usize) -> T + Send + 'static) -> io::Result<T> {
        self.run(|lines| match lines {
            Lines::Memory(entries) => {
                let mut entries = entries.lock().unwrap_or_else(PoisonError::into_inner);
                let entry = make(entries.len());
                entries.push(entry.clone());
                Ok(entry)
            }
            Lines::File(path) => append_line(path, make),
        })
        .await
    }

    /// All entries, oldest first.
    pub(crate) async fn read(&self) -> io::Result<Vec<T>> {
        self.run(|lines| match lines {
            Lines::Memory(entries) => Ok(entries.lock().unwrap_or_else(PoisonError::into_inner).clone()),
            Lines::File(path) => {
                let file = open(path)?;
                file.lock_shared()?;
                read_lines(&file)
            }
        })
        .await
    }

    async fn run<R: Send + 'static>(
        &self,
        work: impl FnOnce(&Lines<T>) -> io::Result<R> + Send + 'static,
    ) -> io::Result<R> {
        let lines = Arc::clone(&self.lines);
        tokio::task::spawn_blocking(move || work(&lines)).await.map_err(io::Error::other)?
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).append(true).create(true).open(path)
}

/// Closing the file gives up its lock.
fn append_line<T: Serialize + DeserializeOwned>(path: &Path, make: impl FnOnce(usize) -> T) -> io::Result<T> {
    let mut file = open(path)?;
    file.lock()?;
    let entry = make(read_lines::<T>(&file)?.len());

    let mut line = serde_json::to_vec(&entry)?;
    line.push(b'\n');
    if !ends_with_newline(&mut file)? {
        line.insert(0, b'\n');
    }
    file.write_all(&line)?;
    file.sync_data()?;
    Ok(entry)
}

/// A process that was killed while writing leaves half a line, which was never told to anybody as sent.
fn read_lines<T: DeserializeOwned>(mut file: &File) -> io::Result<Vec<T>> {
    file.seek(SeekFrom::Start(0))?;
    let mut entries = Vec::new();
    for line in BufReader::new(file).split(b'\n') {
        let line = line?;
        match serde_json::from_slice(&line) {
            Ok(entry) => entries.push(entry),
            Err(_) if line.is_empty() => {}
            Err(error) => tracing::warn!(%error, "passed over a broken line in a fake's journal"),
        }
    }
    Ok(entries)
}

fn ends_with_newline(file: &mut File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[tokio::test]
    async fn entries_survive_the_journal_that_wrote_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made/on/the/way.jsonl");
        Journal::at(&path).unwrap().append(|count| format!("entry {count}")).await.unwrap();

        let reopened: Journal<String> = Journal::at(&path).unwrap();
        reopened.append(|count| format!("entry {count}\nwith two lines")).await.unwrap();

        assert_eq!(reopened.read().await.unwrap(), ["entry 0", "entry 1\nwith two lines"]);
    }

    #[tokio::test]
    async fn half_a_line_of_a_killed_process_spoils_neither_neighbour() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sent.jsonl");
        fs::write(&path, "\"whole\"\n\"hal").unwrap();

        let journal: Journal<String> = Journal::at(&path).unwrap();
        journal.append(|_| "next".to_owned()).await.unwrap();

        assert_eq!(journal.read().await.unwrap(), ["whole", "next"]);
    }

    #[test]
    fn writers_of_one_file_neither_mix_nor_lose_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sent.jsonl");
        let start = Barrier::new(4);

        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    for _ in 0..25 {
                        append_line(&path, |count: usize| count).unwrap();
                    }
                });
            }
        });

        let lines: Vec<usize> = read_lines(&open(&path).unwrap()).unwrap();
        assert_eq!(lines, (0..100).collect::<Vec<_>>());
    }
}
