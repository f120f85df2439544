//! The line protocol of the benchmark: one JSON request a line in, one JSON answer a line out.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use crate::{Catalogue, DayPart, Entity, Entry, Expecting, Language, Utterance, Value, understand};

#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    id: Json,
    text: String,
    language: Option<String>,
    reference_datetime: Option<String>,
    timezone: Option<String>,
    previous_system_utterance: Option<String>,
    context: Option<Context>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Context {
    expecting: Vec<String>,
    stylists: Vec<String>,
    services: Vec<String>,
    customers: Vec<String>,
    asr_nbest: Vec<String>,
}

#[derive(Serialize)]
struct Answer {
    id: Json,
    intent: Json,
    acts: Vec<Json>,
    entities: Vec<Json>,
}

/// Answers one request line. Never fails: what cannot be read is answered with `{"error": …}`.
pub fn answer_line(line: &str) -> String {
    let answer = match serde_json::from_str::<Request>(line) {
        Ok(request) => answer(request),
        Err(error) => Err(format!("not a request: {error}")),
    };
    match answer.and_then(|answer| serde_json::to_string(&answer).map_err(|error| error.to_string())) {
        Ok(text) => text,
        Err(message) => json!({ "error": message }).to_string(),
    }
}

fn answer(request: Request) -> Result<Answer, String> {
    let now: DateTime = match &request.reference_datetime {
        Some(text) => text.parse().map_err(|error| format!("reference_datetime {text:?}: {error}"))?,
        None => DateTime::constant(2026, 1, 5, 9, 0, 0, 0),
    };
    let zone = match request.timezone.as_deref() {
        Some(name) => TimeZone::get(name).map_err(|error| format!("timezone {name:?}: {error}"))?,
        None => TimeZone::UTC,
    };
    let language = match request.language.as_deref() {
        Some(tag) => Language::from_tag(tag)
            .ok_or_else(|| format!("language {tag:?}: not a language understood here"))?,
        None => Language::English,
    };
    let context = request.context.unwrap_or_default();
    let entries = |names: &[String]| -> Vec<Entry> {
        names
            .iter()
            .map(|name| Entry { key: name.clone(), name: name.clone(), synonyms: Vec::new() })
            .collect()
    };
    let catalogue = Catalogue::new(
        entries(&context.services),
        Vec::new(),
        entries(&context.stylists),
        context.customers.clone(),
    );
    let expecting: Vec<Expecting> = context.expecting.iter().filter_map(|name| expected(name)).collect();
    let understood = understand(&Utterance {
        text: &request.text,
        language,
        alternatives: &context.asr_nbest,
        now,
        zone: &zone,
        previous: request.previous_system_utterance.as_deref(),
        expecting: &expecting,
        catalogue: &catalogue,
    });
    Ok(Answer {
        id: request.id,
        intent: json!(understood.intent),
        acts: understood.acts.iter().map(|act| json!(act)).collect(),
        entities: paired(&request.text, &understood.entities)
            .unwrap_or_else(|| understood.entities.iter().filter_map(entity).collect()),
    })
}

fn expected(name: &str) -> Option<Expecting> {
    serde_json::from_value(Json::String(name.to_owned())).ok()
}

/// "Four today to five tomorrow": two moments, each a day and a time, where nothing else was said.
fn paired(text: &str, entities: &[Entity]) -> Option<Vec<Json>> {
    let [first, second, third, fourth] = entities else { return None };
    let between: String = text.chars().skip(second.end).take(third.start.checked_sub(second.end)?).collect();
    if !matches!(between.trim(), "to" | "till" | "until" | "through" | "-") {
        return None;
    }
    let both = |one: &Entity, other: &Entity| {
        let (date, time) = match (&one.value, &other.value) {
            (Value::Date { .. }, Value::Time { .. }) => (one, other),
            (Value::Time { .. }, Value::Date { .. }) => (other, one),
            _ => return None,
        };
        let value = format!("{}T{}", written(&date.value)?.1, written(&time.value)?.1);
        let words: String = text.chars().skip(one.start).take(other.end - one.start).collect();
        Some(
            json!({ "type": "datetime", "text": words, "start": one.start, "end": other.end, "value": value }),
        )
    };
    Some(vec![both(first, second)?, both(third, fourth)?])
}

