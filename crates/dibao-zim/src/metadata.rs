//! What a ZIM file says of itself, by <https://wiki.openzim.org/wiki/Metadata>.

use crate::error::Error;

/// What a ZIM file says of itself. Readers show it in their libraries.
///
/// The fields that are no `Option` and no list have to be there. Lengths are counted in Unicode characters.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let metadata = dibao_zim::Metadata {
///     name: "news_zh_archive".into(),
///     title: "新闻档案".into(),
///     languages: vec!["zho".into()],
///     creator: "Our newsroom".into(),
///     publisher: "Our archive".into(),
///     date: "2026-12-01".into(),
///     description: "News of 2024, in simplified and traditional characters".into(),
///     illustration: std::fs::read("examples/illustration.png")?,
///     ..dibao_zim::Metadata::default()
/// };
/// metadata.check()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// What identifies the publication, the same in all its editions, such as `wikipedia_fr_football`.
    pub name: String,
    /// The title that readers see, of 30 characters at most.
    pub title: String,
    /// The languages of the content in ISO 639-3, the most important first: `zho`, `eng`. Scripts have no place here.
    pub languages: Vec<String>,
    /// Who made the content.
    pub creator: String,
    /// Who made the file.
    pub publisher: String,
    /// The day on which it was made, as `2026-12-01`.
    pub date: String,
    /// What it is, in a short sentence of 80 characters at most.
    pub description: String,
    /// What it is at length: 4,000 characters at most, and no fewer than the description has.
    pub long_description: Option<String>,
    /// The licence of the content, such as `CC-BY`.
    pub license: Option<String>,
    /// Tags, such as `_category:news`. A semicolon, which separates them, has no place in one.
    pub tags: Vec<String>,
    /// The address of the source.
    pub source: Option<String>,
    /// How the content was chosen, the same in all editions, such as `nopic`.
    pub flavour: Option<String>,
    /// The program that made the content, and its version.
    pub scraper: Option<String>,
    /// The address of something related.
    pub relation: Option<String>,
    /// A picture of 48 × 48 pixels, a PNG.
    pub illustration: Vec<u8>,
    /// Further names with their values.
    pub others: Vec<(String, String)>,
}

/// The names of which this crate knows the values.
const KNOWN: [&str; 15] = [
    "Counter",
    "Creator",
    "Date",
    "Description",
    "Flavour",
    "Language",
    "License",
    "LongDescription",
    "Name",
    "Publisher",
    "Relation",
    "Scraper",
    "Source",
    "Tags",
    "Title",
];

impl Metadata {
    /// Checks every value. [`Writer::new`](crate::Writer::new) does so too.
    ///
    /// # Errors
    /// [`Error::Metadata`] tells the first value that is missing or not of its form.
    pub fn check(&self) -> Result<(), Error> {
        for (name, value) in self.texts() {
            if value.trim().is_empty() {
                return fault(&name, "is empty");
            }
            if value.contains('\0') {
                return fault(&name, "has a zero byte");
            }
        }
        check_length("Title", &self.title, 30)?;
        check_length("Description", &self.description, 80)?;
        if let Some(long) = &self.long_description {
            check_length("LongDescription", long, 4_000)?;
            if long.chars().count() < self.description.chars().count() {
                return fault("LongDescription", "is shorter than the description");
            }
        }
        if let Some(wrong) = self.languages.iter().find(|code| !is_language(code)) {
            return fault("Language", &format!("has `{wrong}`, which is no code of ISO 639-3, such as `zho`"));
        }
        if !is_date(&self.date) {
            return fault("Date", &format!("is `{}`; it has to be a day such as `2026-12-01`", self.date));
        }
        if let Some(wrong) = self.tags.iter().find(|tag| tag.contains(';')) {
            return fault("Tags", &format!("has `{wrong}`, with the semicolon that separates tags"));
        }
        if let Some((name, _)) = self.others.iter().find(|(name, _)| is_taken(name)) {
            return fault(name, "has a field of its own, or is written by the crate");
        }
        check_illustration(&self.illustration)
    }

    /// Every name with its text.
    pub(crate) fn texts(&self) -> Vec<(String, String)> {
        let must = [
            ("Name", &self.name),
            ("Title", &self.title),
            ("Creator", &self.creator),
            ("Publisher", &self.publisher),
            ("Date", &self.date),
            ("Description", &self.description),
        ];
        let may = [
            ("LongDescription", &self.long_description),
            ("License", &self.license),
            ("Source", &self.source),
            ("Flavour", &self.flavour),
            ("Scraper", &self.scraper),
            ("Relation", &self.relation),
        ];
        let mut texts: Vec<(String, String)> = must.map(|(name, text)| (name.to_owned(), text.clone())).into();
        texts.push(("Language".to_owned(), self.languages.join(",")));
        texts.extend(may.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text.clone()?))));
        if !self.tags.is_empty() {
            texts.push(("Tags".to_owned(), self.tags.join(";")));
        }
        texts.extend(self.others.iter().cloned());
        texts
    }
}

