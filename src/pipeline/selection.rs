//! Builds of a part of an archive: of its events, sources or scripts, or since a day.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use crate::archive::{Archive, ArticleId, Chosen, EntityId};
use crate::config::Config;
use crate::content::{self, ArticleMeta};
use crate::date::When;
use crate::diagnostic::{alternatives, did_you_mean};
use crate::error::Error;
use crate::links::{Links, Meaning, Names, ReadingKind};
use crate::script::{Script, fold_name};

/// A part of an archive: what fits each of these that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// These scripts.
    pub scripts: Vec<Script>,
    /// Articles of this day or month, and later ones.
    pub since: Option<When>,
    /// Articles about one of these events or of their parts; each by its id or one of its names.
    pub events: Vec<String>,
    /// Articles of one of these sources.
    pub sources: Vec<String>,
}

impl Selection {
    /// Whether it is all of the archive.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it leaves articles out.
    pub(super) fn is_of_articles(&self) -> bool {
        self.since.is_some() || !self.events.is_empty() || !self.sources.is_empty()
    }

    /// Leaves the scripts of the selection to the settings.
    ///
    /// # Errors
    /// When the site has no such script.
    pub(super) fn apply(&self, config: &mut Config) -> Result<(), Error> {
        if let Some(absent) = self.scripts.iter().find(|script| !config.scripts.contains(script)) {
            let own = config.scripts.iter().map(|script| script.code()).collect::<Vec<_>>().join(", ");
            let said = format!("The site has no pages in {}. Its scripts are: {own}.", absent.code());
            return Err(Error::Other(said));
        }
        if !self.scripts.is_empty() {
            config.scripts.retain(|script| self.scripts.contains(script));
        }
        Ok(())
    }

    /// The part of an archive.
    ///
    /// # Errors
    /// When there is no such event or source, or no such article.
    pub(super) fn of(&self, root: &Path, config: &Config, archive: Archive, links: &Links) -> Result<Archive, Error> {
        let events: Vec<EntityId> = self.events.iter().map(|name| event(&archive, name)).collect::<Result<_, _>>()?;
        check_sources(&archive, &self.sources)?;
        let sources: BTreeSet<String> = self.sources.iter().map(|name| fold_name(name)).collect();
        let is_of_time =
            |meta: &ArticleMeta| self.since.is_none_or(|since| meta.date.is_some_and(|date| date >= since));
        let is_of_source = |meta: &ArticleMeta| {
            let source = || fold_name(meta.source.as_deref().unwrap_or_default());
            sources.is_empty() || sources.contains(&source())
        };
        let fits = |meta: &ArticleMeta| is_of_time(meta) && is_of_source(meta);
        let is_about = |id: ArticleId| events.is_empty() || events.iter().any(|&event| archive.is_about(id, event));
        let articles = archive.articles.iter_enumerated();
        let fitting = articles.filter(|(id, article)| fits(&article.meta) && is_about(*id)).map(|(id, _)| id);
        let articles = with_continuations(fitting.collect(), links);
        if articles.is_empty() {
            return Err(Error::Other(
                "No article is selected: the archive has none to which all of this applies.".into(),
            ));
        }
        let called: BTreeSet<String> = events.iter().flat_map(|&id| names_of(&archive, id)).collect();
        let names_one = |meta: &ArticleMeta| {
            let mut named = meta.about.values().flatten();
            called.is_empty() || named.any(|name| called.contains(&fold_name(name)))
        };
        let withdrawn = archive.withdrawn.iter_enumerated();
        let withdrawn = withdrawn.filter(|(_, it)| fits(&it.meta) && names_one(&it.meta)).map(|(id, _)| id).collect();
        let mut entities = mentioned(root, config, &archive, &articles);
        entities.extend(events);
        Ok(archive.select(&Chosen { articles, withdrawn, entities }))
    }
}

