//! Words of the salon and of people's names.
//!
//! A Spanish word and its English brother come down to one form, so that a Spanish caller finds "Women's Haircut"
//! and "Corte de mujer" alike.

use crate::english;
use crate::token::Text;
use crate::words::Salon;

pub(super) const SALON: Salon = Salon {
    canonical,
    near,
    is_weak,
    is_for_whom: english::SALON.is_for_whom,
    is_filler,
    // "Cortar el pelo a un niño" says for whom at its end.
    is_between: |word| is_filler(word) || matches!(word, "pelo" | "cabello"),
    reach: 5,
    is_common,
    nicknames,
    is_everyday: is_common,
    is_meant_otherwise,
    // Spanish says first what is done: "corte de flequillo".
    is_done_to: |_, _| false,
    presents: |word| {
        matches!(
            word,
            "un" | "una" | "unos" | "unas" | "el" | "la" | "los" | "las" | "y" | "para" | "con" | "de" | "mi"
        )
    },
    is_person_cue,
    is_with: |word| word == "con",
};

/// The forms a service word is compared in.
fn canonical(word: &str) -> Vec<&str> {
    match word {
        "corte" | "cortes" | "cortar" | "cortarme" | "cortarle" | "cortarse" | "cortarnos" | "corta"
        | "cortado" | "cortito" | "cortecito" => vec!["cut"],
        "pelo" | "cabello" | "pelito" | "cabellos" => vec!["hair"],
        "mechas" | "mechitas" | "mecha" | "rayitos" | "luces" | "reflejos" | "iluminacion"
        | "iluminaciones" => {
            vec!["highlight"]
        }
        "tinte" | "tintes" | "tenir" | "tenirme" | "tenirse" | "tenirle" | "tenido" | "tintura" | "color"
        | "colores" | "coloracion" | "colorear" | "pintar" | "pintarme" | "tintar" => vec!["color"],
        "mujer" | "mujeres" | "dama" | "damas" | "senora" | "senoras" | "chica" | "chicas" | "femenino"
        | "esposa" => {
            vec!["womens"]
        }
        "hombre" | "hombres" | "caballero" | "caballeros" | "senor" | "senores" | "chico" | "masculino"
        | "marido" | "esposo" | "varon" => vec!["mens"],
        "nino" | "ninos" | "nina" | "ninas" | "hijo" | "hija" | "hijos" | "hijas" | "infantil" | "nene"
        | "nena" => {
            vec!["kids"]
        }
        "barba" | "barbas" => vec!["beard"],
        "lavado" | "lavar" | "lavarme" | "lavarse" | "champu" | "lavadito" => vec!["wash"],
        "secado" | "secar" | "secarme" | "brushing" | "blower" => vec!["blow", "dry"],
        "peinado" | "peinados" | "peinar" | "peinarme" | "recogido" | "recogidos" => vec!["style"],
        "raiz" | "raices" => vec!["roots"],
        "retoque" | "retoques" | "retocar" | "retocarme" => vec!["touch", "up"],
        "alisado" | "alisar" | "alisarme" | "planchado" | "laciado" => vec!["straightening"],
        "queratina" => vec!["keratina"],
        "hidratacion" | "hidratar" | "hidratante" | "hidratarme" => vec!["conditioning"],
        "profunda" | "profundo" => vec!["deep"],
        "mascarilla" | "mascarillas" | "mascara" => vec!["mask"],
        "matizador" | "matiz" | "matizar" | "matizado" | "tonalizador" | "tonalizante" => vec!["toner"],
        "flequillo" | "cerquillo" | "pollina" | "fleco" => vec!["fringe"],
        "arreglo" | "arreglar" | "arreglarme" | "arreglarle" | "recorte" | "recortar" | "recortarme"
        | "perfilado" | "perfilar" => vec!["trim"],
        "completo" | "completa" | "completas" | "completos" | "entera" => vec!["full"],
        "parcial" | "parciales" => vec!["partial"],
        "extensiones" | "extension" => vec!["extensions"],
        "trenza" | "trenzas" => vec!["braids"],
        "permanente" | "permanentes" => vec!["perm"],
        "afeitado" | "afeitar" | "afeitarme" | "rasurado" | "rasurar" | "rasurarme" => vec!["shave"],
        "manicura" | "manicuras" | "unas" => vec!["manicure"],
        "pedicura" | "pedicuras" => vec!["pedicure"],
        "cejas" | "ceja" => vec!["brows"],
        "cera" | "depilacion" | "depilar" | "depilarme" => vec!["wax"],
        "novia" | "novias" | "boda" => vec!["bridal"],
        "tratamiento" | "tratamientos" => vec!["treatment"],
        "asesoria" | "consulta" => vec!["consultation"],
        "decoloracion" | "decolorar" | "decolorarme" => vec!["bleach"],
        other => (english::SALON.canonical)(other),
    }
}

