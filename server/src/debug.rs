//! `bolt debug understand` and `bolt debug slots`: the pure engines behind a line protocol, one JSON object in and
//! one out, so that scorers can judge them from outside.

use std::io::{BufRead, Write};

/// Answers each line of standard input on standard output until the input ends.
pub fn answer_lines(answer: fn(&str) -> String) -> std::io::Result<()> {
    let mut input = std::io::stdin().lock();
    let mut output = std::io::stdout().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']);
        if text.trim().is_empty() {
            continue;
        }
        writeln!(output, "{}", answer(text))?;
        output.flush()?;
    }
}
