//! The tools that a language model may call, and how their arguments are read.
//!
//! Arguments are words: of days, times, services, people. They are read by the same engine that reads callers, so a
//! model works out no date and knows no key. What cannot be read becomes a sentence that the model can act on.

use crate::{Dialogue, Policy, Salon};
use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use understanding::{Act, ActKind, Entity, Expecting, Intent, Language, Understood, Utterance, Value};

/// Longest words that one argument may have, in characters.
const MOST_WORDS: usize = 300;

/// A tool, as a model is told of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelTool {
    /// Its name.
    pub name: &'static str,
    /// What it does and when to use it.
    pub description: &'static str,
    /// Its arguments as a JSON Schema.
    pub parameters: Json,
}

/// A call of a tool, as a model wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelCall<'a> {
    /// The tool's name.
    pub name: &'a str,
    /// Its arguments: JSON, if the model kept to it.
    pub arguments: &'a str,
}

/// What a model's calls amount to.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// The dialogue goes on with this, as if the caller had said it.
    Heard {
        /// The question or message in it, in plain words; empty where it has neither.
        text: String,
        /// What it stands for.
        understood: Understood,
    },
    /// The dialogue goes on with what the caller did say: they were asked, and answered.
    CallersOwnWords,
}

/// All tools that the salon lets a model use.
pub fn tools(policy: &Policy) -> Vec<ModelTool> {
    let when = "The caller's own words for the day and time, never a date you worked out: \"next Tuesday after three\"";
    let visit = "The caller's own words for which visit: \"the one on Friday\"";
    let text = |description: &str| json!({ "type": "string", "description": description });
    let name = || text("The caller's name, as they said it");
    let phone = || text("The telephone number as the caller said it, digits or words");
    let with = || text("Name of the employee the caller asked for, or \"anyone\"");
    let object = |properties: Json, required: &[&str]| json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false });
    let all = [
        (
            true,
            "list_services",
            "Tells the caller what the salon offers; with `about`, what one service costs and how long it takes.",
            object(json!({ "about": text("A service, in the caller's words") }), &[]),
        ),
        (
            policy.may_book,
            "find_times",
            "Looks for free times for a new visit and offers them to the caller. Use it as soon as the caller wants to book, \
             with whatever they have said so far; call it again when they add or change something.",
            object(
                json!({
                    "service": text("The service, in the caller's words or by its name on the list"),
                    "extras": { "type": "array", "items": { "type": "string" }, "description": "Extras the caller wants" },
                    "when": text(when),
                    "with": with(),
                    "prefer": { "type": "string", "enum": ["earliest", "earlier", "later", "another_day", "any_time"],
                        "description": "When the caller asks for times other than those offered" },
                }),
                &[],
            ),
        ),
        (
            policy.may_book || policy.may_move,
            "hold_time",
            "Chooses one of the times that were offered and keeps it for the caller.",
            object(
                json!({ "time": text("The caller's choice in their words: \"ten thirty\", \"the second one\"") }),
                &["time"],
            ),
        ),
        (
            policy.may_book || policy.may_move,
            "read_back",
            "Reads the visit back to the caller and asks whether to book it; asks for a name or number that is still missing.",
            object(json!({ "name": name(), "phone": phone() }), &[]),
        ),
        (
            policy.may_book || policy.may_move || policy.may_cancel,
            "book",
            "Does what was read back. Works only when the caller has just said yes to it.",
            object(json!({}), &[]),
        ),
        (
            true,
            "find_my_visits",
            "Tells the caller about their own coming visits. They must name the day of the visit or the name it is under.",
            object(json!({ "visit": text(visit), "name": name(), "phone": phone() }), &[]),
        ),
        (
            policy.may_move,
            "move_visit",
            "Moves a visit of the caller's to another time.",
            object(json!({ "visit": text(visit), "to": text(when), "with": with(), "name": name() }), &[]),
        ),
        (
            policy.may_cancel,
            "cancel_visit",
            "Calls off a visit of the caller's.",
            object(json!({ "visit": text(visit), "name": name() }), &[]),
        ),
        (
            true,
            "answer_question",
            "Answers a question about the salon: opening hours, prices, the way there, who works there, parking and the like.",
            object(json!({ "question": text("The caller's question in plain words") }), &["question"]),
        ),
        (
            true,
            "take_message",
            "Takes a message for the salon, or a wish to be called back.",
            object(json!({ "message": text("The message"), "name": name(), "phone": phone() }), &["message"]),
        ),
        (true, "transfer", "Connects the caller to a person.", object(json!({}), &[])),
        (true, "end_call", "Says goodbye and ends the call.", object(json!({}), &[])),
    ];
    all.into_iter()
        .filter(|(is_allowed, ..)| *is_allowed)
        .map(|(_, name, description, parameters)| ModelTool { name, description, parameters })
        .collect()
}

