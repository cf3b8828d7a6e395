//! What front matter says of rights: in the article, and in its pictures.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::front_matter::{Fields, flag, keys, scalar};
use crate::rights::fault;

/// What is said of the rights in something. Empty is what is said not to be so, whatever holds for others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// What may be done with it, as it is written.
    pub license: Option<String>,
    /// Whose it is, in a line for readers.
    pub notice: Option<String>,
}

/// The rights in some pictures of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaRights {
    /// Which pictures, as a glob.
    pub file: String,
    /// The rights in them.
    pub rights: Rights,
    /// Who made them.
    pub credit: Option<String>,
}

/// `license` and `rights`. A licence that is not known is told, and kept.
pub(super) fn rights(fields: &mut Fields<'_>) -> Rights {
    // `true` says that a theme shows what it shows: no text, and nobody's mistake.
    let is_text = |_: &str, value: &Value| !value.is_null() && flag(value) != Some(true);
    let license = first(fields, keys::LICENSE, is_text).and_then(|(key, value)| {
        let license = license(&value)?;
        tell_unknown(fields, &key, &license);
        Some(license)
    });
    // `copyright: false` hides a box of a theme's; `rights: false` says that the source's rights do not hold.
    let is_line = |key: &str, value: &Value| {
        let is_own = keys::is_one_of(key, &keys::RIGHTS[..1]);
        !value.is_null() && flag(value).is_none_or(|flag| is_own && !flag)
    };
    let notice = first(fields, keys::RIGHTS, is_line).and_then(|(key, value)| {
        let line = notice(&key, &value);
        if line.is_none() && value.is_object() {
            fields.wrong(&key, sentence!("value-no-text", key = &key));
        }
        line
    });
    Rights { license, notice }
}

/// Takes the values of all of these keys, and gives that of the first which says something.
fn first(fields: &mut Fields<'_>, keys: &[&str], says: impl Fn(&str, &Value) -> bool) -> Option<(String, Value)> {
    let taken = fields.take_all(keys);
    let of =
        |wanted: &&str| taken.iter().find(|(key, value)| keys::is_one_of(key, &[wanted]) && says(key, value)).cloned();
    let found = keys.iter().find_map(of);
    // A source may call them otherwise: `keys`.
    found.or_else(|| taken.iter().find(|(key, value)| !keys::is_one_of(key, keys) && says(key, value)).cloned())
}

fn tell_unknown(fields: &mut Fields<'_>, key: &str, license: &str) {
    if let Some(sentence) = fault(key, license) {
        fields.report(Diagnostic::warning(Kind::License, fields.file, sentence), key);
    }
}

/// A licence as one text: also of a list, or of a table of its name and address. None if nothing is said.
fn license(value: &Value) -> Option<String> {
    match value {
        Value::Object(map) => {
            let get = |keys: &[&str]| text_of(map, keys);
            let name = get(&["name", "title", "type", "id", "license"]);
            match (name, get(&["url", "link", "href"])) {
                (Some(name), Some(url)) => Some(format!("[{name}]({url})")),
                (name, url) => name.or(url),
            }
        }
        value if flag(value) == Some(false) => Some(String::new()),
        value => line(value, ", "),
    }
}

/// A line for readers. A holder alone gets the sign that says what he holds.
fn notice(key: &str, value: &Value) -> Option<String> {
    if flag(value) == Some(false) {
        return Some(String::new());
    }
    let line = match value {
        Value::Object(map) => text_of(map, &["name", "holder", "notice"])?,
        value => line(value, " · ")?,
    };
    let is_bare = keys::is_one_of(key, keys::HOLDERS) && !line.contains(['©', '℗']);
    Some(if is_bare { format!("© {line}") } else { line })
}

/// A text, or the texts of a list; none if there is nothing in it.
fn line(value: &Value, between: &str) -> Option<String> {
    let whole = match value {
        Value::Array(items) => {
            items.iter().filter_map(scalar).filter(|item| !item.is_empty()).collect::<Vec<_>>().join(between)
        }
        value => scalar(value)?,
    };
    // One line, however it was folded.
    Some(whole.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|line| !line.is_empty())
}

/// The text of the first of these keys in a table.
fn text_of(map: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    value_of(map, keys).and_then(scalar).filter(|text| !text.is_empty())
}

fn value_of<'m>(map: &'m Map<String, Value>, keys: &[&str]) -> Option<&'m Value> {
    keys.iter().find_map(|wanted| map.iter().find(|(key, _)| keys::is_one_of(key, &[wanted]))).map(|(_, value)| value)
}

/// What `media` says of pictures, and Hugo's `resources`, which templates have all the same.
pub(super) fn media(fields: &mut Fields<'_>) -> Vec<MediaRights> {
    // A template's own `media` may be anything.
    let tells_rights = |(_, map): &(String, &Map<String, Value>)| SAYING.iter().any(|keys| said(map, keys).is_some());
    let is_ours = |_: &str, value: &Value| flag(value).is_some() || entries(value).iter().any(tells_rights);
    let own = fields.take_where(keys::MEDIA, is_ours);
    let foreign = fields.look(keys::RESOURCES).map(|(key, value)| (key.to_owned(), value.clone()));
    let mut all = Vec::new();
    for (key, value) in own.into_iter().chain(foreign) {
        for (file, map) in entries(&value) {
            all.extend(media_rights(fields, &key, file, map));
        }
    }
    all
}

/// The tables of a list that name a file each, or of a table by file; none if there is anything else in it.
fn entries(value: &Value) -> Vec<(String, &Map<String, Value>)> {
    let of_table = |map| Some((text_of(map, keys::FILE)?, map));
    let named: Option<Vec<_>> = match value {
        Value::Array(items) => items.iter().map(|item| of_table(item.as_object()?)).collect(),
        Value::Object(map) => match of_table(map) {
            Some(entry) => Some(vec![entry]),
            None => map.iter().map(|(file, value)| Some((file.clone(), value.as_object()?))).collect(),
        },
        _ => None,
    };
    named.unwrap_or_default()
}

/// What an entry may say of rights.
const SAYING: [&[&str]; 3] = [keys::LICENSE, keys::RIGHTS, keys::CREDIT];

/// The value of one of these keys in an entry, or in the table that Hugo has in it.
fn said<'m>(map: &'m Map<String, Value>, keys: &[&str]) -> Option<&'m Value> {
    let params = || value_of(map, keys::PARAMS).and_then(Value::as_object);
    value_of(map, keys).or_else(|| value_of(params()?, keys))
}

/// What an entry says of rights; none if that is nothing.
fn media_rights(fields: &mut Fields<'_>, key: &str, file: String, map: &Map<String, Value>) -> Option<MediaRights> {
    let license = said(map, keys::LICENSE).filter(|value| flag(value) != Some(true)).and_then(license);
    let line_of = |keys: &[&str]| {
        keys.iter().find_map(|key| notice(key, said(map, &[key]).filter(|value| flag(value).is_none())?))
    };
    let (rights, credit) = (line_of(keys::RIGHTS), line_of(keys::CREDIT));
    if license.is_none() && rights.is_none() && credit.is_none() {
        return None;
    }
    if let Some(license) = &license
        && let Some(sentence) = fault("license", license)
    {
        fields.report_within(Diagnostic::warning(Kind::License, fields.file, sentence), key, license);
    }
    if globset::Glob::new(&file).is_err() {
        let found = Diagnostic::warning(Kind::FrontMatter, fields.file, sentence!("media-pattern", pattern = &file));
        fields.report_within(found, key, &file);
        return None;
    }
    Some(MediaRights { file, rights: Rights { license, notice: rights }, credit })
}