/// Another word for the same thing, not quite as good.
fn near(word: &str) -> Option<&'static str> {
    match word {
        "despuntar" | "despunte" | "recorte" | "recortar" | "recortarme" | "arreglar" | "arreglarme" => {
            Some("cut")
        }
        "peinado" | "peinar" | "peinarme" => Some("dry"),
        other => (english::SALON.near)(other),
    }
}

/// Words that carry little of a name.
fn is_weak(word: &str) -> bool {
    matches!(
        word,
        "servicio" | "peluqueria" | "barberia" | "basico" | "clasico" | "completo" | "largo" | "corto"
    ) || (english::SALON.is_weak)(word)
}

/// Words between the words of a name.
fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "de" | "del"
            | "el"
            | "la"
            | "los"
            | "las"
            | "un"
            | "una"
            | "unos"
            | "y"
            | "con"
            | "para"
            | "en"
            | "a"
            | "al"
            | "mi"
            | "por"
    ) || (english::SALON.is_filler)(word)
}

/// "Lavar el coche", "pintar la casa": a salon's word, meant of something else.
fn is_meant_otherwise(text: &Text<'_>, at: usize) -> bool {
    matches!(text.word(at), "cortar" | "lavar" | "secar" | "pintar" | "arreglar")
        && matches!(text.word(at + 1), "el" | "la" | "los" | "las" | "mi" | "mis" | "un" | "una")
        && matches!(
            text.word(at + 2),
            "coche"
                | "carro"
                | "auto"
                | "ropa"
                | "casa"
                | "pared"
                | "paredes"
                | "cesped"
                | "pasto"
                | "platos"
                | "luz"
                | "agua"
                | "alarma"
        )
}

/// Whether the words around one say that it is a person.
fn is_person_cue(text: &Text<'_>, at: usize) -> bool {
    // "Vale, gracias" agrees; "Lupita, por favor" wishes for her.
    let alone = !is_common(text.word(at))
        && (0..text.tokens.len())
            .all(|place| place == at || matches!(text.word(place), "por" | "favor" | "gracias"));
    let follows = matches!(
        text.word(at + 1),
        "trabaja" | "trabajando" | "esta" | "libre" | "disponible" | "atiende" | "viene" | "estara"
    );
    alone || leads_person(text.before(at, 1)) || follows
}

/// Words before a person.
fn leads_person(word: &str) -> bool {
    matches!(
        word,
        "con"
            | "por"
            | "a"
            | "para"
            | "y"
            | "o"
            | "es"
            | "esta"
            | "trabaja"
            | "atiende"
            | "viene"
            | "quiero"
            | "prefiero"
            | "senora"
            | "senor"
            | "dona"
            | "don"
            | "no"
            | "sea"
            | "estara"
            | "llama"
    )
}

/// Everyday words: a person's name among them needs a reason, and they are no misspelling of anything.
fn is_common(word: &str) -> bool {
    COMMON.binary_search(&word).is_ok()
}