fn fault<T>(name: &str, fault: &str) -> Result<T, Error> {
    Err(Error::Metadata { name: name.to_owned(), fault: fault.to_owned() })
}

fn check_length(name: &str, text: &str, most: usize) -> Result<(), Error> {
    let length = text.chars().count();
    if length > most {
        return fault(name, &format!("has {length} characters; it may have {most}"));
    }
    Ok(())
}

fn is_taken(name: &str) -> bool {
    name.is_empty() || name.starts_with("Illustration_") || KNOWN.contains(&name)
}

fn is_language(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Whether this is a day of the Gregorian calendar as `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |digits: &str, length: usize| {
        (digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| digits.parse::<u32>().ok())
            .flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let days = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// Checks the signature of a PNG and the size that its first chunk tells.
fn check_illustration(png: &[u8]) -> Result<(), Error> {
    const NAME: &str = "Illustration_48x48@1";
    if png.is_empty() {
        return fault(NAME, "is missing");
    }
    let begins = png.starts_with(b"\x89PNG\r\n\x1a\n") && png.get(12..16) == Some(b"IHDR");
    let number = |at: usize| png.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    match (begins, number(16), number(20)) {
        (true, Some(48), Some(48)) => Ok(()),
        (true, Some(width), Some(height)) => {
            fault(NAME, &format!("has {width} × {height} pixels; it has to have 48 × 48"))
        }
        _ => fault(NAME, "is no PNG"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Metadata {
        Metadata {
            name: "news_zh".into(),
            title: "新".repeat(30),
            languages: vec!["zho".into(), "eng".into()],
            creator: "A".into(),
            publisher: "B".into(),
            date: "2024-02-29".into(),
            description: "闻".repeat(80),
            long_description: Some("闻".repeat(80)),
            tags: vec!["_category:news".into(), "zh".into()],
            illustration: std::fs::read("examples/illustration.png").unwrap(),
            others: vec![("X-Edition".into(), "1".into())],
            ..Metadata::default()
        }
    }

    fn said(change: impl FnOnce(&mut Metadata)) -> String {
        let mut metadata = good();
        change(&mut metadata);
        metadata.check().unwrap_err().to_string()
    }

    #[test]
    fn what_is_right_passes() {
        good().check().unwrap();
        let texts = good().texts();
        assert!(texts.contains(&("Language".into(), "zho,eng".into())));
        assert!(texts.contains(&("Tags".into(), "_category:news;zh".into())));
    }

    #[test]
    fn what_is_missing_or_too_long_is_told() {
        assert_eq!(said(|it| it.name.clear()), "the metadata's Name is empty");
        assert_eq!(said(|it| it.languages.clear()), "the metadata's Language is empty");
        assert_eq!(said(|it| it.title.push('.')), "the metadata's Title has 31 characters; it may have 30");
        assert_eq!(said(|it| it.description.push('.')), "the metadata's Description has 81 characters; it may have 80");
        assert_eq!(
            said(|it| it.long_description = Some("short".into())),
            "the metadata's LongDescription is shorter than the description"
        );
        assert_eq!(said(|it| it.creator = "a\0".into()), "the metadata's Creator has a zero byte");
    }

    #[test]
    fn what_has_another_form_is_told() {
        assert!(said(|it| it.languages.push("zh-Hant".into())).contains("`zh-Hant`"));
        for wrong in
            ["2023-02-29", "2024-13-01", "2024-00-01", "2024-1-1", "2024-04-31", "today", "2024-01-01-", "+024-01-01"]
        {
            assert!(said(|it| it.date = wrong.into()).contains("has to be a day"), "{wrong}");
        }
        assert!(said(|it| it.tags.push("a;b".into())).contains("semicolon"));
        assert!(said(|it| it.others.push(("Counter".into(), "1".into()))).contains("Counter"));
    }

    #[test]
    fn the_picture_is_looked_at() {
        assert!(said(|it| it.illustration.clear()).ends_with("is missing"));
        assert!(said(|it| it.illustration = b"GIF89a".to_vec()).ends_with("is no PNG"));
        assert!(said(|it| it.illustration.truncate(20)).ends_with("is no PNG"));
        assert!(said(|it| it.illustration[19] = 96).ends_with("has 96 × 48 pixels; it has to have 48 × 48"));
    }
}
