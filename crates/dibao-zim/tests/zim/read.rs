//! The crate's own reader: it reads what the writer makes, and no bytes make it fail otherwise than by an error.

use std::collections::BTreeMap;
use std::io::Cursor;

use dibao_zim::{Item, Kind, Reader, Unread};
use proptest::prelude::*;

use crate::{finish, writer};

/// A file with what a file may have: several clusters of both kinds, a content of its own cluster, an empty one, a redirect.
fn sample() -> (Vec<u8>, BTreeMap<String, Vec<u8>>) {
    let mut writer = writer(2, 300);
    let mut wanted = BTreeMap::new();
    for number in 0..40_u8 {
        let text = format!("第{number}页。").repeat(usize::from(number)).into_bytes();
        writer.add(Item::new(&format!("p/{number}.html"), "text/html").title("页"), &text).unwrap();
        wanted.insert(format!("p/{number}.html"), text);
        let picture: Vec<u8> = (0..number).map(|byte| byte.wrapping_mul(number)).collect();
        writer.add(Item::new(&format!("m/{number}.png"), "image/png"), &picture).unwrap();
        wanted.insert(format!("m/{number}.png"), picture);
    }
    for (path, kind) in [("index.html", "text/html"), ("film.webm", "video/webm")] {
        let large = vec![7; 5_000];
        writer.add(Item::new(path, kind), &large).unwrap();
        wanted.insert(path.to_owned(), large);
    }
    writer.redirect("home", "", "index.html", false).unwrap();
    (finish(writer).0, wanted)
}

/// All that a reader gets from a file.
fn read(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, Unread> {
    let mut reader = Reader::new(Cursor::new(bytes))?;
    let mut read = BTreeMap::new();
    reader.contents(|entry, content| {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes)?;
        if entry.namespace == 'C' {
            read.insert(entry.path.clone(), bytes);
        }
        Ok(())
    })?;
    reader.check()?;
    Ok(read)
}

#[test]
fn what_was_written_is_read() {
    let (bytes, wanted) = sample();
    assert_eq!(read(&bytes).unwrap(), wanted);
    let mut reader = Reader::new(Cursor::new(&bytes)).unwrap();
    assert_eq!(reader.main_page().unwrap().path, "index.html");
    let home = reader.entries().iter().find(|entry| entry.path == "home").unwrap().kind.clone();
    let Kind::Redirect(number) = home else { panic!("{home:?}") };
    assert_eq!(reader.entries()[number as usize].path, "index.html");
    assert_eq!(reader.content("p/9.html", 1 << 20).unwrap().as_ref(), wanted.get("p/9.html"));
    assert_eq!(reader.content("nowhere", 1).unwrap(), None);
    assert!(reader.content("film.webm", 4_999).is_err());
}

#[test]
fn a_cut_file_and_a_changed_byte_are_found_out() {
    let (bytes, _) = sample();
    for length in (0..bytes.len()).step_by(97) {
        assert!(read(&bytes[..length]).is_err(), "{length}");
    }
    for at in (0..bytes.len()).step_by(61) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        assert!(read(&changed).is_err(), "{at}");
    }
    let longer = [bytes.as_slice(), b"more"].concat();
    assert!(matches!(read(&longer), Err(Unread::Checksum)));
}

#[test]
fn a_cluster_that_goes_on_and_on_is_not_read() {
    let mut writer = writer(1, 300);
    writer.add(Item::new("index.html", "text/html"), "a").unwrap();
    let (mut bytes, _) = finish(writer);
    // The first cluster says that its content ends far beyond what it is compressed to.
    let huge = zstd::encode_all(&[8_u32.to_le_bytes(), u32::MAX.to_le_bytes()].concat()[..], 3).unwrap();
    bytes[2_049..2_049 + huge.len()].copy_from_slice(&huge);
    assert!(read(&bytes).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn whatever_is_in_a_file_it_is_read_or_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        is_in_header in any::<bool>(),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        thread_local!(static SAMPLE: Vec<u8> = sample().0);
        let mut bytes = SAMPLE.with(Clone::clone);
        for (at, byte) in changes {
            let at = at.index(if is_in_header { 80 } else { bytes.len() });
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        _ = read(&bytes);
    }
}
