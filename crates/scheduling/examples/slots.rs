//! Answers questions about free starts, a line of JSON each, until the input ends.

use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        writeln!(output, "{}", scheduling::protocol::answer_line(&line?))?;
        output.flush()?;
    }
    Ok(())
}
