//! Whole calls, written down in `tests/calls/*.yaml`: what the caller says and means, what must be heard, and
//! what the book holds at the end.

use crate::notation::{means, written};
use crate::salon::{Book, salon};
use crate::watch::Watched;
use conversation::{Caller, Channel, Heard, Policy, Then, Tone};
use jiff::civil::DateTime;
use serde::Deserialize;
use std::path::PathBuf;
use understanding::{Language, Utterance, understand};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Call {
    /// What this call shows.
    claim: String,
    /// The salon's clock; a Tuesday morning where nothing else is said.
    now: Option<DateTime>,
    #[serde(default)]
    caller: CallerLine,
    #[serde(default)]
    can_transfer: bool,
    #[serde(default)]
    policy: PolicyLines,
    #[serde(default)]
    tone: Tone,
    #[serde(default)]
    book: Vec<Entry>,
    /// What in the words is beyond understanding as yet: only as written.
    not_yet_understood: Option<String>,
    #[serde(default)]
    refuses_changes: Option<String>,
    /// Numbers under which nobody can be reached.
    #[serde(default)]
    wrong_numbers: Vec<String>,
    turns: Vec<Turn>,
    expect: Expect,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
struct CallerLine {
    phone: Option<String>,
    name: Option<String>,
    channel: Channel,
    is_vip: bool,
}

/// What differs from the salon that allows everything.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
struct PolicyLines {
    forbids: Vec<String>,
    no_transfer: Vec<String>,
    after_misses: Option<u32>,
    max_turns: Option<u32>,
}

impl PolicyLines {
    fn policy(&self) -> Policy {
        let mut policy = Policy::default();
        for what in &self.forbids {
            match what.as_str() {
                "book" => policy.may_book = false,
                "move" => policy.may_move = false,
                "cancel" => policy.may_cancel = false,
                "prices" => policy.may_tell_prices = false,
                _ => panic!("nothing is called {what}"),
            }
        }
        for when in &self.no_transfer {
            match when.as_str() {
                "asked" => policy.transfer.when_asked = false,
                "upset" => policy.transfer.when_upset = false,
                "vip" => policy.transfer.vip = false,
                _ => panic!("nothing is called {when}"),
            }
        }
        policy.transfer.after_misses = self.after_misses.unwrap_or(policy.transfer.after_misses);
        policy.max_turns = self.max_turns.unwrap_or(policy.max_turns);
        policy
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    who: String,
    service: String,
    at: DateTime,
    #[serde(default = "somebody")]
    name: String,
    #[serde(default)]
    phone: String,
}

fn somebody() -> String {
    "Somebody".into()
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
struct Turn {
    /// The caller's words, for the reader.
    hear: Option<String>,
    /// What they mean.
    means: Option<String>,
    keys: Option<String>,
    silence: bool,
    /// How much of the words before the caller has heard when they begin to speak.
    interrupt: Option<String>,
    nobody_answered: bool,
    /// How often the same is heard.
    times: Option<usize>,
    /// What happens in the book while the caller speaks.
    meanwhile: Vec<Entry>,
    /// The next so many tools fail.
    failures: u32,
    /// What must be heard; with a `!` in front, what must not.
    say: Vec<String>,
    /// What happens after the words.
    then: Option<Then>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    /// Every row, one line each.
    rows: Option<Vec<String>>,
    /// The names of the tools used.
    tools: Option<Vec<String>>,
    outcome: Option<String>,
    reason: Option<String>,
    #[serde(default)]
    over: Option<bool>,
    call_back: Option<String>,
    /// The message's text.
    message: Option<String>,
    /// What must never be heard in the whole call.
    #[serde(default)]
    never: Vec<String>,
    /// What the caller hears first.
    greeting: Option<String>,
}

/// Where the meaning of the caller's words comes from.
#[derive(Clone, Copy)]
enum Meaning {
    /// From the call as written.
    Written,
    /// From understanding the words.
    Understood,
}

#[test]
fn every_written_call_goes_as_written() {
    hold_all(Meaning::Written);
}

#[test]
fn every_written_call_goes_so_from_the_words_alone() {
    hold_all(Meaning::Understood);
}

fn hold_all(meaning: Meaning) {
    let mut files: Vec<PathBuf> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/calls"))
        .expect("the calls are there")
        .map(|entry| entry.expect("a readable entry").path())
        .collect();
    files.sort();
    let mut wrong = Vec::new();

    for file in &files {
        let text = std::fs::read_to_string(file).expect("a readable call");
        let call: Call =
            serde_yaml_ng::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        if matches!(meaning, Meaning::Understood) && call.not_yet_understood.is_some() {
            continue;
        }
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if let Err(what) = hold(&call, meaning) {
            wrong.push(format!("{name} ({}):\n{what}", call.claim));
        }
    }

    assert!(files.len() >= 25, "only {} calls are written down", files.len());
    assert!(
        wrong.is_empty(),
        "{} of {} calls went wrong\n\n{}",
        wrong.len(),
        files.len(),
        wrong.join("\n\n")
    );
}

/// Holds one call; an error tells the whole of it as it went.
fn hold(call: &Call, meaning: Meaning) -> Result<(), String> {
    let now = call.now.unwrap_or(jiff::civil::date(2026, 3, 10).at(8, 0, 0, 0));
    let mut salon = salon();
    salon.can_transfer = call.can_transfer;
    salon.policy = call.policy.policy();
    salon.tone = call.tone;
    let mut book = Book::new(&salon, now);
    book.refuses_changes = call.refuses_changes.clone();
    book.wrong_numbers = call.wrong_numbers.clone();
    for entry in &call.book {
        book.enter(&entry.who, &entry.service, entry.at, &entry.name, &entry.phone);
    }
    let caller = &call.caller;
    let caller = Caller {
        phone: caller.phone.clone(),
        name: caller.name.clone(),
        channel: caller.channel,
        is_vip: caller.is_vip,
    };
    let mut watched = Watched::new(salon, &caller, now);
    let mut told = vec![format!("  bolt:   {}", watched.last.text)];
    let mut wrong = Vec::new();
    let mut all_said = vec![watched.last.text.clone()];
    check(&mut wrong, "greeting", &call.expect.greeting, watched.last.text.clone());

    for turn in &call.turns {
        if let Some(heard) = &turn.interrupt {
            watched.interrupt(heard);
            told.push(format!("          (heard: {heard})"));
        }
        for entry in &turn.meanwhile {
            book.enter(&entry.who, &entry.service, entry.at, &entry.name, &entry.phone);
        }
        book.failures = turn.failures;
        for _ in 0..turn.times.unwrap_or(1) {
            let heard = heard(turn, meaning, &watched, now);
            let meant = match &heard {
                Heard::Words { understood, .. } => written(understood),
                _ => String::new(),
            };
            let reply = watched.turn(heard, &mut book);
            all_said.push(reply.text.clone());
            told.push(format!(
                "  caller: {}",
                turn.hear.as_deref().or(turn.keys.as_deref()).unwrap_or("...")
            ));
            told.push(format!("          ({meant})"));
            told.push(format!("  bolt:   {}", reply.text));
        }
        book.failures = 0;
        for words in &turn.say {
            let text = &watched.last.text;
            let is_right = match words.strip_prefix('!') {
                Some(unwanted) => !text.contains(unwanted),
                None => text.contains(words.as_str()),
            };
            if !is_right {
                wrong.push(format!("  expected: {words}"));
                told.push(format!("          ^ expected: {words}"));
            }
        }
        if turn.then.is_some_and(|then| then != watched.last.then) {
            told.push(format!("          ^ expected then: {:?}", turn.then));
            wrong.push("  then".into());
        }
    }

    check(&mut wrong, "rows", &call.expect.rows, book.rows.iter().map(|row| row.line()).collect());
    check(&mut wrong, "tools", &call.expect.tools, book.calls.iter().map(tool_name).collect());
    check(&mut wrong, "outcome", &call.expect.outcome, name_of(&watched.dialogue.outcome()));
    check(&mut wrong, "reason", &call.expect.reason, name_of(&watched.dialogue.reason()));
    check(&mut wrong, "over", &call.expect.over, watched.dialogue.is_over());
    let call_back = watched.dialogue.call_back().map(|promise| promise.phone.clone()).unwrap_or_default();
    check(&mut wrong, "call back", &call.expect.call_back, call_back);
    let message = watched.dialogue.message().map(|message| message.text.clone()).unwrap_or_default();
    check(&mut wrong, "message", &call.expect.message, message);
    for words in &call.expect.never {
        if all_said.iter().any(|said| said.contains(words.as_str())) {
            wrong.push(format!("  never to be said: {words}"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{}\n{}", told.join("\n"), wrong.join("\n"))) }
}

fn heard(turn: &Turn, meaning: Meaning, watched: &Watched, now: DateTime) -> Heard {
    if let Some(keys) = &turn.keys {
        return Heard::Keys(keys.clone());
    }
    if turn.nobody_answered {
        return Heard::NobodyAnswered;
    }
    if turn.silence {
        return Heard::Silence;
    }
    let text = turn.hear.clone().unwrap_or_default();
    let understood = match meaning {
        Meaning::Written => means(turn.means.as_deref().unwrap_or_default()),
        Meaning::Understood => understand(&Utterance {
            text: &text,
            language: Language::English,
            alternatives: &[],
            now,
            zone: &watched.salon.zone,
            previous: watched.dialogue.last_said(),
            expecting: watched.dialogue.expecting(),
            catalogue: &watched.salon.catalogue,
        }),
    };
    Heard::Words { text, understood }
}

fn check<T: PartialEq + std::fmt::Debug>(wrong: &mut Vec<String>, what: &str, expected: &Option<T>, is: T) {
    if expected.as_ref().is_some_and(|expected| *expected != is) {
        wrong.push(format!("  {what}: {is:?}, expected {expected:?}"));
    }
}

fn tool_name(call: &conversation::ToolCall) -> String {
    let json = serde_json::to_value(call).expect("a tool call can be written");
    json["tool"].as_str().unwrap_or_default().to_owned()
}

fn name_of<T: serde::Serialize>(value: &T) -> String {
    let json = serde_json::to_value(value).expect("it can be written");
    json.as_str().unwrap_or_default().to_owned()
}