/// What a model may write as arguments, of all tools together. Other members are passed over.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Arguments {
    about: Option<String>,
    service: Option<String>,
    extras: Vec<String>,
    when: Option<String>,
    to: Option<String>,
    with: Option<String>,
    prefer: Option<String>,
    time: Option<String>,
    name: Option<String>,
    phone: Option<String>,
    visit: Option<String>,
    question: Option<String>,
    message: Option<String>,
}

/// Reads all calls of one answer together: what they name, and what they want.
///
/// # Errors
/// A sentence for the model that says what to do instead.
pub fn read_calls(
    calls: &[ModelCall<'_>],
    dialogue: &Dialogue,
    salon: &Salon,
    now: DateTime,
) -> Result<Wish, String> {
    let mut reading = Reading {
        dialogue,
        salon,
        now,
        text: String::new(),
        acts: Vec::new(),
        entities: Vec::new(),
        offset: 0,
    };
    for call in calls {
        if call.name == "book" {
            return if dialogue.is_reading_back() {
                Ok(Wish::CallersOwnWords)
            } else {
                Err("Nothing has been read back to the caller yet. Call read_back first, then wait for their yes.".into())
            };
        }
        if !tools(&salon.policy).iter().any(|tool| tool.name == call.name) {
            return Err(format!("There is no tool {:?}. Use one of those you were given.", shown(call.name)));
        }
        let arguments = match call.arguments.trim() {
            "" => Arguments::default(),
            text => serde_json::from_str::<serde_json::Map<String, Json>>(text)
                .and_then(|members| serde_json::from_value(Json::Object(members)))
                .map_err(|_| {
                    "The arguments are no JSON object of strings. Call the tool again with right arguments."
                        .to_owned()
                })?,
        };
        reading.take(call.name, &arguments)?;
    }
    Ok(reading.wish())
}

/// Words of a model in a sentence for the same model: short, and on one line.
fn shown(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).take(60).collect()
}

struct Reading<'a> {
    dialogue: &'a Dialogue,
    salon: &'a Salon,
    now: DateTime,
    /// The question or message, where it stands among all that the model said.
    text: String,
    acts: Vec<Act>,
    entities: Vec<Entity>,
    /// Where the next words stand among all that the model said.
    offset: usize,
}

