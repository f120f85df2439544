//! Anyone will do: whom to book.

use jiff::Timestamp;

/// What someone already has, for a fair choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Workload {
    /// Minutes already booked on the day in question.
    pub booked_minutes: u32,
    /// When somebody last booked them, for whatever day. None: never.
    pub last_booked: Option<Timestamp>,
}

/// Puts those who are free in the order in which to ask them: first who has least to do that day; among equals whose
/// last booking is longest ago, or who never had one; equals still stay as they are.
pub fn best_first<P: Copy>(free: &mut [P], workload: impl Fn(P) -> Workload) {
    // `None` comes before any moment, as it should.
    free.sort_by_key(|&person| workload(person));
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: (&str, u32, Option<i64>) = ("Anna", 60, Some(500));
    const BEA: (&str, u32, Option<i64>) = ("Bea", 30, Some(900));
    const CLEO: (&str, u32, Option<i64>) = ("Cleo", 30, Some(100));
    const DORA: (&str, u32, Option<i64>) = ("Dora", 30, None);

    fn chosen(free: &[(&'static str, u32, Option<i64>)]) -> Option<&'static str> {
        let mut free = free.to_vec();
        best_first(&mut free, |(_, booked_minutes, last)| Workload {
            booked_minutes,
            last_booked: last.map(|second| Timestamp::constant(second, 0)),
        });
        free.first().map(|(name, _, _)| *name)
    }

    #[test]
    fn whoever_has_least_to_do_that_day_is_chosen() {
        assert_eq!(chosen(&[ANNA, BEA]), Some("Bea"));
        assert_eq!(chosen(&[BEA, ANNA]), Some("Bea"));
    }

    #[test]
    fn equal_days_go_to_whoever_was_booked_longest_ago() {
        assert_eq!(chosen(&[BEA, CLEO]), Some("Cleo"));
        assert_eq!(chosen(&[CLEO, BEA, DORA]), Some("Dora"), "never booked is longest ago");
    }

    #[test]
    fn equals_in_everything_go_by_their_order() {
        assert_eq!(chosen(&[("first", 0, None), ("second", 0, None)]), Some("first"));
        assert_eq!(chosen(&[]), None);
    }
}
