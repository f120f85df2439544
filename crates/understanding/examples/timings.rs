//! How long one utterance takes, over files of benchmark items: `timings FILE…`. Reading the request and making
//! its catalogue count, as in the benchmark; only the pipe is left out. Hostile texts follow, and the memory held.

use std::time::{Duration, Instant};

fn main() -> std::io::Result<()> {
    let mut lines = Vec::new();
    for path in std::env::args().skip(1) {
        lines.extend(std::fs::read_to_string(path)?.lines().map(str::to_owned));
    }
    report("items", &lines);
    let hostile: Vec<String> = [
        "1".repeat(100_000),
        "a ".repeat(50_000),
        "between one and ".repeat(6_000),
        "the day before the ".repeat(5_000),
        "the week of the first day of ".repeat(3_000),
        "from monday to ".repeat(6_000),
        "two weeks from ".repeat(6_000),
        "double seven oh ".repeat(6_000),
        "my name is s as in ".repeat(5_000),
        "no sorry not with maria ".repeat(4_000),
        "😀".repeat(25_000),
        "٠١٢٣٤٥٦٧٨٩".repeat(5_000),
    ]
    .iter()
    .map(|text| {
        serde_json::json!({ "text": text, "context": { "stylists": ["Maria", "Jordan"] } }).to_string()
    })
    .collect();
    report("hostile", &hostile);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("memory unknown"));
    Ok(())
}

fn report(name: &str, lines: &[String]) {
    let mut times: Vec<Duration> = lines
        .iter()
        .map(|line| {
            let started = Instant::now();
            std::hint::black_box(understanding::protocol::answer_line(line));
            started.elapsed()
        })
        .collect();
    times.sort();
    let at =
        |share: usize| times.get(times.len() * share / 1_000).or(times.last()).copied().unwrap_or_default();
    println!(
        "{name}: {} utterances, p50 {:?}, p95 {:?}, p99 {:?}, longest {:?}",
        times.len(),
        at(500),
        at(950),
        at(990),
        times.last().copied().unwrap_or_default()
    );
}
