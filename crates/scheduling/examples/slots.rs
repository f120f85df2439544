//! Answers questions about free starts, a line of JSON each, until the input ends.

use std::io::{stdin, stdout};

fn main() -> std::io::Result<()> {
    scheduling::protocol::answer_lines(stdin().lock(), stdout().lock())
}
