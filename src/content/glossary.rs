//! Rules of conversion as editors write them: glossary files (TOML), and `convert` in an
//! article's front matter, which has the same keys.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::authors::{author_names, authors};
use super::read::read_text;
use crate::diagnostic::{Diagnostic, Finding, Kind, Sentence, sentence};
use crate::disk;
use crate::front_matter::{self, Fields, flag, keys};
use crate::script::{Glossary, Rule, Script};

/// Takes what is wrong with a rule.
type Report<'r> = &'r mut dyn FnMut(Finding);

/// A glossary under construction: it takes rules, and reports those that cannot be.
struct Builder<'r> {
    glossary: Glossary,
    known: Known,
    report: Report<'r>,
}

/// A value of either format, with its place.
enum Node {
    Text(String),
    List(Vec<Placed>),
    Map(Vec<(Placed, Placed)>),
    Other,
}

struct Placed {
    node: Node,
    place: Range<usize>,
}

impl Builder<'_> {
    fn read(&mut self, entries: Vec<(Placed, Placed)>) {
        for (key, value) in entries {
            let Node::Text(name) = &key.node else { continue };
            match name.as_str() {
                "keep" => self.list(value, Rule::Keep),
                "words" => self.list(value, Rule::Word),
                "names" => self.list(value, Rule::Name),
                "term" => self.terms(value),
                name => match name.parse::<Script>() {
                    Ok(script) => self.pairs(script, value),
                    Err(_) => self.wrong(sentence!("glossary-unknown-table", code = name), key.place),
                },
            }
        }
    }

    fn list(&mut self, value: Placed, rule: fn(String) -> Rule) {
        let items = match value.node {
            Node::List(items) => items,
            text @ Node::Text(_) => vec![Placed { node: text, place: value.place }],
            _ => return self.wrong(sentence!("glossary-no-list"), value.place),
        };
        for item in items {
            match item.node {
                Node::Text(text) if !text.is_empty() => self.add(rule(text), item.place),
                _ => self.wrong(sentence!("glossary-no-text"), item.place),
            }
        }
    }

    fn pairs(&mut self, script: Script, value: Placed) {
        let Node::Map(pairs) = value.node else {
            return self.wrong(sentence!("glossary-no-pairs"), value.place);
        };
        for (from, to) in pairs {
            match (from.node, to.node) {
                (Node::Text(from_text), Node::Text(to_text)) if !from_text.is_empty() => {
                    self.add(Rule::To(script, from_text, to_text), from.place);
                }
                _ => self.wrong(sentence!("glossary-no-pair"), from.place),
            }
        }
    }

    fn terms(&mut self, value: Placed) {
        let Node::List(terms) = value.node else {
            return self.wrong(sentence!("glossary-no-terms"), value.place);
        };
        for term in terms {
            let Node::Map(forms) = term.node else {
                self.wrong(sentence!("glossary-no-forms"), term.place);
                continue;
            };
            let forms = self.forms(forms);
            if forms.len() > 1 {
                self.add(Rule::Term(forms), term.place);
            } else {
                self.wrong(sentence!("glossary-one-form"), term.place);
            }
        }
    }

    fn forms(&mut self, entries: Vec<(Placed, Placed)>) -> BTreeMap<Script, String> {
        let mut forms = BTreeMap::new();
        for (key, value) in entries {
            match (key.node, value.node) {
                (Node::Text(code), Node::Text(form)) if !form.is_empty() => match code.parse::<Script>() {
                    Ok(script) => {
                        forms.insert(script, form);
                    }
                    Err(_) => self.wrong(sentence!("glossary-unknown-script", code), key.place),
                },
                _ => self.wrong(sentence!("glossary-no-form"), key.place),
            }
        }
        forms
    }

    /// Adds a rule, unless one before it says otherwise.
    fn add(&mut self, rule: Rule, place: Range<usize>) {
        let says: Vec<(String, Option<Script>, String)> = match &rule {
            Rule::Keep(text) => vec![(text.clone(), None, text.clone())],
            Rule::To(script, from, to) => vec![(from.clone(), Some(*script), to.clone())],
            Rule::Term(forms) => {
                let pairs = forms.iter().flat_map(|from| forms.iter().map(move |to| (from, to)));
                let pairs = pairs.filter(|(from, to)| from.0 != to.0);
                pairs.map(|(from, to)| (from.1.clone(), Some(*to.0), to.1.clone())).collect()
            }
            Rule::Word(_) | Rule::Name(_) => Vec::new(),
        };
        for (from, script, to) in &says {
            let clash = self
                .known
                .get(from)
                .into_iter()
                .flatten()
                .find(|(known, other)| other != to && (*known == *script || known.is_none() || script.is_none()));
            if let Some((_, other)) = clash {
                let message = sentence!("glossary-contradiction", from, to, other);
                return self.wrong(message, place);
            }
        }
        for (from, script, to) in says {
            self.known.entry(from).or_default().push((script, to));
        }
        self.glossary.rules.push(rule);
    }

    fn wrong(&mut self, sentence: Sentence, place: Range<usize>) {
        (self.report)(Finding::error(Kind::Glossary, sentence, place));
    }
}

