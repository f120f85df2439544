//! Letters said aloud, and first names to cut a spelled name in two.

/// The letter a word of the radio alphabet stands for.
pub(crate) fn radio(word: &str) -> Option<char> {
    Some(match word {
        "alpha" | "alfa" => 'a',
        "bravo" => 'b',
        "charlie" => 'c',
        "delta" => 'd',
        "echo" => 'e',
        "foxtrot" => 'f',
        "golf" => 'g',
        "hotel" => 'h',
        "india" => 'i',
        "juliet" | "juliett" => 'j',
        "kilo" => 'k',
        "lima" => 'l',
        "mike" => 'm',
        "november" => 'n',
        "oscar" => 'o',
        "papa" => 'p',
        "quebec" => 'q',
        "romeo" => 'r',
        "sierra" => 's',
        "tango" => 't',
        "uniform" => 'u',
        "victor" => 'v',
        "whiskey" | "whisky" => 'w',
        "xray" => 'x',
        "yankee" => 'y',
        "zulu" => 'z',
        _ => return None,
    })
}

/// How long the first name at the beginning of these letters is.
pub(crate) fn first_name_length(letters: &str) -> Option<usize> {
    (3..letters.len().saturating_sub(1))
        .rev()
        .filter(|length| letters.is_char_boundary(*length))
        .find(|length| FIRST_NAMES.binary_search(&&letters[..*length]).is_ok())
}

/// Sorted, for binary search; a test keeps it so.
const FIRST_NAMES: &[&str] = &[];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_names_are_sorted() {
        assert!(FIRST_NAMES.is_sorted(), "{:?}", FIRST_NAMES.windows(2).find(|pair| pair[0] > pair[1]));
    }
}
