//! The files that a person finds first in a folder: one to open for readers of each script and of English, and a text that
//! says what all of it is. They are made of the templates in `templates/pack/`, over which a site may lay its own.

use std::path::Path;

use serde::Serialize;
use tera::{Context, Tera};

use super::contents::{INDEX, SITE};
use super::order::Order;
use super::page::title;
use crate::address::encode;
use crate::artefact::Resource;
use crate::config::Config;
use crate::disk;
use crate::error::Error;
use crate::pipeline::{Built, Selection};
use crate::script::{Converter, Glossary, Page, Script};
use crate::theme::BuiltInTemplates;

/// The templates, by name.
const OPEN: &str = "pack/open.html";
const README: &str = "pack/readme.txt";

/// What the templates know of a pack, besides how the archive calls itself in each script.
#[derive(Serialize)]
pub(super) struct Facts<'f> {
    /// The address at which readers find the site, if they do.
    pub address: Option<&'f str>,
    /// The date of the newest article, in ISO 8601.
    pub date: Option<String>,
    /// How many pictures and the like lie elsewhere.
    pub elsewhere: usize,
}

/// How an archive calls itself and what is in a pack of it.
#[derive(Serialize)]
struct Names {
    title: String,
    description: String,
    publisher: String,
    /// The part of the archive, if it is not all of it.
    part: Option<Part>,
}

#[derive(Serialize)]
struct Part {
    scripts: Vec<&'static str>,
    events: Vec<String>,
    sources: Vec<String>,
    since: Option<String>,
}

impl Names {
    /// As readers of a script read it. An event that is named by its id is called as its page in `built` is.
    fn of(config: &Config, selection: &Selection, built: &Built, script: Script) -> Result<Self, Error> {
        let converter = Converter::new(config.source_script, script, &config.conversion(), &Glossary::default())?;
        let page = Page::default();
        let converted = |text: &String| converter.text(text, &page);
        let [title, description, publisher] = [&config.title, &config.description, &config.publisher].map(converted);
        let event = |name: &String| title_of_event(config, built, script, name).unwrap_or_else(|| converted(name));
        let part = || Part {
            scripts: selection.scripts.iter().map(|script| script.code()).collect(),
            events: selection.events.iter().map(event).collect(),
            sources: selection.sources.iter().map(converted).collect(),
            since: selection.since.map(|since| since.iso_date()),
        };
        Ok(Self { title, description, publisher, part: (!selection.is_all()).then(part) })
    }
}

/// The title of the page of an event, by its id.
fn title_of_event(config: &Config, built: &Built, script: Script, id: &str) -> Option<String> {
    let script = if config.scripts.contains(&script) { script } else { *config.scripts.first()? };
    let mut folders = config.kinds.iter().filter(|(kind, _)| kind.row().has_timeline).map(|(_, called)| &called.folder);
    let page = |folder: &String| {
        let address = &format!("{folder}/{id}");
        let path = Resource::Page { folder: script.folder(), address }.path(config.page_form)?;
        let file = built.manifest.get(&path)?;
        title(&disk::read(built.output.join(file.path.as_str())).ok()?)
    };
    folders.find_map(page)
}

/// A file to begin with.
pub(super) struct Begin {
    pub name: &'static str,
    pub text: String,
}

/// The files to begin with.
///
/// # Errors
/// When a template of the site's own is wrong.
pub(super) fn begin(order: &Order<'_>, facts: &Facts<'_>) -> Result<Vec<Begin>, Error> {
    let Order { root, config, selection, built, .. } = *order;
    let tera = templates(root, config)?;
    let home = |script: Option<Script>| {
        let is_for = |own: &&Script| script.is_some_and(|script| (**own == Script::Hans) == (script == Script::Hans));
        let home = config.scripts.iter().find(is_for);
        let path =
            home.map(|script| format!("{}/{INDEX}", script.folder())).filter(|path| built.manifest.get(path).is_some());
        path.unwrap_or_else(|| INDEX.to_owned())
    };
    let mut context = Context::from_serialize(facts).map_err(wrong)?;
    let names = |script: Script| Names::of(config, selection, built, script);
    let (hans, hant, own) = (names(Script::Hans)?, names(Script::Hant)?, names(config.source_script)?);
    context.insert("hans", &hans);
    context.insert("hant", &hant);
    context.insert("own", &own);
    let mut made = Vec::new();
    for (name, script, names) in [
        ("打开.html", Some(Script::Hans), &hans),
        ("開啟.html", Some(Script::Hant), &hant),
        // For programs that garble the other two names.
        ("open.html", None, &own),
    ] {
        context.insert("lang", script.unwrap_or(config.source_script).code());
        context.insert("title", &names.title);
        context.insert("way", &encode(&format!("{SITE}/{}", home(script))));
        made.push(Begin { name, text: tera.render(OPEN, &context).map_err(wrong)? });
    }
    // As Windows' own editor has ended lines for longest.
    let readme = tera.render(README, &context).map_err(wrong)?.replace('\n', "\r\n");
    made.push(Begin { name: "README.txt", text: readme });
    Ok(made)
}

fn wrong(error: tera::Error) -> Error {
    Error::Other(format!("A template of packs is wrong: {error}"))
}

fn templates(root: &Path, config: &Config) -> Result<Tera, Error> {
    let mut tera = Tera::new();
    tera.autoescape_on([".html"]);
    for name in [OPEN, README] {
        let built_in = BuiltInTemplates::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned());
        let own = disk::read_to_string(root.join(&config.paths.templates).join(name)).ok();
        tera.add_raw_template(name, &own.or(built_in).unwrap_or_default()).map_err(wrong)?;
    }
    Ok(tera)
}