impl Reading<'_> {
    fn take(&mut self, tool: &str, arguments: &Arguments) -> Result<(), String> {
        match tool {
            "list_services" => match filled(&arguments.about) {
                Some(about) => {
                    self.act(ActKind::AskPrice);
                    self.act(ActKind::AskDuration);
                    self.service(about)?;
                }
                None => self.act(ActKind::AskServices),
            },
            "find_times" => {
                self.act(ActKind::Book);
                self.prefer(filled(&arguments.prefer))?;
                if let Some(service) = filled(&arguments.service) {
                    self.service(service)?;
                }
                for extra in arguments.extras.iter().filter(|extra| !extra.trim().is_empty()) {
                    self.extra(extra)?;
                }
                self.moment(filled(&arguments.when))?;
                self.person(filled(&arguments.with))?;
            }
            "hold_time" => {
                let choice = filled(&arguments.time).ok_or("Say which of the offered times, in `time`.")?;
                let is_choice = |value: &Value| is_moment(value) || matches!(value, Value::Ordinal { .. });
                self.words(choice, &[Expecting::Choice], is_choice, &[ActKind::Earliest])
                    .ok_or_else(|| unreadable(choice, "one of the times that were offered"))?;
            }
            "read_back" => self.contact(arguments)?,
            "find_my_visits" => {
                self.act(ActKind::AskMyVisit);
                self.moment(filled(&arguments.visit))?;
                self.contact(arguments)?;
            }
            "move_visit" => {
                self.act(ActKind::Move);
                let (visit, to) = (filled(&arguments.visit), filled(&arguments.to));
                match (visit, to) {
                    // One sentence, as callers say it: which is the old time and which the new one shows in its words.
                    (Some(visit), Some(to)) => self.moment(Some(&format!("from {visit} to {to}")))?,
                    (visit, to) => self.moment(visit.or(to))?,
                }
                self.person(filled(&arguments.with))?;
                self.contact(arguments)?;
            }
            "cancel_visit" => {
                self.act(ActKind::Cancel);
                self.moment(filled(&arguments.visit))?;
                self.contact(arguments)?;
            }
            "answer_question" => {
                let question =
                    filled(&arguments.question).ok_or("Say what the caller asks, in `question`.")?;
                self.question(question)?;
            }
            "take_message" => {
                let message = filled(&arguments.message).ok_or("Say what the message is, in `message`.")?;
                self.message(message);
                self.contact(arguments)?;
            }
            "transfer" => self.act(ActKind::SpeakToHuman),
            "end_call" => self.act(ActKind::Goodbye),
            _ => {}
        }
        Ok(())
    }

    fn act(&mut self, kind: ActKind) {
        self.acts.push(Act { kind, start: self.offset, end: self.offset });
    }

    fn prefer(&mut self, prefer: Option<&str>) -> Result<(), String> {
        let kind = match prefer {
            None => return Ok(()),
            Some("earliest") => ActKind::Earliest,
            Some("earlier") => ActKind::Earlier,
            Some("later") => ActKind::Later,
            Some("another_day") => ActKind::Other,
            Some("any_time") => ActKind::AnyTime,
            Some(_) => return Err("`prefer` is none of those that there are.".into()),
        };
        self.act(kind);
        Ok(())
    }

    fn service(&mut self, words: &str) -> Result<(), String> {
        let is_service = |value: &Value| matches!(value, Value::Service { .. });
        self.words(words, &[Expecting::Service], is_service, &[]).ok_or_else(|| {
            let names: Vec<&str> =
                self.salon.services.iter().map(|service| service.name.as_str()).take(30).collect();
            format!(
                "{:?} is none of the services. They are: {}. Ask the caller which.",
                shown(words),
                names.join("; ")
            )
        })
    }

    fn extra(&mut self, words: &str) -> Result<(), String> {
        let is_extra = |value: &Value| matches!(value, Value::AddOn { .. } | Value::Service { .. });
        self.words(words, &[Expecting::AddOn], is_extra, &[])
            .ok_or_else(|| unreadable(words, "an extra of the salon's"))
    }

    fn person(&mut self, words: Option<&str>) -> Result<(), String> {
        let Some(words) = words else { return Ok(()) };
        let is_person = |value: &Value| matches!(value, Value::Stylist { .. });
        let any = [ActKind::AnyPerson, ActKind::SomeoneElse];
        self.words(words, &[Expecting::Stylist], is_person, &any).ok_or_else(|| {
            let names: Vec<&str> =
                self.salon.people.iter().map(|person| person.name.as_str()).take(30).collect();
            format!("{:?} does not work here. Here are: {}; or \"anyone\".", shown(words), names.join(", "))
        })
    }

    fn moment(&mut self, words: Option<&str>) -> Result<(), String> {
        let Some(words) = words else { return Ok(()) };
        if is_calendar_date(words) {
            return Err(
                "Pass the caller's own words for the day, such as \"next Tuesday\", not a date of yours."
                    .into(),
            );
        }
        let of_time =
            [ActKind::AnyTime, ActKind::Earliest, ActKind::SameTime, ActKind::Later, ActKind::Earlier];
        self.words(words, &[Expecting::Date, Expecting::Time], is_moment, &of_time)
            .ok_or_else(|| unreadable(words, "a day or a time"))
    }

    fn contact(&mut self, arguments: &Arguments) -> Result<(), String> {
        if let Some(name) = filled(&arguments.name) {
            self.words(name, &[Expecting::Name], |value| matches!(value, Value::Name { .. }), &[])
                .ok_or_else(|| unreadable(name, "a name"))?;
        }
        if let Some(phone) = filled(&arguments.phone) {
            self.words(phone, &[Expecting::Phone], |value| matches!(value, Value::Phone { .. }), &[])
                .ok_or_else(|| unreadable(phone, "a telephone number"))?;
        }
        Ok(())
    }

    /// A question is read as a whole. What would change anything is left out: a question changes nothing.
    fn question(&mut self, words: &str) -> Result<(), String> {
        use ActKind::*;
        const QUESTIONS: [ActKind; 7] =
            [AskHours, AskServices, AskPrice, AskDuration, AskLocation, AskPeople, AskAvailability];
        let at = self.offset;
        let is_question = self.words(words, &[], |_| true, &QUESTIONS).is_some()
            && self.acts.iter().any(|act| QUESTIONS.contains(&act.kind));
        let known = self.salon.knowledge.iter().map(|entry| entry.questions.as_slice());
        if !is_question && understanding::knowledge::asked(words, known).is_empty() {
            return Err(
                "The salon has not said anything about that. Tell the caller that you don't know, and offer to take a \
                 message."
                    .into(),
            );
        }
        self.put(at, words);
        Ok(())
    }

    fn message(&mut self, words: &str) {
        self.act(ActKind::LeaveMessage);
        let at = self.offset;
        self.offset += words.chars().count() + 1;
        self.put(at, words);
    }

    fn put(&mut self, at: usize, words: &str) {
        let before = at.saturating_sub(self.text.chars().count());
        self.text.extend(std::iter::repeat_n(' ', before));
        self.text.push_str(words);
    }

    /// Reads words on their own, and keeps what is wanted of what they mean; nothing when there is none of it.
    fn words(
        &mut self,
        words: &str,
        expecting: &[Expecting],
        wanted: impl Fn(&Value) -> bool,
        acts: &[ActKind],
    ) -> Option<()> {
        let text: String = words.chars().filter(|c| *c != '\0').take(MOST_WORDS).collect();
        let understood = understanding::understand(&Utterance {
            text: &text,
            language: Language::English,
            alternatives: &[],
            now: self.now,
            zone: &self.salon.zone,
            previous: self.dialogue.last_said(),
            expecting,
            catalogue: &self.salon.catalogue,
        });
        let offset = self.offset;
        self.offset += text.chars().count() + 1;
        let before = (self.acts.len(), self.entities.len());
        let moved =
            |entity: Entity| Entity { start: entity.start + offset, end: entity.end + offset, ..entity };
        self.entities
            .extend(understood.entities.into_iter().filter(|entity| wanted(&entity.value)).map(moved));
        let said = understood.acts.into_iter().filter(|act| acts.contains(&act.kind));
        self.acts.extend(said.map(|act| Act { start: act.start + offset, end: act.end + offset, ..act }));
        (before != (self.acts.len(), self.entities.len())).then_some(())
    }

    fn wish(self) -> Wish {
        let Self { text, acts, entities, .. } = self;
        Wish::Heard {
            text,
            understood: Understood { intent: Intent::Other, confidence: 1.0, acts, entities },
        }
    }
}

fn filled(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

fn unreadable(words: &str, what: &str) -> String {
    format!("{:?} does not say {what}. Ask the caller, and pass their own words.", shown(words))
}

fn is_moment(value: &Value) -> bool {
    matches!(
        value,
        Value::Date { .. }
            | Value::DateRange { .. }
            | Value::Time { .. }
            | Value::TimeRange { .. }
            | Value::DayPart { .. }
    )
}

/// "2026-03-12": nobody says that on the telephone.
fn is_calendar_date(words: &str) -> bool {
    let digits =
        |part: &str, count: usize| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    words.split(|c: char| c.is_whitespace() || c == 'T').any(|word| {
        let mut parts = word.split('-');
        parts.next().is_some_and(|year| digits(year, 4)) && parts.next().is_some_and(|month| digits(month, 2))
    })
}
