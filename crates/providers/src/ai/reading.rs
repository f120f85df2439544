//! What a model may say about an utterance, and how that becomes something understood.
//!
//! The model labels: this is the wish, these words are a day, those a service. It never gives a date or a time
//! itself. Words it claims must have been said; what they stand for is read by the local engine.

use serde::Deserialize;
use serde_json::{Value as Json, json};
use understanding::{Act, ActKind, Entity, Entry, Expecting, Intent, Understood, Utterance, Value};

/// How sure we are of what only a model has understood.
const CONFIDENCE: f32 = 0.8;

/// A model's answer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Reading {
    pub(super) intent: Intent,
    pub(super) acts: Vec<ActKind>,
    pub(super) mentions: Vec<Mention>,
}

/// Words that stand for something.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Mention {
    pub(super) kind: MentionKind,
    /// The caller's own words.
    pub(super) quote: String,
    /// Which of the salon's names they mean, where they are misheard or circumscribed.
    pub(super) salon_name: Option<String>,
}

/// What words can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum MentionKind {
    Service,
    AddOn,
    Stylist,
    Date,
    Time,
    Name,
    Phone,
}

/// The form of the answer, as a strict JSON schema: every member required, none besides.
pub(super) fn schema() -> Json {
    let object = |properties: Json| {
        let names: Vec<_> =
            properties.as_object().into_iter().flat_map(|members| members.keys().cloned()).collect();
        json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false })
    };
    let mention = object(json!({
        "kind": { "type": "string", "enum": MENTION_KINDS },
        "quote": { "type": "string" },
        "salon_name": { "type": ["string", "null"] },
    }));
    object(json!({
        "intent": { "type": "string", "enum": INTENTS },
        "acts": { "type": "array", "items": { "type": "string", "enum": ACTS } },
        "mentions": { "type": "array", "items": mention },
    }))
}

const MENTION_KINDS: [&str; 7] = ["service", "add_on", "stylist", "date", "time", "name", "phone"];

const INTENTS: [Intent; 15] = [
    Intent::BookAppointment,
    Intent::CancelAppointment,
    Intent::ModifyAppointment,
    Intent::AskHours,
    Intent::AskServices,
    Intent::AskPrice,
    Intent::AskLocation,
    Intent::AskAvailability,
    Intent::SpeakToHuman,
    Intent::Affirm,
    Intent::Deny,
    Intent::Greeting,
    Intent::Goodbye,
    Intent::Thanks,
    Intent::Other,
];

/// The acts that a model may claim. Finer ones ("later", "the first of them") are about the receptionist's last
/// words, which the local engine follows better.
const ACTS: [ActKind; 20] = [
    ActKind::Book,
    ActKind::Cancel,
    ActKind::Move,
    ActKind::AskHours,
    ActKind::AskServices,
    ActKind::AskPrice,
    ActKind::AskDuration,
    ActKind::AskLocation,
    ActKind::AskAvailability,
    ActKind::AskPeople,
    ActKind::AskMyVisit,
    ActKind::SpeakToHuman,
    ActKind::Affirm,
    ActKind::Deny,
    ActKind::Greet,
    ActKind::Goodbye,
    ActKind::Thanks,
    ActKind::AnyPerson,
    ActKind::Complain,
    ActKind::Emergency,
];

