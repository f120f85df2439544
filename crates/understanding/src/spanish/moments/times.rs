//! Times of day: "las dos y media", "cinco para las tres", "14:30", "a eso de las cinco".

use super::Reader;
use super::parts::within;
use crate::moments::When;
use crate::moments::clock::{Clock, Core, Half, Sure, halved};
use crate::spanish::calendar::{is_counted, unit};
use crate::words::Unit;

/// Words before a time. The flag: it is about then.
const LEADS: &[(&[&str], bool)] = &[
    (&["a", "eso", "de"], true),
    (&["como", "a", "eso", "de"], true),
    (&["por", "ahi", "de"], true),
    (&["por", "ahi", "a"], true),
    (&["como", "por"], true),
    (&["como", "para"], true),
    (&["como", "tipo"], true),
    (&["como", "a"], true),
    (&["como"], true),
    (&["alrededor", "de"], true),
    (&["cerca", "de"], true),
    (&["mas", "o", "menos", "a"], true),
    (&["mas", "o", "menos", "para"], true),
    (&["mas", "o", "menos"], true),
    (&["aproximadamente", "a"], true),
    (&["aproximadamente"], true),
    (&["casi", "a"], true),
    (&["tipo", "a"], true),
    (&["tipo"], true),
    (&["sobre"], true),
    (&["hacia"], true),
    (&["a"], false),
    (&["para"], false),
];

impl Reader<'_, '_> {
    /// A time that stands for itself.
    pub(super) fn time(&self, at: usize) -> Option<(Clock, usize)> {
        self.moment_from_now(at).or_else(|| self.time_as_said(at))
    }

    fn time_as_said(&self, at: usize) -> Option<(Clock, usize)> {
        let (start, approximate) = self.time_lead(at);
        let core = self.core(start, true)?;
        let clock = Clock { approximate: approximate || core.clock.approximate, ..core.clock };
        let words = self.text;
        if core.sure == Sure::Yes {
            return Some((clock, core.end));
        }
        let counted = is_counted(words.word(core.end)) || unit(words.word(core.end)).is_some();
        let alone = self.is_alone(start, core.end);
        let day_behind = self.phrase(core.end, &[&["de"], &["en"]]).unwrap_or(core.end);
        let beside_day =
            (1..=12).contains(&clock.hour) && (self.day_ends_at(at) || self.day(day_behind).is_some());
        let evidence = approximate
            || (core.sure == Sure::Likely && !self.expects_other)
            || (alone && self.expects_time && !(self.expects_date && clock.hour > 12))
            || (beside_day && core.end - start == 1);
        (evidence && !counted).then_some((clock, core.end))
    }

    /// A time where one must stand: after "desde", "antes de", "entre". A bare hour will do.
    pub(super) fn time_here(&self, at: usize, minutes: bool) -> Option<Core> {
        let (start, approximate) = self.time_lead(at);
        let core = self.core(start, minutes)?;
        if core.sure == Sure::No
            && (is_counted(self.text.word(core.end)) || unit(self.text.word(core.end)).is_some())
        {
            return None;
        }
        Some(Core {
            clock: Clock { approximate: approximate || core.clock.approximate, ..core.clock },
            ..core
        })
    }

    fn time_lead(&self, at: usize) -> (usize, bool) {
        let lead = LEADS.iter().find(|(lead, _)| self.text.reads(at, lead));
        lead.map_or((at, false), |(lead, approximate)| (at + lead.len(), *approximate))
    }

    /// A single time; `minutes` says whether "y" may bring minutes, which it must not after "entre".
    pub(super) fn core(&self, at: usize, minutes: bool) -> Option<Core> {
        let core = self.named(at).or_else(|| self.minutes_to(at)).or_else(|| self.clock(at, minutes))?;
        let core = self.suffixed(core);
        let words = self.text;
        let article = matches!(words.word(at), "las" | "la");
        // "Las dos cosas", and "las dos" for both of them.
        let counted = article && is_counted(words.word(core.end)) && words.before(at, 1) != "a";
        let both = core.end == at + 2
            && matches!(words.word(at + 1), "dos" | "2")
            && !matches!(
                words.before(at, 1),
                "a" | "de" | "y" | "hasta" | "para" | "sobre" | "hacia" | "como" | "entre"
            )
            && !self.expects_time
            && words.tokens.len() > 2;
        // "Ninguna de las dos" chooses among what was offered.
        let of_them = words.before(at, 1) == "de"
            && matches!(words.before(at, 2), "ninguna" | "ninguno" | "alguna" | "cualquiera" | "una");
        (!counted && !both && !of_them).then_some(core)
    }

