//! Reminding a customer of a visit: only of what the book says now.

use jiff::Timestamp;
use sea_orm::DbErr;

use super::{Names, news};
use crate::app::App;
use crate::ids::AppointmentId;
use crate::jobs::{Job, JobError, enqueue};
use crate::modules::appointments::{self, Status};
use crate::modules::notifications::{self, Kind, Terms, Ways};
use crate::modules::tenants;
use crate::tenancy::{TenantDb, in_transaction};

/// Visits that are looked through at once.
const AT_ONCE: u64 = 200;

/// Reminds of a visit that starts then, if it still does; done twice it does no harm.
pub async fn remind(
    app: &App,
    db: &TenantDb,
    id: AppointmentId,
    starts_at: Timestamp,
    minutes_before: u32,
) -> Result<(), JobError> {
    let now = app.clock.now();
    let salon = tenants::salon(&app.salons, db).await?;
    let wanted = &salon.settings.notifications.reminder_minutes;
    // The worker may have stood still: the reminder that is nearer to the visit speaks for both.
    let is_overtaken = wanted
        .iter()
        .any(|other| *other < minutes_before && notifications::due_at(&salon, starts_at, *other) <= now);
    if starts_at <= now || is_overtaken || !wanted.contains(&minutes_before) {
        return Ok(());
    }
    let due = notifications::due_at(&salon, starts_at, minutes_before);
    in_transaction!(db, tx => {
        if due > now {
            // The salon reminds later by now, or it is quiet.
            let job = Job::RemindOfVisit { appointment_id: id, starts_at, minutes_before };
            enqueue(tx, &job, due, now).await?;
            return Ok(());
        }
        if notifications::not_in_quiet_hours(&salon, now) != now {
            return Ok(());
        }
        let Some(visit) = appointments::find(tx, id).await? else {
            return Ok(());
        };
        let stands = matches!(visit.row.status, Status::Scheduled | Status::Confirmed);
        if !stands || visit.starts_at() != starts_at {
            return Ok(());
        }
        let parts = appointments::of_visit(tx, &visit).await?;
        // Of several services one is enough, the first that there still is.
        if parts.first().is_some_and(|first| first.id() != id) {
            return Ok(());
        }
        let names = Names::of(&salon, &parts);
        let news = news(&salon, &visit, &parts, &names);
        let purpose = format!("remind/{id}/{}", starts_at.as_second());
        let each = Terms { expires_at: Some(starts_at), purpose: Some(format!("{purpose}/{minutes_before}")) };
        let by_sms = Ways { sms: true, email: false };
        notifications::tell_customer(tx, Kind::Reminder, &news, by_sms, &each, now).await?;
        // A mail comes once, text messages as often as the salon reminds.
        let once = Terms { expires_at: Some(starts_at), purpose: Some(purpose) };
        let by_mail = Ways { sms: false, email: true };
        notifications::tell_customer(tx, Kind::Reminder, &news, by_mail, &once, now).await
    })?;
    app.work.notify_one();
    Ok(())
}

/// Promises the reminders of all visits to come, as the salon wants them now. Those that were promised before are sent once
/// all the same.
pub async fn plan_all_reminders(app: &App, db: &TenantDb) -> Result<(), JobError> {
    let now = app.clock.now();
    let salon = tenants::salon(&app.salons, db).await?;
    let mut last = None;
    loop {
        let visits = appointments::coming_after(db, last, now, AT_ONCE).await?;
        let Some(end) = visits.last() else {
            return Ok(());
        };
        last = Some(end.id());
        let can_be_told =
            visits.iter().filter(|visit| visit.customer.phone.is_some() || visit.customer.email.is_some());
        let can_be_told: Vec<_> = can_be_told.collect();
        in_transaction!(db, tx => {
            for visit in &can_be_told {
                notifications::plan_reminders(tx, &salon, visit.id(), visit.starts_at(), now).await?;
            }
            Ok::<_, DbErr>(())
        })?;
    }
}