/// The event of a name.
fn event(archive: &Archive, name: &str) -> Result<EntityId, Error> {
    let events = || archive.entities.iter_enumerated().filter(|(_, entity)| entity.meta.kind.row().has_timeline);
    let wanted = fold_name(name);
    if let Some((id, _)) = events().find(|(_, entity)| fold_name(&entity.meta.id) == wanted) {
        return Ok(id);
    }
    let is_called = |id: EntityId| archive.entities[id].meta.all_names().any(|(_, own)| fold_name(own) == wanted);
    let called: Vec<EntityId> = events().map(|(id, _)| id).filter(|&id| is_called(id)).collect();
    match called.as_slice() {
        [only] => Ok(*only),
        [] => {
            let known = events().flat_map(|(_, entity)| [entity.meta.id.as_str(), &entity.meta.name]);
            let hint = match did_you_mean(name, known) {
                Some(nearest) => format!("Did you mean `{nearest}`?"),
                None => "The files below `events/` describe those that it has, each called by its id.".to_owned(),
            };
            Err(Error::Other(format!("The archive has no event `{name}`. {hint}")))
        }
        several => {
            let ids = alternatives(several.iter().map(|&id| format!("`{}`", archive.entities[id].meta.id)));
            Err(Error::Other(format!("Several events are called `{name}`. Name one by its id: {ids}.")))
        }
    }
}

fn check_sources(archive: &Archive, wanted: &[String]) -> Result<(), Error> {
    let all = || archive.articles.iter().filter_map(|article| article.meta.source.as_deref());
    let known: BTreeSet<String> = all().map(fold_name).collect();
    let Some(unknown) = wanted.iter().find(|name| !known.contains(&fold_name(name))) else { return Ok(()) };
    let hint = match did_you_mean(unknown, all().collect::<BTreeSet<_>>()) {
        Some(nearest) => format!("Did you mean `{nearest}`?"),
        None => {
            "`source` in the front matter of articles, and `name` of `[[source]]` in book.toml, name them.".to_owned()
        }
    };
    Err(Error::Other(format!("The archive has no article of the source `{unknown}`. {hint}")))
}

/// The folded names of an event and of its parts.
fn names_of(archive: &Archive, event: EntityId) -> Vec<String> {
    let mut open = vec![event];
    let mut names = Vec::new();
    while let Some(id) = open.pop() {
        let entity = &archive.entities[id];
        names.push(fold_name(&entity.meta.id));
        names.extend(entity.meta.all_names().map(|(_, name)| fold_name(name)));
        open.extend(&entity.children);
    }
    names
}

/// Articles with the parts of them that are on other pages of their newspapers.
fn with_continuations(articles: BTreeSet<ArticleId>, links: &Links) -> BTreeSet<ArticleId> {
    let continuations = links.readings.iter().filter(|reading| reading.kind == ReadingKind::Continuation);
    let begun = continuations.filter(|reading| reading.articles.iter().any(|id| articles.contains(id)));
    begun.flat_map(|reading| &reading.articles).chain(&articles).copied().collect()
}

/// The entities that texts name, whose pages tell where.
fn mentioned(root: &Path, config: &Config, archive: &Archive, articles: &BTreeSet<ArticleId>) -> BTreeSet<EntityId> {
    let names = Names::new(archive);
    let of = |&id: &ArticleId| {
        let article = &archive.articles[id];
        let about: Vec<EntityId> = article.about().collect();
        let mut found = BTreeSet::new();
        for meta in article.meta.with_versions().filter(|meta| meta.mentions) {
            // What cannot be read is told when its page is made.
            let Ok(text) = content::read(root, config, &meta.file) else { continue };
            let body = text.get(meta.body.clone()).unwrap_or_default();
            for named in names.find(body, &|_| true) {
                if let Meaning::One(entity) = Names::meaning(archive, named.entities, &about) {
                    found.insert(entity);
                }
            }
        }
        found
    };
    let found: Vec<BTreeSet<EntityId>> = articles.par_iter().map(of).collect();
    found.into_iter().flatten().collect()
}
