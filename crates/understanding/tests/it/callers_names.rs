//! Callers' names: said, spelled, misheard, and words that are no name.

use jiff::tz::TimeZone;
use understanding::{Catalogue, Expecting, Language, Utterance, Value, understand};

use crate::support::{now, salon};

/// The name found, where the recogniser had these other readings and the salon knows these customers.
fn name(text: &str, expecting: &[Expecting], alternatives: &[&str], customers: &[&str]) -> String {
    let owned = |list: &[&str]| -> Vec<String> { list.iter().map(|one| (*one).to_owned()).collect() };
    let catalogue = Catalogue { customers: owned(customers), ..salon() };
    let understood = understand(&Utterance {
        text,
        language: Language::English,
        alternatives: &owned(alternatives),
        now: now(),
        zone: &TimeZone::UTC,
        previous: None,
        expecting,
        catalogue: &catalogue,
    });
    let names: Vec<String> = understood
        .entities
        .into_iter()
        .filter_map(|one| if let Value::Name { name } = one.value { Some(name) } else { None })
        .collect();
    names.join(", ")
}

fn check(expecting: &[Expecting], cases: &[(&str, &str)]) {
    for (said, expected) in cases {
        assert_eq!(name(said, expecting, &[], &[]).to_lowercase(), expected.to_lowercase(), "{said:?}");
    }
}

