//! What a model could make up is found out, and what is true is traced to where it is from.

use crate::salon::salon;
use conversation::proof::{ClaimKind, Evidence, SourceTable, prove};
use conversation::{Slot, ToolCall, ToolResult, Visit};
use jiff::civil::{DateTime, date};

/// A Tuesday morning.
fn now() -> DateTime {
    date(2026, 3, 10).at(9, 30, 0, 0)
}

fn visit() -> Visit {
    Visit {
        key: "apt_1".into(),
        service: "womens".into(),
        service_name: "Women's Haircut".into(),
        add_ons: Vec::new(),
        person: "anna".into(),
        person_name: "Anna".into(),
        local: date(2026, 3, 12).at(10, 0, 0, 0),
        price_cents: 7_500,
        customer_name: "April Summer".into(),
    }
}

/// One free start was found, and booked.
fn evidence() -> Evidence {
    let salon = salon();
    let visit = visit();
    let slot = Slot {
        starts_at: salon.zone.to_timestamp(visit.local).expect("a time of the salon"),
        local: visit.local,
        person: "anna".into(),
        person_name: "Anna".into(),
        price_cents: None,
    };
    let book = ToolCall::Book {
        service: "womens".into(),
        add_ons: Vec::new(),
        slot,
        person_was_asked_for: false,
        customer_name: visit.customer_name.clone(),
        customer_phone: "+15550100123".into(),
    };
    let mut evidence = Evidence::default();
    evidence.tool(&book, &ToolResult::Booked { visit }, &salon);
    evidence
}

#[test]
fn a_booking_is_traced_to_its_row() {
    let words =
        "You're booked: Women's Haircut with Anna, Thursday, March 12 at 10 AM, $75, for April Summer.";

    let proofs = prove(words, &salon(), now(), &evidence());

    let found: Vec<_> = proofs.iter().map(|proof| (proof.kind, proof.text.as_str())).collect();
    assert_eq!(
        found,
        [
            (ClaimKind::Booked, "You're booked"),
            (ClaimKind::Time, "Thursday, March 12 at 10 AM"),
            (ClaimKind::Price, "$75"),
        ]
    );
    for proof in proofs {
        let source = proof.source.expect("a row");
        assert_eq!((source.table, source.id.as_deref()), (SourceTable::Appointments, Some("apt_1")));
        let said: String = words.chars().skip(proof.start).take(proof.end - proof.start).collect();
        assert_eq!(said, proof.text);
    }
}

#[test]
fn what_nobody_can_trace_is_not_proven() {
    for made_up in [
        "It's $12.",
        "I have Friday at 10 AM.",
        "Thursday at 11 AM works.",
        "Your visit is cancelled.",
        "We're open on Sunday.",
        "On Wednesday we're open 9 AM to 11 PM.",
    ] {
        let proofs = prove(made_up, &salon(), now(), &evidence());

        assert!(proofs.iter().any(|proof| !proof.is_proven), "{made_up}: {proofs:?}");
    }
}

#[test]
fn the_salons_own_facts_need_no_look_into_the_book() {
    for (words, table) in [
        ("We're at 12 Cedar Street, Springfield.", SourceTable::Tenants),
        ("We're closed on Sundays.", SourceTable::OpeningHours),
        ("We can go on with today.", SourceTable::Clock),
    ] {
        let proofs = prove(words, &salon(), now(), &Evidence::default());

        let tables: Vec<_> = proofs.iter().filter_map(|proof| Some(proof.source.as_ref()?.table)).collect();
        assert_eq!(tables, [table], "{words}: {proofs:?}");
    }
}
