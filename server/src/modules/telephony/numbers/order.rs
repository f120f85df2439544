//! Getting a number. Twilio and its like know no idempotency key, so an order is a row, its job buys exactly the number that
//! the row names, and the company is asked whether we have it before anything is paid.

use jiff::Timestamp;
use providers::phone::PhoneNumber;
use providers::telephony::{NumberError, NumberKind, NumberSearch, NumberSupply, OwnedNumber};
use sea_orm::DbErr;

use super::super::entity::order::{self, OrderProblem, OrderState};
use super::super::{store, webhooks};
use super::account;
use crate::app::App;
use crate::database::is_duplicate;
use crate::http::problem::Problem;
use crate::ids::NumberOrderId;
use crate::jobs::{Job, JobError, enqueue, enqueue_once};
use crate::modules::tenants::{self, Salon, TenantStatus};
use crate::tenancy::{TenantDb, TenantTx, in_transaction};

/// So many numbers a salon has at most.
const MOST_NUMBERS: usize = 5;

/// The salon's jobs that buy exclude each other by this.
const ONCE: &str = "number";

/// Numbers that are tried one after the other for a salon that has not chosen; others buy too.
const CANDIDATES: u8 = 3;

/// The name that the salon's numbers have at the telephone company: by it they are found again.
pub(super) fn label(salon: &Salon) -> String {
    format!("Bolt {}", salon.tenant.id)
}

/// Promises to buy this number.
pub(super) async fn place(app: &App, db: &TenantDb, number: &PhoneNumber) -> Result<order::Model, Problem> {
    let supply = app.numbers.supply();
    if supply == NumberSupply::None {
        return Err(Problem::conflict(
            "no_network",
            "this installation has no telephone company to buy from",
        ));
    }
    match webhooks::salon_of(app, number).await? {
        Some(owner) if owner.tenant_id() == db.tenant_id() => {
            return Err(Problem::conflict("already_yours", "you have this number already"));
        }
        Some(_) => return Err(taken()),
        None => {}
    }
    let now = app.clock.now();
    let placed = in_transaction!(db, tx => {
        let tenant = tenants::lock_record(tx).await?;
        // Real numbers cost real money.
        if tenant.status == TenantStatus::Trial && supply == NumberSupply::Real {
            return Err(Problem::conflict("subscribe_first", "choose a plan first: a number comes with it"));
        }
        if store::list_numbers(tx).await?.len() >= MOST_NUMBERS {
            let message = format!("you have {MOST_NUMBERS} numbers, which is as many as can be: give one back first");
            return Err(Problem::conflict("too_many_numbers", message));
        }
        store::delete_failed_orders(tx).await?;
        let row = order::Model {
            tenant_id: tx.tenant_id(),
            id: NumberOrderId::generate(),
            number: number.as_str().to_owned(),
            state: OrderState::Buying,
            problem: None,
            reason: None,
            created_at: now.into(),
            updated_at: now.into(),
        };
        let job = Job::BuyNumber { order_id: row.id };
        if !enqueue_once(tx, &job, ONCE, now, now).await? {
            let message = "a number is being bought for you: wait until it is there";
            return Err(Problem::conflict("order_in_progress", message));
        }
        store::insert_order(tx, row.clone()).await?;
        Ok::<_, Problem>(row)
    })?;
    app.work.notify_one();
    Ok(placed)
}

fn taken() -> Problem {
    Problem::conflict("number_taken", "somebody else has this number by now: search again")
}

