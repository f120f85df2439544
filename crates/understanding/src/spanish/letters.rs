//! Letters by their names, and first names.

/// The letter a word stands for when a name is spelled.
pub(super) fn letter(word: &str) -> Option<&'static str> {
    Some(match word {
        "a" => "a",
        "b" | "be" => "b",
        "c" | "ce" => "c",
        "d" | "de" => "d",
        "e" => "e",
        "f" | "efe" => "f",
        "g" | "ge" => "g",
        "h" | "hache" => "h",
        "i" => "i",
        "j" | "jota" => "j",
        "k" | "ka" => "k",
        "l" | "ele" => "l",
        "m" | "eme" => "m",
        "n" | "ene" => "n",
        "o" => "o",
        "p" | "pe" => "p",
        "q" | "cu" => "q",
        "r" | "ere" | "erre" => "r",
        "s" | "ese" => "s",
        "t" | "te" => "t",
        "u" => "u",
        "v" | "uve" | "ve" => "v",
        "w" => "w",
        "x" | "equis" => "x",
        "y" | "ye" => "y",
        "z" | "zeta" | "ceta" => "z",
        _ => return None,
    })
}

/// Whether a word is a first name.
pub(super) fn is_first_name(word: &str) -> bool {
    FIRST_NAMES.binary_search(&word).is_ok()
}

/// Sorted, for binary search; a test keeps it so.
#[rustfmt::skip] // One name a line would hide the rest of this file.
const FIRST_NAMES: &[&str] = &[
    "abel", "adela", "adolfo", "adrian", "adriana", "agustin", "agustina", "aida", "aitana", "aitor", "alba",
    "alberto", "aldo", "alejandra", "alejandro", "alex", "alfonso", "alfredo", "alicia", "alma", "alonso",
    "alvaro", "amalia", "amanda", "amelia", "amparo", "ana", "anabel", "andrea", "andres", "angel", "angela",
    "angeles", "angelica", "antonia", "antonio", "araceli", "ariadna", "ariana", "armando", "arturo",
    "asuncion", "aurora", "azucena", "barbara", "beatriz", "begona", "belen", "benito", "benjamin",
    "bernardo", "berta", "blanca", "brenda", "bruno", "camila", "camilo", "carla", "carlos", "carlota",
    "carmelo", "carmen", "carolina", "catalina", "cecilia", "celia", "cesar", "clara", "claudia", "claudio",
    "concepcion", "concha", "conchita", "consuelo", "cristian", "cristina", "cristobal", "cruz", "cynthia",
    "daniel", "daniela", "dario", "david", "debora", "delia", "diana", "diego", "dolores", "domingo", "edgar",
    "eduardo", "elena", "eleonora", "elias", "elisa", "elsa", "elvira", "emilia", "emiliano", "emilio",
    "emma", "encarnacion", "enrique", "erika", "ernesto", "esmeralda", "esperanza", "esteban", "estefania",
    "estela", "esther", "eugenia", "eugenio", "eva", "evelyn", "fabian", "fabiola", "fatima", "federico",
    "felipe", "felix", "fermin", "fernanda", "fernando", "fidel", "flor", "florencia", "francisca",
    "francisco", "gabriel", "gabriela", "gemma", "genesis", "gerardo", "german", "gilberto", "gisela",
    "gladys", "gloria", "gonzalo", "gracia", "graciela", "gregorio", "guadalupe", "guillermo", "gustavo",
    "hector", "helena", "hernan", "hilda", "horacio", "hugo", "humberto", "ignacio", "ines", "inmaculada",
    "irene", "iris", "isabel", "isabela", "isidro", "ismael", "ivan", "ivonne", "jacinto", "jaime", "javier",
    "jennifer", "jessica", "jesus", "jimena", "joaquin", "joel", "jordi", "jorge", "jose", "josefa",
    "josefina", "juan", "juana", "juanita", "judith", "julia", "julian", "juliana", "julieta", "julio",
    "karen", "karina", "karla", "laura", "leandro", "leonardo", "leonor", "leticia", "lidia", "liliana",
    "lina", "lola", "lorena", "lorenzo", "lourdes", "lucas", "lucia", "luciana", "luciano", "luis", "luisa",
    "luna", "lupe", "luz", "macarena", "magdalena", "maite", "manuel", "manuela", "mar", "marc", "marcela",
    "marcelo", "marcos", "margarita", "maria", "mariana", "mariano", "maribel", "maricarmen", "marina",
    "mario", "marisa", "marisol", "marta", "martin", "martina", "mateo", "matias", "maximo", "mercedes",
    "miguel", "milagros", "miranda", "miriam", "moises", "monica", "montserrat", "nadia", "natalia", "nestor",
    "nicolas", "nicole", "nieves", "noelia", "noemi", "nora", "norma", "nuria", "octavio", "olga", "oliver",
    "olivia", "omar", "orlando", "oscar", "pablo", "paco", "paloma", "pamela", "paola", "patricia",
    "patricio", "paula", "paulina", "pedro", "penelope", "pepa", "pepe", "pilar", "rafael", "ramiro", "ramon",
    "raquel", "raul", "rebeca", "regina", "renata", "ricardo", "roberto", "rocio", "rodolfo", "rodrigo",
    "rogelio", "roman", "rosa", "rosalia", "rosario", "roxana", "ruben", "ruth", "salvador", "samuel",
    "sandra", "santiago", "sara", "saul", "sebastian", "sergio", "silvia", "simon", "sofia", "sol", "soledad",
    "sonia", "susana", "tamara", "tania", "teresa", "tomas", "trinidad", "ursula", "valentin", "valentina",
    "valeria", "vanesa", "vanessa", "vera", "veronica", "vicente", "victor", "victoria", "violeta",
    "virginia", "viviana", "xavier", "ximena", "yesenia", "yolanda", "zoe",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_names_are_sorted() {
        assert!(FIRST_NAMES.is_sorted(), "{:?}", FIRST_NAMES.windows(2).find(|pair| pair[0] > pair[1]));
    }
}
