//! Letters said aloud, and first names to cut a spelled name in two.

/// The letter a word of the radio alphabet stands for.
pub(crate) fn radio(word: &str) -> Option<&'static str> {
    Some(match word {
        "alpha" | "alfa" => "a",
        "bravo" => "b",
        "charlie" => "c",
        "delta" => "d",
        "echo" => "e",
        "foxtrot" => "f",
        "golf" => "g",
        "hotel" => "h",
        "india" => "i",
        "juliet" | "juliett" => "j",
        "kilo" => "k",
        "lima" => "l",
        "mike" => "m",
        "november" => "n",
        "oscar" => "o",
        "papa" => "p",
        "quebec" => "q",
        "romeo" => "r",
        "sierra" => "s",
        "tango" => "t",
        "uniform" => "u",
        "victor" => "v",
        "whiskey" | "whisky" => "w",
        "xray" => "x",
        "yankee" => "y",
        "zulu" => "z",
        _ => return None,
    })
}

/// Whether a word is a first name.
pub(crate) fn is_first_name(word: &str) -> bool {
    FIRST_NAMES.binary_search(&word).is_ok()
}

/// Sorted, for binary search; a test keeps it so.
#[rustfmt::skip] // One name a line would hide the rest of this file.
const FIRST_NAMES: &[&str] = &[
    "aaron", "abbie", "abby", "abigail", "adam", "adele", "adrian", "adriana", "agnes", "aidan", "aimee",
    "alan", "alana", "albert", "alec", "alejandro", "alex", "alexa", "alexander", "alexandra", "alexis",
    "alfie", "alfred", "alice", "alicia", "alison", "allan", "allen", "allison", "alyssa", "amanda",
    "amber", "amelia", "amy", "ana", "andre", "andrea", "andreas", "andrew", "andy", "angel", "angela",
    "angelina", "angie", "anita", "ann", "anna", "annabel", "anne", "annette", "annie", "anthony",
    "antonia", "antonio", "antony", "april", "archie", "ariana", "arthur", "asha", "ashleigh", "ashley",
    "astrid", "audrey", "austin", "ava", "barbara", "barry", "beatrice", "becky", "belinda", "ben",
    "benjamin", "bernadette", "bernard", "beth", "bethan", "bethany", "betty", "beverley", "bill", "billy",
    "blake", "bob", "bonnie", "brad", "bradley", "brandon", "brenda", "brendan", "brett", "brian",
    "bridget", "bronwyn", "bruce", "bryan", "bryony", "caitlin", "callum", "calvin", "cameron", "camilla",
    "carl", "carla", "carlos", "carmen", "carol", "carole", "caroline", "carolyn", "carrie", "carter",
    "casey", "catherine", "cathy", "cecilia", "charlene", "charles", "charlie", "charlotte", "chelsea",
    "cheryl", "chloe", "chris", "christian", "christina", "christine", "christopher", "ciara", "cindy",
    "claire", "clara", "clare", "claudia", "clive", "colin", "connie", "connor", "conor", "corey",
    "courtney", "craig", "crystal", "curtis", "cynthia", "daisy", "damian", "damien", "dan", "daniel",
    "daniela", "danielle", "danny", "darren", "dave", "david", "dawn", "dean", "debbie", "deborah",
    "debra", "declan", "deirdre", "denis", "denise", "dennis", "derek", "derrick", "diana", "diane",
    "diego", "dominic", "donald", "donna", "doreen", "doris", "dorothy", "douglas", "duncan", "dylan",
    "eddie", "edith", "edward", "edwin", "eileen", "elaine", "eleanor", "elena", "eliot", "elizabeth",
    "ella", "ellen", "ellie", "elliot", "elliott", "elsie", "emily", "emma", "eric", "erica", "erik",
    "erin", "esther", "ethan", "eva", "evan", "eve", "evelyn", "ewan", "faith", "fatima", "felicity",
    "felix", "fernando", "finn", "fiona", "flora", "florence", "frances", "francesca", "francis",
    "francisco", "frank", "fred", "freddie", "frederick", "freya", "gabriel", "gabriella", "gail",
    "gareth", "garry", "gary", "gavin", "gemma", "geoff", "geoffrey", "george", "georgia", "georgina",
    "gerald", "geraldine", "gerard", "gillian", "gina", "gladys", "glen", "glenn", "gloria", "gordon",
    "grace", "graeme", "graham", "grant", "greg", "gregory", "greta", "guy", "gwen", "hannah", "harold",
    "harriet", "harry", "harvey", "hayley", "hazel", "heather", "heidi", "helen", "helena", "henry",
    "hilary", "hollie", "holly", "hope", "howard", "hugh", "hugo", "ian", "imogen", "india", "ingrid",
    "irene", "iris", "isaac", "isabel", "isabella", "isabelle", "isla", "ivan", "ivy", "jack", "jackie",
    "jackson", "jacob", "jacqueline", "jade", "jake", "jamal", "james", "jamie", "jan", "jane", "janet",
    "janice", "jared", "jasmine", "jason", "jay", "jean", "jeff", "jeffrey", "jemma", "jen", "jenna",
    "jennifer", "jenny", "jeremy", "jerome", "jerry", "jess", "jesse", "jessica", "jill", "jillian", "jim",
    "jimmy", "jo", "joan", "joanna", "joanne", "jodie", "joe", "joel", "john", "johnny", "jon", "jonah",
    "jonathan", "jordan", "jorge", "jose", "joseph", "josephine", "josh", "joshua", "joy", "joyce", "juan",
    "judith", "judy", "julia", "julian", "julie", "june", "justin", "kaitlyn", "karen", "karl", "kate",
    "katherine", "kathleen", "kathryn", "kathy", "katie", "katy", "kay", "kayleigh", "keith", "kelly",
    "kelsey", "ken", "kenneth", "kerry", "kevin", "kieran", "kim", "kimberley", "kimberly", "kirsten",
    "kirsty", "kristen", "kristina", "kurt", "kyle", "lara", "larry", "laura", "lauren", "laurence",
    "lawrence", "lea", "leah", "leanne", "lee", "leigh", "lena", "leo", "leon", "leonard", "lesley",
    "leslie", "lewis", "liam", "lily", "linda", "lindsay", "lindsey", "lisa", "liz", "lloyd", "logan",
    "lois", "lorna", "lorraine", "louis", "louisa", "louise", "luca", "lucas", "lucia", "lucy", "luis",
    "luke", "lydia", "lynda", "lyndsey", "lynn", "lynne", "mabel", "mackenzie", "madeleine", "madison",
    "magdalena", "maggie", "malcolm", "mandy", "marc", "marcia", "marcus", "margaret", "maria", "marian",
    "marianne", "marie", "marilyn", "mario", "marion", "marissa", "marjorie", "mark", "marlene", "martha",
    "martin", "martina", "martyn", "mary", "mason", "mathew", "matilda", "matt", "matthew", "maureen",
    "maurice", "max", "maxine", "maya", "megan", "melanie", "melissa", "mercedes", "mia", "michael",
    "michelle", "miguel", "mike", "mildred", "miles", "millie", "miranda", "miriam", "mohammad",
    "mohammed", "moira", "molly", "monica", "morgan", "muhammad", "muriel", "nadia", "nancy", "naomi",
    "natalie", "natasha", "nathan", "nathaniel", "neil", "nell", "nicholas", "nick", "nicola", "nicole",
    "nigel", "nina", "noah", "noel", "nora", "norma", "norman", "oliver", "olivia", "omar", "oscar",
    "owen", "paige", "pamela", "pat", "patricia", "patrick", "paul", "paula", "pauline", "pedro", "peggy",
    "penelope", "penny", "peter", "phil", "philip", "philippa", "phillip", "phoebe", "phyllis", "poppy",
    "priya", "rachael", "rachel", "ralph", "ramona", "randy", "raquel", "ray", "raymond", "rebecca",
    "reece", "reginald", "renee", "rhiannon", "rhys", "ricardo", "richard", "rick", "rita", "rob",
    "robert", "roberta", "roberto", "robin", "robyn", "rod", "roderick", "rodney", "roger", "roland",
    "ronald", "rory", "rosa", "rosalind", "rose", "rosemary", "rosie", "ross", "rowan", "roy", "ruben",
    "ruby", "rupert", "russell", "ruth", "ryan", "sabrina", "sadie", "sally", "sam", "samantha", "samuel",
    "sandra", "sara", "sarah", "scott", "sean", "sebastian", "selina", "serena", "shane", "shannon",
    "sharon", "shaun", "shauna", "sheila", "shelley", "sheryl", "shirley", "sian", "sidney", "simon",
    "siobhan", "sofia", "sonia", "sophia", "sophie", "spencer", "stacey", "stanley", "stella", "stephanie",
    "stephen", "steve", "steven", "stewart", "stuart", "sue", "susan", "susanna", "suzanne", "sybil",
    "sydney", "sylvia", "tamara", "tania", "tanya", "tara", "terence", "teresa", "terry", "tessa", "theo",
    "theodore", "theresa", "thomas", "tiffany", "tim", "timothy", "tina", "toby", "todd", "tom", "tommy",
    "toni", "tony", "tracey", "tracy", "trevor", "tristan", "troy", "tyler", "ursula", "valentina",
    "valerie", "vanessa", "vera", "verity", "veronica", "vicki", "vicky", "victor", "victoria", "vincent",
    "viola", "violet", "virginia", "vivian", "vivienne", "walter", "wanda", "warren", "wayne", "wendy",
    "wesley", "will", "william", "winifred", "xavier", "yasmin", "yolanda", "yvette", "yvonne", "zach",
    "zachary", "zara", "zoe",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_names_are_sorted() {
        assert!(FIRST_NAMES.is_sorted(), "{:?}", FIRST_NAMES.windows(2).find(|pair| pair[0] > pair[1]));
    }
}
