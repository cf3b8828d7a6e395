//! How an article is cited: as text by GB/T 7714-2015 and by APA's seventh edition, and as BibTeX,
//! RIS and CSL-JSON for programs.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::context::{Citation, CitationFile};
use crate::date::When;

/// What is cited; texts are in the reader's script.
pub(super) struct Work<'a> {
    /// A name for it that programs keep: ASCII.
    pub key: &'a str,
    pub title: &'a str,
    pub authors: &'a [String],
    pub source: Option<&'a str>,
    pub publisher: &'a str,
    pub date: Option<When>,
    pub edition: Option<&'a str>,
    pub issue: Option<&'a str>,
    pub page: Option<&'a str>,
    pub section: Option<&'a str>,
    pub url: &'a str,
    pub lang: &'a str,
}

/// What a `data:` address in an attribute has to encode; Han may stay.
const DATA: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'\\')
    .add(b'^')
    .add(b'|')
    .add(b'[')
    .add(b']')
    .add(b'&')
    .add(b'\'');

/// All forms of a citation.
pub(super) fn citation(work: &Work<'_>) -> Citation {
    let file = |format, ending: &str, media_type: &str, text: String| {
        let encoded = encoded(&text);
        CitationFile {
            format,
            name: format!("{}.{ending}", work.key),
            uri: format!("data:{media_type};charset=utf-8,{encoded}"),
            text,
        }
    };
    Citation {
        gbt7714: gbt7714(work),
        apa: apa(work),
        files: vec![
            file("BibTeX", "bib", "application/x-bibtex", bibtex(work)),
            file("RIS", "ris", "application/x-research-info-systems", ris(work)),
            file("CSL-JSON", "csl.json", "application/vnd.citationstyles.csl+json", csl_json(work)),
        ],
    }
}

fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() + text.len() / 2);
    for letter in text.chars() {
        if letter.is_ascii() {
            encoded.extend(utf8_percent_encode(letter.encode_utf8(&mut [0; 4]), DATA));
        } else {
            encoded.push(letter);
        }
    }
    encoded
}

/// A number for a text: the same on every machine (FNV-1a, 32 bits).
pub(super) fn digest(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |digest, byte| (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// `作者. 题名[N/OL]. 报名, 2024-07-05(1). 网址.`
fn gbt7714(work: &Work<'_>) -> String {
    let mut text = String::new();
    if !work.authors.is_empty() {
        // The standard names three.
        let named: Vec<&str> = work.authors.iter().take(3).map(String::as_str).collect();
        let more = match work.lang.starts_with("zh") {
            true if work.authors.len() > 3 => ", 等",
            false if work.authors.len() > 3 => ", et al",
            _ => "",
        };
        text += &format!("{}{more}. ", named.join(", "));
    }
    let date = work.date.map(|date| date.iso_date());
    match work.source {
        Some(source) => {
            text += &format!("{}[N/OL]. {source}", work.title);
            if let Some(date) = date {
                text += &format!(", {date}");
            }
            if let Some(page) = work.page {
                text += &format!("({page})");
            }
        }
        None => {
            text += &format!("{}[EB/OL]. {}", work.title, work.publisher);
            if let Some(date) = date {
                text += &format!(", ({date})");
            }
        }
    }
    text += &format!(". {}.", work.url);
    text
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month_name(month: i8) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index).copied()).unwrap_or("")
}

/// `Author. (2024, July 5). Title. Newspaper, 1. URL`
fn apa(work: &Work<'_>) -> String {
    let date = match work.date {
        None => "n.d.".to_owned(),
        Some(When { year, month: Some(month), day: Some(day), .. }) => format!("{year}, {} {day}", month_name(month)),
        Some(When { year, month: Some(month), .. }) => format!("{year}, {}", month_name(month)),
        Some(When { year, .. }) => year.to_string(),
    };
    let end = |text: &str| if text.ends_with(['.', '?', '!', '。', '？', '！']) { "" } else { "." };
    let authors = match work.authors {
        [] => None,
        [one] => Some(one.clone()),
        [most @ .., last] => Some(format!("{}, & {last}", most.join(", "))),
    };
    let title = work.title;
    let mut text = match &authors {
        Some(authors) => format!("{authors}{} ({date}). {title}{}", end(authors), end(title)),
        // Without an author the title comes first.
        None => format!("{title}{} ({date}).", end(title)),
    };
    text += &format!(" {}", work.source.unwrap_or(work.publisher));
    if let Some(page) = work.page {
        text += &format!(", {page}");
    }
    text += &format!(". {}", work.url);
    text
}

fn bibtex(work: &Work<'_>) -> String {
    let mut text = format!("@article{{{},\n", work.key);
    let mut field = |name: &str, value: &str| {
        text += &format!("  {name} = {{{value}}},\n");
    };
    // Braces keep a name from being cut into its parts.
    let authors: Vec<String> = work.authors.iter().map(|author| format!("{{{}}}", tex(author))).collect();
    if !authors.is_empty() {
        field("author", &authors.join(" and "));
    }
    field("title", &format!("{{{}}}", tex(work.title)));
    field("journal", &tex(work.source.unwrap_or(work.publisher)));
    if let Some(date) = work.date {
        field("year", &date.year.to_string());
        if let Some(month) = date.month {
            field("month", &month.to_string());
        }
        if let Some(day) = date.day {
            field("day", &day.to_string());
        }
    }
    for (name, value) in [("edition", work.edition), ("number", work.issue), ("pages", work.page)] {
        if let Some(value) = value {
            field(name, &tex(value));
        }
    }
    // What is in this field is taken as it is.
    field("url", work.url);
    field("langid", if work.lang.starts_with("zh") { "chinese" } else { work.lang });
    text.push_str("}\n");
    text
}

