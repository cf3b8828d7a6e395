use std::collections::BTreeMap;
use std::sync::Mutex;

use proptest::test_runner::TestRunner;

use super::super::index::Index;
use super::super::list::List;
use super::super::names::{Name, NameKind};
use super::*;
use crate::kinds::EntityKind;

type Tree = BTreeMap<String, Vec<u8>>;

/// An article: which one it is, what it says, and by which names it is found.
type Piece = (u32, String, Vec<u8>);

fn key(number: u32) -> AddressId {
    AddressId::of(&number.to_string())
}

fn text(body: &str) -> Vec<Text> {
    let (title, body) = body.split_once('\n').unwrap_or((body, ""));
    vec![Text { title: title.to_owned(), body: body.to_owned() }]
}

fn shown(body: &str) -> Vec<Shown> {
    let shown = |script: &str| Shown {
        path: script.to_owned(),
        title: String::new(),
        date: None,
        places: Vec::new(),
        source: None,
        lang: None,
        text: body.to_owned(),
    };
    vec![shown("zh-hans"), shown("zh-hant")]
}

fn facts(pieces: &[Piece]) -> Facts {
    let list = |name: u8| List {
        name: format!("\u{3}place:{name}"),
        articles: (0..).zip(pieces).filter(|(_, piece)| piece.2.contains(&name)).map(|(number, _)| number).collect(),
    };
    let lists: Vec<List> = (0..6).map(list).collect();
    let name = |(name, list): (usize, &List)| Name {
        kind: NameKind::Entity(EntityKind::LOCATION),
        operator: "place".to_owned(),
        id: name.to_string(),
        paths: Vec::new(),
        names: vec![format!("台北{name}")],
        aliases: Vec::new(),
        reading: None,
        count: list.articles.len(),
    };
    let names = lists.iter().enumerate().map(name).collect();
    Facts { lists, names, years: vec![(2024, 0)] }
}

/// All of an index.
#[derive(Clone)]
struct Made {
    layout: Layout,
    root: String,
    files: Tree,
    kept: BTreeMap<AddressId, Kept>,
    /// How many segments were made anew.
    anew: usize,
}

fn made(pieces: &[Piece]) -> Made {
    let files = Mutex::new(Tree::new());
    let emit = |path: &str, bytes: &[u8]| _ = files.lock().unwrap().insert(path.to_owned(), bytes.to_vec());
    let folder = tempfile::tempdir().unwrap();
    let index = Index::new(pieces.iter().map(|piece| key(piece.0)).collect(), 2, folder.path());
    for (article, (_, body, _)) in (0..).zip(pieces) {
        index.add(article, &text(body), &shown(body), &mut |path, bytes| emit(path, bytes));
    }
    let mut kept = BTreeMap::new();
    let mut keep = |key, text: &Kept| _ = kept.insert(key, Kept::from_bytes(&text.to_bytes()).unwrap());
    let layout = index.finish(&facts(pieces), &mut keep, &emit).unwrap();
    let root = format!("{:?}", layout.root(&emit));
    let anew = layout.segments.len();
    Made { layout, root, files: files.into_inner().unwrap(), kept, anew }
}

/// Brings an index up to date, and compares it with one that is made anew.
fn updated(before: &Made, old: &[Piece], pieces: &[Piece]) -> Made {
    let said = |piece: &Piece| Said { all: text(&piece.1), shown: shown(&piece.1) };
    let is_same = |piece: &Piece| old.iter().any(|old| old.0 == piece.0 && old.1 == piece.1);
    let articles: Vec<Article> = pieces
        .iter()
        .map(|piece| Article { key: key(piece.0), said: (!is_same(piece)).then(|| said(piece)) })
        .collect();
    let mut made_so = before.clone();
    let there = before.files.clone();
    let emitted = Mutex::new(Tree::new());
    let folder = tempfile::tempdir().unwrap();
    let updated = update(
        Before {
            layout: &before.layout,
            recall: &mut |key| before.kept.get(&key).cloned(),
            read: &|path| there.get(path).cloned(),
        },
        &Now { articles: &articles, facts: &facts(pieces) },
        folder.path(),
        &|path, bytes| {
            assert!(!there.contains_key(path), "{path} was there");
            assert_eq!(emitted.lock().unwrap().insert(path.to_owned(), bytes.to_vec()), None, "{path} twice");
        },
    );
    let updated = updated.unwrap().unwrap();
    made_so.files.extend(emitted.into_inner().unwrap());
    updated.dropped.iter().for_each(|path| assert!(made_so.files.remove(path).is_some(), "{path}"));
    made_so.kept.extend(updated.kept);
    made_so.kept.retain(|known, _| pieces.iter().any(|piece| key(piece.0) == *known));
    let wanted = made(pieces);
    assert_eq!(updated.layout, wanted.layout);
    assert_eq!(format!("{:?}", updated.root), wanted.root);
    assert_eq!(made_so.files.keys().collect::<Vec<_>>(), wanted.files.keys().collect::<Vec<_>>());
    assert!(made_so.files == wanted.files);
    assert!(made_so.kept == wanted.kept);
    assert_eq!(wanted.layout.files(), wanted.files.keys().cloned().collect());
    Made { anew: updated.anew, ..wanted }
}

