//! Brings the search index that the last build left up to date.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::run::{IndexFiles, index_path, no_room};
use super::state::State;
use super::texts::{Place, Texts};
use crate::address::{AddressId, PathId};
use crate::artefact::Files as _;
use crate::error::Error;
use crate::output::Folder;
use crate::render::{ArticleText, Renderer};
use crate::search::{self, Article, Before, Facts, Kept, Now, Root, Said};

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

/// The texts that were gathered.
pub(super) fn gathered(edits: Mutex<Vec<ArticleText>>) -> Vec<ArticleText> {
    edits.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// What an index is brought up to date with.
pub(super) struct Updating<'u> {
    /// The file of its texts.
    pub file: &'u Path,
    pub renderer: &'u Renderer,
    /// What it has besides texts.
    pub facts: &'u Facts,
    pub output: &'u Folder,
}

/// Takes the texts that a new index has, if they are to be kept for the next build.
pub(super) struct Keeping<'k> {
    file: Option<(Texts, &'k Path)>,
    places: BTreeMap<AddressId, Place>,
    refused: io::Result<()>,
}

impl<'k> Keeping<'k> {
    /// # Errors
    /// When the file cannot be made.
    pub fn new(file: Option<&'k Path>) -> Result<Self, Error> {
        let open = |path: &'k Path| match Texts::open(path, true) {
            Ok(texts) => Ok((texts, path)),
            Err(source) => Err(refused(path, source)),
        };
        Ok(Self { file: file.map(open).transpose()?, places: BTreeMap::new(), refused: Ok(()) })
    }

    /// Keeps the text of an article.
    pub fn keep(&mut self, article: AddressId, text: &Kept) {
        let (Some((file, _)), Ok(())) = (&mut self.file, &self.refused) else { return };
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

/// Brings the index up to date for the articles that there are: `texts_of_articles` are those that are new, or whose texts
/// may be others or shown otherwise. None if it has to be made anew.
pub(super) fn update_index(
    state: &mut State,
    texts_of_articles: Vec<ArticleText>,
    Updating { file: path, renderer, facts, output }: Updating<'_>,
) -> Result<Option<Root>, Error> {
    let refused = |source| refused(path, source);
    let (Some(layout), Ok(mut texts)) = (&state.layout, Texts::open(path, false)) else { return Ok(None) };
    let live: u64 = state.texts.values().map(|place| place.length()).sum();
    if texts.size() > STALE * live + SMALL {
        return Ok(None);
    }
    let mut said: BTreeMap<AddressId, Said> = texts_of_articles
        .into_iter()
        .map(|ArticleText { article, all, shown }| (renderer.address_id(article), Said { all, shown }))
        .collect();
    let articles: Vec<Article> =
        renderer.keys_of_index().into_iter().map(|key| Article { key, said: said.remove(&key) }).collect();
    let read = |name: &str| index_path(name).and_then(|path| output.read(&path).ok());
    let files = IndexFiles::new(output);
    let before = Before {
        layout,
        recall: &mut |article| state.texts.get(&article).and_then(|&place| texts.read(place)),
        read: &read,
    };
    let now = Now { articles: &articles, facts };
    let scratch = path.parent().unwrap_or(Path::new("."));
    let updated = search::update(before, &now, scratch, &|name, bytes| files.put(name, bytes));
    let updated = updated.map_err(|error| no_room(&error))?;
    let emitted = files.finish()?;
    let Some(updated) = updated else {
        // Nothing leads to them.
        output.release(emitted);
        return Ok(None);
    };
    let dropped: BTreeSet<PathId> =
        updated.dropped.iter().filter_map(|name| index_path(name)).map(|path| path.id()).collect();
    output.release(dropped.iter().copied());
    state.index.extend(emitted);
    state.index.retain(|file| !dropped.contains(file));
    state.index.sort_unstable();
    state.index.dedup();
    for (article, text) in &updated.kept {
        state.texts.insert(*article, texts.append(text).map_err(refused)?);
    }
    let there: BTreeSet<AddressId> = articles.iter().map(|own| own.key).collect();
    state.texts.retain(|article, _| there.contains(article));
    texts.flush().map_err(refused)?;
    state.layout = Some(updated.layout);
    Ok(Some(updated.root))
}
