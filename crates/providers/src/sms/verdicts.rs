//! What each of Twilio's error codes means for a message: to be tried again, or not. The one table of it.

use std::time::Duration;

/// What to do about a message that did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Send it again after this long, so often at most.
    Again {
        /// The pause.
        after: Duration,
        /// Most further tries.
        most: i32,
    },
    /// However often it is sent, it will not arrive.
    Never,
    /// The recipient has asked not to be written to.
    OptedOut,
    /// The number takes no text messages: a landline.
    Landline,
}

/// A code, what it means in a salon's words, and what follows.
type Row = (u32, &'static str, Verdict);

/// Codes that come as the answer to a request (2xxxx) and with a status callback (3xxxx).
///
/// Each code has a page, `https://www.twilio.com/docs/api/errors/<code>`. Those of 30003, 30006 and 21635 were read (2026-11);
/// what follows from the others is by common knowledge of them, and the pauses are ours.
const TABLE: &[Row] = &[
    (21211, "the recipient's number is not valid", Verdict::Never),
    (21408, "our account may not send to the recipient's country", Verdict::Never),
    (21602, "the message has no words", Verdict::Never),
    (21603, "our number may not send text messages", Verdict::Never),
    (21606, "our number may not send text messages", Verdict::Never),
    (21610, "the recipient has asked not to get messages from our number", Verdict::OptedOut),
    (21611, "too many messages wait at our number", again(5, 3)),
    (21612, "the recipient's network cannot be reached from our number", Verdict::Never),
    (21614, "the recipient's number is no mobile number", Verdict::Landline),
    (21617, "the message is too long", Verdict::Never),
    (21635, "the recipient's number is a landline", Verdict::Landline),
    (21659, "our number may not send text messages", Verdict::Never),
    (21660, "our number may not send text messages", Verdict::Never),
    (30001, "too many messages waited at the network", again(15, 3)),
    (30002, "our account is suspended", Verdict::Never),
    (30003, "the telephone is switched off or out of reach", again(60, 3)),
    (30004, "the recipient or their network blocks the message", Verdict::Never),
    (30005, "the recipient's number is not in use", Verdict::Never),
    (30006, "a landline, or a network that cannot be reached", Verdict::Landline),
    (30007, "the network took the message for unwanted", Verdict::Never),
    (30008, "the network does not say why", again(10, 1)),
    (30010, "the message would have cost more than allowed", Verdict::Never),
    (30017, "the recipient's network is overloaded", again(15, 3)),
    (30022, "our numbers have sent more than their registration allows at once", again(15, 3)),
    (30023, "our registration's limit of the day is reached", again(24 * 60, 1)),
    (30027, "the recipient's network takes no more of our messages today", again(24 * 60, 1)),
    (30032, "our toll-free number is not verified", Verdict::Never),
    (30034, "our number is not registered for text messages (A2P 10DLC)", Verdict::Never),
    (30035, "our number's registration is not done yet", Verdict::Never),
];

const fn again(minutes: u64, most: i32) -> Verdict {
    Verdict::Again { after: Duration::from_secs(minutes * 60), most }
}

/// What follows from a code. One that is not in the table is not tried again: whoever wrote it meant something.
pub fn verdict(code: u32) -> Verdict {
    find(code).map_or(Verdict::Never, |(_, _, verdict)| *verdict)
}

/// A code in a salon's words.
pub fn meaning(code: u32) -> &'static str {
    find(code).map_or("see twilio.com/docs/api/errors for the reason", |(_, meaning, _)| meaning)
}

fn find(code: u32) -> Option<&'static Row> {
    TABLE.iter().find(|(known, ..)| *known == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_stands_once_and_in_order() {
        assert!(TABLE.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn only_what_can_change_is_tried_again() {
        for (code, is_again) in
            [(30003, true), (30008, true), (30022, true), (30005, false), (30007, false), (99999, false)]
        {
            assert_eq!(matches!(verdict(code), Verdict::Again { .. }), is_again, "{code}");
        }
        assert_eq!(verdict(21610), Verdict::OptedOut);
        assert_eq!((verdict(21614), verdict(30006)), (Verdict::Landline, Verdict::Landline));
    }
}