/// Joins a model's reading with the local engine's.
///
/// What the engine found stays. What the model adds must be quoted from the utterance and must mean something to
/// the engine. A model's "yes" does not count against the engine's "no": a yes may book.
pub(super) fn understood(
    reading: &Reading,
    heard: &Utterance<'_>,
    engine: impl Fn(&Utterance<'_>) -> Understood,
) -> Understood {
    let local = engine(heard);
    let mut entities = local.entities.clone();
    for mention in &reading.mentions {
        let Some(span) = find(heard.text, &mention.quote) else { continue };
        let is_known = entities.iter().any(|known| {
            mention.kind.covers(&known.value) && known.start < span.end && span.start < known.end
        });
        if !is_known {
            entities.extend(read(mention, &span, heard, &engine));
        }
    }
    entities.sort_by_key(|entity| entity.start);

    let engine_said_no = local.has(ActKind::Deny);
    let is_refuted_yes = |kind: ActKind| kind == ActKind::Affirm && engine_said_no;
    let whole = heard.text.chars().count();
    let mut acts = local.acts;
    for kind in reading.acts.iter().copied().filter(|kind| !is_refuted_yes(*kind)) {
        if !acts.iter().any(|act| act.kind == kind) {
            acts.push(Act { kind, start: 0, end: whole });
        }
    }

    let intent =
        if reading.intent == Intent::Affirm && engine_said_no { local.intent } else { reading.intent };
    Understood { intent, confidence: local.confidence.max(CONFIDENCE), acts, entities }
}

impl MentionKind {
    fn covers(self, value: &Value) -> bool {
        match self {
            Self::Service => matches!(value, Value::Service { .. }),
            Self::AddOn => matches!(value, Value::AddOn { .. }),
            Self::Stylist => matches!(value, Value::Stylist { .. }),
            Self::Date => matches!(value, Value::Date { .. } | Value::DateRange { .. }),
            Self::Time => {
                matches!(value, Value::Time { .. } | Value::TimeRange { .. } | Value::DayPart { .. })
            }
            Self::Name => matches!(value, Value::Name { .. }),
            Self::Phone => matches!(value, Value::Phone { .. }),
        }
    }

    fn expecting(self) -> Expecting {
        match self {
            Self::Service => Expecting::Service,
            Self::AddOn => Expecting::AddOn,
            Self::Stylist => Expecting::Stylist,
            Self::Date => Expecting::Date,
            Self::Time => Expecting::Time,
            Self::Name => Expecting::Name,
            Self::Phone => Expecting::Phone,
        }
    }

    /// The salon's list in which a name may be chosen; days, times, names and numbers are the caller's alone.
    fn entries<'a>(self, heard: &Utterance<'a>) -> &'a [Entry] {
        match self {
            Self::Service => &heard.catalogue.services,
            Self::AddOn => &heard.catalogue.add_ons,
            Self::Stylist => &heard.catalogue.people,
            Self::Date | Self::Time | Self::Name | Self::Phone => &[],
        }
    }
}

