//! Holds a written call with the real receptionist, and writes down what was said and how the book stood after each turn.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use conversation::Dialogue;
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};
use providers::clock::Clock;
use providers::phone::PhoneNumber;
use serde_json::Value;

use super::RehearsalError;
use super::caller::{Act, Caller, Situation};
use super::grade::{Line, Offered, Record, VisitRow};
use super::script::{Question, Script};
use super::stage::{Stage, at};
use crate::ids::AddOnId;
use crate::modules::ai_assistant::Aloud;
use crate::modules::appointments::{self, Appointment, Holder, Wanted, WithWhom};
use crate::modules::calls::{
    self, CallRow, Channel, Ending, Input, Opening, SessionError, Spoken, State, Status,
};
use crate::modules::tenants::Salon;

/// More turns than any sensible call takes.
const PATIENCE: usize = 30;

/// More visits than a stage has.
const ALL_VISITS: u64 = 2_000;

/// Holds a call from the first ring to its end.
pub async fn play(stage: Stage<'_>, script: &Script) -> Result<Record, RehearsalError> {
    if let Some(now) = script.now {
        let salon = stage.salon().await?;
        stage.clock.set(at(&salon, now)?);
    }
    stage.prepare(&script.before).await?;
    let salon = stage.salon().await?;
    let before = visits(stage, &salon).await?;
    let mut record = Record { before, prices: prices(&salon), hours: hours(&salon), ..Record::default() };

    let from = PhoneNumber::from_e164(&script.from).ok();
    let opening = Opening { channel: Channel::Phone, provider_call_id: None, from, to: None };
    let spoken = calls::open(stage.app, stage.db, opening).await?;
    let call = converse(stage, script, spoken, &mut record).await?;
    let ending = Ending { status: Status::Completed, duration_seconds: None };
    calls::end(stage.app, stage.db, call.id, ending).await?;

    let call = calls::find_by_id(stage.db, call.id).await?.ok_or(SessionError::UnknownCall)?;
    record.after = visits(stage, &salon).await?;
    record.holds = appointments::count_holds(stage.db).await?;
    record.is_closed = call.ended_at.is_some() && call.status != Status::InProgress;
    record.outcome = word(&call.outcome);
    record.reason = word(&call.reason);
    record.call_back = call.call_back_phone;
    Ok(record)
}

async fn converse(
    stage: Stage<'_>,
    script: &Script,
    mut spoken: Spoken,
    record: &mut Record,
) -> Result<CallRow, RehearsalError> {
    let mut caller = Caller::of(script);
    record.lines.push(line(stage, &spoken, None).await?);
    for turn in 1..=PATIENCE {
        let situation = situation(turn, &spoken);
        if spoken.state() == State::Ended {
            return Ok(spoken.call);
        }
        // Speaking takes time on both sides.
        let words = spoken.words().split_whitespace().count();
        stage.clock.advance(SignedDuration::from_millis(i64::try_from(words).unwrap_or(0) * 350 + 2_800));
        let surprise = caller.surprise(situation);
        let act = caller.act(situation, surprise);
        if let Some(surprise) = surprise {
            if let Some(taken) = &surprise.taken {
                stage.take_away(taken).await?;
            }
            if let (true, Some(switch)) = (surprise.model_fails, stage.model_fails) {
                switch.store(true, Ordering::Relaxed);
            }
            if let Some(count) = surprise.interrupts_after {
                let heard: Vec<&str> = spoken.words().split_whitespace().take(count).collect();
                calls::interrupted(stage.app, stage.db, spoken.call.id, &heard.join(" ")).await?;
            }
        }
        let (input, heard) = match act {
            Act::HangsUp => return Ok(spoken.call),
            Act::Says(words) => (Input::Words(words.clone()), Some(words)),
            Act::Presses(keys) => (Input::Keys(keys.clone()), Some(format!("[{keys}]"))),
            Act::IsSilent => (Input::Silence, None),
            Act::NobodyAnswered => (Input::NobodyAnswered, None),
        };
        let call = calls::find_by_id(stage.db, spoken.call.id).await?.ok_or(SessionError::UnknownCall)?;
        spoken = calls::answer(stage.app, stage.db, call, None, input, &Aloud::default()).await?;
        record.lines.push(line(stage, &spoken, heard).await?);
    }
    record.leads_nowhere = spoken.state() == State::Listening;
    Ok(spoken.call)
}

fn situation(turn: usize, spoken: &Spoken) -> Situation {
    let is_read_back = dialogue(&spoken.call).is_some_and(|dialogue| dialogue.is_reading_back());
    Situation {
        turn,
        question: if turn == 1 { Question::Nothing } else { Question::of(&spoken.expecting(), is_read_back) },
        is_done: matches!(word(&spoken.call.outcome).as_str(), "BOOKED" | "MOVED" | "CANCELLED")
            && !is_read_back,
        is_transferred: spoken.state() == State::Transferred,
    }
}

fn dialogue(call: &CallRow) -> Option<Dialogue> {
    serde_json::from_value(call.dialogue.clone()?).ok()
}

async fn line(stage: Stage<'_>, spoken: &Spoken, heard: Option<String>) -> Result<Line, RehearsalError> {
    let state = spoken.call.dialogue.clone().unwrap_or_default();
    let mut known_times = BTreeSet::new();
    collect_times(&state, &mut known_times);
    collect_times(&spoken.turn.tools, &mut known_times);
    if let Some(understood) = &spoken.turn.understood {
        collect_times(understood, &mut known_times);
    }
    Ok(Line {
        heard,
        said: spoken.words().to_owned(),
        offered: offered(stage, spoken, &state).await?,
        visits: visits(stage, &spoken.salon).await?,
        tools: spoken.turn.tools.clone(),
        known_times,
    })
}