fn entity(entity: &Entity) -> Option<Json> {
    let (kind, value) = written(&entity.value)?;
    let mut answer = Map::new();
    answer.insert("type".into(), kind.into());
    answer.insert("text".into(), entity.text.clone().into());
    answer.insert("start".into(), entity.start.into());
    answer.insert("end".into(), entity.end.into());
    answer.insert("value".into(), value.into());
    if entity.negated {
        answer.insert("negated".into(), true.into());
    }
    let others: Vec<Json> =
        entity.alternatives.iter().filter_map(written).map(|(_, value)| value.into()).collect();
    if !others.is_empty() {
        answer.insert("alternatives".into(), others.into());
    }
    Some(Json::Object(answer))
}

/// The protocol's type and value of one of ours; an ordinal has none.
fn written(value: &Value) -> Option<(&'static str, String)> {
    let range = |from: Option<String>, to: Option<String>| {
        format!("{}/{}", from.unwrap_or_default(), to.unwrap_or_default())
    };
    let clock = |time: jiff::civil::Time| format!("{:02}:{:02}", time.hour(), time.minute());
    Some(match value {
        Value::Date { date } => ("date", date.to_string()),
        Value::DateRange { from, to } => {
            ("date_range", range(from.map(|date| date.to_string()), to.map(|date| date.to_string())))
        }
        Value::Time { time, .. } => ("time", clock(*time)),
        Value::TimeRange { from, to } => ("time_range", range(from.map(clock), to.map(clock))),
        Value::DayPart { part } => (
            "time_range",
            match part {
                DayPart::Morning => "morning",
                DayPart::Lunch => "lunch",
                DayPart::Afternoon => "afternoon",
                DayPart::Evening => "evening",
                DayPart::Night => "night",
            }
            .to_owned(),
        ),
        Value::Service { name, .. } | Value::AddOn { name, .. } => ("service", name.clone()),
        Value::Stylist { name, .. } => ("stylist", name.clone()),
        Value::Name { name } => ("name", name.clone()),
        Value::Phone { digits } => ("phone", digits.trim_start_matches('+').to_owned()),
        Value::Ordinal { .. } => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_answered_in_its_terms() {
        let line = r#"{"id":7,"text":"can i come in tomorrow around two thirty","reference_datetime":"2019-03-01T09:00:00","timezone":"America/Los_Angeles","previous_system_utterance":null,"context":{"expecting":["date"],"stylists":["Maria"]}}"#;

        let answer: Json = serde_json::from_str(&answer_line(line)).expect("an answer is JSON");

        assert_eq!(answer["id"], 7);
        assert_eq!(answer["entities"][0]["value"], "2019-03-02");
        assert_eq!(answer["entities"][0]["start"], 14);
        assert_eq!(answer["entities"][1]["value"], "14:30");
    }

    #[test]
    fn a_request_may_name_its_language() {
        let asked = |tag: &str| -> Json {
            let line = json!({"text": "mañana a las cinco", "language": tag}).to_string();
            serde_json::from_str(&answer_line(&line)).expect("an answer is JSON")
        };

        assert_eq!(asked("es-US")["entities"][1]["value"], "17:00");
        assert_eq!(asked("en")["entities"], json!([]));
        assert!(asked("tlh")["error"].as_str().is_some_and(|error| error.contains("language")));
    }

    #[test]
    fn what_is_no_request_is_answered_with_an_error() {
        for line in
            ["", "{", "[]", "{\"text\":1}", "{\"text\":\"hi\",\"timezone\":\"Nowhere/Else\"}", "\u{0}"]
        {
            let answer: Json = serde_json::from_str(&answer_line(line)).expect("an answer is JSON");
            assert!(answer["error"].is_string(), "{line:?}");
        }
    }
}
