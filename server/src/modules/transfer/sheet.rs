//! Tables as text (RFC 4180): what is taken for one, and how one is written.

use serde::Serialize;
use utoipa::ToSchema;

use super::cells;

/// A column that a kind of table may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// Its heading.
    pub(super) name: &'static str,
    /// Whether a table cannot do without.
    pub(super) is_required: bool,
}

impl Column {
    pub(super) const fn required(name: &'static str) -> Self {
        Self { name, is_required: true }
    }

    pub(super) const fn optional(name: &'static str) -> Self {
        Self { name, is_required: false }
    }
}

/// A line of a table.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Its number in the file, from 1; the headings have the first.
    pub(super) number: u64,
    /// The filled cells, with their columns.
    cells: Vec<(&'static str, String)>,
}

impl Line {
    /// What stands in a column; an empty cell is none.
    pub(super) fn get(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|(name, _)| *name == column).map(|(_, text)| text.as_str())
    }
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ImportError)]
pub(super) struct LineError {
    /// In the file, from 1; the headings have the first.
    pub(super) line: u64,
    /// The column, or what it is about where it is about no single one.
    pub(super) field: String,
    /// What is wrong, and how to mend it.
    pub(super) message: String,
}

impl LineError {
    pub(super) fn new(line: u64, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { line, field: field.into(), message: message.into() }
    }
}

/// Why a file is no table at all.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoTable {
    /// Its letters cannot be read.
    NotUtf8,
    /// Its letters can.
    Wrong(LineError),
}

/// Most lines of one file. All of them are one transaction, and callers wait while it lasts.
const MAX_LINES: usize = 5_000;

/// Reads a table with these columns, in any order. The second part has what is wrong with single lines.
///
/// Commas part the cells, or semicolons where the headings have no comma: so write spreadsheets in countries whose
/// numbers have commas in them.
pub(super) fn read(bytes: &[u8], columns: &[Column]) -> Result<(Vec<Line>, Vec<LineError>), NoTable> {
    let text = std::str::from_utf8(bytes).map_err(|_| NoTable::NotUtf8)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\0') {
        // UTF-16 in which every other byte is nothing.
        return Err(NoTable::NotUtf8);
    }
    let headings = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = if headings.contains(';') && !headings.contains(',') { b';' } else { b',' };
    if let Some(line) = open_quote(text, delimiter) {
        let message = "opens a quotation mark that is never closed";
        return Err(NoTable::Wrong(LineError::new(line, "file", message)));
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let first = records.next().transpose().map_err(|error| unreadable(&error))?;
    let first = first.ok_or_else(|| NoTable::Wrong(LineError::new(1, "file", "is empty")))?;
    let columns = headed(&first, columns).map_err(NoTable::Wrong)?;

    let (mut lines, mut errors) = (Vec::new(), Vec::new());
    let mut count = LineCount::default();
    for record in records {
        let record = record.map_err(|error| unreadable(&error))?;
        let number = count.at(text, record.position());
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if lines.len() + errors.len() == MAX_LINES {
            let message = format!("has more than {MAX_LINES} lines; import it in parts");
            return Err(NoTable::Wrong(LineError::new(number, "file", message)));
        }
        if record.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty())
            || record.len() < columns.len()
        {
            let message = format!("has {} cells under {} headings", record.len(), columns.len());
            errors.push(LineError::new(number, "line", message));
            continue;
        }
        let filled = columns.iter().zip(&record).filter_map(|(column, cell)| {
            let cell = cells::unescaped(cell).trim();
            (!cell.is_empty()).then(|| ((*column).unwrap_or_default(), cell.to_owned()))
        });
        lines.push(Line { number, cells: filled.collect() });
    }
    Ok((lines, errors))
}

/// Counts lines while records are read. The reader's own count is one short where lines end with two signs, and does not
/// know of empty lines.
#[derive(Default)]
struct LineCount {
    byte: usize,
    breaks: u64,
}

impl LineCount {
    fn at(&mut self, text: &str, position: Option<&csv::Position>) -> u64 {
        let before = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
        let rest = text.get(before..).unwrap_or_default();
        let start = before + (rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        let passed = text.get(self.byte..start).unwrap_or_default();
        let old = passed.matches('\r').count() - passed.matches("\r\n").count();
        self.breaks += u64::try_from(passed.matches('\n').count() + old).unwrap_or(0);
        self.byte = start;
        self.breaks + 1
    }
}

fn unreadable(error: &csv::Error) -> NoTable {
    let line = error.position().map_or(1, csv::Position::line);
    NoTable::Wrong(LineError::new(line, "file", "is no table of comma-separated values"))
}

/// Which column stands where. Capitals, blanks and lines between words do not matter: `Starts at` is `startsAt`.
fn headed(record: &csv::StringRecord, known: &[Column]) -> Result<Vec<Option<&'static str>>, LineError> {
    let plain = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let names = || known.iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
    let mut columns = Vec::new();
    for heading in record {
        let heading = cells::unescaped(heading).trim();
        if heading.is_empty() {
            // Spreadsheets leave empty columns behind; what stands in them is found below.
            columns.push(None);
            continue;
        }
        let column = known.iter().find(|column| plain(column.name) == plain(heading));
        let Some(column) = column else {
            let shown: String = heading.chars().take(60).collect();
            let message = format!("is not known as a heading; these are: {}", names());
            return Err(LineError::new(1, shown, message));
        };
        if columns.contains(&Some(column.name)) {
            return Err(LineError::new(1, column.name, "is a heading twice"));
        }
        columns.push(Some(column.name));
    }
    while columns.last() == Some(&None) {
        columns.pop();
    }
    if columns.contains(&None) {
        return Err(LineError::new(1, "file", "has a column without a heading"));
    }
    match known.iter().find(|column| column.is_required && !columns.contains(&Some(column.name))) {
        Some(missing) => {
            let message = format!("is missing as a heading; these are known: {}", names());
            Err(LineError::new(1, missing.name, message))
        }
        None => Ok(columns),
    }
}