/// The glossary of the files in a folder, in the order of their names, or of one file. A
/// folder that does not exist has none.
pub(super) fn load(root: &Path, path: &str, diagnostics: &mut Vec<Diagnostic>) -> Glossary {
    let mut files = Vec::new();
    for entry in disk::walk(root.join(path)).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let is_toml = entry.path().extension().is_some_and(|extension| extension == "toml");
        if let Some(name) = entry.path().strip_prefix(root).ok().and_then(Path::to_str)
            && entry.file_type().is_file()
            && is_toml
        {
            files.push(name.replace(std::path::MAIN_SEPARATOR, "/"));
        }
    }
    let mut builder = (Glossary::default(), HashMap::new());
    for file in files {
        match read_text(root, &file) {
            Ok(text) => builder = add_file(builder, &text, &file, diagnostics),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    builder.0
}

/// The glossary of one file, wherever it is.
pub fn read_glossary(path: &Path, diagnostics: &mut Vec<Diagnostic>) -> Glossary {
    match read_text(Path::new(""), &path.display().to_string()) {
        Ok(text) => add_file(Default::default(), &text, &path.display().to_string(), diagnostics).0,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            Glossary::default()
        }
    }
}

/// What each text becomes in which conversions; none stands for all.
type Known = HashMap<String, Vec<(Option<Script>, String)>>;

fn add_file(
    (glossary, known): (Glossary, Known),
    text: &str,
    file: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Glossary, Known) {
    let mut report = |found: Finding| diagnostics.push(found.in_file(file, text));
    match DeTable::parse(text) {
        Ok(table) => {
            let mut builder = Builder { glossary, known, report: &mut report };
            builder.read(entries(table.get_ref()));
            (builder.glossary, builder.known)
        }
        Err(error) => {
            let message = sentence!("glossary-unreadable", reason = error.message().trim().trim_end_matches('.'));
            report(Finding::error(Kind::Glossary, message, error.span().unwrap_or(0..0)));
            (glossary, known)
        }
    }
}

fn entries(table: &DeTable<'_>) -> Vec<(Placed, Placed)> {
    let key = |key: &Spanned<toml::de::DeString<'_>>| Placed {
        node: Node::Text(key.get_ref().to_string()),
        place: key.span(),
    };
    table.iter().map(|(name, value)| (key(name), from_toml(value))).collect()
}

fn from_toml(value: &Spanned<DeValue<'_>>) -> Placed {
    let node = match value.get_ref() {
        DeValue::String(text) => Node::Text(text.to_string()),
        DeValue::Array(items) => Node::List(items.iter().map(from_toml).collect()),
        DeValue::Table(table) => Node::Map(entries(table)),
        _ => Node::Other,
    };
    Placed { node, place: value.span() }
}

/// JSON values do not know where they were: `place` finds a text.
fn from_json(value: Value, place: &dyn Fn(&str) -> Range<usize>) -> Placed {
    let found = |text: String| Placed { place: place(&text), node: Node::Text(text) };
    let node = match value {
        Value::String(text) => return found(text),
        Value::Number(number) => return found(number.to_string()),
        Value::Array(items) => Node::List(items.into_iter().map(|item| from_json(item, place)).collect()),
        Value::Object(map) => {
            Node::Map(map.into_iter().map(|(key, value)| (found(key), from_json(value, place))).collect())
        }
        Value::Null | Value::Bool(_) => Node::Other,
    };
    Placed { node, place: place("") }
}

/// What an article says of its own conversion.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct OwnRules {
    /// Whether it is not to be converted at all.
    pub off: bool,
    /// Its rules, and the names of its authors.
    pub glossary: Glossary,
}

/// Reads `convert`.
pub(super) fn own_rules(fields: &mut Fields<'_>) -> OwnRules {
    let mut own = OwnRules::default();
    match keys::CONVERT.iter().find_map(|key| fields.value(key)) {
        None => {}
        Some(value) if flag(&value).is_some() => own.off = flag(&value) == Some(false),
        Some(value @ Value::Object(_)) => {
            let mut found = Vec::new();
            let mut report = |finding: Finding| found.push(finding);
            let place = |text: &str| fields.place_within(keys::CONVERT, text);
            let mut builder = Builder { glossary: Glossary::default(), known: HashMap::new(), report: &mut report };
            if let Node::Map(entries) = from_json(value, &place).node {
                builder.read(entries);
            }
            own.glossary = builder.glossary;
            fields.tell(found);
        }
        Some(_) => fields.wrong("convert", sentence!("convert-no-rules")),
    }
    own
}

/// The rules and names in the front matter of a text that is no part of a site.
pub fn rules_of_text(text: &str, file: &str, diagnostics: &mut Vec<Diagnostic>) -> OwnRules {
    // What was mended is a build's to tell.
    let front_matter = front_matter::parse(text, None, &mut Vec::new());
    let mut fields = Fields::new(front_matter, text, file, diagnostics);
    let mut own = own_rules(&mut fields);
    own.glossary.rules.extend(author_names(&authors(&mut fields)));
    own
}
