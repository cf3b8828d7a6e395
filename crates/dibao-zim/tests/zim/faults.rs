//! What cannot be is refused in a sentence.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use dibao_zim::{Content, Error, Item, Metadata, Options, Writer};

use crate::{metadata, writer};

const HTML: &str = "text/html";

fn page(path: &str) -> Item<'_> {
    Item::new(path, HTML)
}

#[test]
fn a_path_stands_once() {
    let mut one = writer(1, 1_000);
    one.add(page("index.html"), "a").unwrap();
    one.add(page("新.html"), "a").unwrap();
    one.add(page("新.html"), "b").unwrap();
    assert_eq!(one.finish().unwrap_err().to_string(), "two entries have the path `新.html`");
    let mut one = writer(1, 1_000);
    one.add(page("index.html"), "a").unwrap();
    one.redirect("index.html", "", "index.html", false).unwrap();
    assert!(matches!(one.finish(), Err(Error::Duplicate(_))));
}

#[test]
fn a_redirect_leads_to_an_item() {
    let said = |redirects: &[(&str, &str)]| {
        let mut writer = writer(1, 1_000);
        writer.add(page("index.html"), "a").unwrap();
        for (path, target) in redirects {
            writer.redirect(path, "", target, false).unwrap();
        }
        writer.finish().unwrap_err().to_string()
    };
    assert_eq!(said(&[("a", "b")]), "`a` redirects to `b`, which is not in the file");
    assert_eq!(said(&[("a", "a")]), "`a` redirects to `a`, which is a redirect itself");
    assert_eq!(said(&[("a", "b"), ("b", "a")]), "`a` redirects to `b`, which is a redirect itself");
    assert_eq!(said(&[("b", "index.html"), ("a", "b")]), "`a` redirects to `b`, which is a redirect itself");
    assert_eq!(said(&[("a", "Title")]), "`a` redirects to `Title`, which is not in the file");
}

#[test]
fn the_main_page_is_an_item() {
    let none = writer(1, 1_000);
    let said = none.finish().unwrap_err().to_string();
    assert_eq!(said, "the main page `index.html` is not among the items of the file");
    let mut redirect = writer(1, 1_000);
    redirect.add(page("a.html"), "a").unwrap();
    redirect.redirect("index.html", "", "a.html", false).unwrap();
    assert!(matches!(redirect.finish(), Err(Error::MainPage(_))));
}

#[test]
fn what_is_refused_changes_nothing() {
    let mut refused = writer(1, 1_000);
    let mut plain = writer(1, 1_000);
    refused.add(page("index.html"), "a").unwrap();
    plain.add(page("index.html"), "a").unwrap();
    assert!(matches!(refused.add(page(""), "a"), Err(Error::EmptyPath)));
    assert!(matches!(refused.add(page("a\0b"), "a"), Err(Error::ZeroByte(_))));
    assert!(matches!(refused.add(page("a").title("\0"), "a"), Err(Error::ZeroByte(_))));
    assert!(matches!(refused.add(Item::new("a", "html"), "a"), Err(Error::MediaType(_))));
    assert!(matches!(refused.redirect("a", "", "", false), Err(Error::EmptyPath)));
    assert!(matches!(refused.redirect("", "", "a", false), Err(Error::EmptyPath)));
    let long = "新".repeat(676);
    assert!(refused.add(page(&long).title("abc"), "a").unwrap_err().to_string().contains("2031 bytes together"));
    for writer in [&mut refused, &mut plain] {
        writer.add(page(&long).title("ab"), "a").unwrap();
    }
    assert_eq!(refused.finish().unwrap().0.into_inner(), plain.finish().unwrap().0.into_inner());
}

#[test]
fn a_content_has_the_length_that_was_said() {
    // With these clusters, the second goes by itself.
    for size in [1_000, 1] {
        for (length, fault) in [(9, "longer"), (11, "shorter"), (0, "longer")] {
            let mut writer = writer(1, size);
            let error = writer.add(page("index.html"), Content::reader(&mut &b"0123456789"[..], length)).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("the content of `index.html` is {fault} than the {length} bytes that were said")
            );
            assert!(matches!(writer.add(page("a"), "a"), Err(Error::Broken)));
            assert!(matches!(writer.finish(), Err(Error::Broken)));
        }
    }
}

#[test]
fn options_and_metadata_are_checked_first() {
    let new =
        |metadata: &Metadata, options| Writer::new(Cursor::new(Vec::new()), "a", metadata, options).err().unwrap();
    let level = new(&metadata(), Options { level: 23, ..Options::default() });
    assert_eq!(level.to_string(), "level is 23; it has to be from 1 to 22");
    let size = new(&metadata(), Options { cluster_size: 0, ..Options::default() });
    assert_eq!(size.to_string(), "cluster_size is 0; it has to be from 1 to 1073741824");
    assert!(matches!(new(&Metadata::default(), Options::default()), Error::Metadata { .. }));
    let full = Writer::new(Cursor::new(vec![0; 3]), "a", &metadata(), Options::default()).err().unwrap();
    assert_eq!(full.to_string(), "the file to write into has to be empty; it has 3 bytes");
}

/// A file on a disk that is full after some bytes.
struct Full(Cursor<Vec<u8>>, u64);

impl Read for Full {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Seek for Full {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.0.seek(position)
    }
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.position() + bytes.len() as u64 > self.1 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told_wherever_it_comes() {
    let write = |room: u64| -> Result<u64, Error> {
        let options = Options { threads: 2, cluster_size: 100, level: 1 };
        let mut writer = Writer::new(Full(Cursor::new(Vec::new()), room), "index.html", &metadata(), options)?;
        writer.add(page("index.html"), "a")?;
        for number in 0..20 {
            writer.add(page(&format!("{number}")), &"新闻".repeat(number))?;
        }
        writer.add(Item::new("film", "video/webm"), &vec![1; 1_000])?;
        Ok(writer.finish()?.1.bytes)
    };
    let bytes = write(u64::MAX).unwrap();
    for room in (0..bytes).step_by(97).chain([bytes - 1]) {
        assert!(matches!(write(room), Err(Error::Io(_))), "{room}");
    }
    assert_eq!(write(bytes).unwrap(), bytes);
}

#[test]
fn a_content_that_cannot_be_read_is_told() {
    struct Torn;
    impl Read for Torn {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("torn"))
        }
    }
    for size in [1_000, 1] {
        let error = writer(1, size).add(page("film"), Content::reader(&mut Torn, 10)).unwrap_err();
        assert_eq!(error.to_string(), "the content of `film` could not be read: torn");
    }
}
