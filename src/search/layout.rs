//! How an index is laid out: what its files are named by, and what decides which there are. It is kept
//! from one build to the next, so that an index is brought up to date and need not be made anew.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::bits::Bits;
use super::file::{self, Emit, Read};
use super::fold::{self, fold};
use super::list::List;
use super::names::{self, Name, NameFiles};
use super::root::{Root, SegmentRoot};
use super::segment::Segment;
use super::texts;
use crate::address::AddressId;

/// The layout of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The articles, from the oldest.
    pub(super) keys: Vec<AddressId>,
    pub(super) segments: Vec<Segment>,
    /// By script and group: the hash of its texts.
    pub(super) texts: Vec<Vec<u32>>,
    pub(super) names: NameFiles,
    pub(super) facets: u32,
    pub(super) counts: u32,
    /// The characters that names have.
    pub(super) named: BTreeSet<char>,
    pub(super) fold: u32,
    /// The years, each with its first article.
    pub(super) years: Vec<(i16, u32)>,
}

/// What an index has besides texts.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// What articles are found by.
    pub lists: Vec<List>,
    /// What is called by a name.
    pub names: Vec<Name>,
    /// The years that articles are of, each with its first article.
    pub years: Vec<(i16, u32)>,
}

/// The Chinese words that stand before a colon in a query.
const OPERATORS: &str = "事件地点人物机构来源日期";

impl Layout {
    /// Writes what is not of segments: names, facets, and the table by which queries are folded. Names that are as they were
    /// `before` are taken over.
    pub(super) fn new(
        keys: Vec<AddressId>,
        segments: Vec<Segment>,
        texts: Vec<Vec<u32>>,
        facts: &Facts,
        before: Option<(&Self, Read<'_>)>,
        emit: Emit<'_>,
    ) -> Self {
        let (facets, counts) = names::write_facets(&facts.names, &facts.lists, keys.len() as u64, emit);
        let of_names = facts.names.iter().flat_map(|name| name.names.iter().chain(&name.aliases));
        let known = of_names.flat_map(|name| name.chars());
        let mut layout = Self {
            keys,
            segments,
            texts,
            names: names::write(&facts.names, before.map(|(before, read)| (&before.names, read)), emit),
            facets,
            counts,
            named: known.chain(OPERATORS.chars()).map(fold).collect(),
            fold: 0,
            years: facts.years.clone(),
        };
        let is_used = |character: &char| {
            layout.named.contains(character) || layout.segments.iter().any(|own| own.alphabet.contains(character))
        };
        layout.fold = write_folding(is_used, emit);
        layout
    }

    /// Writes the tables by which files are found, and returns what a search begins with.
    pub fn root(&self, emit: Emit<'_>) -> Root {
        let segments = self.segments.iter().map(|segment| SegmentRoot {
            first: segment.first,
            articles: segment.articles,
            form: segment.form,
            table: file::table(&segment.name(), segment.volumes.clone(), emit),
        });
        let groups = texts::groups(&self.keys);
        let texts = self.texts.iter().enumerate();
        Root {
            articles: self.keys.len(),
            segments: segments.collect(),
            texts: texts.map(|(script, all)| texts::table(script, &groups, all, emit)).collect(),
            names: self.names.root(emit),
            facets: format!("{:08x}", self.facets),
            counts: format!("{:08x}", self.counts),
            fold: format!("{:08x}", self.fold),
            years: self.years.clone(),
        }
    }

    /// The names of all files.
    pub(super) fn files(&self) -> BTreeSet<String> {
        let tables = Mutex::new(BTreeSet::new());
        self.root(&|path, _| _ = tables.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned()));
        let mut files = tables.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut add = |name: &str, hash: u32| {
            if hash != 0 {
                files.insert(file::path(name, hash));
            }
        };
        let mut add_all = |name: &str, hashes: &[u32]| {
            hashes.iter().enumerate().for_each(|(number, hash)| add(&format!("{name}-{number}"), *hash));
        };
        self.segments.iter().for_each(|segment| add_all(&segment.name(), &segment.volumes));
        add_all(names::FOLDER, &self.names.volumes);
        for (name, hash) in [("facets", self.facets), ("counts", self.counts), ("fold", self.fold)] {
            add(name, hash);
        }
        let groups = texts::groups(&self.keys);
        for (script, hashes) in self.texts.iter().enumerate() {
            files.extend(groups.iter().zip(hashes).map(|(group, hash)| group.path(script, *hash)));
        }
        files
    }
}

/// The table by which queries are folded: each character by its distance from the one before, and its
/// form by the distance from the form before.
fn write_folding(is_used: impl Fn(&char) -> bool, emit: Emit<'_>) -> u32 {
    let pairs = fold::pairs(|character| is_used(&character));
    let mut bits = Bits::default();
    bits.gamma(pairs.len() as u64 + 1);
    let (mut from_before, mut to_before) = (0, 0);
    for (from, to) in pairs {
        let (from, to) = (i64::from(u32::from(from)), i64::from(u32::from(to)));
        bits.rice((from - from_before).unsigned_abs(), 2);
        // Whole numbers as natural ones, the negative ones odd.
        let distance = to - to_before;
        bits.rice(distance.unsigned_abs() << 1 | u64::from(distance < 0), 10);
        (from_before, to_before) = (from, to);
    }
    file::emit("fold", &bits.into_bytes(), emit)
}
