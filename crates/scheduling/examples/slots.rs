//! Answers questions about free starts, a line of JSON each, until the input ends.

use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line?;
        let question = String::from_utf8_lossy(line.trim_ascii());
        if !question.is_empty() {
            writeln!(output, "{}", scheduling::protocol::answer_line(&question))?;
            output.flush()?;
        }
    }
    Ok(())
}
