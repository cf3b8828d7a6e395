//! Puts edited articles into the search index that the last build left, without reading any other article.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::run::index_path;
use super::state::State;
use super::texts::Texts;
use crate::address::PathId;
use crate::artefact::{File, Files as _, Role, Sink as _};
use crate::error::Error;
use crate::output::Folder;
use crate::render::{ArticleText, Renderer};
use crate::search::{self, Edit, Root};

/// The file of texts is written anew once it is larger than so many times the texts that are referred to.
const STALE: u64 = 2;
/// And larger than so many bytes.
const SMALL: u64 = 1 << 20;

/// Takes the texts of articles as they are rendered.
pub(super) fn gather(edits: &Mutex<Vec<ArticleText>>) -> impl Fn(ArticleText) -> Result<(), Error> + Sync {
    |text| {
        edits.lock().unwrap_or_else(PoisonError::into_inner).push(text);
        Ok(())
    }
}

/// The texts that were gathered, in the order of their numbers in the index.
pub(super) fn in_order(edits: Mutex<Vec<ArticleText>>) -> Vec<ArticleText> {
    let mut edits = edits.into_inner().unwrap_or_else(PoisonError::into_inner);
    edits.sort_by_key(|text| std::cmp::Reverse(text.article));
    edits
}

/// Puts the texts of articles into the index. None if it has to be made anew.
pub(super) fn update_index(
    file: &Path,
    state: &mut State,
    (texts_of_articles, renderer): (Vec<ArticleText>, &Renderer),
    output: &Folder,
) -> Result<Option<Root>, Error> {
    let path = State::texts_file(file);
    let refused = |source| Error::Write { path: path.display().to_string(), source };
    let (Some(layout), Ok(mut texts)) = (&state.layout, Texts::open(&path, false)) else { return Ok(None) };
    let live: u64 = state.texts.values().map(|place| place.length()).sum();
    if texts.size() > STALE * live + SMALL {
        return Ok(None);
    }
    let mut articles = Vec::new();
    let mut edits = Vec::new();
    for ArticleText { article, all, shown } in texts_of_articles {
        let address = renderer.address_id(article);
        let Some(before) = state.texts.get(&address).and_then(|&place| texts.read(place)) else { return Ok(None) };
        edits.push(Edit { article: renderer.number_in_index(article), before, all, shown });
        articles.push(address);
    }
    let read = |name: &str| index_path(name).and_then(|path| output.read(&path).ok());
    let Some(updated) = search::update(layout, &edits, &read) else { return Ok(None) };
    let dropped: BTreeSet<PathId> =
        updated.dropped.iter().filter_map(|name| index_path(name)).map(|path| path.id()).collect();
    output.release(dropped.iter().copied());
    state.index.retain(|file| !dropped.contains(file));
    for (name, bytes) in &updated.written {
        let Some(path) = index_path(name) else { continue };
        state.index.push(path.id());
        output.put(&File::new(path, Role::Search, bytes))?;
    }
    state.index.sort_unstable();
    state.index.dedup();
    let changed = edits.iter().zip(articles).zip(&updated.kept);
    for ((_, article), text) in changed.filter(|((edit, _), text)| edit.before != **text) {
        state.texts.insert(article, texts.append(text).map_err(refused)?);
    }
    texts.flush().map_err(refused)?;
    state.layout = Some(updated.layout);
    Ok(Some(updated.root))
}
