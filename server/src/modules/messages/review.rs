//! Asking a customer how a visit was: where the salon wants it, and not more often than anybody likes.

use jiff::SignedDuration;
use sea_orm::DbErr;

use super::{Names, news};
use crate::app::App;
use crate::ids::AppointmentId;
use crate::jobs::{Job, JobError, enqueue};
use crate::modules::appointments::{self, Status};
use crate::modules::notifications::{self, Kind, Language};
use crate::modules::tenants;
use crate::tenancy::{TenantDb, in_transaction};

/// So long nobody is asked again.
const ONCE_IN: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Asks how a visit was that has taken place.
pub async fn ask_for_review(app: &App, db: &TenantDb, id: AppointmentId) -> Result<(), JobError> {
    let now = app.clock.now();
    let salon = tenants::salon(&app.salons, db).await?;
    let review = &salon.settings.notifications.review_requests;
    let Some(link) = review.link.as_deref().filter(|_| review.enabled) else {
        return Ok(());
    };
    let at = notifications::not_in_quiet_hours(&salon, now);
    in_transaction!(db, tx => {
        if at > now {
            enqueue(tx, &Job::AskForReview { appointment_id: id }, at, now).await?;
            return Ok(());
        }
        let visit = appointments::find(tx, id).await?.filter(|visit| visit.row.status == Status::Completed);
        let Some(visit) = visit.filter(|visit| !visit.customer.is_blocked) else {
            return Ok(());
        };
        let Some(phone) = visit.customer.phone.as_deref() else {
            return Ok(());
        };
        if notifications::was_told_since(tx, Kind::ReviewRequest, phone, now - ONCE_IN).await? {
            return Ok(());
        }
        let language = Language::of_locale(&salon.tenant.locale);
        let parts = appointments::of_visit(tx, &visit).await?;
        let names = Names::of(&salon, &parts);
        let mut facts = news(&salon, &visit, &parts, &names).facts(language);
        facts.insert("reviewLink", link.to_owned());
        notifications::write_review_request(tx, &salon, id, phone, &facts, now).await?;
        Ok::<_, DbErr>(())
    })?;
    app.work.notify_one();
    Ok(())
}
