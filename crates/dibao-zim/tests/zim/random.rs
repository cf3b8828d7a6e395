//! Whatever is added is read again, and the same bytes are written with any number of threads.

use std::collections::BTreeMap;

use dibao_zim::{Content, Item};
use proptest::prelude::*;

use crate::reader::{Kind, Zim};
use crate::{finish, writer};

#[derive(Clone, Debug)]
struct Made {
    title: String,
    media_type: &'static str,
    is_front_article: bool,
    compressed: Option<bool>,
    by_reader: bool,
    content: Vec<u8>,
}

fn made() -> impl Strategy<Value = Made> {
    let title = prop_oneof![Just(String::new()), "[^\0]{1,20}", "[一-龥]{1,60}"];
    let media_type = prop_oneof![Just("text/html"), Just("image/png"), Just("text/plain;charset=utf-8"), Just("a/b")];
    let text = "[一-龥。\n]{0,300}".prop_map(String::into_bytes);
    let content = prop_oneof![Just(Vec::new()), text, prop::collection::vec(any::<u8>(), 0..600)];
    let flags = (any::<bool>(), prop::option::of(any::<bool>()), any::<bool>());
    (title, media_type, flags, content).prop_map(|(title, media_type, flags, content)| {
        let (is_front_article, compressed, by_reader) = flags;
        Made { title, media_type, is_front_article, compressed, by_reader, content }
    })
}

/// Paths of all kinds: with blanks, percent signs, question marks, slashes, Chinese ones, long ones.
fn path() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[一-龥a-c%?# /.&]{1,12}",
        1 => "[^\0]{1,20}",
        1 => "[新闻]{300,500}",
    ]
}

type Items = BTreeMap<String, Made>;

/// Writes items in an order that is not that of their paths.
fn write(items: &Items, threads: usize, size: usize) -> Vec<u8> {
    let mut writer = writer(threads, size);
    let mut order: Vec<(&String, &Made)> = items.iter().collect();
    order.sort_by_key(|(path, made)| (made.content.len(), path.len()));
    for (path, made) in order {
        let mut item = Item::new(path, made.media_type).title(&made.title);
        if made.is_front_article {
            item = item.front_article();
        }
        if let Some(compressed) = made.compressed {
            item = item.compressed(compressed);
        }
        let mut bytes = &made.content[..];
        let length = bytes.len() as u64;
        let content = if made.by_reader { Content::reader(&mut bytes, length) } else { Content::from(&made.content) };
        writer.add(item, content).unwrap();
    }
    writer.add(Item::new("index.html", "text/html"), "main").unwrap();
    for (number, path) in items.keys().enumerate().step_by(3) {
        writer.redirect(&format!("\u{1}{number}"), "去", path, number % 2 == 0).unwrap();
    }
    finish(writer).0
}

fn check(items: &Items, zim: &Zim) {
    let read = zim.items();
    assert_eq!(read.len(), items.len() + 1 + items.len().div_ceil(3));
    let mut articles = items.len().div_ceil(3).div_ceil(2);
    for (path, made) in items {
        let entry = read[path.as_str()];
        assert_eq!(entry.shown_title(), if made.title.is_empty() { path } else { &made.title });
        let Kind::Item { media_type, content, cluster } = &entry.kind else { panic!("{path}") };
        assert_eq!((media_type.as_str(), content), (made.media_type, &made.content));
        if let Some(compressed) = made.compressed {
            assert_eq!(zim.clusters[*cluster as usize].0 == 5, compressed);
        }
        articles += usize::from(made.is_front_article);
    }
    assert_eq!(zim.listing("v1").len(), articles);
    for (number, target) in items.keys().enumerate().step_by(3) {
        let Kind::Redirect(to) = read[format!("\u{1}{number}").as_str()].kind else { panic!("{number}") };
        assert_eq!(&zim.entries[to as usize].path, target);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_is_read_again(
        items in prop::collection::btree_map(path(), made(), 0..40),
        size in prop_oneof![Just(1_usize), 50..2_000_usize, Just(1 << 20)],
    ) {
        let items: Items = items.into_iter().filter(|(path, _)| path != "index.html" && !path.starts_with('\u{1}')).collect();
        let one = write(&items, 1, size);
        prop_assert!(one == write(&items, 3, size), "the bytes depend on the threads");
        check(&items, &Zim::read(&one));
    }
}

#[test]
fn many_small_items_are_read_again() {
    let made = |number: usize| Made {
        title: format!("第{number}条"),
        media_type: ["text/html", "image/png"][number % 2],
        is_front_article: number.is_multiple_of(2),
        compressed: None,
        by_reader: false,
        content: format!("{number}").into_bytes(),
    };
    let items: Items = (0..20_000).map(|number| (format!("新闻/{}/{number}", number % 7), made(number))).collect();
    let one = write(&items, 1, 4_096);
    assert!(one == write(&items, 4, 4_096));
    check(&items, &Zim::read(&one));
}