/// A text without what TeX takes for marks.
fn tex(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '{' | '}' | '%' | '$' | '&' | '#' | '_' => {
                out.push('\\');
                out.push(letter);
            }
            other => out.push(other),
        }
    }
    out
}

fn ris(work: &Work<'_>) -> String {
    let mut text = String::new();
    let mut line = |tag: &str, value: &str| {
        text += &format!("{tag}  - {}\n", value.replace(['\r', '\n'], " "));
    };
    line("TY", "NEWS");
    work.authors.iter().for_each(|author| line("AU", author));
    line("TI", work.title);
    line("T2", work.source.unwrap_or(work.publisher));
    if let Some(date) = work.date {
        line("PY", &date.year.to_string());
        let two = |part: Option<i8>| part.map(|part| format!("{part:02}")).unwrap_or_default();
        line("DA", &format!("{:04}/{}/{}/", date.year, two(date.month), two(date.day)));
    }
    for (tag, value) in [("ET", work.edition), ("IS", work.issue), ("SP", work.page), ("SE", work.section)] {
        if let Some(value) = value {
            line(tag, value);
        }
    }
    line("LA", work.lang);
    line("UR", work.url);
    line("ER", "");
    text
}

fn csl_json(work: &Work<'_>) -> String {
    let mut item = Map::new();
    item.insert("id".to_owned(), json!(work.key));
    item.insert("type".to_owned(), json!("article-newspaper"));
    item.insert("title".to_owned(), json!(work.title));
    let authors: Vec<Value> = work.authors.iter().map(|author| json!({ "literal": author })).collect();
    if !authors.is_empty() {
        item.insert("author".to_owned(), json!(authors));
    }
    item.insert("container-title".to_owned(), json!(work.source.unwrap_or(work.publisher)));
    if let Some(date) = work.date {
        let parts: Vec<i32> = std::iter::once(i32::from(date.year))
            .chain([date.month, date.day].into_iter().map_while(|part| part.map(i32::from)))
            .collect();
        item.insert("issued".to_owned(), json!({ "date-parts": [parts] }));
    }
    for (name, value) in
        [("edition", work.edition), ("issue", work.issue), ("page", work.page), ("section", work.section)]
    {
        if let Some(value) = value {
            item.insert(name.to_owned(), json!(value));
        }
    }
    item.insert("language".to_owned(), json!(work.lang));
    item.insert("URL".to_owned(), json!(work.url));
    json!([item]).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work() -> Work<'static> {
        static AUTHORS: std::sync::LazyLock<Vec<String>> =
            std::sync::LazyLock::new(|| ["甲", "乙", "丙", "丁"].map(str::to_owned).to_vec());
        Work {
            key: "2024-07-05-a",
            title: "涨价 5%：“A & B”{一}",
            authors: &AUTHORS,
            source: Some("青岛日报"),
            publisher: "档案",
            date: When::day(2024, 7, 5),
            edition: None,
            issue: Some("100"),
            page: Some("1"),
            section: None,
            url: "https://e.example/a_b",
            lang: "zh-Hans",
        }
    }

    #[test]
    fn texts_are_as_the_standards_have_them() {
        let cited = citation(&work());
        assert_eq!(
            cited.gbt7714,
            "甲, 乙, 丙, 等. 涨价 5%：“A & B”{一}[N/OL]. 青岛日报, 2024-07-05(1). https://e.example/a_b."
        );
        assert_eq!(
            cited.apa,
            "甲, 乙, 丙, & 丁. (2024, July 5). 涨价 5%：“A & B”{一}. 青岛日报, 1. https://e.example/a_b"
        );
        let bare = Work { authors: &[], source: None, page: None, date: When::month(2024, 7), ..work() };
        assert_eq!(gbt7714(&bare), "涨价 5%：“A & B”{一}[EB/OL]. 档案, (2024-07). https://e.example/a_b.");
        assert_eq!(apa(&bare), "涨价 5%：“A & B”{一}. (2024, July). 档案. https://e.example/a_b");
        let undated = Work { date: None, ..work() };
        assert!(apa(&undated).contains("(n.d.)"));
    }

    #[test]
    fn files_are_what_libraries_read() {
        let cited = citation(&work());
        let [bib, ris, csl] = cited.files.as_slice() else { panic!() };
        let parsed = biblatex::Bibliography::parse(&bib.text).unwrap();
        let entry = parsed.get("2024-07-05-a").unwrap();
        let plain = |chunks: &[biblatex::Spanned<biblatex::Chunk>]| biblatex::ChunksExt::format_verbatim(chunks);
        assert_eq!(plain(entry.title().unwrap()), work().title);
        assert_eq!(entry.author().unwrap().len(), 4);
        assert_eq!(entry.url().unwrap(), work().url);
        assert!(ris.text.starts_with("TY  - NEWS\n") && ris.text.ends_with("ER  - \n"), "{}", ris.text);
        assert!(ris.text.contains("\nDA  - 2024/07/05/\n"));
        let item: Value = serde_json::from_str(&csl.text).unwrap();
        assert_eq!(item[0]["issued"]["date-parts"][0], json!([2024, 7, 5]));
        for file in &cited.files {
            let data = file.uri.split_once(',').unwrap().1;
            let decoded = percent_encoding::percent_decode_str(data).decode_utf8().unwrap();
            assert_eq!(decoded, file.text, "the address holds the file");
            assert!(!data.contains(['"', '<', ' ', '\n']));
        }
    }
}
