//! Files as large as an archive can be: run with `--ignored --release`.

use std::fs::File;
use std::io::Read;

use dibao_zim::{Content, Item, Options, Writer};

use crate::metadata;

/// A writer that needs little memory besides the directory's.
fn begin(file: File, threads: usize) -> Writer<File> {
    Writer::new(file, "index.html", &metadata(), Options { threads, level: 1, ..Options::default() }).unwrap()
}

/// The most memory that this process had, in KiB, where that can be known.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

#[test]
#[ignore = "writes 4 GiB"]
fn a_film_past_four_gibibytes_is_copied_through() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.zim");
    let file = File::options().read(true).write(true).create_new(true).open(&path).unwrap();
    let mut writer = begin(file, 1);
    let length = (1 << 32) + 5;
    writer.add(Item::new("index.html", "text/html").front_article(), "a").unwrap();
    writer
        .add(Item::new("film.webm", "video/webm"), Content::reader(&mut std::io::repeat(7).take(length), length))
        .unwrap();
    writer
        .add(Item::new("b.txt", "text/plain"), Content::reader(&mut std::io::repeat(b'b').take(length), length))
        .unwrap();
    writer.add(Item::new("c.png", "image/png"), "after").unwrap();
    let (_, summary) = writer.finish().unwrap();
    assert!(summary.bytes > length && summary.bytes < length + (1 << 20), "{}", summary.bytes);
    crate::validators::check(&path, &[("c.png", b"after")], &[("film.webm", length), ("b.txt", length)]);
    println!("{} MiB of memory", peak().unwrap_or_default() / 1024);
}

#[test]
#[ignore = "takes a while without --release"]
fn a_directory_of_1_500_000_entries_is_small() {
    let mut writer = begin(tempfile::tempfile().unwrap(), 2);
    writer.add(Item::new("index.html", "text/html").front_article(), "a").unwrap();
    for number in 0..1_500_000 {
        // Forty bytes and sixty.
        let path = format!("zh-hans/2024/07/{:02}/n{number:08}-abcde.html", number % 30);
        let title = format!("新闻{number:09}外媒看中国青岛纸上二〇二四年");
        writer.add(Item::new(&path, "text/html").title(&title).front_article(), "一页").unwrap();
    }
    let before = peak();
    let (_, summary) = writer.finish().unwrap();
    assert!(summary.entries > 1_500_000);
    println!("{before:?} KiB of memory before the end, {:?} after it", peak());
    assert!(peak().is_none_or(|kibibytes| kibibytes < 300 * 1024));
}