fn pieces(count: u32) -> Vec<Piece> {
    let piece = |number: u32| {
        let rare = if number % 9 == 4 { "𠮷野家" } else { "" };
        let words = ["台湾选举", "Linux 系统", "新闻，评论", "2024年7月", "此同人"];
        let many: String = (0..20 + number % 7).map(|index| words[((index * number + index) % 5) as usize]).collect();
        (number, format!("标题{number}此同\n{many}{rare}\n第{number}段"), vec![(number % 5) as u8])
    };
    (0..count).map(piece).collect()
}

#[test]
fn an_index_has_segments_of_all_kinds() {
    let all = made(&pieces(61));
    let segments: Vec<usize> = all.layout.segments.iter().map(|segment| segment.articles).collect();
    assert_eq!(segments, [48, 12, 1]);
    let volumes = &all.layout.segments[0];
    assert!(volumes.form.volume_bits > 1 && volumes.form.shard_bits > 0, "{:?}", volumes.form);
    assert!(volumes.size.long > 0);
    // What is written once is there once.
    assert_eq!(all.files.len(), all.layout.files().len());
}

#[test]
fn an_edit_is_an_index_made_anew() {
    let before = pieces(60);
    let mut now = before.clone();
    // A character that is nowhere else, and one that is gone.
    now[7].1 = now[7].1.replace("台湾", "臺灣龘");
    now[4].1 = now[4].1.replace('𠮷', "");
    let index = made(&before);
    let after = updated(&index, &before, &now);
    assert_eq!(after.anew, 0);
    // Nothing at all, and other names.
    let mut last = now.clone();
    last[59].1 = String::new();
    last[3].2 = vec![5];
    updated(&after, &now, &last);
}

#[test]
fn a_sentence_changes_few_files() {
    let before = pieces(60);
    let mut now = before.clone();
    now[9].1 = now[9].1.replace("\n第", "。前所未闻。\n第");
    let (old, new) = (made(&before), made(&now));
    let of_base = |all: &Made| all.layout.segments[0].volumes.clone();
    let changed = of_base(&old).iter().zip(of_base(&new)).filter(|(one, other)| **one != *other).count();
    // Three pairs, four characters, the pair that was torn apart and the two that are new in its place, and what of these
    // has grown.
    assert!((4..=14).contains(&changed), "{changed}");
    assert_eq!(old.layout.segments[1..], new.layout.segments[1..]);
    assert_eq!(updated(&old, &before, &now).anew, 0);
}

#[test]
fn a_new_article_changes_the_newest_segment_alone() {
    let (before, now) = (pieces(61), pieces(62));
    let (old, new) = (made(&before), made(&now));
    assert_eq!(old.layout.segments[..2], new.layout.segments[..2]);
    assert_eq!(updated(&old, &before, &now).anew, 1);
}

#[test]
fn an_old_article_that_comes_goes_or_is_moved_is_an_edit() {
    let mut now = pieces(62);
    let mut index = made(&now);
    let mut before = now.clone();
    let mut update = |now: &[Piece]| {
        index = updated(&index, &before, now);
        before = now.to_vec();
        index.anew
    };
    // In the old segment, which loses its last to the recent one, as this does to the newest.
    now.insert(5, (100, "标题100此同\n台湾选举，新闻龘。\n第100段".to_owned(), vec![1]));
    assert_eq!(update(&now), 0);
    now.remove(30);
    assert_eq!(update(&now), 0);
    // Of two that change places one is gone and came.
    now.swap(20, 21);
    assert_eq!(update(&now), 0);
    let moved = now.remove(2);
    now.insert(40, moved);
    assert_eq!(update(&now), 0);
    // From the old segment to the recent one, with another text.
    let mut moved = now.remove(3);
    moved.1.push_str("又讯");
    now.insert(55, moved);
    assert_eq!(update(&now), 0);
    // One gone and one come, so that no number of those behind both is another.
    now.remove(8);
    now.insert(10, (101, "别的\n台湾，选举".to_owned(), vec![]));
    now[12].1 = String::new();
    assert_eq!(update(&now), 0);
    // With the articles that had it, a gram is gone that grew.
    now.retain(|piece| piece.0 % 3 > 0);
    assert!(update(&now) > 0);
}

