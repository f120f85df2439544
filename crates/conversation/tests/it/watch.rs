//! Runs turns, and holds every conversation to what must never happen, whatever is said in it.

use crate::salon::Book;
use conversation::proof::{Evidence, Proof, prove};
use conversation::{Dialogue, Heard, Reply, Salon, Step, Then, ToolCall, ToolResult};
use jiff::civil::DateTime;
use understanding::{ActKind, Understood};

const MOST_TOOLS_A_TURN: usize = 4;

/// A conversation under watch.
pub(crate) struct Watched {
    pub(crate) salon: Salon,
    pub(crate) dialogue: Dialogue,
    pub(crate) last: Reply,
    /// The read-back that is waiting for its yes.
    read_back: Option<String>,
    /// The name known for the caller's number, of which only the first is read back.
    known_name: Option<String>,
    now: DateTime,
    /// What is known, and what was proven with it.
    evidence: Evidence,
    pub(crate) proofs: Vec<Proof>,
}

impl Watched {
    pub(crate) fn new(salon: Salon, caller: &conversation::Caller, now: DateTime) -> Self {
        let (dialogue, last) = Dialogue::open(&salon, caller);
        let (evidence, proofs) = (Evidence::default(), Vec::new());
        Self {
            salon,
            dialogue,
            last,
            read_back: None,
            known_name: caller.name.clone(),
            now,
            evidence,
            proofs,
        }
    }

    /// The caller begins to speak when they have heard this much of the last words: less than a read-back's time is no
    /// read-back. What was read back before them ("take your time") was heard.
    pub(crate) fn interrupt(&mut self, heard: &str) {
        self.dialogue.interrupted(heard);
        self.survives_storage();
        let is_after_time = |read: &String| {
            let time = [" AM", " PM", "noon"].iter().filter_map(|mark| read.rfind(mark)).max();
            time.is_some_and(|time| heard.len() > time)
        };
        let is_earlier = |read: &String| *read != self.last.text;
        self.read_back = self.read_back.take().filter(|read| is_earlier(read) || is_after_time(read));
    }

    /// One turn, tools and all.
    pub(crate) fn turn(&mut self, heard: Heard, book: &mut Book) -> Reply {
        self.turn_with(heard, |call| book.run(call))
    }

    /// One turn with any tools, even lying ones.
    pub(crate) fn turn_with(&mut self, heard: Heard, mut run: impl FnMut(ToolCall) -> ToolResult) -> Reply {
        let may_do = self.read_back.clone().filter(|_| agrees(&heard));
        let mut results: Vec<ToolResult> = Vec::new();
        if let Heard::Words { understood, .. } = &heard {
            self.evidence.heard(understood);
        }
        let mut step = self.dialogue.hear(&self.salon, heard, self.now);
        loop {
            self.survives_storage();
            match step {
                Step::Use(call) => {
                    assert!(
                        results.len() < MOST_TOOLS_A_TURN,
                        "more than {MOST_TOOLS_A_TURN} tools in one turn"
                    );
                    if results.is_empty() {
                        check_deed(&call, may_do.as_deref(), self.known_name.as_deref());
                    } else {
                        assert!(!is_deed(&call), "a deed after a look-up, without a read-back: {call:?}");
                    }
                    let result = run(call.clone());
                    self.evidence.tool(&call, &result, &self.salon);
                    results.push(result.clone());
                    step = self.dialogue.resume(&self.salon, result, self.now);
                }
                Step::Say(reply) => {
                    // What was true may be said again on request.
                    if reply.text != self.last.text {
                        check_claims(&reply, &results);
                    }
                    assert!(!reply.text.trim().is_empty(), "nothing was said");
                    assert!(reply.text.len() < 700, "too much was said: {}", reply.text);
                    assert!(!reply.text.contains("  "), "a hole in the words: {}", reply.text);
                    assert_eq!(reply.then == Then::HangUp, self.dialogue.is_over());
                    // Somebody who asked for a moment may still answer after it.
                    if !reply.text.contains("take your time") {
                        self.read_back = Some(reply.text.clone()).filter(|text| is_read_back(text));
                    }
                    self.check_proofs(&reply);
                    self.last = reply.clone();
                    return reply;
                }
            }
        }
    }

    /// Something stands behind all that is said.
    fn check_proofs(&mut self, reply: &Reply) {
        let mut evidence = self.evidence.clone();
        evidence.dialogue(&self.dialogue, &self.salon);
        let proofs = prove(&reply.text, &self.salon, self.now, &evidence);
        for proof in proofs {
            assert!(proof.is_proven, "nothing stands behind {proof:?} in: {}", reply.text);
            self.evidence.proven(proof.clone());
            self.proofs.push(proof);
        }
    }

    /// The state goes through the call's row between any two steps.
    fn survives_storage(&mut self) {
        let stored = serde_json::to_string(&self.dialogue).expect("a dialogue can be stored");
        let back: Dialogue = serde_json::from_str(&stored).expect("a stored dialogue can be read");
        assert_eq!(back, self.dialogue);
        self.dialogue = back;
    }
}

/// Whether the caller said yes in any way.
fn agrees(heard: &Heard) -> bool {
    let says_yes =
        |words: &Understood| words.has(ActKind::Affirm) || words.intent == understanding::Intent::Affirm;
    match heard {
        Heard::Words { understood, .. } => says_yes(understood),
        Heard::Keys(keys) => keys.starts_with('1'),
        Heard::Silence | Heard::NobodyAnswered => false,
    }
}

fn is_read_back(text: &str) -> bool {
    ["Shall I book it?", "Shall I do that?", "Shall I cancel it?"]
        .iter()
        .any(|question| text.contains(question))
}

fn is_deed(call: &ToolCall) -> bool {
    matches!(call, ToolCall::Book { .. } | ToolCall::Move { .. } | ToolCall::Cancel { .. })
}

/// A deed needs a yes to a read-back of exactly this.
fn check_deed(call: &ToolCall, read_back: Option<&str>, known_name: Option<&str>) {
    if !is_deed(call) {
        return;
    }
    let read = read_back.unwrap_or_else(|| panic!("without a yes: {call:?}"));
    match call {
        ToolCall::Book { slot, customer_name, .. } => {
            assert!(read.contains("Shall I book it?"), "{read}");
            let first_name = customer_name.split(' ').next().unwrap_or_default();
            let may_be_short =
                known_name == Some(customer_name) && read.contains(&format!("for {first_name}"));
            assert!(read.contains(customer_name) || may_be_short, "{read}");
            assert!(read.contains(&slot.person_name), "{read}");
            assert!(read.contains(&format!("{} {}", slot.local.strftime("%B"), slot.local.day())), "{read}");
        }
        ToolCall::Move { slot, .. } => {
            assert!(read.contains("Shall I do that?") && read.contains(&slot.person_name), "{read}");
        }
        _ => assert!(read.contains("Shall I cancel it?"), "{read}"),
    }
}

/// What is called done was done, by the last tool of this very turn.
fn check_claims(reply: &Reply, results: &[ToolResult]) {
    let last = results.last();
    let claims_booking = reply.text.contains("You're booked") || reply.text.contains("Done.");
    let claims_cancelling = reply.text.contains("is cancelled");
    if claims_booking {
        assert!(matches!(last, Some(ToolResult::Booked { .. })), "claimed without a row: {}", reply.text);
    }
    if claims_cancelling {
        assert!(matches!(last, Some(ToolResult::Cancelled { .. })), "claimed without a row: {}", reply.text);
    }
}