#[test]
fn a_name_answers_the_question_for_it() {
    check(
        &[Expecting::Name],
        &[
            ("Melanie Hughes", "Melanie Hughes"),
            ("it's theodore finch", "Theodore Finch"),
            ("my name is gwendolyn park", "Gwendolyn Park"),
            ("sure that's priya natarajan", "Priya Natarajan"),
            ("uh yeah it's rob", "Rob"),
            ("tamsin", "Tamsin"),
            ("The name's Okafor, Chidi Okafor", "Chidi Okafor"),
            ("you can put it under delgado", "Delgado"),
            ("first name lucas last name brandt", "Lucas Brandt"),
            ("last name is whitfield first name is georgia", "Georgia Whitfield"),
            ("it's n a d i a", "Nadia"),
            ("p e t r a", "Petra"),
            ("k l a u s w e b e r", "Klaus Weber"),
            ("nadia that's n a d i a", "Nadia"),
            ("kristen with a k k r i s t e n", "Kristen"),
            ("k as in kilo a as in alpha r as in romeo l as in lima", "Karl"),
            ("m for mother i for ink a for apple", "Mia"),
            ("b as in boy e as in echo t as in tango h as in hotel", "Beth"),
            ("bravo echo tango hotel", "Beth"),
            ("it's spelled j o a q u i n", "Joaquin"),
            ("joaquin j o a q u i n", "Joaquin"),
            ("S-H-A-U-N", "Shaun"),
            ("double l at the end it's r u s s e double l", "Russell"),
            ("a n double a", "Anaa"),
            ("m a double t", "Matt"),
            ("Anne-Marie Dupont", "Anne-Marie Dupont"),
            ("anne hyphen marie", "Anne-Marie"),
            ("o'connor", "O'connor"),
            ("it's Sinead O'Brien", "Sinead O'Brien"),
            ("d apostrophe angelo", "D'Angelo"),
            ("van der berg", "Van Der Berg"),
            ("yes this is doctor helen marsh", "Helen Marsh"),
            ("mrs patterson", "Patterson"),
            ("mister ahmed yusuf", "Ahmed Yusuf"),
            ("call me bex", "Bex"),
            ("its for my daughter olive hunter", "Olive Hunter"),
            ("smith", "Smith"),
            ("rose", "Rose"),
            ("will baker", "Will Baker"),
            ("grace may", "Grace May"),
            ("june carter", "June Carter"),
            ("mark", "Mark"),
            ("my name is april wise", "April Wise"),
            ("faith young speaking", "Faith Young"),
            ("ji-woo kim", "Ji-Woo Kim"),
            ("xochitl ramirez", "Xochitl Ramirez"),
            ("zoë", "Zoë"),
            ("josé garcía", "José García"),
            ("surname mcallister", "Mcallister"),
            ("my surname is de souza", "De Souza"),
            ("it's Margot Delacroix", "Margot Delacroix"),
            ("yeah my name's tobias klein", "Tobias Klein"),
            ("this would be under fitzgerald", "Fitzgerald"),
            ("e l o i s e", "Eloise"),
            ("sure it's spelled m a r g o t", "Margot"),
            ("h as in harry u as in umbrella g as in george o as in orange", "Hugo"),
            ("p for peter i for igloo a for apple", "Pia"),
            ("sierra alpha mike", "Sam"),
            ("z o e capital z", "Zoe"),
            ("catherine with a k", "Katherine"),
            ("siobhan o'malley s i o b h a n", "Siobhan O'malley"),
            ("ana maria fernandes", "Ana Maria Fernandes"),
            ("jean-luc moreau", "Jean-Luc Moreau"),
            ("mary hyphen kate", "Mary-Kate"),
            ("last name wu first name jenny", "Jenny Wu"),
            ("the last name is goldberg", "Goldberg"),
            ("mr thompson", "Thompson"),
            ("dr amara obi", "Amara Obi"),
            ("ivy chambers", "Ivy Chambers"),
            ("reuben", "Reuben"),
            ("k a double l y", "Kally"),
            ("Leopold Grant", "Leopold Grant"),
            ("you can call me Teddy", "Teddy"),
            ("sure it's juliette bonnet", "Juliette Bonnet"),
            ("l u c as in cat a", "Luca"),
            ("e for echo v for victor a for alpha", "Eva"),
            ("whiskey india lima lima", "Will"),
            ("philip with one l p h i l i p", "Philip"),
            ("n g u y e n", "Nguyen"),
            ("tran thi mai", "Tran Thi Mai"),
            ("fitz-gerald", "Fitz-Gerald"),
            ("mackenzie o sullivan", "Mackenzie O Sullivan"),
            ("my name is grant morrison", "Grant Morrison"),
            ("ms. delacruz", "Delacruz"),
            ("it is under petersen with an e", "Petersen"),
            ("it's for jessica alvarez", "Jessica Alvarez"),
            ("that would be hamid", "Hamid"),
            ("name's dave", "Dave"),
            ("b r i a n n a", "Brianna"),
            ("g for golf i for india n for november a for alpha", "Gina"),
            ("s t e p h e n with a p h", "Stephen"),
            ("sarah with an h", "Sarah"),
            ("lara croft l a r a", "Lara Croft"),
            ("ó súilleabháin", "Ó Súilleabháin"),
            ("marie claire dubois", "Marie Claire Dubois"),
            ("mister john q public", "John Q Public"),
            ("just put down beth", "Beth"),
            ("my name is spelled z a c h", "Zach"),
            ("the booking is for anita desai", "Anita Desai"),
        ],
    );
}

#[test]
fn an_answer_that_is_no_name_is_none() {
    check(
        &[Expecting::Name],
        &[
            ("wait a moment", ""),
            ("why do you need that", ""),
            ("i'd rather not say", ""),
            ("can i speak to someone", ""),
            ("what did you say", ""),
            ("no", ""),
            ("tomorrow at five", ""),
            ("yes that's correct", ""),
            ("i already told you", ""),
            ("hold on a minute", ""),
            ("how much is it", ""),
            ("never mind", ""),
            ("what do you mean", ""),
            ("none of your business", ""),
            ("in a minute", ""),
            ("do i have to", ""),
            ("sorry what", ""),
            ("later today", ""),
        ],
    );
}

