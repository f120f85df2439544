//! What has happened in a salon before the telephone rings in it: visits, days off, closed days, full days.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use providers::clock::FixedClock;
use providers::phone::PhoneNumber;

use super::RehearsalError;
use super::script::Before;
use crate::app::App;
use crate::instant::Instant;
use crate::modules::appointments::{self, Actor, ForWhom, NewBooking, NewCustomer, Source, Wanted, WithWhom};
use crate::modules::employees::{self, Employee};
use crate::modules::services::Service;
use crate::modules::tenants::{self, DayOverride, Salon};
use crate::tenancy::{TenantDb, TenantTx};

/// Where calls are held: a salon of which nothing is meant, and a clock that moves as people speak.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    /// The application.
    pub app: &'a App,
    /// The salon's rows.
    pub db: &'a TenantDb,
    /// The application's clock.
    pub clock: &'a FixedClock,
    /// Set when the language model is to answer no more.
    pub model_fails: Option<&'a std::sync::atomic::AtomicBool>,
}

impl Stage<'_> {
    pub(super) async fn salon(&self) -> Result<std::sync::Arc<Salon>, RehearsalError> {
        Ok(tenants::salon(&self.app.salons, self.db).await?)
    }

    /// Lets all that happen.
    pub(super) async fn prepare(&self, before: &Before) -> Result<(), RehearsalError> {
        let now = providers::clock::Clock::now(self.clock);
        self.change_rules(before, now).await?;
        let salon = self.salon().await?;
        let tx = self.db.begin().await?;
        for line in &before.away {
            let [who, day] = fields(line)?;
            let day: Date = day.parse()?;
            let off = scheduling::TimeOff::Days { first: day, last: day };
            let who = employee(&salon, who)?.id;
            employees::add_time_off(&tx, who, off, None, Instant::from(now)).await?;
        }
        for day in &before.closed {
            let closed = DayOverride { day: *day, window: None, note: None };
            tenants::set_override(&tx, *day, &[closed]).await?;
        }
        tenants::catalogue_changed(&tx).await?;
        tx.commit().await?;

        let salon = self.salon().await?;
        let tx = self.db.begin().await?;
        for line in &before.book {
            let [what, who, when, name, number] = fields(line)?;
            let starts_at = at(&salon, when.parse()?)?;
            book(&tx, &salon, (what, who), starts_at, (name, Some(number)), now).await?;
        }
        for day in &before.full {
            fill(&tx, &salon, *day, now).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    async fn change_rules(&self, before: &Before, now: Timestamp) -> Result<(), RehearsalError> {
        let mut terms = self.salon().await?.tenant.clone();
        if before.settings.is_none() && before.cutoff_minutes.is_none() {
            return Ok(());
        }
        if let Some(settings) = &before.settings {
            terms.settings = settings.clone();
        }
        if let Some(minutes) = before.cutoff_minutes {
            terms.cancel_cutoff_minutes = minutes;
        }
        let tx = self.db.begin().await?;
        tenants::take_terms(&tx, &terms, Instant::from(now)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Somebody else books a time, as soon as nothing holds it any more.
    pub(super) async fn take_away(&self, line: &str) -> Result<(), RehearsalError> {
        let [what, who, when] = fields(line)?;
        let salon = self.salon().await?;
        self.clock.advance(SignedDuration::from_secs(i64::from(salon.tenant.hold_seconds) + 1));
        let now = providers::clock::Clock::now(self.clock);
        let tx = self.db.begin().await?;
        book(&tx, &salon, (what, who), at(&salon, when.parse()?)?, ("Somebody Faster", None), now).await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn book(
    tx: &TenantTx,
    salon: &Salon,
    (what, who): (&str, &str),
    starts_at: Timestamp,
    (name, number): (&str, Option<&str>),
    now: Timestamp,
) -> Result<(), RehearsalError> {
    let with = WithWhom::Only(employee(salon, who)?.id);
    let wanted = Wanted::one(service(salon, what)?.id, Vec::new(), with);
    let phone =
        number.map(PhoneNumber::from_e164).transpose().map_err(|_| RehearsalError::Script("a number"))?;
    let whose = ForWhom::Named(NewCustomer { name: name.to_owned(), phone });
    let new = NewBooking::new(wanted, starts_at, whose, Source::Staff, Actor::System);
    appointments::book(tx, salon, &new, now).await?;
    Ok(())
}

/// Books until nothing more fits, whatever is asked for.
async fn fill(tx: &TenantTx, salon: &Salon, day: Date, now: Timestamp) -> Result<(), RehearsalError> {
    for service in &salon.services {
        for person in salon.employees_for(service.id) {
            let wanted = Wanted::one(service.id, Vec::new(), WithWhom::Only(person.id));
            while let Some(slot) =
                appointments::free_slots(tx, salon, &wanted, (day, day), now).await?.into_iter().next()
            {
                let whose = ("Somebody Else", None);
                book(tx, salon, (&service.name, &person.name), slot.starts_at, whose, now).await?;
            }
        }
    }
    Ok(())
}

pub(super) fn at(salon: &Salon, local: DateTime) -> Result<Timestamp, RehearsalError> {
    Ok(local.to_zoned(salon.zone.clone())?.timestamp())
}

fn service<'a>(salon: &'a Salon, name: &str) -> Result<&'a Service, RehearsalError> {
    let mut bookable = salon.services.iter().filter(|service| service.is_bookable());
    bookable.find(|service| service.name == name).ok_or(RehearsalError::Script("a service"))
}

fn employee<'a>(salon: &'a Salon, name: &str) -> Result<&'a Employee, RehearsalError> {
    let mut bookable = salon.employees.iter().filter(|person| person.is_bookable());
    bookable.find(|person| person.name == name).ok_or(RehearsalError::Script("an employee"))
}

/// The fields of a line, so many as there must be.
fn fields<const COUNT: usize>(line: &str) -> Result<[&str; COUNT], RehearsalError> {
    let all: Vec<&str> = line.split('|').map(str::trim).collect();
    all.try_into().map_err(|_| RehearsalError::Script("a line's fields"))
}
