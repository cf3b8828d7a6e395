//! Puts edited articles into the search index that the last build left, without reading any other article.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::run::index_path;
use super::state::State;
use super::texts::{Place, Texts};
use crate::address::{AddressId, PathId};
use crate::artefact::{File, Files as _, Role, Sink as _};
use crate::error::Error;
use crate::output::Folder;
use crate::render::{ArticleText, Renderer};
use crate::search::{self, Edit, Kept, Root};

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

/// What an index is brought up to date with.
pub(super) struct Updating<'u> {
    /// The file of its texts.
    pub file: &'u Path,
    pub renderer: &'u Renderer,
    pub output: &'u Folder,
}

/// Takes the texts that a new index has, if they are to be kept for the next build.
pub(super) struct Keeping<'k> {
    file: Option<(Texts, &'k Path)>,
    /// By number in the index.
    order: &'k [AddressId],
    places: BTreeMap<AddressId, Place>,
    refused: io::Result<()>,
}

impl<'k> Keeping<'k> {
    /// # Errors
    /// When the file cannot be made.
    pub fn new(file: Option<&'k Path>, order: &'k [AddressId]) -> Result<Self, Error> {
        let open = |path: &'k Path| match Texts::open(path, true) {
            Ok(texts) => Ok((texts, path)),
            Err(source) => Err(refused(path, source)),
        };
        Ok(Self { file: file.map(open).transpose()?, order, places: BTreeMap::new(), refused: Ok(()) })
    }

    /// Keeps the text of an article.
    pub fn keep(&mut self, number: u32, text: &Kept) {
        let (Some((file, _)), Some(&article), Ok(())) =
            (&mut self.file, self.order.get(number as usize), &self.refused)
        else {
            return;
        };
        match file.append(text) {
            Ok(place) => _ = self.places.insert(article, place),
            Err(error) => self.refused = Err(error),
        }
    }

    /// Where each text is.
    ///
    /// # Errors
    /// When one could not be written.
    pub fn finish(self) -> Result<BTreeMap<AddressId, Place>, Error> {
        if let Some((mut file, path)) = self.file {
            self.refused.and_then(|()| file.flush()).map_err(|source| refused(path, source))?;
        }
        Ok(self.places)
    }
}

fn refused(path: &Path, source: io::Error) -> Error {
    Error::Write { path: path.display().to_string(), source }
}

/// Puts the texts of articles into the index. None if it has to be made anew.
pub(super) fn update_index(
    state: &mut State,
    texts_of_articles: Vec<ArticleText>,
    Updating { file: path, renderer, output }: Updating<'_>,
) -> Result<Option<Root>, Error> {
    let refused = |source| refused(path, source);
    let (Some(layout), Ok(mut texts)) = (&state.layout, Texts::open(path, false)) else { return Ok(None) };
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
