//! Tera with the built-in templates, a site's own over them, and dibao's filters.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use fluent_bundle::FluentValue;
use memchr::memmem;
use tera::{Error, ErrorKind, Kwargs, State, Tera, TeraResult};

use super::phrases::phrases;
use super::requests::of_template;
use super::words::Words;
use super::{chinese, url};
use crate::archive::Converters;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::disk;
use crate::links::Names;
use crate::markdown::is_right_to_left;
use crate::script::Script;
use crate::theme::BuiltInTemplates as BuiltIn;

/// The templates of a site, by name, and what made them.
pub(super) struct Templates {
    tera: Tera,
    /// Where a site's own templates are, for messages.
    folder: String,
}

impl Templates {
    /// The built-in templates with the site's own over them. One of the site's that does not
    /// parse is reported, and the built-in one of its name stands in.
    pub fn load(
        root: &Path,
        config: &Config,
        converters: &Arc<Converters>,
        words: &Arc<Words>,
        names: &Arc<Names>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut tera = Tera::new();
        tera.autoescape_on([".html", ".xml"]);
        tera.set_escape_fn(escape);
        register(&mut tera, Arc::clone(converters));
        register_words(&mut tera, Arc::clone(words));
        let names = Arc::clone(names);
        tera.register_filter("phrases", move |text: &str, _: Kwargs, _: &State| {
            tera::Value::safe_string(&phrases(text, &names))
        });
        let built_in = BuiltIn::iter().filter_map(|name| {
            Some((name.to_string(), String::from_utf8(BuiltIn::get(&name)?.data.into_owned()).ok()?))
        });
        // A site's `article.html` can extend the built-in one that it stands in for.
        let built_in = built_in.flat_map(|(name, text)| [(format!("builtin/{name}"), text.clone()), (name, text)]);
        tera.add_raw_templates(built_in).expect("the built-in templates are correct, as the tests render each");
        let folder = config.paths.templates.clone();
        let mut templates = Self { tera, folder };
        let own = own_templates(root, &templates.folder, diagnostics);
        let file = |name: &str| format!("{}/{name}", templates.folder);
        diagnostics.extend(own.iter().filter_map(|(name, text)| of_template(config, &file(name), text)));
        templates.overlay(own, diagnostics);
        templates
    }

    fn overlay(&mut self, mut own: BTreeMap<String, String>, diagnostics: &mut Vec<Diagnostic>) {
        while !own.is_empty() {
            let Err(error) = self.tera.add_raw_templates(&own) else { return };
            let culprit = own.keys().find(|name| names(&error, name)).cloned();
            diagnostics.push(self.diagnostic(&error, culprit.as_deref().unwrap_or("."), &own));
            match culprit {
                Some(name) => own.remove(&name),
                None => return,
            };
        }
    }

    /// Renders one page into `out`.
    pub fn render(&self, name: &str, context: &tera::Context, out: &mut Vec<u8>) -> Result<(), Error> {
        self.tera.render_to(name, context, out)
    }

    /// An error of rendering as a finding in the template's file.
    pub fn rendering_error(&self, error: &Error, name: &str, root: &Path) -> Diagnostic {
        let mut ignored = Vec::new();
        self.diagnostic(error, name, &own_templates(root, &self.folder, &mut ignored))
    }

    fn diagnostic(&self, error: &Error, name: &str, own: &BTreeMap<String, String>) -> Diagnostic {
        let file_of = |name: &str| {
            if own.contains_key(name) { format!("{}/{name}", self.folder) } else { format!("{name} (built in)") }
        };
        let found = |name: &str, message: &str| {
            let reason = message.trim().trim_end_matches('.');
            Diagnostic::error(Kind::Template, file_of(name), sentence!("template-wrong", reason))
        };
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let diagnostic = found(report.filename(), report.message());
                let built_in =
                    || BuiltIn::get(report.filename()).and_then(|file| String::from_utf8(file.data.into_owned()).ok());
                match own.get(report.filename()).cloned().or_else(built_in) {
                    Some(text) => diagnostic.at(&text, report.span().range.clone()),
                    None => diagnostic,
                }
            }
            other => {
                let message = other.to_string();
                let diagnostic = found(name, message.lines().next().unwrap_or_default().trim_start_matches("error: "));
                match (position(&message, name), own.get(name)) {
                    (Some((line, column)), Some(text)) => {
                        let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
                        let line_text = text[start.min(text.len())..].lines().next().unwrap_or_default();
                        let offset = line_text.char_indices().nth(column.saturating_sub(1)).map_or(0, |(at, _)| at);
                        diagnostic.at(text, start + offset..start + line_text.len())
                    }
                    (None, Some(text)) => diagnostic.at(text, 0..0),
                    (_, None) => diagnostic,
                }
            }
        }
    }
}

/// Escapes text for HTML and XML, without the characters that XML forbids altogether.
fn escape(text: &str, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    let forbidden = |character: char| {
        character.is_control() && !matches!(character, '\t' | '\n' | '\r')
            || matches!(character, '\u{FFFE}' | '\u{FFFF}')
    };
    // To look at bytes is faster by far, all of them without a branch; and almost no text has any of these.
    let hint = |&byte: &u8| {
        let is_control = (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r');
        u8::from(is_control | (byte == 0x7F) | (byte == 0xC2)) | u8::from(byte == 0xEF) << 1
    };
    let hints = text.as_bytes().iter().fold(0, |hints, byte| hints | hint(byte));
    let may_have = hints & 1 != 0 || hints != 0 && memmem::find(text.as_bytes(), b"\xEF\xBF").is_some();
    if may_have && text.contains(forbidden) {
        return tera::escape_html(&text.replace(forbidden, ""), out);
    }
    tera::escape_html(text, out)
}

/// Whether an error is about the template of that name.
fn names(error: &Error, name: &str) -> bool {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report.filename() == name,
        ErrorKind::MissingParent { current, .. } => current == name,
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => tpl == name,
        other => other.to_string().contains(name),
    }
}