#[test]
fn a_name_is_told_unasked() {
    check(
        &[],
        &[
            ("hi this is carla mendes calling about friday", "Carla Mendes"),
            ("my name is henrik and i need a haircut", "Henrik"),
            ("good morning, it's Beatrice Fontaine here", "Beatrice Fontaine"),
            ("can you book it under the name of wilkinson", "Wilkinson"),
            ("i'd like to book for my husband daniel crane", "Daniel Crane"),
            ("im calling on behalf of sofia petrova", "Sofia Petrova"),
            ("hello this is vikram shah", "Vikram Shah"),
            ("this is leo i have a question", "Leo"),
            ("i want to book for my sister hannah blake", "Hannah Blake"),
            ("please put it under the name castellanos", "Castellanos"),
            ("hey it's sofia romano calling", "Sofia Romano"),
            ("the appointment is under barnes", "Barnes"),
            ("my husband's name is oscar lindqvist", "Oscar Lindqvist"),
            ("it's under the name park", "Park"),
            ("my name's valentina by the way", "Valentina"),
            ("good afternoon this is harold from next door", "Harold"),
        ],
    );
}

#[test]
fn what_callers_say_of_themselves_is_no_name() {
    check(
        &[],
        &[
            ("this is great", ""),
            ("i am so happy with my color", ""),
            ("it is too late", ""),
            ("i'm running late", ""),
            ("this is an emergency", ""),
            ("i am calling about my appointment", ""),
            ("its raining today", ""),
            ("im looking for a new stylist", ""),
            ("i'm a new customer", ""),
            ("this is the third time i call", ""),
            ("i'm good thanks", ""),
            ("this is about my appointment", ""),
            ("it's my first time", ""),
            ("i'm allergic to ammonia", ""),
            ("this is for tomorrow", ""),
            ("this is ridiculous", ""),
            ("i'm calling to cancel", ""),
            ("it's for two people", ""),
            ("this is my second visit", ""),
            ("i am free on tuesday", ""),
            ("it's a gift", ""),
        ],
    );
}

#[test]
fn a_customer_is_known_by_the_sound() {
    type Case<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a str);
    let cases: &[Case<'_>] = &[
        (
            "jon smythe",
            &["john smith", "jon smith"],
            &["John Smith", "Joan Smart", "Jane Stone"],
            "John Smith",
        ),
        (
            "catherine lee",
            &["katherine leigh", "kathryn lee"],
            &["Kathryn Leigh", "Carter Lane", "Catriona Lees"],
            "Kathryn Leigh",
        ),
        ("brain o connor", &["brian oconnor"], &["Brian O'Connor", "Bryony Conner"], "Brian O'Connor"),
        ("shavonne murphy", &[], &["Siobhan Murphy", "Sharon Murray"], "Siobhan Murphy"),
        ("neve kelly", &[], &["Niamh Kelly", "Neil Kelly"], "Niamh Kelly"),
        ("owen o shea", &["eoin oshea"], &["Eoin O'Shea", "Ewan Shaw"], "Eoin O'Shea"),
        ("keeva doyle", &[], &["Caoimhe Doyle", "Keith Boyle"], "Caoimhe Doyle"),
        (
            "stefan novak",
            &["stephen novak", "stefan nowak"],
            &["Stefan Nowak", "Steven Noakes"],
            "Stefan Nowak",
        ),
        ("shawn murphy", &[], &["Sean Murphy", "Shane Murray"], "Sean Murphy"),
        ("owen walsh", &[], &["Eoghan Walsh", "Ewan Welsh"], "Eoghan Walsh"),
        ("rosheen daly", &[], &["Roisin Daly", "Rosie Daley", "Ross Dale"], "Roisin Daly"),
        ("wakeen torres", &[], &["Joaquin Torres", "Walter Terry"], "Joaquin Torres"),
        ("maria gonzales", &["maria gonzalez"], &["Mario Gonzaga", "Maria Gonzalez"], "Maria Gonzalez"),
    ];
    for (said, alternatives, customers, expected) in cases {
        assert_eq!(name(said, &[Expecting::Name], alternatives, customers), *expected, "{said:?}");
    }
}
