//! Spans of time: "between four and five", "after three", "from nine for two hours".

use super::Reader;
use crate::english::calendar::{is_counted, month};
use crate::moments::When;
use crate::moments::clock::{Clock, Half, Sure, order};

impl Reader<'_, '_> {
    /// Spans of time: "between four and five", "after three", "from nine for two hours".
    pub(super) fn time_span(&self, at: usize) -> Option<(When, usize)> {
        self.closed_span(at)
            .or_else(|| self.span_by_length(at))
            .or_else(|| self.beside_a_meal(at))
            .or_else(|| self.open_span(at))
    }

    fn closed_span(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let any = if words.reads(at, &["any", "time"]) || words.reads(at, &["some", "time"]) {
            2
        } else {
            usize::from(matches!(words.word(at), "anytime" | "sometime"))
        };
        let place = at + any;
        let (lead, between) = match words.word(place) {
            "between" | "betwen" => (1, true),
            "from" => (1, false),
            _ => (0, false),
        };
        let (first, middle) = self.time_here(place + lead)?;
        let joint = words.word(middle);
        let dash = words
            .tokens
            .get(middle)
            .is_some_and(|token| token.follows('-') || token.follows('–') || token.follows('—'));
        let after = match joint {
            "and" if between || lead == 1 => middle + 1,
            "to" | "till" | "til" | "until" | "through" | "thru" | "untill" => middle + 1,
            _ if dash => middle,
            _ => return None,
        };
        let after = after + usize::from(matches!(words.word(after), "till" | "before" | "maybe" | "like"));
        // "Between eight o'clock and now".
        if lead == 1 && words.word(after) == "now" {
            let now = Clock {
                hour: self.now.hour(),
                minute: self.now.minute(),
                half: Half::Known,
                approximate: false,
            };
            let (first, now) = order(first, now);
            return Some((When::Times(Some(first), Some(now)), after + 1));
        }
        let (second, mut end) = self.time_here(after)?;
        // Two bare numbers want a reason: "from", a day beside them, a half of the day, or being asked.
        let bare = |from: usize, to: usize| (from..to).all(|place| words.cardinal(place).is_some());
        if lead == 0 && bare(place, middle) && bare(after, end) {
            let minutes = words.tokens.get(place + 1).is_some_and(|token| token.gap == ":")
                || words.tokens.get(after + 1).is_some_and(|token| token.gap == ":");
            let beside_day = self.day_ends_at(at) || self.day(end).is_some() || self.day(end + 1).is_some();
            let small = first.hour < 13 && second.hour < 13;
            let asked = !self.expects_other && self.is_alone(at, end);
            if !(minutes || (beside_day && small) || asked) || is_counted(words.word(end)) {
                return None;
            }
        }
        if self.is_phone_like(place + lead, end) || self.reads_as_days(place + lead, middle, end) {
            return None;
        }
        let part = self.part_after(end).filter(|_| second.half == Half::Known && first.half == Half::Open);
        if let Some((part, stop)) = part {
            end = stop;
            let (first, second) = order(first.within(part), second);
            return Some((When::Times(Some(first), Some(second)), end));
        }
        let (first, second) = self.ends(first, second, end);
        Some((When::Times(Some(first), Some(second)), end))
    }

    /// The two ends of a span whose words end here: "ten am to twelve am" is over at noon.
    fn ends(&self, first: Clock, second: Clock, end: usize) -> (Clock, Clock) {
        let (first, second) = order(first, second);
        let twelve_am = (second.hour, second.minute) == (0, 0) && self.text.before(end, 1) == "am";
        let noon = twelve_am && (1..12).contains(&first.hour);
        (first, if noon { Clock { hour: 12, ..second } } else { second })
    }

    /// "After lunch", "before dinner": meals and work tell a time.
    fn beside_a_meal(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let after = match words.word(at) {
            "after" => true,
            "before" => false,
            _ => return None,
        };
        let the = usize::from(matches!(words.word(at + 1), "my" | "the"));
        let (from, to) = match words.word(at + 1 + the) {
            "breakfast" => (9, 8),
            "lunch" | "lunchtime" => (13, 12),
            "dinner" | "dinnertime" | "supper" => (20, 18),
            "work" => (17, 9),
            "school" => (15, 8),
            _ => return None,
        };
        let time = usize::from(words.word(at + 2 + the) == "time");
        let clock = Clock::new(if after { from } else { to }, 0, Half::Known)?;
        let clock = Clock { approximate: true, ..clock };
        let when = if after { When::Times(Some(clock), None) } else { When::Times(None, Some(clock)) };
        Some((when, at + 2 + the + time))
    }

    /// "from nine for two and a half hours", "for two hours from nine".
    fn span_by_length(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let (start, minutes, end) = if words.word(at) == "for" {
            let (minutes, middle) = self.duration(at + 1)?;
            let from = matches!(words.word(middle), "from" | "starting" | "beginning" | "at");
            let more =
                usize::from(words.word(middle) != "at" && matches!(words.word(middle + 1), "at" | "from"));
            let (start, end) = self.time_here(middle + 1 + more).filter(|_| from)?;
            (start, minutes, end)
        } else {
            let lead = usize::from(matches!(words.word(at), "from" | "at" | "starting"));
            // "4 pm for 30 minutes"; "five for two hours" may be five people.
            let sure = lead == 1 || self.core(at).is_some_and(|core| core.sure == Sure::Yes);
            let (start, middle) = self.time_here(at + lead).filter(|_| sure)?;
            let (minutes, end) = self.duration(middle + 1).filter(|_| words.word(middle) == "for")?;
            (start, minutes, end)
        };
        let total = (start.minutes() + minutes as i32).rem_euclid(24 * 60);
        let stop = Clock { hour: (total / 60) as i8, minute: (total % 60) as i8, ..start };
        Some((When::Times(Some(start), Some(stop)), end))
    }

