//! Days on the salon's calendar, for whoever adds rows up by day or by hour.
//!
//! A row has its instant in UTC. What the salon's clock shows then is that instant and the zone's distance from UTC, which
//! changes a few times a year at most; so a query can reckon with it, and every day comes out right, those of 23, 25 or
//! 24½ hours too.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition};

use crate::instant::Instant;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Days on the salon's calendar, first and last included.
#[derive(Debug, Clone)]
pub struct Period {
    first: Date,
    last: Date,
    starts_at: Timestamp,
    ends_at: Timestamp,
    zone: TimeZone,
    /// How many milliseconds the salon's clock is ahead of UTC, and until when.
    ahead: Vec<(i64, Timestamp)>,
}

impl Period {
    /// From one day to another.
    ///
    /// # Errors
    /// When a day is at the end of all dates.
    pub fn new(zone: &TimeZone, first: Date, last: Date) -> Result<Self, jiff::Error> {
        let starts_at = first.to_zoned(zone.clone())?.timestamp();
        let ends_at = last.tomorrow()?.to_zoned(zone.clone())?.timestamp();
        let milliseconds = |offset: jiff::tz::Offset| i64::from(offset.seconds()) * 1_000;
        let mut ahead = Vec::new();
        let mut current = milliseconds(zone.to_offset(starts_at));
        for change in zone.following(starts_at).take_while(|change| change.timestamp() < ends_at) {
            let next = milliseconds(change.offset());
            if next != current {
                ahead.push((current, change.timestamp()));
                current = next;
            }
        }
        ahead.push((current, ends_at));
        Ok(Self { first, last, starts_at, ends_at, zone: zone.clone(), ahead })
    }

    /// As many days, directly before.
    ///
    /// # Errors
    /// When a day is at the beginning of all dates.
    pub fn before(&self) -> Result<Self, jiff::Error> {
        let last = self.first.yesterday()?;
        Self::new(&self.zone, last.checked_sub(Span::new().days(self.days() - 1))?, last)
    }

    /// The first day.
    pub fn first(&self) -> Date {
        self.first
    }

    /// The last day.
    pub fn last(&self) -> Date {
        self.last
    }

    /// When the first day begins.
    pub fn starts_at(&self) -> Timestamp {
        self.starts_at
    }

    /// When the last day is over.
    pub fn ends_at(&self) -> Timestamp {
        self.ends_at
    }

    /// How many days.
    pub fn days(&self) -> i64 {
        self.last.duration_since(self.first).as_hours() / 24 + 1
    }

    /// Every day, in order.
    pub fn dates(&self) -> impl Iterator<Item = Date> + use<> {
        self.first.series(Span::new().days(1)).take(usize::try_from(self.days()).unwrap_or(0))
    }

    /// The rows whose instant lies in these days.
    pub fn has(&self, column: impl ColumnTrait) -> Condition {
        Condition::all()
            .add(column.gte(Instant::from(self.starts_at)))
            .add(column.lt(Instant::from(self.ends_at)))
    }

    /// The day of an instant, as [`Self::date`] reads it.
    pub fn day_of(&self, instant: &Expr) -> Expr {
        let shown = self.shown(instant);
        shown.clone().sub(shown.modulo(number(DAY)))
    }

    /// The hour of the day of an instant, as [`Self::hour`] reads it.
    pub fn hour_of(&self, instant: &Expr) -> Expr {
        let shown = self.shown(instant);
        shown.clone().modulo(number(DAY)).sub(shown.modulo(number(HOUR)))
    }

    /// A day that a query has found.
    pub fn date(day: i64) -> Date {
        const FIRST: Date = Date::constant(1970, 1, 1);
        FIRST.saturating_add(Span::new().days(day.div_euclid(DAY)))
    }

    /// An hour of the day that a query has found: 0 to 23.
    pub fn hour(hour: i64) -> usize {
        usize::try_from(hour.rem_euclid(DAY) / HOUR).unwrap_or(0)
    }

    /// What the salon's clock shows at an instant, in milliseconds since midnight of 1 January 1970 on that same clock.
    fn shown(&self, instant: &Expr) -> Expr {
        let (last, earlier) = self.ahead.split_last().expect("`new` puts one in");
        if earlier.is_empty() {
            return instant.clone().add(number(last.0));
        }
        let case = earlier.iter().fold(CaseStatement::new(), |case, (ahead, until)| {
            case.case(instant.clone().lt(number(until.as_millisecond())), number(*ahead))
        });
        instant.clone().add(Expr::Case(Box::new(case.finally(number(last.0)))))
    }
}

/// A number in the text of a statement: as a value, MySQL would not know that it is whole.
fn number(number: i64) -> Expr {
    Expr::cust(number.to_string())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_period_before_is_as_long_and_ends_where_this_one_begins() {
        let santiago = TimeZone::get("America/Santiago").unwrap();
        let period = Period::new(&santiago, date(2026, 9, 1), date(2026, 9, 30)).unwrap();
        let before = period.before().unwrap();

        assert_eq!((before.first(), before.last()), (date(2026, 8, 2), date(2026, 8, 31)));
        assert_eq!(before.ends_at(), period.starts_at());
        assert_eq!((period.days(), before.days()), (30, 30));
        assert_eq!(period.dates().last(), Some(date(2026, 9, 30)));
    }

    #[test]
    fn in_every_zone_a_day_that_is_over_does_not_come_back() {
        // Then an instant's date by the clock and the day between two beginnings in which it lies are the same.
        let from: Timestamp = "2020-01-01T00:00:00Z".parse().unwrap();
        let to: Timestamp = "2040-01-01T00:00:00Z".parse().unwrap();
        let mut changes = 0;
        for name in jiff::tz::db().available() {
            let zone = TimeZone::get(name.as_str()).unwrap();
            for change in zone.following(from).take_while(|change| change.timestamp() < to) {
                changes += 1;
                let before = zone.to_datetime(change.timestamp() - jiff::SignedDuration::from_millis(1));
                let after = zone.to_datetime(change.timestamp());
                assert!(after.date() >= before.date(), "{}: {before} becomes {after}", name.as_str());
                // Figures are kept by quarters of an hour of UTC: each lies in one day of every calendar.
                let begins_a_day = after.date() != before.date();
                let seconds = [change.offset().seconds().into(), change.timestamp().as_second()];
                let matters = if begins_a_day { &seconds[..] } else { &seconds[..1] };
                assert!(
                    matters.iter().all(|seconds: &i64| seconds % 900 == 0),
                    "{} at {after}",
                    name.as_str()
                );
            }
        }
        assert!(changes > 1_000, "{changes}: too few for a test");
    }
}