/// The `name:line:column` in a message that Tera has already drawn.
fn position(message: &str, name: &str) -> Option<(usize, usize)> {
    let (_, rest) = message.split_once(&format!("{name}:"))?;
    let mut numbers = rest.split(|character: char| !character.is_ascii_digit()).map(str::parse);
    Some((numbers.next()?.ok().filter(|&line| line > 0)?, numbers.next()?.ok()?))
}

/// A site's own templates, by name.
fn own_templates(root: &Path, folder: &str, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    let start = root.join(folder);
    let mut own = BTreeMap::new();
    for entry in disk::walk(&start).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
        let Some(name) = entry.path().strip_prefix(&start).ok().and_then(Path::to_str) else { continue };
        let name = name.replace(std::path::MAIN_SEPARATOR, "/");
        match crate::content::read_text(root, &format!("{folder}/{name}")) {
            Ok(text) => {
                // What is the built-in one to the letter is not an overlay.
                let is_same = BuiltIn::get(&name).is_some_and(|file| *file.data == *text.as_bytes());
                if !is_same {
                    own.insert(name, text);
                }
            }
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    own
}

fn register(tera: &mut Tera, converters: Arc<Converters>) {
    tera.register_filter("url", |path: &str, kwargs: Kwargs, state: &State| -> TeraResult<String> {
        if kwargs.get::<bool>("absolute")?.unwrap_or(false) {
            return with_text_at(state, "site", "base_url", |base| url::public(base.unwrap_or_default(), path));
        }
        with_text_at(state, "page", "root", |root| url::below(root.unwrap_or_default(), path))
    });
    tera.register_filter("convert", move |text: &str, kwargs: Kwargs, state: &State| -> TeraResult<String> {
        let script = |text: &str| text.parse::<Script>().map_err(Error::message);
        let from = kwargs.get::<&str>("from")?.map_or(Ok(Script::Hans), script)?;
        let to = match kwargs.get::<&str>("to")? {
            Some(to) => script(to)?,
            // Around a page in another language, the site's names are in its first script.
            None => with_text_at(state, "site", "lang", |lang| lang.map_or(Ok(from), script))??,
        };
        Ok(converters.text(text, from, to))
    });
    tera.register_filter("date_zh", |date: &str, kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let style = kwargs.get::<&str>("style")?.unwrap_or("digits");
        chinese::date(date, style).map_err(Error::message)
    });
    tera.register_filter("weekday_zh", |date: &str, _: Kwargs, _: &State| -> TeraResult<String> {
        chinese::weekday(date).map_err(Error::message)
    });
    tera.register_filter("numeral_zh", |number: i64, _: Kwargs, _: &State| -> TeraResult<String> {
        Ok(chinese::numeral(number))
    });
}

/// The filters that depend on the language of a page, and what tells its readers of another.
fn register_words(tera: &mut Tera, words: Arc<Words>) {
    let language = |kwargs: &Kwargs, state: &State| -> TeraResult<String> {
        match kwargs.get::<&str>("lang")? {
            Some(lang) => Ok(lang.to_owned()),
            None => with_text_at(state, "page", "interface_lang", |lang| lang.unwrap_or_default().to_owned()),
        }
    };
    let of_words = Arc::clone(&words);
    tera.register_filter("t", move |key: &str, kwargs: Kwargs, state: &State| -> TeraResult<String> {
        let mut arguments = Vec::new();
        for (name, value) in kwargs.iter() {
            let Some(name) = name.as_str().filter(|name| *name != "lang") else { continue };
            let value = match value.as_str() {
                Some(text) => FluentValue::from(text),
                None => value.as_f64().map_or_else(|| FluentValue::from(value.to_string()), FluentValue::from),
            };
            arguments.push((name, value));
        }
        Ok(of_words.text(&language(&kwargs, state)?, key, &arguments))
    });
    let of_dates = Arc::clone(&words);
    tera.register_filter("date", move |date: &str, kwargs: Kwargs, state: &State| -> TeraResult<String> {
        let with_time = kwargs.get::<bool>("time")?.unwrap_or(false);
        of_dates.date(&language(&kwargs, state)?, date, with_time).map_err(Error::message)
    });
    tera.register_filter("weekday", move |date: &str, kwargs: Kwargs, state: &State| -> TeraResult<String> {
        words.weekday(&language(&kwargs, state)?, date).map_err(Error::message)
    });
    tera.register_function("lang", |kwargs: Kwargs, state: &State| -> TeraResult<tera::Value> {
        let of = kwargs.get::<tera::Value>("of")?;
        let of = of.as_ref().and_then(|of| of.as_str());
        let is_other = with_text_at(state, "page", "lang", |page| page != of)?;
        let other = of.filter(|_| is_other);
        let mut attribute =
            other.map(|of| format!(" lang=\"{}\"", of.replace(['"', '<', '&'], ""))).unwrap_or_default();
        // The blocks of a body say it themselves.
        if of.is_some_and(is_right_to_left) && kwargs.get::<bool>("dir")?.unwrap_or(true) {
            attribute.push_str(" dir=\"rtl\"");
        }
        Ok(tera::Value::safe_string(&attribute))
    });
}

/// What is made of a text that every template gets.
fn with_text_at<T>(state: &State, variable: &str, key: &str, make: impl FnOnce(Option<&str>) -> T) -> TeraResult<T> {
    let value = state.get::<tera::Value>(variable)?;
    Ok(make(value.as_ref().and_then(|value| value.as_map()?.get(&tera::value::Key::Str(key))?.as_str())))
}