#[test]
fn an_old_article_more_changes_few_files_of_texts() {
    let before = pieces(60);
    let mut now = before.clone();
    now.insert(10, (100, "标题".to_owned(), vec![]));
    let (old, new) = (made(&before), made(&now));
    let texts = |all: &Made| -> BTreeSet<String> {
        all.files.keys().filter(|path| path.starts_with("texts/0-")).cloned().collect()
    };
    let (old, new) = (texts(&old), texts(&new));
    let changed = new.difference(&old).count();
    assert!((1..=3).contains(&changed) && new.len() > 12, "{changed} of {}", new.len());
}

#[test]
fn a_damaged_file_is_not_built_on() {
    let before = pieces(40);
    let index = made(&before);
    let mut now = before.clone();
    now[3].1 = "另一篇文章\n完全不同".to_owned();
    let wanted = made(&now);
    let said = Said { all: text(&now[3].1), shown: shown(&now[3].1) };
    let mut articles: Vec<Article> = before.iter().map(|piece| Article { key: key(piece.0), said: None }).collect();
    articles[3].said = Some(said);
    let folder = tempfile::tempdir().unwrap();
    let run = |damage: &str, is_kept: bool| {
        let read = |path: &str| {
            let mut bytes = index.files.get(path).cloned()?;
            if path.starts_with(damage) {
                let last = bytes.len() - 3;
                bytes[last] ^= 1;
            }
            Some(bytes)
        };
        let mut recall = |key| index.kept.get(&key).filter(|_| is_kept).cloned();
        let before = Before { layout: &index.layout, recall: &mut recall, read: &read };
        let now = Now { articles: &articles, facts: &facts(&now) };
        update(before, &now, folder.path(), &|_, _| {}).unwrap()
    };
    assert!(run("texts/0-", true).is_none());
    assert!(run("nothing", false).is_none());
    // A segment is made anew from the texts.
    assert_eq!(run("shards/", true).unwrap().layout, wanted.layout);
}

/// What becomes of an archive: an article is put in, taken out, edited, moved, or found by other names.
fn change(pieces: &mut Vec<Piece>, next: &mut u32, (what, at, body, names): (u8, usize, String, Vec<u8>)) {
    let at = at % (pieces.len() + 1);
    match what {
        // The newest, mostly.
        0 | 1 => {
            pieces.insert(if what == 0 { pieces.len() } else { at }, (*next, body, names));
            *next += 1;
        }
        2 if at < pieces.len() => _ = pieces.remove(at),
        3 | 4 if at < pieces.len() => pieces[at].1 = body,
        5 if at < pieces.len() => pieces[at].2 = names,
        6 if at < pieces.len() => {
            let moved = pieces.remove(at);
            pieces.insert(at / 2, moved);
        }
        7 if at + 1 < pieces.len() => pieces.swap(at, at + 1),
        _ => {}
    }
}

#[test]
fn any_update_is_an_index_made_anew() {
    let body = || "(台|湾|选|举|。|，| |\\n|linux|gpu|7|19|龘|𠮷){0,60}";
    let names = || proptest::collection::vec(0_u8..6, 0..3);
    let first = proptest::collection::vec((body(), names()), 0..70);
    let step = proptest::collection::vec((0_u8..8, 0_usize..100, body(), names()), 0..5);
    let steps = proptest::collection::vec(step, 1..4);
    let mut runner = TestRunner::new(crate::testing::cases(32));
    // An index that is always made anew would be right each time, too.
    let segments = std::cell::Cell::new((0, 0));
    let result = runner.run(&(first, steps), |(first, steps)| {
        let mut now: Vec<Piece> = (0..).zip(first).map(|(number, (body, names))| (number, body, names)).collect();
        let mut next = u32::try_from(now.len()).unwrap();
        let mut index = made(&now);
        for changes in steps {
            let before = now.clone();
            changes.into_iter().for_each(|one| change(&mut now, &mut next, one));
            index = updated(&index, &before, &now);
            let (all, anew) = segments.get();
            segments.set((all + index.layout.segments.len(), anew + index.anew));
        }
        Ok(())
    });
    result.unwrap();
    let (all, anew) = segments.get();
    assert!(anew > all / 8 && all - anew > all / 8, "{anew} of {all} segments were made anew");
}