/// What the engine makes of the mention's words, as if they were the answer to the question for such a thing.
fn read(
    mention: &Mention,
    span: &Span,
    heard: &Utterance<'_>,
    engine: impl Fn(&Utterance<'_>) -> Understood,
) -> Option<Entity> {
    let known_name = mention
        .salon_name
        .as_deref()
        .filter(|name| mention.kind.entries(heard).iter().any(|entry| entry.name.eq_ignore_ascii_case(name)));
    let words = Utterance {
        text: known_name.unwrap_or(&mention.quote),
        alternatives: &[],
        previous: None,
        expecting: &[mention.kind.expecting()],
        ..heard.clone()
    };
    let entity = engine(&words).entities.into_iter().find(|entity| mention.kind.covers(&entity.value))?;
    let confidence = entity.confidence.min(CONFIDENCE);
    Some(Entity { start: span.start, end: span.end, text: mention.quote.clone(), confidence, ..entity })
}

struct Span {
    start: usize,
    end: usize,
}

/// Where the words stand in the text, in characters; capitals do not count.
fn find(text: &str, words: &str) -> Option<Span> {
    let folded = |text: &str| text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect::<Vec<_>>();
    let (text, words) = (folded(text), folded(words.trim()));
    if words.is_empty() {
        return None;
    }
    let start = text.windows(words.len()).position(|window| window == words)?;
    Some(Span { start, end: start + words.len() })
}

#[cfg(test)]
mod tests {
    use jiff::{civil::date, tz::TimeZone};
    use understanding::{Catalogue, Language};

    use super::*;

    fn catalogue() -> Catalogue {
        let entry =
            |key: &str, name: &str| Entry { key: key.to_owned(), name: name.to_owned(), synonyms: vec![] };
        Catalogue { services: vec![entry("svc_1", "Full Highlights")], ..Catalogue::default() }
    }

    fn nothing() -> Understood {
        Understood { intent: Intent::Other, confidence: 0.1, acts: Vec::new(), entities: Vec::new() }
    }

    /// An engine that knows three things to say and nothing else.
    fn engine(heard: &Utterance<'_>) -> Understood {
        let value = match heard.text {
            "tomorrow" => Value::Date { date: date(2026, 11, 25) },
            "Full Highlights" => {
                Value::Service { key: "svc_1".to_owned(), name: "Full Highlights".to_owned() }
            }
            "no" => {
                let acts = vec![Act { kind: ActKind::Deny, start: 0, end: 2 }];
                return Understood { intent: Intent::Deny, acts, ..nothing() };
            }
            _ => return nothing(),
        };
        let end = heard.text.chars().count();
        let text = heard.text.to_owned();
        let entity =
            Entity { start: 0, end, text, value, alternatives: vec![], negated: false, confidence: 0.95 };
        Understood { entities: vec![entity], ..nothing() }
    }

    fn join(text: &str, reading: Reading) -> Understood {
        let catalogue = catalogue();
        let heard = Utterance {
            text,
            language: Language::English,
            alternatives: &[],
            now: date(2026, 11, 24).at(9, 0, 0, 0),
            zone: &TimeZone::UTC,
            previous: None,
            expecting: &[],
            catalogue: &catalogue,
        };
        understood(&reading, &heard, engine)
    }

    fn reading(mentions: &[(MentionKind, &str, Option<&str>)]) -> Reading {
        let mentions = mentions.iter().map(|(kind, quote, salon_name)| Mention {
            kind: *kind,
            quote: (*quote).to_owned(),
            salon_name: salon_name.map(str::to_owned),
        });
        Reading { intent: Intent::BookAppointment, acts: vec![ActKind::Book], mentions: mentions.collect() }
    }

    #[test]
    fn words_that_the_model_points_at_are_read_by_the_engine() {
        let joined = join("Erm TOMORROW, tomorrow then", reading(&[(MentionKind::Date, "tomorrow", None)]));

        let [day] = joined.entities.as_slice() else { panic!("{:?}", joined.entities) };
        assert_eq!(day.value, Value::Date { date: date(2026, 11, 25) });
        assert_eq!((day.start, day.end), (4, 12));
        assert_eq!((joined.intent, joined.confidence), (Intent::BookAppointment, CONFIDENCE));
        assert_eq!(joined.acts, [Act { kind: ActKind::Book, start: 0, end: 27 }]);
    }

    #[test]
    fn a_misheard_service_becomes_one_of_the_salons() {
        let mention = (MentionKind::Service, "fool high lights", Some("full highlights"));
        let heard = "é fool high lights";
        assert_eq!(join(heard, reading(&[mention])).entities, []);

        let mention = (MentionKind::Service, "fool high lights", Some("Full Highlights"));
        let joined = join(heard, reading(&[mention]));
        assert!(matches!(
            &joined.entities[..],
            [Entity { start: 2, end: 18, value: Value::Service { .. }, .. }]
        ));
    }

    #[test]
    fn what_nobody_said_is_not_understood() {
        for invented in [
            (MentionKind::Date, "tomorrow", None),
            (MentionKind::Service, "Full Highlights", None),
            // Said, but a day is never taken from the model's own words.
            (MentionKind::Date, "soon", Some("tomorrow")),
            // Said, but the salon has no such name.
            (MentionKind::Service, "soon", Some("Hot Stones")),
            // Said, but it is no service.
            (MentionKind::Date, "", None),
        ] {
            assert_eq!(join("can I come soon", reading(&[invented])).entities, [], "{invented:?}");
        }
    }

    #[test]
    fn what_the_engine_has_found_itself_is_not_doubled() {
        assert_eq!(join("tomorrow", reading(&[(MentionKind::Date, "tomorrow", None)])).entities.len(), 1);
    }

    #[test]
    fn a_models_yes_does_not_overrule_the_engines_no() {
        let yes = Reading { intent: Intent::Affirm, acts: vec![ActKind::Affirm], mentions: Vec::new() };

        let refuted = join("no", yes.clone());
        assert!(refuted.has(ActKind::Deny) && !refuted.has(ActKind::Affirm));
        assert_eq!(refuted.intent, Intent::Deny);

        let taken = join("go for it", yes);
        assert!(taken.has(ActKind::Affirm));
        assert_eq!(taken.intent, Intent::Affirm);
    }

    #[test]
    fn every_word_of_the_schema_can_be_read_back() {
        let schema = schema();
        let members = &schema["properties"];
        let mention = &members["mentions"]["items"]["properties"];
        for intent in members["intent"]["enum"].as_array().unwrap() {
            for act in members["acts"]["items"]["enum"].as_array().unwrap() {
                for kind in mention["kind"]["enum"].as_array().unwrap() {
                    let answer = json!({
                        "intent": intent, "acts": [act],
                        "mentions": [{ "kind": kind, "quote": "x", "salon_name": null }],
                    });
                    assert!(serde_json::from_value::<Reading>(answer).is_ok(), "{intent} {act} {kind}");
                }
            }
        }
        assert_eq!(schema["required"].as_array().map(Vec::len), Some(3));
        assert_eq!(schema["additionalProperties"], false);
    }
}
