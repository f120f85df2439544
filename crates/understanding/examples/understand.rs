//! Answers the benchmark's line protocol: JSON requests on standard input, JSON answers on standard output.

use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        writeln!(output, "{}", understanding::protocol::answer_line(&line?))?;
        output.flush()?;
    }
    Ok(())
}