/// The job: buys what was ordered.
pub async fn buy(app: &App, db: &TenantDb, id: NumberOrderId) -> Result<(), JobError> {
    let Some(row) = store::find_order(db, id).await?.filter(|row| row.state == OrderState::Buying) else {
        return Ok(());
    };
    let number = PhoneNumber::from_e164(&row.number)
        .map_err(|error| JobError::Never { reason: format!("the order has no number: {error}") })?;
    let salon = tenants::salon(&app.salons, db).await?;
    let label = label(&salon);
    let of = account::find_or_open(app, db, &label).await?;
    let urls = webhooks::number_urls(app);
    let now = app.clock.now();
    match app.numbers.buy(of.as_ref(), &number, &label, &urls).await {
        Ok(owned) => {
            let is_ours = in_transaction!(db, tx => bought(tx, id, &owned, now).await)?;
            if !is_ours {
                in_transaction!(db, tx => failed(tx, id, OrderProblem::Gone, None, now).await)?;
            }
            app.work.notify_one();
            Ok(())
        }
        Err(NumberError::Gone) => {
            Ok(in_transaction!(db, tx => failed(tx, id, OrderProblem::Gone, None, now).await)?)
        }
        Err(error @ NumberError::Refused { .. }) => {
            let reason = error.to_string();
            in_transaction!(db, tx => failed(tx, id, OrderProblem::Refused, Some(&reason), now).await)?;
            Err(error.into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Writes a number down that was bought. `false`: another salon has it in its rows.
async fn bought(
    tx: &TenantTx,
    id: NumberOrderId,
    owned: &OwnedNumber,
    now: Timestamp,
) -> Result<bool, DbErr> {
    tenants::lock_record(tx).await?;
    let Some(mut row) = store::lock_order(tx, id).await?.filter(|row| row.state == OrderState::Buying) else {
        return Ok(true);
    };
    let numbers = store::list_numbers(tx).await?;
    if !numbers.iter().any(|number| number.number == owned.number.as_str()) {
        match store::add_owned(tx, owned, now.into()).await {
            Err(error) if is_duplicate(&error) => return Ok(false),
            added => {
                let phone_number_id = added?;
                enqueue(tx, &Job::CheckNumber { phone_number_id }, now, now).await?;
            }
        }
    }
    row.state = OrderState::Bought;
    row.updated_at = now.into();
    store::save_order(tx, &row).await?;
    Ok(true)
}

async fn failed(
    tx: &TenantTx,
    id: NumberOrderId,
    problem: OrderProblem,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<(), DbErr> {
    let Some(mut row) = store::lock_order(tx, id).await?.filter(|row| row.state == OrderState::Buying) else {
        return Ok(());
    };
    row.state = OrderState::Failed;
    row.problem = Some(problem);
    row.reason = reason.map(|reason| reason.chars().take(300).collect());
    row.updated_at = now.into();
    store::save_order(tx, &row).await
}

/// Nobody tries any more.
pub async fn give_up(tx: &TenantTx, id: NumberOrderId, reason: &str, now: Timestamp) -> Result<(), DbErr> {
    failed(tx, id, OrderProblem::Unreachable, Some(reason), now).await
}

/// Somebody has an order tried again that was given up.
pub async fn revive(tx: &TenantTx, id: NumberOrderId, now: Timestamp) -> Result<(), DbErr> {
    let Some(mut row) = store::lock_order(tx, id).await?.filter(|row| row.state == OrderState::Failed) else {
        return Ok(());
    };
    row.state = OrderState::Buying;
    (row.problem, row.reason) = (None, None);
    row.updated_at = now.into();
    store::save_order(tx, &row).await
}

/// Whether a salon that pays is to be given a number: it has none, has not given one back, and is not getting one.
pub async fn may_provision(db: &TenantDb) -> Result<bool, DbErr> {
    Ok(store::find_number(db).await?.is_none() && !store::has_decided(db).await?)
}

/// Promises to give the salon a number.
pub async fn promise(tx: &TenantTx, now: Timestamp) -> Result<(), DbErr> {
    enqueue_once(tx, &Job::ProvisionNumber, ONCE, now, now).await.map(drop)
}

/// Gets a number near the salon's own telephone, for a salon that has not chosen. One that was bought before we could write
/// it down is found again by its label.
pub async fn provision(app: &App, db: &TenantDb) -> Result<OwnedNumber, JobError> {
    let salon = tenants::salon(&app.salons, db).await?;
    let label = label(&salon);
    let of = account::find_or_open(app, db, &label).await?;
    if let Some(owned) = app.numbers.find(of.as_ref(), &label).await? {
        return Ok(owned);
    }
    let urls = webhooks::number_urls(app);
    let country = salon.tenant.country.clone();
    for search in searches(&salon) {
        for offer in app.numbers.search(of.as_ref(), &search).await? {
            match app.numbers.buy(of.as_ref(), &offer.number, &label, &urls).await {
                Err(NumberError::Gone) => {}
                bought => return Ok(bought?),
            }
        }
    }
    Err(JobError::Never { reason: format!("the telephone company has no number in {country}") })
}

/// Writes down a number that was got like this. `false`: the salon has one by now.
pub async fn add_provisioned(tx: &TenantTx, owned: &OwnedNumber, now: Timestamp) -> Result<bool, DbErr> {
    // Of two who have come this far, one finds what the other has written.
    tenants::lock_record(tx).await?;
    if store::find_number(tx).await?.is_some() {
        return Ok(false);
    }
    let phone_number_id = store::add_owned(tx, owned, now.into()).await?;
    enqueue(tx, &Job::CheckNumber { phone_number_id }, now, now).await?;
    Ok(true)
}

/// What is looked for: near the salon's own telephone, anywhere in its country, a mobile number; with text messages at first.
fn searches(salon: &Salon) -> Vec<NumberSearch> {
    let country = salon.tenant.country.to_ascii_uppercase();
    let own = salon.tenant.forward_to.as_deref();
    // Only in North America does a number say by its form where it is from.
    let near = own.and_then(|own| own.strip_prefix("+1")?.get(..3)).map(str::to_owned);
    let near = near.filter(|_| matches!(country.as_str(), "US" | "CA"));
    let search = |kind, area_code: Option<String>, with_sms| NumberSearch {
        country: country.clone(),
        kind,
        area_code,
        contains: None,
        with_sms,
        limit: CANDIDATES,
    };
    let mut all = Vec::new();
    all.extend(near.map(|near| search(NumberKind::Local, Some(near), true)));
    all.push(search(NumberKind::Local, None, true));
    all.push(search(NumberKind::Mobile, None, true));
    all.push(search(NumberKind::Local, None, false));
    all
}
