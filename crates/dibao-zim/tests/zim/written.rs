//! What is written stands where it has to.

use dibao_zim::{Content, Item};

use crate::reader::{Kind, Zim};
use crate::{finish, metadata, writer};

const HTML: &str = "text/html";

#[test]
fn a_file_says_what_it_is() {
    let mut writer = writer(1, 1 << 20);
    writer.add(Item::new("index.html", HTML).title("首页").front_article(), "<p>首页").unwrap();
    writer.add(Item::new("a.css", "text/css"), "").unwrap();
    let (bytes, summary) = finish(writer);
    let zim = Zim::read(&bytes);
    assert_eq!(summary.bytes, bytes.len() as u64);
    assert_eq!(summary.entries as usize, zim.entries.len());
    assert_eq!(summary.clusters as usize, zim.clusters.len());
    assert_eq!(summary.uuid.as_bytes(), &zim.uuid);
    assert_eq!(zim.content('M', "Title"), "新闻档案".as_bytes());
    assert_eq!(zim.content('M', "Language"), b"zho");
    assert_eq!(zim.content('M', "Tags"), b"_category:news;_ftindex:no");
    assert_eq!(zim.content('M', "Counter"), b"text/css=1;text/html=1");
    assert_eq!(zim.content('M', "Illustration_48x48@1"), metadata().illustration);
    assert_eq!(zim.entries[zim.main_page as usize].path, "index.html");
    assert_eq!(zim.get('W', "mainPage").kind, Kind::Redirect(zim.main_page));
}

#[test]
fn titles_are_listed_and_said_once() {
    let mut writer = writer(1, 1 << 20);
    for (path, title) in [("index.html", "丙"), ("b.html", "甲"), ("甲乙", "甲乙"), ("c.html", "")] {
        writer.add(Item::new(path, HTML).title(title).front_article(), path).unwrap();
    }
    writer.add(Item::new("style.css", "text/css").title("样式"), "a{}").unwrap();
    writer.redirect("old.html", "旧", "b.html", true).unwrap();
    let zim = Zim::read(&finish(writer).0);
    assert_eq!(zim.get('C', "甲乙").title, "");
    let titles: Vec<&str> =
        zim.listing("v1").iter().map(|number| zim.entries[*number as usize].shown_title()).collect();
    assert_eq!(titles, ["c.html", "丙", "旧", "甲", "甲乙"]);
    let Kind::Redirect(target) = zim.get('C', "old.html").kind else { panic!() };
    assert_eq!(zim.entries[target as usize].path, "b.html");
}

#[test]
fn contents_go_into_clusters_in_their_order() {
    let mut writer = writer(2, 100);
    let page = "网页".repeat(10);
    for number in 0..5 {
        writer.add(Item::new(&format!("{number}.html"), HTML), &page).unwrap();
        writer.add(Item::new(&format!("{number}.png"), "image/png"), &[number; 30]).unwrap();
    }
    writer.add(Item::new("index.html", HTML).compressed(false), "kept").unwrap();
    writer.add(Item::new("x.png", "image/png").compressed(true), "small").unwrap();
    let zim = Zim::read(&finish(writer).0);
    let cluster = |path: &str| match zim.get('C', path).kind {
        Kind::Item { cluster, .. } => cluster,
        Kind::Redirect(_) => panic!(),
    };
    // Sixty bytes a page, so that a second has no room; thirty a picture, so that a fourth has none.
    assert_ne!(cluster("0.html"), cluster("1.html"));
    assert_eq!(cluster("0.png"), cluster("2.png"));
    assert_ne!(cluster("2.png"), cluster("3.png"));
    assert_eq!(cluster("4.png"), cluster("index.html"));
    assert_eq!(cluster("4.html"), cluster("x.png"));
    assert_eq!(zim.clusters[cluster("0.html") as usize].0, 5);
    assert_eq!(zim.clusters[cluster("0.png") as usize].0, 1);
}

#[test]
fn a_cluster_is_filled_to_its_last_byte() {
    for (length, together) in [(49, true), (50, true), (51, false)] {
        let mut writer = writer(1, 100);
        writer.add(Item::new("index.html", HTML), &vec![b'a'; 50]).unwrap();
        writer.add(Item::new("b.html", HTML), &vec![b'b'; length]).unwrap();
        let zim = Zim::read(&finish(writer).0);
        // With one of the metadata and one of the listings.
        assert_eq!(zim.clusters.len(), if together { 3 } else { 4 }, "{length}");
    }
}

#[test]
fn what_is_large_has_a_cluster_of_its_own() {
    let film: Vec<u8> = (0..200_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let table = "时间,地点\n".repeat(20_000);
    let mut writer = writer(2, 1_000);
    writer.add(Item::new("index.html", HTML), "a").unwrap();
    writer.add(Item::new("film.webm", "video/webm"), Content::reader(&mut &film[..], film.len() as u64)).unwrap();
    writer.add(Item::new("t.csv", "text/csv"), Content::reader(&mut table.as_bytes(), table.len() as u64)).unwrap();
    writer.add(Item::new("b.html", HTML), "b").unwrap();
    writer.add(Item::new("t2.csv", "text/csv"), &table).unwrap();
    let (bytes, _) = finish(writer);
    let zim = Zim::read(&bytes);
    assert_eq!(zim.content('C', "film.webm"), film);
    assert_eq!(zim.content('C', "t.csv"), table.as_bytes());
    let kinds: Vec<(u8, usize)> = zim.clusters.iter().map(|(info, blobs)| (*info, blobs.len())).collect();
    assert_eq!(&kinds[..4], [(1, 1), (5, 1), (5, 1), (5, 2)]);
    assert!(bytes.len() < 220_000);
}

#[test]
fn the_identifier_depends_on_the_contents_alone() {
    let uuid = |threads, size, text: &str, title: &str| {
        let mut writer = writer(threads, size);
        writer.add(Item::new("index.html", HTML).title(title), text).unwrap();
        finish(writer).1.uuid
    };
    assert_eq!(uuid(1, 1_000, "a", "b"), uuid(2, 10_000, "a", "b"));
    assert_ne!(uuid(1, 1_000, "a", "b"), uuid(1, 1_000, "b", "b"));
    assert_ne!(uuid(1, 1_000, "a", "b"), uuid(1, 1_000, "a", "c"));
}
