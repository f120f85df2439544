//! What was agreed at the desk yesterday: visits that come back, a visit of two services, and two who wait for a time
//! to become free.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use providers::clock::{Clock, FixedClock};
use providers::sms::FakeSms;

use super::SeedError;
use super::salon::CUSTOMERS;
use crate::app::App;
use crate::ids::{CustomerId, EmployeeId, ServiceId};
use crate::instant::Instant;
use crate::jobs;
use crate::modules::appointments::{
    self, Actor, ForWhom, NewBooking, SeriesError, SeriesWish, Source, Wanted, WantedPart, WithWhom,
};
use crate::modules::customers;
use crate::modules::tenants::Salon;
use crate::modules::waitlist::{self, NewEntry};
use crate::tenancy::{TenantDb, TenantTx};

/// By their place among the customers.
const COMES_BACK: usize = 11;
const WANTS_TWO_SERVICES: usize = 19;
const WAITS_FOR_PRIYA: usize = 2;
const WAITS_FOR_AN_EVENING: usize = 13;

/// Lets all that be agreed, by a clock that is set back, and sends what is to be sent.
pub(super) async fn agree(
    app: &App,
    db: &TenantDb,
    salon: &Salon,
    owner: &Actor,
    now: Timestamp,
) -> Result<(), SeedError> {
    let today = salon.zone.to_datetime(now).date();
    let at = today.yesterday()?.at(16, 20, 0, 0).to_zoned(salon.zone.clone())?.timestamp();
    let clock = Arc::new(FixedClock::at(at));
    let then = app.at_another_time(clock.clone(), Arc::new(FakeSms::in_memory(clock.clone())))?;
    let tx = db.begin().await?;
    let desk = Desk { tx: &tx, salon, owner, today, at: clock.now() };
    desk.book_series().await?;
    desk.book_two_services().await?;
    desk.fill_waitlist().await?;
    tx.commit().await?;
    while jobs::run_due(&then).await? > 0 {}
    Ok(())
}

struct Desk<'a> {
    tx: &'a TenantTx,
    salon: &'a Salon,
    owner: &'a Actor,
    today: Date,
    /// When it is agreed.
    at: Timestamp,
}

impl Desk<'_> {
    /// A haircut every three weeks.
    async fn book_series(&self) -> Result<(), SeedError> {
        let with = self.employee("Marcus").map_or(WithWhom::Anyone, WithWhom::Only);
        let Some(service) = self.service("Men's haircut") else {
            return Ok(());
        };
        let wanted = Wanted::one(service, Vec::new(), with);
        let Some(first) = self.booking(wanted, COMES_BACK).await? else {
            return Ok(());
        };
        let wish = SeriesWish { first, every_weeks: 3, count: 4, skips_conflicts: true };
        match appointments::book_series(self.tx, self.salon, &wish, self.at).await {
            Ok(_) | Err(SeriesError::Conflicts(_)) => Ok(()),
            Err(SeriesError::Appointment(error)) => Err(error.into()),
        }
    }

    /// Roots and a cut, one after the other.
    async fn book_two_services(&self) -> Result<(), SeedError> {
        let services = ["Root touch-up", "Women's haircut"].into_iter().filter_map(|name| self.service(name));
        let part = |service| WantedPart { service, add_ons: Vec::new(), with: WithWhom::Anyone };
        let parts: Vec<_> = services.map(part).collect();
        let wanted = Wanted { parts, moving: Vec::new(), holder: appointments::Holder::Nobody };
        if let Some(booking) = self.booking(wanted, WANTS_TWO_SERVICES).await? {
            appointments::book(self.tx, self.salon, &booking, self.at).await?;
        }
        Ok(())
    }

    async fn fill_waitlist(&self) -> Result<(), SeedError> {
        let tomorrow = self.today.tomorrow()?;
        let (Some(balayage), Some(haircut)) = (self.service("Balayage"), self.service("Men's haircut"))
        else {
            return Ok(());
        };
        let for_priya = NewEntry {
            customer: self.customer(WAITS_FOR_PRIYA).await?,
            service: balayage,
            add_ons: Vec::new(),
            employee: self.employee("Priya"),
            days: (tomorrow, tomorrow.checked_add(9.days())?),
            starts_after: None,
            starts_before: Some(12 * 60),
            note: Some("Flies out at the end of next week.".to_owned()),
        };
        let in_the_evening = NewEntry {
            customer: self.customer(WAITS_FOR_AN_EVENING).await?,
            service: haircut,
            employee: None,
            days: (tomorrow, tomorrow.checked_add(6.days())?),
            starts_after: Some(17 * 60),
            starts_before: None,
            note: None,
            ..for_priya.clone()
        };
        for (entry, minutes) in [for_priya, in_the_evening].into_iter().zip(1..) {
            let at = self.at + SignedDuration::from_mins(minutes);
            waitlist::join(self.tx, entry, Instant::from(at)).await?;
        }
        Ok(())
    }

    /// The first time for it in the coming days; none when the book is full.
    async fn booking(&self, wanted: Wanted, customer: usize) -> Result<Option<NewBooking>, SeedError> {
        let days = (self.today.checked_add(2.days())?, self.today.checked_add(12.days())?);
        let free = appointments::free_slots(self.tx, self.salon, &wanted, days, self.at).await?;
        let Some(slot) = free.first() else {
            return Ok(None);
        };
        let customer = ForWhom::Known(self.customer(customer).await?);
        Ok(Some(NewBooking::new(wanted, slot.starts_at, customer, Source::Staff, self.owner.clone())))
    }

    async fn customer(&self, place: usize) -> Result<CustomerId, SeedError> {
        let (name, phone) = CUSTOMERS[place];
        Ok(customers::keep(self.tx, name, Some(phone), Instant::from(self.at)).await?.id)
    }

    fn service(&self, name: &str) -> Option<ServiceId> {
        self.salon.services.iter().find(|service| service.name == name).map(|service| service.id)
    }

    fn employee(&self, name: &str) -> Option<EmployeeId> {
        self.salon.employees.iter().find(|employee| employee.name == name).map(|employee| employee.id)
    }
}