    /// "after three", "before noon", "five or later", "no later than six".
    fn open_span(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let any = if words.reads(at, &["any", "time"]) || words.reads(at, &["some", "time"]) {
            2
        } else {
            usize::from(matches!(words.word(at), "anytime" | "sometime" | "anything" | "something"))
        };
        let place = at + any;
        let from: &[&[&str]] = &[
            &["not", "before"],
            &["no", "earlier", "than"],
            &["not", "earlier", "than"],
            &["no", "sooner", "than"],
            &["not", "sooner", "than"],
            &["later", "than"],
            &["as", "early", "as"],
            &["starting", "from"],
            &["starting", "at"],
            &["from"],
            &["after"],
            &["past"],
            &["since"],
        ];
        let until: &[&[&str]] = &[
            &["not", "after"],
            &["no", "later", "than"],
            &["not", "later", "than"],
            &["earlier", "than"],
            &["as", "late", "as"],
            &["sooner", "than"],
            &["before"],
            &["prior", "to"],
            &["until"],
            &["till"],
            &["til"],
            &["by"],
            &["up", "to"],
            &["through"],
            &["thru"],
        ];
        let lead =
            |leads: &[&[&str]]| leads.iter().find(|lead| words.reads(place, lead)).map(|lead| lead.len());
        let (is_from, length) = match (lead(from), lead(until)) {
            (Some(length), _) => (true, length),
            (_, Some(length)) => (false, length),
            _ => return self.span_by_tail(at),
        };
        let weak = matches!(words.word(place), "from" | "past" | "since") && any == 0;
        let half = words.reads(place, &["past"]) && matches!(words.before(place, 1), "half" | "quarter");
        if half {
            return None;
        }
        if self.near_year(place + length).is_some() {
            return None;
        }
        let (clock, mut end) = self.time_here(place + length)?;
        let number_only = (place + length..end).all(|one| words.cardinal(one).is_some());
        if number_only && (clock.hour == 0 || self.day(place + length).is_some_and(|(_, stop)| stop >= end)) {
            return None;
        }
        if weak
            && number_only
            && end - (place + length) < 2
            && words.tokens.get(place + length + 1).is_none_or(|t| t.gap != ":")
        {
            let then = matches!(words.word(end), "onwards" | "onward" | "on" | "until" | "till");
            let all = words.word(place) == "past" && self.is_alone(place, end);
            if !then && words.word(place) != "from" && !all {
                return None;
            }
        }
        end += usize::from(matches!(words.word(end), "onwards" | "onward"));
        // "After three but before five" is one span.
        let but = end + usize::from(matches!(words.word(end), "but" | "and"));
        if is_from {
            if let Some(second) = until.iter().find(|lead| words.reads(but, lead))
                && let Some((stop, last)) = self.time_here(but + second.len())
            {
                let (clock, stop) = self.ends(clock, stop, last);
                return Some((When::Times(Some(clock), Some(stop)), last));
            }
            return Some((When::Times(Some(clock), None), end));
        }
        Some((When::Times(None, Some(clock)), end))
    }

    /// "five or later", "three onwards".
    fn span_by_tail(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let (clock, end) = self.time_here(at)?;
        for (tail, later) in [
            (&["or", "later"][..], true),
            (&["or", "after"], true),
            (&["and", "later"], true),
            (&["and", "after"], true),
            (&["onwards"], true),
            (&["onward"], true),
            (&["or", "earlier"], false),
            (&["or", "before"], false),
            (&["and", "before"], false),
            (&["at", "the", "latest"], false),
            (&["at", "the", "earliest"], true),
        ] {
            if words.reads(end, tail) {
                let when =
                    if later { When::Times(Some(clock), None) } else { When::Times(None, Some(clock)) };
                return Some((when, end + tail.len()));
            }
        }
        None
    }

    fn is_phone_like(&self, from: usize, to: usize) -> bool {
        let near = |place: usize| self.text.tokens.get(place).is_some_and(|t| t.width() > 2 && t.is_beside());
        (from > 0 && self.text.tokens[from - 1].width() > 2) || near(to)
    }

    /// "From 3 to 12 of September" are days.
    fn reads_as_days(&self, from: usize, middle: usize, end: usize) -> bool {
        let month_follows = month(self.text.word(end)).is_some()
            || (matches!(self.text.word(end), "of" | "in")
                && (month(self.text.word(end + 1)).is_some()
                    || matches!(self.text.word(end + 1), "this" | "next" | "the")))
            || (matches!(self.text.word(end), "next" | "this") && self.text.word(end + 1) == "month");
        month_follows && middle == from + self.text.cardinal(from).map_or(9, |number| number.length)
    }
}
