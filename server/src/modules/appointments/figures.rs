//! The visits of some days in figures, for reports.
//!
//! A visit counts on the day on which it starts, by the price and the currency it was booked at. What can be added up is kept
//! beside the visits (`visit_figures`): [`shares_of_row`] says where a visit is counted, and `tenancy::figures` writes it
//! down. Quarters of an hour make every day of every calendar; four days of UTC, by employee and by service, make all but the
//! ends of a range, whose visits are looked at. How many customers there were cannot be added up: they are looked for among the
//! visits, in an index that has all it takes (`ix_appointments_figures`).

use std::collections::HashMap;
use std::ops::AddAssign;

use jiff::Timestamp;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, IntoSimpleExpr, QueryFilter, QuerySelect,
    Select,
};
use uuid::Uuid;

use super::entity::appointment::{Column, Entity, Model, Source, Status};
use super::entity::figure;
use crate::ids::{EmployeeId, ServiceId};
use crate::instant::Instant;
use crate::modules::tenants::Period;
use crate::tenancy::{FigureKey, Share, TenantDb};

const QUARTER: i64 = 900_000;
/// Four days: few rows in a year, and few visits at the ends of a range.
const FOUR_DAYS: i64 = 4 * 86_400_000;

const ALL: &str = "ALL";
const PHONE: &str = "PHONE";
const EMPLOYEE: &str = "EMPLOYEE";
const SERVICE: &str = "SERVICE";

