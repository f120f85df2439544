//! Visits as calendar programs read them: iCalendar, RFC 5545, for feeds and for mails (iTIP, RFC 5546). Only what these
//! need, which is less than the crates for it bring along (a second library for dates among it).

use std::fmt::Write;

use jiff::Timestamp;
use providers::mail::CalendarMethod;

/// A visit in a calendar.
#[derive(Debug, Clone)]
pub struct Event {
    /// Stays the same, whatever changes.
    pub uid: String,
    /// Counts up with every change.
    pub sequence: i32,
    /// Its start.
    pub starts_at: Timestamp,
    /// Its end.
    pub ends_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// Whether it does not take place.
    pub is_cancelled: bool,
    /// What it is, in a few words.
    pub summary: String,
    /// More of it.
    pub description: Option<String>,
    /// Where it is.
    pub location: Option<String>,
}

/// The whole calendar.
pub fn calendar(name: &str, events: &[Event]) -> String {
    let mut out = String::with_capacity(512 + 512 * events.len());
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//Bolt//Visits//EN");
    line(&mut out, "CALSCALE:GREGORIAN");
    // The name as RFC 7986 has it, and as programs from before do.
    line(&mut out, &format!("NAME:{}", escaped(name)));
    line(&mut out, &format!("X-WR-CALNAME:{}", escaped(name)));
    line(&mut out, "REFRESH-INTERVAL;VALUE=DURATION:PT15M");
    line(&mut out, "X-PUBLISHED-TTL:PT15M");
    for event in events {
        write_event(&mut out, event, None);
    }
    line(&mut out, "END:VCALENDAR");
    out
}

/// Who asks whom to an event, by their addresses.
#[derive(Debug, Clone)]
pub struct Invitation<'a> {
    /// What is done with it.
    pub method: CalendarMethod,
    /// The salon's name and address.
    pub organizer: (&'a str, &'a str),
    /// The customer's.
    pub attendee: &'a str,
}

/// An event that is sent to somebody: a new one, a change of one, or that it does not take place (RFC 5546, 3.2.2 and
/// 3.2.5). Programs know it again by its uid, and take the highest sequence for the truth.
pub fn invitation(event: &Event, invitation: &Invitation<'_>) -> String {
    let mut out = String::with_capacity(1024);
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//Bolt//Visits//EN");
    line(&mut out, "CALSCALE:GREGORIAN");
    line(&mut out, &format!("METHOD:{}", invitation.method.as_str()));
    write_event(&mut out, event, Some(invitation));
    line(&mut out, "END:VCALENDAR");
    out
}

