//! What a salon dials on its own telephone to have calls sent on that nobody answers.
//!
//! Mobile networks have the codes of 3GPP TS 22.030 (annex B: `004` for every call that is not taken, `61` no answer, `62` out
//! of reach, `67` busy); Verizon has its own (verizon.com/support/call-forwarding-faqs), and so have North America's landlines
//! (vertical service codes `*90` and `*92`; help.housecallpro.com/en/articles/13402399 lists carriers, read 2026-11). Carriers
//! change them, so the page has a call that tries it out.

use providers::phone::PhoneNumber;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::entity::forwarding::Carrier;

/// When calls are sent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum ForwardingCondition {
    /// Whenever nobody takes the call: busy, no answer, out of reach.
    NotTaken,
    /// Somebody speaks already.
    Busy,
    /// Nobody picks up.
    NoAnswer,
}

/// What to dial for one condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ForwardingCode {
    condition: ForwardingCondition,
    /// Switches it on.
    on: String,
    /// Switches it off.
    off: String,
}

/// The codes of a carrier; none where it is set in the carrier's own pages.
pub(super) fn codes(carrier: Carrier, to: &PhoneNumber) -> Vec<ForwardingCode> {
    let code = |condition, on: String, off: &str| ForwardingCode { condition, on, off: off.to_owned() };
    // As it is dialled within North America; from elsewhere with the country code.
    let ten = to.as_str().strip_prefix("+1").unwrap_or(to.as_str());
    match carrier {
        Carrier::Verizon => vec![code(ForwardingCondition::NotTaken, format!("*71{ten}"), "*73")],
        Carrier::TMobile | Carrier::Att | Carrier::OtherMobile => {
            vec![code(ForwardingCondition::NotTaken, format!("**004*{to}#", to = to.as_str()), "##004#")]
        }
        Carrier::Landline => vec![
            code(ForwardingCondition::NoAnswer, format!("*92{ten}"), "*93"),
            code(ForwardingCondition::Busy, format!("*90{ten}"), "*91"),
        ],
        Carrier::Office => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_carrier_is_dialled_as_it_wants() {
        let to = PhoneNumber::from_e164("+12125550100").expect("a number");
        let dialled = |carrier| {
            let codes = codes(carrier, &to);
            codes.into_iter().map(|code| (code.on, code.off)).collect::<Vec<_>>()
        };
        let pair = |on: &str, off: &str| (on.to_owned(), off.to_owned());
        assert_eq!(dialled(Carrier::Verizon), [pair("*712125550100", "*73")]);
        assert_eq!(dialled(Carrier::TMobile), [pair("**004*+12125550100#", "##004#")]);
        assert_eq!(dialled(Carrier::Landline), [pair("*922125550100", "*93"), pair("*902125550100", "*91")]);
        assert_eq!(dialled(Carrier::Office), []);
    }
}