    /// "mediodía", "las doce de la noche" is read elsewhere.
    fn named(&self, at: usize) -> Option<Core> {
        let place = at + usize::from(matches!(self.text.word(at), "el" | "al" | "la"));
        let (hour, end) = match (self.text.word(place), self.text.word(place + 1)) {
            ("mediodia", _) => (12, place + 1),
            ("medio", "dia") => (12, place + 2),
            ("medianoche", _) => (0, place + 1),
            ("media", "noche") => (0, place + 2),
            _ => return None,
        };
        Some(Core { clock: Clock::new(hour, 0, Half::Known)?, end, sure: Sure::Yes })
    }

    /// "cinco para las tres", "un cuarto para las cinco", "faltan diez para la una".
    fn minutes_to(&self, at: usize) -> Option<Core> {
        let words = self.text;
        let place = self.phrase(at, &[&["faltando"], &["faltan"], &["las"], &["un"]]).unwrap_or(at);
        let (minutes, next) = match words.word(place) {
            "cuarto" => (15, place + 1),
            _ => {
                let number = words.cardinal(place).filter(|number| (1..60).contains(&number.value))?;
                (number.value, place + number.length)
            }
        };
        let next = next + usize::from(unit(words.word(next)) == Some(Unit::Minute));
        let article = matches!(words.word(next + 1), "la" | "las");
        if !article || !matches!(words.word(next), "para" | "pa") {
            return None;
        }
        let hour = self.suffixed(self.clock(next + 1, false).filter(|hour| hour.clock.minute == 0)?);
        Some(Core { clock: hour.clock.earlier(minutes as i32), end: hour.end, sure: Sure::Yes })
    }

    /// "las dos y media", "la una", "14:30", "diez treinta", "cinco menos cuarto".
    fn clock(&self, at: usize, minutes: bool) -> Option<Core> {
        let words = self.text;
        // Recognisers write "alas tres", "ala una".
        let article = usize::from(matches!(words.word(at), "las" | "la" | "alas" | "ala"));
        let singular = matches!(words.word(at), "la" | "ala");
        let place = at + article;
        let sure = if article == 1 { Sure::Yes } else { Sure::No };
        if words.word(place) == "una" {
            let clock = (singular || matches!(words.word(place + 1), "y" | "menos"))
                .then(|| Clock::new(1, 0, Half::Open))
                .flatten()?;
            let core = Core { clock, end: place + 1, sure };
            return Some(self.with_minutes(core, minutes, true));
        }
        if singular && words.word(place) != "1" {
            return None;
        }
        if let Some(core) = self.in_figures(place, sure) {
            return Some(core);
        }
        let token = words.tokens.get(place)?;
        let number = words.cardinal(place).filter(|number| number.value < 25 && number.width < 3)?;
        let part_of_more = number.width > 0
            && (token.is_joined()
                || token.gap.ends_with(['$', '€', '#', '+', '/', '-', '.'])
                || words.tokens.get(place + 1).is_some_and(|next| {
                    next.digits.is_some() && matches!(next.gap, "/" | "." | ":" | "-" | "")
                        || next.gap.starts_with(['%', '$', '€'])
                }));
        if part_of_more {
            return None;
        }
        let half = if number.value > 12 || number.value == 0 { Half::Known } else { Half::Open };
        let clock = Clock::new(number.value % 24, 0, half)?;
        let core = Core { clock, end: place + number.length, sure };
        Some(self.with_minutes(core, minutes, number.width < 3))
    }