fn write_event(out: &mut String, event: &Event, invitation: Option<&Invitation<'_>>) {
    line(out, "BEGIN:VEVENT");
    line(out, &format!("UID:{}", escaped(&event.uid)));
    // Without a METHOD this is when the information was last changed (3.8.7.2).
    line(out, &format!("DTSTAMP:{}", utc(event.changed_at)));
    line(out, &format!("LAST-MODIFIED:{}", utc(event.changed_at)));
    line(out, &format!("CREATED:{}", utc(event.created_at)));
    line(out, &format!("SEQUENCE:{}", event.sequence.max(0)));
    line(out, &format!("DTSTART:{}", utc(event.starts_at)));
    line(out, &format!("DTEND:{}", utc(event.ends_at)));
    line(out, if event.is_cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
    line(out, if event.is_cancelled { "TRANSP:TRANSPARENT" } else { "TRANSP:OPAQUE" });
    line(out, &format!("SUMMARY:{}", escaped(&event.summary)));
    if let Some(description) = &event.description {
        line(out, &format!("DESCRIPTION:{}", escaped(description)));
    }
    if let Some(location) = &event.location {
        line(out, &format!("LOCATION:{}", escaped(location)));
    }
    if let Some(Invitation { organizer: (name, address), attendee, .. }) = invitation {
        line(out, &format!("ORGANIZER;CN={}:mailto:{}", quoted(name), escaped(address)));
        // Nobody has to answer: whoever wants to change something uses the link.
        line(out, &format!("ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{}", escaped(attendee)));
    }
    line(out, "END:VEVENT");
}

/// An instant in the form that needs no zone (3.3.5).
fn utc(instant: Timestamp) -> String {
    instant.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as a value (3.3.11). Characters that a value cannot have are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push('\t'),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// Text as the value of a parameter (3.2), which has no way to write a quote.
fn quoted(text: &str) -> String {
    let plain: String = text.chars().filter(|letter| !letter.is_control() && *letter != '"').collect();
    format!("\"{plain}\"")
}

/// Most bytes of a line, its end not counted (3.1).
const LINE: usize = 75;

/// Writes a line, folded where it is too long: a line end and one blank that whoever reads it takes out again.
fn line(out: &mut String, content: &str) {
    let mut room = LINE;
    for letter in content.chars() {
        // Never inside of a character, though the standard would allow it.
        if letter.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE - 1;
        }
        room -= letter.len_utf8();
        let _ = out.write_char(letter);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(summary: &str) -> Event {
        let moment = |text: &str| text.parse().expect("a literal instant");
        Event {
            uid: "apt_01h455vb4pex5vsknk084sn02q".to_owned(),
            sequence: 3,
            starts_at: moment("2026-03-12T14:00:00Z"),
            ends_at: moment("2026-03-12T14:45:00Z"),
            created_at: moment("2026-03-01T08:00:00Z"),
            changed_at: moment("2026-03-02T09:30:15Z"),
            is_cancelled: false,
            summary: summary.to_owned(),
            description: None,
            location: None,
        }
    }

    /// Reads as a calendar program does: takes folds out, then splits each line at its colon.
    fn read(calendar: &str) -> Vec<(String, String)> {
        calendar
            .replace("\r\n ", "")
            .split_terminator("\r\n")
            .map(|line| line.split_once(':').expect("every line has a value"))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    fn unescaped(value: &str) -> String {
        let mut out = String::new();
        let mut letters = value.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => match letters.next().expect("a backslash comes before something") {
                    'n' => out.push('\n'),
                    other => out.push(other),
                },
                ';' | ',' => panic!("bare {letter} in {value}"),
                letter => out.push(letter),
            }
        }
        out
    }

    #[test]
    fn a_visit_is_written_as_the_standard_wants_it() {
        let mut visit = event("Cut, wash; dry: Zoë\\Ann");
        visit.location = Some("1 Pier Street\nNew York".to_owned());
        assert_eq!(
            calendar("Anna", &[visit]),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Bolt//Visits//EN\r\nCALSCALE:GREGORIAN\r\nNAME:Anna\r\n\
             X-WR-CALNAME:Anna\r\nREFRESH-INTERVAL;VALUE=DURATION:PT15M\r\nX-PUBLISHED-TTL:PT15M\r\nBEGIN:VEVENT\r\n\
             UID:apt_01h455vb4pex5vsknk084sn02q\r\nDTSTAMP:20260302T093015Z\r\nLAST-MODIFIED:20260302T093015Z\r\n\
             CREATED:20260301T080000Z\r\nSEQUENCE:3\r\nDTSTART:20260312T140000Z\r\nDTEND:20260312T144500Z\r\n\
             STATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nSUMMARY:Cut\\, wash\\; dry: Zoë\\\\Ann\r\n\
             LOCATION:1 Pier Street\\nNew York\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
    }

    #[test]
    fn an_invitation_says_who_asks_whom_to_what() {
        let asked = |method| Invitation {
            method,
            organizer: ("Zoë's \"Cut\"", "hi@salon.example"),
            attendee: "dana@example.com",
        };

        let new = invitation(&event("Cut"), &asked(CalendarMethod::Request));
        let off = invitation(
            &Event { is_cancelled: true, sequence: 4, ..event("Cut") },
            &asked(CalendarMethod::Cancel),
        );

        let value = |calendar: &str, name: &str| {
            let found = read(calendar).into_iter().find(|(key, _)| key == name);
            found.unwrap_or_else(|| panic!("no {name} in {calendar}")).1
        };
        for name in ["UID", "DTSTART"] {
            assert_eq!(value(&new, name), value(&off, name), "{name}");
        }
        assert_eq!(
            (value(&new, "METHOD"), value(&off, "METHOD")),
            ("REQUEST".to_owned(), "CANCEL".to_owned())
        );
        assert_eq!((value(&new, "SEQUENCE"), value(&off, "SEQUENCE")), ("3".to_owned(), "4".to_owned()));
        assert_eq!(value(&off, "STATUS"), "CANCELLED");
        assert_eq!(value(&new, "ORGANIZER;CN=\"Zoë's Cut\""), "mailto:hi@salon.example");
        assert_eq!(value(&new, "ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE"), "mailto:dana@example.com");
    }

    proptest! {
        #[test]
        fn whatever_somebody_is_called_comes_out_again(name in any::<String>(), long in "[\\PC\r\n;,:\\\\]{0,400}") {
            for text in [name, long] {
                let written = calendar(&text, &[event(&text), event("after")]);

                for line in written.split("\r\n") {
                    prop_assert!(line.len() <= LINE, "{} bytes: {line:?}", line.len());
                    prop_assert!(!line.chars().any(|letter| letter.is_control() && letter != '\t'), "{line:?}");
                }
                let lines = read(&written);
                let values = |name: &str| -> Vec<String> {
                    lines.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
                };
                prop_assert_eq!(values("BEGIN"), ["VCALENDAR", "VEVENT", "VEVENT"]);
                let kept: String = text
                    .replace("\r\n", "\n")
                    .chars()
                    .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
                    .collect();
                prop_assert_eq!(unescaped(&values("SUMMARY")[0]), kept.clone());
                prop_assert_eq!(unescaped(&values("NAME")[0]), kept);
                prop_assert_eq!(values("SUMMARY")[1].clone(), "after");
            }
        }
    }
}