/// Every time of day that stands in a document as a time or a moment.
fn collect_times(document: &Value, times: &mut BTreeSet<Time>) {
    match document {
        Value::String(text) if text.len() <= 29 => {
            let moment = text.parse::<DateTime>().ok().filter(|_| text.contains('T'));
            times.extend(moment.map(DateTime::time).or_else(|| text.parse().ok()));
        }
        Value::Array(all) => all.iter().for_each(|one| collect_times(one, times)),
        Value::Object(all) => all.values().for_each(|one| collect_times(one, times)),
        _ => {}
    }
}

/// What a search of this turn has put on offer, each time held against the salon's own list.
async fn offered(stage: Stage<'_>, spoken: &Spoken, state: &Value) -> Result<Vec<Offered>, RehearsalError> {
    let has_searched = spoken
        .turn
        .tools
        .as_array()
        .into_iter()
        .flatten()
        .any(|tool| tool["call"]["tool"] == "find_slots" || tool["result"]["result"] == "not_booked");
    let slots = state["offer"]["slots"].as_array().cloned().unwrap_or_default();
    if !has_searched || slots.is_empty() {
        return Ok(Vec::new());
    }
    let moved = &state["change"]["visit"];
    let wish = if moved.is_object() && state["wish"]["service"].is_null() { moved } else { &state["wish"] };
    let Some(service) = key(&wish["service"]) else {
        return Ok(Vec::new());
    };
    let moving: Vec<_> = key(&moved["key"]).into_iter().collect();
    let add_ons: Vec<AddOnId> = wish["addOns"].as_array().into_iter().flatten().filter_map(key).collect();
    let now = Clock::now(stage.clock);
    let mut free: BTreeMap<(String, Date), BTreeSet<DateTime>> = BTreeMap::new();
    let mut all = Vec::new();
    for slot in &slots {
        let Some(local) = slot["local"].as_str().and_then(|local| local.parse::<DateTime>().ok()) else {
            continue;
        };
        let who = slot["person"].as_str().unwrap_or_default().to_owned();
        let place = (who.clone(), local.date());
        if !free.contains_key(&place) {
            let with = who.parse().map_or(WithWhom::Anyone, WithWhom::Only);
            let wanted = Wanted { moving: moving.clone(), ..Wanted::one(service, add_ons.clone(), with) };
            let wanted = wanted.by(Holder::Call(spoken.call.id));
            let day = (local.date(), local.date());
            let starts = appointments::free_slots(stage.db, &spoken.salon, &wanted, day, now).await?;
            let starts = starts.iter().map(|slot| spoken.salon.zone.to_datetime(slot.starts_at)).collect();
            free.insert(place.clone(), starts);
        }
        let is_free = free.get(&place).is_some_and(|starts| starts.contains(&local));
        all.push(Offered { starts_at: local, is_free });
    }
    Ok(all)
}

fn key<Id: std::str::FromStr>(value: &Value) -> Option<Id> {
    value.as_str()?.parse().ok()
}

async fn visits(stage: Stage<'_>, salon: &Salon) -> Result<Vec<VisitRow>, RehearsalError> {
    let all = appointments::list_after(stage.db, None, ALL_VISITS).await?;
    Ok(all.iter().map(|visit| visit_row(salon, visit)).collect())
}

fn visit_row(salon: &Salon, visit: &Appointment) -> VisitRow {
    let row = &visit.row;
    let service = salon.service(row.service_id);
    let mut name = service.map(|service| service.name.clone()).unwrap_or_default();
    for add_on in visit.add_ons.iter().filter_map(|add_on| salon.add_on(add_on.add_on_id)) {
        name = format!("{name} + {}", add_on.name);
    }
    let length = row.ends_at.timestamp().duration_since(row.starts_at.timestamp());
    VisitRow {
        id: row.id.to_string(),
        service: name,
        employee: salon.employee(row.employee_id).map(|person| person.name.clone()).unwrap_or_default(),
        starts_at: salon.zone.to_datetime(visit.starts_at()),
        minutes: length.as_secs() / 60,
        price_cents: row.price_cents,
        status: word(&row.status),
        name: visit.customer.name.clone(),
        phone: visit.customer.phone.clone().unwrap_or_default(),
        is_solid: service.is_some_and(|service| service.timing.segments.is_empty()) && !row.is_forced,
    }
}

/// Extras of one service that are added up in every way.
const MOST_ADD_ONS: usize = 8;

/// Every price that can be true: of a service with whoever does it, of an extra, of a service with any extras.
fn prices(salon: &Salon) -> BTreeSet<i64> {
    let mut all: BTreeSet<i64> = salon.add_ons.iter().map(|add_on| add_on.price_cents).collect();
    for service in salon.services.iter().filter(|service| service.is_bookable()) {
        let skills = salon.employees_for(service.id).filter_map(|person| person.skill(service.id));
        let mut sums: BTreeSet<i64> = skills.filter_map(|skill| skill.price_cents).collect();
        sums.insert(service.price_cents);
        let extras = service.add_on_ids.iter().filter_map(|id| salon.add_on(*id));
        for add_on in extras.take(MOST_ADD_ONS) {
            let more: Vec<i64> = sums.iter().map(|sum| sum + add_on.price_cents).collect();
            sums.extend(more);
        }
        all.extend(sums);
    }
    all
}

/// Every time of day at which the salon or somebody in it begins or ends.
fn hours(salon: &Salon) -> BTreeSet<Time> {
    let special = salon.facts.special_days.iter().flat_map(|(_, windows)| windows);
    let week = salon.facts.opening_hours.iter().flatten();
    week.chain(special).flat_map(|(opens, closes)| [*opens, *closes]).collect()
}

fn word(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}