/// Sorted, for binary search; a test keeps it so.
#[rustfmt::skip] // One word a line would hide the rest of this file.
const COMMON: &[&str] = &[
    "a", "abierto", "abiertos", "abre", "abren", "abril", "abrir", "acaba", "acudir", "adelantar", "adelante",
    "ademas", "adios", "agendar", "agosto", "ahi", "ahora", "ahorita", "al", "algo", "alguien", "algun",
    "alguna", "algunas", "alguno", "algunos", "alla", "alli", "amable", "amiga", "amigo", "ano", "anoche",
    "anos", "anotar", "anotarme", "antes", "anular", "aparcamiento", "aparcar", "apartar", "apellido",
    "aplazar", "apunta", "apuntar", "apuntarme", "aqui", "asi", "asistir", "atender", "atienden", "atrasar",
    "aun", "aunque", "ayer", "ayuda", "ayudar", "bajar", "barba", "bastante", "bien", "buen", "buena",
    "buenas", "bueno", "buenos", "busco", "cabello", "cada", "calle", "cambiar", "cambio", "cancelar", "caro",
    "casa", "casi", "caso", "cerca", "cerrado", "cerrar", "ciento", "cierra", "cierran", "cierto", "cita",
    "citas", "claro", "clienta", "cliente", "coger", "color", "comer", "como", "comprar", "comprobar", "con",
    "concertar", "confirmar", "conmigo", "conocer", "consultar", "contesta", "contigo", "correcto", "correr",
    "corta", "cortar", "cortarse", "corto", "cosa", "cosas", "creo", "cual", "cuales", "cualquier",
    "cualquiera", "cuando", "cuanta", "cuantas", "cuanto", "cuantos", "cuarto", "cuenta", "cuesta", "cuestan",
    "da", "dan", "dar", "de", "decir", "deja", "dejar", "del", "demasiado", "dentro", "desde", "despues",
    "dia", "dias", "dice", "dicho", "diciembre", "diga", "digo", "dinero", "direccion", "disculpa",
    "disculpe", "disponible", "disponibles", "domingo", "donde", "dos", "doy", "duda", "dura", "durante",
    "el", "ella", "ellas", "ellos", "empezar", "en", "encantada", "encantado", "encargada", "encima", "enero",
    "entonces", "entrar", "entre", "era", "eran", "eres", "es", "esa", "esas", "ese", "eso", "esos", "espera",
    "esperar", "espere", "esposa", "esposo", "esta", "estaba", "estacionar", "estado", "estan", "estar",
    "estara", "estas", "este", "esto", "estos", "estoy", "exacto", "falta", "favor", "febrero", "fecha",
    "fin", "fue", "fuera", "fueron", "genial", "gente", "gerente", "gracias", "gran", "gusta", "gustaria",
    "haber", "habia", "habla", "hablar", "hablo", "hace", "hacen", "hacer", "hacia", "haga", "hago", "han",
    "has", "hasta", "hay", "he", "hecho", "hermana", "hermano", "hija", "hijo", "hola", "hombre", "hora",
    "horario", "horas", "hoy", "hueco", "huecos", "igual", "importa", "intentar", "ir", "jefa", "jefe",
    "jueves", "julio", "junio", "juntos", "la", "lado", "largo", "las", "le", "les", "libre", "libres",
    "llama", "llamada", "llamado", "llamar", "llame", "llamo", "llega", "llegar", "llevar", "lo", "lograr",
    "los", "luego", "lugar", "lunes", "madre", "mal", "mala", "malo", "mama", "manana", "mande", "marcar",
    "marido", "martes", "marzo", "mas", "mayo", "mayor", "me", "media", "medio", "mejor", "menos", "mes",
    "meses", "mi", "mia", "mientras", "miercoles", "mil", "minuto", "minutos", "mio", "mira", "mirar", "mire",
    "mis", "misma", "mismo", "modificar", "momentito", "momento", "mover", "mucha", "muchas", "mucho",
    "muchos", "mujer", "muy", "nada", "nadie", "necesita", "necesitar", "necesito", "ni", "ninguna",
    "ninguno", "nino", "ninos", "no", "noche", "noches", "nombrar", "nombre", "nos", "nosotros", "noviembre",
    "nuestra", "nuestro", "nueva", "nuevo", "numero", "nunca", "o", "octubre", "ocupada", "ocupado", "oiga",
    "os", "otra", "otras", "otro", "otros", "oye", "padre", "pagar", "papa", "para", "parece", "parte",
    "pasa", "pasado", "pasar", "pasarme", "pedir", "pelo", "peluqueria", "pensar", "peor", "perdon",
    "perdona", "perdone", "perfecta", "perfecto", "pero", "persona", "personas", "pido", "poco", "poder",
    "podria", "podrian", "poner", "ponga", "por", "porfa", "porque", "posible", "posponer", "precio",
    "precios", "preferencia", "prefiero", "pregunta", "preguntar", "prima", "primer", "primera", "primero",
    "primo", "probar", "problema", "programar", "pronto", "proxima", "proximo", "pude", "puede", "pueden",
    "puedes", "puedo", "pues", "que", "queda", "quedan", "quedar", "quedarme", "queja", "queria", "quien",
    "quienes", "quiere", "quiero", "quisiera", "quiza", "quizas", "rapido", "reagendar", "repetir", "repita",
    "reprogramar", "reserva", "reservar", "retrasar", "sabado", "sabe", "saber", "sacar", "salir", "salon",
    "se", "sea", "segunda", "segundo", "seguro", "semana", "semanas", "senor", "senora", "senorita",
    "separar", "septiembre", "ser", "sera", "seria", "servicio", "servicios", "si", "sido", "siempre",
    "siento", "siguiente", "sin", "sino", "sirve", "sitio", "sobre", "sola", "solicitar", "solo", "somos",
    "son", "soy", "su", "subir", "sus", "tal", "tambien", "tampoco", "tan", "tanto", "tarda", "tardan",
    "tarde", "tardes", "te", "telefono", "tenemos", "tener", "tenga", "tengan", "tengo", "tenia", "tercera",
    "tercero", "ti", "tiempo", "tiene", "tienen", "tienes", "toda", "todas", "todavia", "todo", "todos",
    "tomar", "trabaja", "trabajan", "trabajar", "trabajo", "traer", "tratar", "tu", "turno", "turnos", "tuve",
    "ultima", "ultimo", "un", "una", "unas", "uno", "unos", "urgente", "usted", "ustedes", "va", "vale",
    "vamos", "van", "varias", "varios", "ve", "veces", "vecina", "ven", "venga", "venir", "ver", "verdad",
    "verificar", "vez", "viene", "vienen", "viernes", "visita", "volver", "voy", "vuelva", "y", "ya", "yo",
];