/// Declares the sums once: their columns, and how they are read and added.
macro_rules! sums {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// Visits in figures.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromQueryResult)]
        pub struct VisitFigures { $($(#[$doc])* pub $name: i64,)* }

        impl VisitFigures {
            fn amounts(&self) -> Vec<(&'static str, i64)> {
                vec![$((stringify!($name), self.$name),)*]
            }
        }

        impl AddAssign for VisitFigures {
            fn add_assign(&mut self, other: Self) {
                $(self.$name += other.$name;)*
            }
        }
    };
}

sums! {
    /// Over.
    completed,
    /// In the book or in the chair.
    upcoming,
    /// Called off.
    cancelled,
    /// The customer did not come.
    no_show,
    /// Prices of those that are over, in the smallest unit of the currency.
    completed_cents,
    /// Prices of those in the book or in the chair.
    upcoming_cents,
    /// Prices of those that were called off.
    cancelled_cents,
    /// Prices of those that the customer missed.
    no_show_cents,
    /// How long they engage the employee, in milliseconds; those called off or missed left out.
    working_ms,
    /// Booked in a conversation with the receptionist.
    phone,
    /// Written down before they began.
    led,
    /// How long before, in milliseconds, all of those together.
    lead_ms,
    /// Of those, less than a day before.
    led_under_24,
    /// A day or more, but less than three.
    led_under_72,
    /// Three days or more, but less than a week.
    led_under_168,
    /// A week or more, but less than two.
    led_under_336,
}

impl VisitFigures {
    /// Of any state.
    pub fn visits(&self) -> i64 {
        self.completed + self.upcoming + self.cancelled + self.no_show
    }
}

/// What is counted of a visit.
#[derive(Debug, FromQueryResult)]
struct Counted {
    employee_id: EmployeeId,
    service_id: ServiceId,
    starts_at: Instant,
    ends_at: Instant,
    status: Status,
    source: Source,
    price_cents: i64,
    currency: String,
    working_minutes: Option<i32>,
    created_at: Instant,
}

impl Counted {
    fn figures(&self) -> VisitFigures {
        let [starts, ends, created] = [self.starts_at, self.ends_at, self.created_at].map(milliseconds);
        let mut figures =
            VisitFigures { phone: i64::from(self.source == Source::Phone), ..Default::default() };
        let (visits, cents) = match self.status {
            Status::Completed => (&mut figures.completed, &mut figures.completed_cents),
            Status::Scheduled | Status::Confirmed | Status::InProgress => {
                (&mut figures.upcoming, &mut figures.upcoming_cents)
            }
            Status::Cancelled => (&mut figures.cancelled, &mut figures.cancelled_cents),
            Status::NoShow => (&mut figures.no_show, &mut figures.no_show_cents),
        };
        (*visits, *cents) = (1, self.price_cents);
        if self.status.takes_time() {
            figures.working_ms =
                self.working_minutes.map_or(ends - starts, |minutes| i64::from(minutes) * 60_000);
        }
        if created <= starts {
            (figures.led, figures.lead_ms) = (1, starts - created);
            match figures.lead_ms / 3_600_000 {
                ..24 => figures.led_under_24 = 1,
                24..72 => figures.led_under_72 = 1,
                72..168 => figures.led_under_168 = 1,
                168..336 => figures.led_under_336 = 1,
                336.. => {}
            }
        }
        figures
    }

    /// In which rows it is counted: by what, for how long, whose.
    fn places(&self) -> impl Iterator<Item = (&'static str, i64, Uuid)> + use<> {
        [
            Some((ALL, QUARTER, Uuid::nil())),
            (self.source == Source::Phone).then_some((PHONE, QUARTER, Uuid::nil())),
            Some((EMPLOYEE, FOUR_DAYS, Uuid::from_bytes(*self.employee_id.bytes()))),
            Some((SERVICE, FOUR_DAYS, Uuid::from_bytes(*self.service_id.bytes()))),
        ]
        .into_iter()
        .flatten()
    }
}

fn milliseconds(instant: Instant) -> i64 {
    instant.timestamp().as_millisecond()
}

/// Where a visit is counted, for `tenancy::figures`.
pub(super) fn shares_of_row(row: &Model) -> Vec<Share> {
    let counted = Counted {
        employee_id: row.employee_id,
        service_id: row.service_id,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        status: row.status,
        source: row.source,
        price_cents: row.price_cents,
        currency: row.currency.clone(),
        working_minutes: row.working_minutes,
        created_at: row.created_at,
    };
    let amounts = counted.figures().amounts();
    let start = milliseconds(counted.starts_at);
    let share = |(about, length, subject): (_, i64, _)| Share {
        table: "visit_figures",
        key: FigureKey {
            about,
            starts_at: instant(start - start.rem_euclid(length)),
            subject,
            currency: counted.currency.clone(),
        },
        amounts: amounts.clone(),
    };
    counted.places().map(share).collect()
}

fn instant(milliseconds: i64) -> Instant {
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX).into()
}

/// The visits of some days, in one currency.
#[derive(Debug, Clone, FromQueryResult)]
pub struct VisitSum {
    /// In which they are paid for.
    pub currency: String,
    /// In figures.
    #[sea_orm(nested)]
    pub figures: VisitFigures,
}

/// The visits of these days together, by currency; only those that the receptionist booked, if `by_phone` says so.
pub async fn figures_of_all(db: &TenantDb, period: &Period, by_phone: bool) -> Result<Vec<VisitSum>, DbErr> {
    let about = if by_phone { PHONE } else { ALL };
    db.rows(kept(db, about, period.starts_at(), period.ends_at())).await
}

/// The visits of one day, in one currency.
#[derive(Debug, Clone, FromQueryResult)]
pub struct VisitDay {
    /// For [`Period::date`].
    pub day: i64,
    /// In which they are paid for.
    pub currency: String,
    /// In figures.
    #[sea_orm(nested)]
    pub figures: VisitFigures,
}

/// The visits of these days, day by day; only those that the receptionist booked, if `by_phone` says so.
pub async fn figures_of_days(db: &TenantDb, period: &Period, by_phone: bool) -> Result<Vec<VisitDay>, DbErr> {
    let about = if by_phone { PHONE } else { ALL };
    let day = period.day_of(&figure::Column::StartsAt.into_simple_expr());
    let query = kept(db, about, period.starts_at(), period.ends_at());
    db.rows(query.column_as(day, "day").group_by(Expr::col("day"))).await
}

/// The visits of one employee or of one service, in one currency.
#[derive(Debug, Clone, FromQueryResult)]
struct SubjectSum {
    subject_id: Uuid,
    currency: String,
    #[sea_orm(nested)]
    figures: VisitFigures,
}

/// Figures by whose they are and the currency.
pub type FiguresBy<Id> = HashMap<(Id, String), VisitFigures>;

/// The visits of these days by employee.
pub async fn figures_of_employees(db: &TenantDb, period: &Period) -> Result<FiguresBy<EmployeeId>, DbErr> {
    figures_by(db, period, EMPLOYEE).await
}

/// The visits of these days by service.
pub async fn figures_of_services(db: &TenantDb, period: &Period) -> Result<FiguresBy<ServiceId>, DbErr> {
    figures_by(db, period, SERVICE).await
}

async fn figures_by<Id: From<Uuid> + std::hash::Hash + Eq>(
    db: &TenantDb,
    period: &Period,
    what: &'static str,
) -> Result<FiguresBy<Id>, DbErr> {
    let (from, to) = (milliseconds(period.starts_at().into()), milliseconds(period.ends_at().into()));
    // Whole stretches; before and after them, single visits. In a short range there may be no whole one.
    let first = (from + FOUR_DAYS - 1).div_euclid(FOUR_DAYS) * FOUR_DAYS;
    let last = Ord::max(to.div_euclid(FOUR_DAYS) * FOUR_DAYS, first);
    let days = kept(db, what, instant(first).timestamp(), instant(last).timestamp())
        .column(figure::Column::SubjectId)
        .group_by(figure::Column::SubjectId);
    let at_the_ends =
        Condition::any().add(Column::StartsAt.lt(instant(first))).add(Column::StartsAt.gte(instant(last)));
    let columns = [
        Column::EmployeeId,
        Column::ServiceId,
        Column::StartsAt,
        Column::EndsAt,
        Column::Status,
        Column::Source,
        Column::PriceCents,
        Column::Currency,
        Column::WorkingMinutes,
        Column::CreatedAt,
    ];
    let (days, visits) = tokio::try_join!(
        db.rows::<_, SubjectSum>(days),
        db.rows::<_, Counted>(of(period).columns(columns).filter(at_the_ends)),
    )?;
    let mut all = FiguresBy::new();
    for SubjectSum { subject_id, currency, figures } in days {
        *all.entry((subject_id.into(), currency)).or_default() += figures;
    }
    for visit in visits {
        let whose = visit.places().find(|(about, ..)| *about == what).map(|(.., subject)| subject);
        let subject = whose.expect("each visit is one of an employee and a service");
        *all.entry((subject.into(), visit.currency.clone())).or_default() += visit.figures();
    }
    // Whose visits have all been moved elsewhere keeps a row without any.
    all.retain(|_, figures| figures.visits() > 0);
    Ok(all)
}

/// Kept figures between two instants, by currency.
fn kept(db: &TenantDb, about: &str, from: Timestamp, to: Timestamp) -> Select<figure::Entity> {
    let query = figure::Entity::find()
        .select_only()
        .column(figure::Column::Currency)
        .filter(figure::Column::About.eq(about))
        .filter(figure::Column::StartsAt.gte(Instant::from(from)))
        .filter(figure::Column::StartsAt.lt(Instant::from(to)))
        .group_by(figure::Column::Currency);
    VisitFigures::default()
        .amounts()
        .into_iter()
        .fold(query, |query, (name, _)| query.column_as(sum(db, Expr::col(name)), name))
}

/// Customers whose first visit of these days is on the same day.
#[derive(Debug, Clone, FromQueryResult)]
pub struct CustomerDay {
    /// For [`Period::date`].
    pub day: i64,
    /// How many customers.
    pub customers: i64,
    /// How many of them had a visit before these days.
    pub returning: i64,
    /// How many have a completed visit in these days.
    pub served: i64,
    /// How many of those come again: they have a visit after the last completed one, over or in the book.
    pub rebooked: i64,
}

/// The customers with a visit in these days that was not called off or missed, by the day of their first one.
pub async fn figures_of_customers(db: &TenantDb, period: &Period) -> Result<Vec<CustomerDay>, DbErr> {
    let completed = CaseStatement::new()
        .case(Column::Status.eq(Status::Completed), Column::StartsAt.into_simple_expr())
        .finally(Expr::cust("NULL"));
    let groups = of(period)
        .column(Column::CustomerId)
        .column_as(Column::StartsAt.min(), "first_start")
        .column_as(case(completed).max(), "last_completed")
        .filter(takes_time())
        .group_by(Column::CustomerId);

    let theirs = |when: Expr| {
        let mut visits = Query::select();
        visits
            .expr(Expr::cust("1"))
            .from(Entity)
            .and_where(Column::TenantId.eq(db.tenant_id()))
            .and_where(Column::CustomerId.into_simple_expr().equals(("found", "customer_id")))
            .and_where(when)
            .and_where(takes_time());
        Expr::exists(visits)
    };
    let before = theirs(Column::StartsAt.lt(Instant::from(period.starts_at())));
    let last_completed = || Expr::col(("found", "last_completed"));
    let after = theirs(Column::StartsAt.into_simple_expr().gt(last_completed()));
    let one = |condition: Expr| sum(db, only_if(condition, Expr::cust("1")));
    let columns = [
        (period.day_of(&Expr::col(("found", "first_start"))), "day"),
        (Expr::cust("COUNT(*)"), "customers"),
        (one(before), "returning"),
        (one(last_completed().is_not_null()), "served"),
        (one(last_completed().is_not_null().and(after)), "rebooked"),
    ];
    db.rows_of_groups(groups, columns, &["day"]).await
}

fn of(period: &Period) -> Select<Entity> {
    Entity::find().select_only().filter(period.has(Column::StartsAt))
}

fn takes_time() -> Expr {
    Column::Status.is_not_in([Status::Cancelled, Status::NoShow])
}

fn only_if(condition: Expr, amount: Expr) -> Expr {
    case(CaseStatement::new().case(condition, amount).finally(Expr::cust("0")))
}

fn case(statement: CaseStatement) -> Expr {
    Expr::Case(Box::new(statement))
}

/// A sum is a decimal on MySQL.
fn sum(db: &TenantDb, of: Expr) -> Expr {
    Expr::expr(of.sum()).cast_as(db.integer())
}