/// The line on which a quotation mark opens that is never closed: after it, a reader would take all the rest of the file
/// for one cell.
fn open_quote(text: &str, delimiter: u8) -> Option<u64> {
    let (mut line, mut opened) = (1, None);
    let (mut is_quoted, mut is_start) = (false, true);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'\n' {
            line += 1;
        }
        if is_quoted {
            if byte == b'"' && bytes.next_if_eq(&b'"').is_none() {
                is_quoted = false;
            }
        } else if byte == b'"' && is_start {
            (is_quoted, opened) = (true, Some(line));
        }
        is_start = !is_quoted && (byte == delimiter || byte == b'\n' || byte == b'\r');
    }
    opened.filter(|_| is_quoted)
}

/// Lines of a table as text.
pub(super) fn write(lines: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    for line in lines {
        let cells = line.iter().map(|cell| cells::escaped(cell));
        writer.write_record(cells.map(|cell| cell.into_owned())).expect("memory takes every record");
    }
    writer.into_inner().expect("memory takes every record")
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] =
        [Column::required("name"), Column::optional("startsAt"), Column::optional("notes")];

    fn cells(text: &str) -> Vec<Vec<String>> {
        let (lines, errors) = read(text.as_bytes(), &COLUMNS).expect("a table");
        assert_eq!(errors, [], "{text}");
        let cell = |line: &Line, name| line.get(name).unwrap_or("-").to_owned();
        lines.iter().map(|line| COLUMNS.map(|column| cell(line, column.name)).to_vec()).collect()
    }

    fn wrong(text: &str) -> LineError {
        match read(text.as_bytes(), &COLUMNS) {
            Err(NoTable::Wrong(error)) => error,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn headings_come_in_any_order_and_spelling() {
        let same = [["Ann", "1", "-"]];
        for text in [
            "startsAt,name\n1,Ann\n",
            "\u{feff}Starts At,NAME\r\n1,Ann",
            "starts_at;name\n1;Ann\n\n",
            "\n name , startsAt ,\nAnn,1,\n,,\n",
        ] {
            assert_eq!(cells(text), same, "{text}");
        }
    }

    #[test]
    fn cells_keep_commas_quotes_and_lines() {
        let text = "name,notes\n\"Ann, \"\"the one\"\"\",\"two\nlines\"\n";
        assert_eq!(cells(text), [["Ann, \"the one\"", "-", "two\nlines"]]);
    }

    #[test]
    fn what_is_no_table_says_where_and_why() {
        let all = "name, startsAt, notes";
        assert_eq!(wrong("").message, "is empty");
        let unknown = wrong("name,colour\nAnn,red");
        assert_eq!((unknown.line, unknown.field.as_str()), (1, "colour"));
        assert!(unknown.message.ends_with(all), "{}", unknown.message);
        let missing = wrong("notes\nx");
        assert_eq!(missing.field, "name");
        assert!(missing.message.ends_with(all));
        assert_eq!(wrong("name,Name\nA,B").message, "is a heading twice");
        assert_eq!(wrong("name,,notes\nA,B,C").field, "file");
        let quote = wrong("name,notes\nAnn,\"never\nBob,x\n");
        assert_eq!((quote.line, quote.message.as_str()), (2, "opens a quotation mark that is never closed"));
        for bytes in [&b"name\nZo\xeb"[..], b"\xff\xfen\0a\0m\0e\0", b"n\0a\0m\0e\0"] {
            assert_eq!(read(bytes, &COLUMNS).expect_err("not UTF-8"), NoTable::NotUtf8);
        }
        let many = format!("name\n{}", "Ann\n".repeat(MAX_LINES + 1));
        assert_eq!(wrong(&many).line, MAX_LINES as u64 + 2);
    }

    #[test]
    fn a_line_of_another_length_is_named_and_the_others_are_read() {
        let (lines, errors) = read(b"name,notes\nAnn\nBob,x\nCy,y,z\nDi,,,", &COLUMNS).expect("a table");
        assert_eq!(errors.iter().map(|error| error.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [3, 5]);
        for text in ["name\r\nA\r\n\r\n\"B\r\nb\"\r\nC", "name\nA\n\n\"B\nb\"\nC\n", "name\rA\r\r\"B\rb\"\rC"]
        {
            let (lines, _) = read(text.as_bytes(), &COLUMNS).expect("a table");
            assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 4, 6], "{text:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let texts = ["=1+1", "+1347", "-x", "@a", "'=x", "''-y", "it's", "a,b\"c\nd", "é"];
        let lines = texts.map(|text| vec![text.to_owned(), String::new(), text.to_owned()]);
        let headings = COLUMNS.map(|column| column.name.to_owned()).to_vec();
        let written = write(std::iter::once(headings).chain(lines));
        let written = String::from_utf8(written).expect("text");
        assert!(written.contains("\r\n'=1+1,,'=1+1\r\n"), "{written}");
        let read: Vec<_> = cells(&written).into_iter().map(|line| line[2].clone()).collect();
        assert_eq!(read, texts);
    }
}