    /// "14:30", "2.30", "14h30", "1430" behind an article.
    fn in_figures(&self, at: usize, sure: Sure) -> Option<Core> {
        let words = self.text;
        let token = words.tokens.get(at)?;
        let value = token.digits.filter(|_| !token.is_joined())?;
        let half = |hour: u32| {
            if hour > 12 || hour == 0 || token.raw.starts_with('0') { Half::Known } else { Half::Open }
        };
        if matches!(token.width(), 3 | 4) {
            let clock = Clock::new(value / 100, value % 100, half(value / 100))?;
            let said = sure == Sure::Yes || matches!(words.word(at + 1), "horas" | "hrs" | "h" | "am" | "pm");
            return said.then_some(Core { clock, end: at + 1, sure: Sure::Yes });
        }
        let hour_mark = usize::from(words.word(at + 1) == "h");
        let next =
            words.tokens.get(at + 1 + hour_mark).filter(|next| next.width() == 2 && token.width() < 3)?;
        let sure = match next.gap {
            _ if hour_mark == 1 && next.is_joined() => Sure::Yes,
            ":" | " : " => Sure::Yes,
            "." | " " => {
                let end = at + 2;
                let marked = matches!(words.word(end), "horas" | "hrs" | "h" | "am" | "pm")
                    || self.part_after(end).is_some();
                if marked || self.expects_time { Sure::Yes } else { sure.max(Sure::Likely) }
            }
            _ => return None,
        };
        let minute = next.digits?;
        let goes_on = words
            .tokens
            .get(at + 2 + hour_mark)
            .is_some_and(|after| matches!(after.gap, ":" | "/" | "-" | ".") && after.digits.is_some());
        if goes_on && next.gap != ":" || sure < Sure::Yes && minute % 5 != 0 {
            return None;
        }
        Some(Core { clock: Clock::new(value, minute, half(value))?, end: at + 2 + hour_mark, sure })
    }

    /// What may follow an hour: "y media", "menos cuarto", "treinta", "cero cinco".
    fn with_minutes(&self, core: Core, and: bool, spoken: bool) -> Core {
        let words = self.text;
        let next = core.end;
        let article = |place: usize| matches!(words.word(place), "la" | "las" | "el" | "una" | "los" | "un");
        let minute_at = |place: usize| match words.word(place) {
            "media" => Some((30, place + 1)),
            "cuarto" => Some((15, place + 1)),
            "un" if words.word(place + 1) == "cuarto" => Some((15, place + 2)),
            _ => words
                .cardinal(place)
                .filter(|number| (1..60).contains(&number.value))
                .map(|number| (number.value, place + number.length)),
        };
        let at = |minute: u32, end: usize, sure: Sure| Core {
            clock: Clock { minute: minute as i8, ..core.clock },
            end: end + usize::from(unit(words.word(end)) == Some(Unit::Minute)),
            sure: core.sure.max(sure),
        };
        match words.word(next) {
            "y" if words.word(next + 1) == "pico" => {
                Core { clock: Clock { approximate: true, ..core.clock }, end: next + 2, sure: Sure::Yes }
            }
            "y" | "con"
                if (and || matches!(words.word(next + 1), "media" | "cuarto")) && !article(next + 1) =>
            {
                match minute_at(next + 1) {
                    Some((minute, end)) => {
                        let named = matches!(words.word(end - 1), "media" | "cuarto");
                        at(minute, end, if named { Sure::Yes } else { Sure::Likely })
                    }
                    None => core,
                }
            }
            "menos" => match minute_at(next + 1) {
                Some((minute, end)) => Core {
                    clock: core.clock.earlier(minute as i32),
                    end: end + usize::from(unit(words.word(end)) == Some(Unit::Minute)),
                    sure: Sure::Yes,
                },
                None => core,
            },
            "cero" if spoken => match words.cardinal(next + 1).filter(|unit| (0..10).contains(&unit.value)) {
                Some(unit) => at(unit.value, next + 2, Sure::Likely),
                None => core,
            },
            _ if spoken && words.tokens.get(next).is_some_and(|token| token.gap == " ") => {
                match words
                    .cardinal(next)
                    .filter(|number| (10..60).contains(&number.value) && number.width == 0)
                {
                    Some(number) if number.value % 5 == 0 || core.sure == Sure::Yes => {
                        at(number.value, next + number.length, Sure::Likely)
                    }
                    _ => core,
                }
            }
            _ => core,
        }
    }

