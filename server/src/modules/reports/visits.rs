//! What the reports on visits and on revenue have in common: the same visits, told apart in the same ways, as lines of a
//! page and as lines of a file.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use jiff::civil::Date;
use sea_orm::DbErr;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::range::Periods;
use crate::ids::{EmployeeId, ServiceId};
use crate::modules::appointments::{self, FiguresBy, VisitDay, VisitFigures, VisitSum};
use crate::modules::tenants::{Period, Salon};
use crate::tenancy::TenantDb;

/// The visits of a report's days, and of those before.
pub(super) struct Visits {
    now: Period,
    days: Vec<VisitDay>,
    before: Vec<VisitSum>,
    services: FiguresBy<ServiceId>,
    employees: FiguresBy<EmployeeId>,
}

/// Figures of one service or employee.
pub(super) struct Line<Id> {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) figures: VisitFigures,
}

impl Visits {
    /// Has them added up.
    pub(super) async fn of(db: &TenantDb, periods: &Periods) -> Result<Self, DbErr> {
        let (days, before, services, employees) = tokio::try_join!(
            appointments::figures_of_days(db, &periods.now, false),
            appointments::figures_of_all(db, &periods.before, false),
            appointments::figures_of_services(db, &periods.now),
            appointments::figures_of_employees(db, &periods.now),
        )?;
        Ok(Self { now: periods.now.clone(), days, before, services, employees })
    }

    /// All of the report's days, each currency by itself.
    pub(super) fn totals(&self) -> impl Iterator<Item = (&str, VisitFigures)> {
        self.days.iter().map(|day| (day.currency.as_str(), day.figures))
    }

    /// The same of as many days before.
    pub(super) fn previous(&self) -> impl Iterator<Item = (&str, VisitFigures)> {
        self.before.iter().map(|sum| (sum.currency.as_str(), sum.figures))
    }

    /// Every day; `currency` leaves visits in others out.
    pub(super) fn by_day(&self, currency: Option<&str>) -> BTreeMap<Date, VisitFigures> {
        let counts = |day: &&VisitDay| currency.is_none_or(|currency| currency == day.currency);
        fill(&self.now, self.days.iter().filter(counts).map(|day| (day.day, day.figures)))
    }

    /// Every service that there was, in the salon's order.
    pub(super) fn by_service(&self, salon: &Salon, currency: Option<&str>) -> Vec<Line<ServiceId>> {
        let known = salon.services.iter().map(|service| (service.id, &service.name));
        lines(known, &by(&self.services, currency))
    }

    /// Everybody who had visits, in the salon's order.
    pub(super) fn by_employee(&self, salon: &Salon, currency: Option<&str>) -> Vec<Line<EmployeeId>> {
        let known = salon.employees.iter().map(|employee| (employee.id, &employee.name));
        lines(known, &by(&self.employees, currency))
    }

    /// For how long visits engage each employee, in milliseconds.
    pub(super) fn working_ms(&self) -> HashMap<EmployeeId, i64> {
        working_ms(&self.employees)
    }
}

/// For how long visits engage each employee, in milliseconds.
pub(super) fn working_ms(employees: &FiguresBy<EmployeeId>) -> HashMap<EmployeeId, i64> {
    by(employees, None).into_iter().map(|(id, figures)| (id, figures.working_ms)).collect()
}

/// Figures of every day, of those without any too.
pub(super) fn fill(
    period: &Period,
    days: impl Iterator<Item = (i64, VisitFigures)>,
) -> BTreeMap<Date, VisitFigures> {
    let mut by_date: BTreeMap<Date, VisitFigures> =
        period.dates().map(|date| (date, VisitFigures::default())).collect();
    for (day, figures) in days {
        *by_date.entry(Period::date(day)).or_default() += figures;
    }
    by_date
}

fn by<Id: Eq + Hash + Copy>(figures: &FiguresBy<Id>, currency: Option<&str>) -> HashMap<Id, VisitFigures> {
    let mut all: HashMap<Id, VisitFigures> = HashMap::new();
    for ((id, of), figures) in figures {
        if currency.is_none_or(|currency| currency == of) {
            *all.entry(*id).or_default() += *figures;
        }
    }
    all
}

fn lines<'a, Id: Eq + Hash>(
    known: impl Iterator<Item = (Id, &'a String)>,
    figures: &HashMap<Id, VisitFigures>,
) -> Vec<Line<Id>> {
    known
        .filter_map(|(id, name)| {
            let figures = *figures.get(&id)?;
            Some(Line { id, name: name.clone(), figures })
        })
        .collect()
}

/// Which table of a report on visits a file has.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = VisitReportTable)]
pub(super) enum Table {
    #[default]
    Day,
    Service,
    Employee,
}

impl Table {
    /// The heading of the first column: what a line is about.
    pub(super) fn heading(self) -> &'static str {
        match self {
            Self::Day => "date",
            Self::Service => "service",
            Self::Employee => "employee",
        }
    }

    /// What a file with this table of a report is called.
    pub(super) fn name_in(self, report: &str) -> String {
        let by = if matches!(self, Self::Day) { "day" } else { self.heading() };
        format!("{report}-by-{by}")
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct TableQuery {
    /// What each line is about; left out: a day.
    #[serde(default)]
    #[param(inline)]
    pub(super) by: Table,
}
