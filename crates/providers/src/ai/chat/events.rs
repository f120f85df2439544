//! Server-sent events, as far as models use them: <https://html.spec.whatwg.org/multipage/server-sent-events.html>.
//!
//! Bytes go in as they come off the wire; the data of each event comes out as soon as its last byte is there.

use crate::ai::AiError;

/// How long a line may be, and the data of one event.
const LINE_LIMIT: usize = 256 * 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Cuts a stream of bytes into events.
#[derive(Debug, Default)]
pub(super) struct Events {
    /// What has come in and is not used up yet.
    pending: Vec<u8>,
    /// Where the current line begins in it.
    line_start: usize,
    /// How far that line has been searched for its end.
    searched: usize,
    /// The data lines of the current event.
    data: Vec<u8>,
    /// The data has been handed out, and is to be forgotten.
    is_taken: bool,
    /// A line feed that comes next belongs to the carriage return before it.
    is_after_return: bool,
    is_past_first_line: bool,
}

impl Events {
    /// Takes what has come in.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        if self.line_start > 0 {
            self.pending.drain(..self.line_start);
            self.searched -= self.line_start;
            self.line_start = 0;
        }
        self.pending.extend_from_slice(bytes);
    }

    /// The data of the next event that is complete. One that is still incomplete when the stream ends is none.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, AiError> {
        if self.is_taken {
            self.data.clear();
            self.is_taken = false;
        }
        loop {
            let is_too_long = |length: usize| length > LINE_LIMIT;
            let Some(line_end) = self.find_line_end() else {
                if is_too_long(self.pending.len() - self.line_start) {
                    return Err(too_long());
                }
                return Ok(None);
            };
            let line = &self.pending[self.line_start..line_end];
            if is_too_long(line.len()) {
                return Err(too_long());
            }
            if line.is_empty() && !self.data.is_empty() {
                self.end_line(line_end);
                self.is_taken = true;
                return Ok(Some(&self.data));
            }
            let line = match line.strip_prefix(BYTE_ORDER_MARK) {
                Some(rest) if !self.is_past_first_line => rest,
                _ => line,
            };
            if let Some(data) = data_of(line) {
                if !self.data.is_empty() {
                    self.data.push(b'\n');
                }
                self.data.extend_from_slice(data);
                if is_too_long(self.data.len()) {
                    return Err(too_long());
                }
            }
            self.end_line(line_end);
        }
    }

    /// Where the current line ends. A carriage return ends it at once: whether a line feed follows is known only
    /// when more has come in, and the event need not wait for that.
    fn find_line_end(&mut self) -> Option<usize> {
        if self.is_after_return
            && let Some(first) = self.pending.get(self.line_start)
        {
            self.is_after_return = false;
            if *first == b'\n' {
                self.line_start += 1;
                self.searched = self.line_start;
            }
        }
        let unsearched = &self.pending[self.searched..];
        match unsearched.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            Some(at) => Some(self.searched + at),
            None => {
                self.searched = self.pending.len();
                None
            }
        }
    }

    fn end_line(&mut self, line_end: usize) {
        self.is_after_return = self.pending[line_end] == b'\r';
        self.is_past_first_line = true;
        self.line_start = line_end + 1;
        self.searched = self.line_start;
    }
}

/// A line's part in the data, if it has one: comments, names and ids of events have none.
fn data_of(line: &[u8]) -> Option<&[u8]> {
    let value = line.strip_prefix(b"data")?;
    if value.is_empty() {
        return Some(value);
    }
    let value = value.strip_prefix(b":")?;
    Some(value.strip_prefix(b" ").unwrap_or(value))
}

fn too_long() -> AiError {
    AiError::Nonsense { problem: "it is too long" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(events: &mut Events) -> Vec<String> {
        let mut found = Vec::new();
        while let Some(data) = events.next().unwrap() {
            found.push(String::from_utf8(data.to_vec()).unwrap());
        }
        found
    }

    #[test]
    fn events_are_cut_by_empty_lines_however_lines_end() {
        for (stream, expected) in [
            ("data: one\n\ndata: two\n\n", &["one", "two"][..]),
            ("data: one\r\n\r\ndata: two\r\n\r\n", &["one", "two"]),
            ("data: one\r\rdata: two\r\r", &["one", "two"]),
            ("\u{feff}data: one\n\n", &["one"]),
            ("data: one\n\n\u{feff}data: two\n\n", &["one"]),
            ("data:one\n\ndata:  two\n\n", &["one", " two"]),
            ("data: one\ndata: more\n\n", &["one\nmore"]),
            ("data: one\r\ndata:\r\ndata: more\r\n\r\n", &["one\n\nmore"]),
            (": hello\n\n: hello\ndata: one\n: hello\n\n", &["one"]),
            ("event: error\nid: 7\nretry: 10\ndata: one\n\n", &["one"]),
            ("database: none\ndata\n\n\n\ndata:\n\n", &[]),
            ("data: Färben für 80 €, 💇\n\n", &["Färben für 80 €, 💇"]),
            ("data: one\n\ndata: cut off\n", &["one"]),
            ("data: one\n\ndata: cut o", &["one"]),
            ("", &[]),
        ] {
            for piece in 1..=stream.len().max(1) {
                let mut events = Events::default();
                let mut found = Vec::new();
                for bytes in stream.as_bytes().chunks(piece) {
                    events.push(bytes);
                    found.extend(all(&mut events));
                }
                assert_eq!(found, expected, "{stream:?} in pieces of {piece}");
            }
        }
    }

    #[test]
    fn an_event_is_there_with_its_last_byte() {
        let mut events = Events::default();
        for (bytes, expected) in
            [("data: one\r\n", &[][..]), ("\r", &["one"]), ("\ndata: two\n", &[]), ("\n", &["two"])]
        {
            events.push(bytes.as_bytes());
            assert_eq!(all(&mut events), expected, "{bytes:?}");
        }
    }

    #[test]
    fn neither_a_line_nor_an_event_grows_without_end() {
        let fits = "x".repeat(LINE_LIMIT - "data: ".len());
        let mut events = Events::default();
        events.push(format!("data: {fits}\n\n").as_bytes());
        assert_eq!(all(&mut events), [fits.as_str()]);

        for (unit, with_line_end) in [("x", false), ("x", true), ("data: 0123456789\n", false)] {
            let mut events = Events::default();
            events.push(b"data: ");
            events.push(unit.repeat(LINE_LIMIT * 2 / unit.len()).as_bytes());
            events.push(if with_line_end { b"\n\n" } else { b"" });
            assert_eq!(events.next(), Err(too_long()), "{unit:?}");
        }
    }
}