    /// What may follow a time: "en punto", "pm", "horas", "de la tarde", "más o menos".
    fn suffixed(&self, core: Core) -> Core {
        let words = self.text;
        let Core { mut clock, mut end, mut sure } = core;
        loop {
            let opens = words.tokens.get(end).is_none_or(|token| token.opens_sentence());
            match words.word(end) {
                _ if opens => break,
                "en" if words.word(end + 1) == "punto" => {
                    sure = Sure::Yes;
                    end += 1;
                }
                "horas" | "hrs" | "h" if sure > Sure::No || clock.hour > 12 => sure = Sure::Yes,
                "am" => {
                    clock = halved(clock, false);
                    sure = Sure::Yes;
                }
                "pm" => {
                    clock = halved(clock, true);
                    sure = Sure::Yes;
                }
                "mas" if sure > Sure::No && words.reads(end, &["mas", "o", "menos"]) => {
                    clock.approximate = true;
                    end += 2;
                }
                "aproximadamente" | "aprox" if sure > Sure::No => clock.approximate = true,
                _ => break,
            }
            end += 1;
        }
        if let Some((part, after)) = self.part_after(end) {
            clock = within(clock, part);
            sure = Sure::Yes;
            end = after;
        }
        Core { clock, end, sure }
    }

    /// "en dos horas", "dentro de media hora".
    fn moment_from_now(&self, at: usize) -> Option<(Clock, usize)> {
        let (minutes, end) = self.minutes_from_now(at)?;
        let then = self.now.checked_add(jiff::SignedDuration::from_mins(minutes)).ok()?;
        let clock = Clock { hour: then.hour(), minute: then.minute(), half: Half::Known, approximate: false };
        (then.date() == self.today).then_some((clock, end))
    }

    /// "dentro de 30 horas": a day and a time.
    pub(super) fn moment_of_another_day(&self, at: usize) -> Option<(Vec<When>, usize)> {
        let (minutes, end) = self.minutes_from_now(at)?;
        let then = self.now.checked_add(jiff::SignedDuration::from_mins(minutes)).ok()?;
        let clock = Clock { hour: then.hour(), minute: then.minute(), half: Half::Known, approximate: false };
        let values = vec![When::Day(then.date(), Vec::new()), When::Time(clock)];
        (then.date() != self.today).then_some((values, end))
    }

    fn minutes_from_now(&self, at: usize) -> Option<(i64, usize)> {
        let words = self.text;
        let place = self.phrase(at, &[&["dentro", "de"], &["de", "aqui", "a"], &["en"]])?;
        let place =
            self.phrase(place, &[&["como"], &["unos"], &["unas"], &["otra"], &["otros"]]).unwrap_or(place);
        for (phrase, minutes) in [
            (&["media", "hora"][..], 30),
            (&["media", "horita"], 30),
            (&["hora", "y", "media"], 90),
            (&["un", "cuarto", "de", "hora"], 15),
            (&["tres", "cuartos", "de", "hora"], 45),
        ] {
            if words.reads(place, phrase) {
                return Some((minutes, place + phrase.len()));
            }
        }
        let (count, length) = words.count(place)?;
        let end = place + length + 1;
        let count = i64::from(count.min(10_000));
        match unit(words.word(place + length))? {
            Unit::Minute => Some((count, end)),
            Unit::Hour if words.reads(end, &["y", "media"]) => Some((count * 60 + 30, end + 2)),
            Unit::Hour if words.reads(end, &["y", "cuarto"]) => Some((count * 60 + 15, end + 2)),
            Unit::Hour => Some((count * 60, end)),
            _ => None,
        }
    }

    /// Whether these words are (nearly) all that was said.
    pub(super) fn is_alone(&self, from: usize, to: usize) -> bool {
        let words = &self.text.tokens;
        (0..words.len()).filter(|place| !(from..to).contains(place)).all(|place| is_small(&words[place].word))
    }
}

/// Words that say nothing beside a time.
fn is_small(word: &str) -> bool {
    matches!(
        word,
        "a" | "la"
            | "las"
            | "el"
            | "los"
            | "de"
            | "por"
            | "favor"
            | "porfavor"
            | "porfa"
            | "para"
            | "pues"
            | "eh"
            | "este"
            | "em"
            | "bueno"
            | "vale"
            | "ok"
            | "si"
            | "no"
            | "mejor"
            | "seria"
            | "esta"
            | "bien"
            | "perfecto"
            | "me"
            | "va"
            | "viene"
            | "gracias"
            | "que"
            | "sea"
            | "entonces"
            | "quiero"
            | "quisiera"
            | "prefiero"
            | "digamos"
            | "o"
            | "y"
            | "creo"
            | "puede"
            | "ser"
            | "podria"
            | "genial"
            | "queda"
    )
}
