//! Which customers may be one person twice: the same name, however it is spelled, or the same e-mail address.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use utoipa::ToSchema;

use super::store::Known;
use crate::ids::CustomerId;

/// Two customers who may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    /// Who was known first.
    pub(super) first: CustomerId,
    pub(super) second: CustomerId,
    pub(super) reasons: Vec<Likeness>,
}

/// What two customers have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Likeness {
    /// The name, but for capitals, accents and blanks.
    Name,
    /// The e-mail address.
    Email,
}

/// Pairs of customers who may be one person, the longest known first. Of many who are alike, each is paired with the
/// one who was known first: that is whom to keep.
pub(super) fn pairs(customers: &[Known]) -> Vec<Pair> {
    let mut first_with: HashMap<(Likeness, String), CustomerId> = HashMap::new();
    let mut pairs: BTreeMap<(CustomerId, CustomerId), Vec<Likeness>> = BTreeMap::new();
    for customer in customers {
        let name = Some((Likeness::Name, folded(&customer.name))).filter(|(_, name)| !name.is_empty());
        let email = customer.email.as_ref().map(|email| (Likeness::Email, email.to_lowercase()));
        for likeness in name.into_iter().chain(email) {
            let reason = likeness.0;
            let first = *first_with.entry(likeness).or_insert(customer.id);
            if first != customer.id {
                pairs.entry((first, customer.id)).or_default().push(reason);
            }
        }
    }
    pairs.into_iter().map(|((first, second), reasons)| Pair { first, second, reasons }).collect()
}

/// Without what two people write differently in the same name.
fn folded(name: &str) -> String {
    understanding::fold(name).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_is_found_in_every_spelling() {
        let known = |name: &str, email: Option<&str>| Known {
            id: CustomerId::generate(),
            name: name.to_owned(),
            email: email.map(str::to_owned),
        };
        let all = [
            known("Zoë O'Neil", None),
            known("ZOE  ONEIL", Some("zoe@example.com")),
            known("Z. Oneil", Some("Zoe@Example.com")),
            known("Dana Whitlock", None),
            known("zoe o’neil", Some("zoe@example.com")),
        ];
        let found: Vec<_> =
            pairs(&all).into_iter().map(|pair| (pair.first, pair.second, pair.reasons)).collect();
        assert_eq!(
            found,
            [
                (all[0].id, all[1].id, vec![Likeness::Name]),
                (all[0].id, all[4].id, vec![Likeness::Name]),
                (all[1].id, all[2].id, vec![Likeness::Email]),
                (all[1].id, all[4].id, vec![Likeness::Email]),
            ]
        );
    }
}