/// The full names a short name may stand for.
fn nicknames(word: &str) -> &'static [&'static str] {
    match word {
        "pepe" | "chepe" | "pepito" => &["jose"],
        "paco" | "pancho" | "kiko" | "curro" | "fran" => &["francisco"],
        "lupe" | "lupita" => &["guadalupe"],
        "tere" | "teresita" | "maite" => &["teresa"],
        "concha" | "conchita" => &["concepcion"],
        "nacho" => &["ignacio"],
        "lola" | "loli" => &["dolores"],
        "chelo" => &["consuelo"],
        "beto" => &["alberto", "roberto"],
        "memo" | "guille" => &["guillermo"],
        "quique" | "kike" => &["enrique"],
        "charo" => &["rosario"],
        "mari" | "mary" | "mariquita" => &["maria"],
        "pili" => &["pilar"],
        "merche" | "meche" => &["mercedes"],
        "manolo" | "manu" | "manuelito" => &["manuel"],
        "rafa" => &["rafael"],
        "santi" => &["santiago"],
        "javi" => &["javier"],
        "chema" => &["jose"],
        "toni" | "tono" => &["antonio", "antonia"],
        "isa" | "chabela" => &["isabel"],
        "cris" => &["cristina", "cristian"],
        "carmencita" | "menchu" | "carmela" => &["carmen"],
        "rosita" => &["rosa"],
        "susi" => &["susana"],
        "patri" | "paty" => &["patricia"],
        "vero" => &["veronica"],
        "caro" => &["carolina"],
        "gabi" | "gaby" => &["gabriela", "gabriel"],
        "dani" => &["daniel", "daniela"],
        "ale" | "sandra" => &["alejandra", "alejandro"],
        "sofi" => &["sofia"],
        "vale" => &["valentina", "valeria"],
        "lucho" => &["luis"],
        "perico" => &["pedro"],
        "tito" => &["ernesto", "alberto"],
        other => (english::SALON.nicknames)(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_words_are_sorted() {
        assert!(COMMON.is_sorted(), "{:?}", COMMON.windows(2).find(|pair| pair[0] > pair[1]));
    }
}
