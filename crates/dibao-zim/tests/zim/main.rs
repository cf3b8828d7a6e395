//! Files are written, and read again: by a small reader of these tests, and by the readers that others use.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod faults;
mod large;
mod random;
mod read;
mod reader;
mod validators;
mod written;

use std::io::Cursor;

use dibao_zim::{Metadata, Options, Summary, Writer};

/// Metadata that is as it has to be.
fn metadata() -> Metadata {
    Metadata {
        name: "news_zh_archive".into(),
        title: "新闻档案".into(),
        languages: vec!["zho".into()],
        creator: "编辑部".into(),
        publisher: "档案馆".into(),
        date: "2026-12-01".into(),
        description: "二〇二四年的新闻".into(),
        long_description: Some("二〇二四年的新闻，用简体和繁体各读一遍。".into()),
        license: Some("CC-BY-4.0".into()),
        tags: vec!["_category:news".into(), "_ftindex:no".into()],
        source: Some("https://news.example/".into()),
        flavour: Some("nopic".into()),
        scraper: Some("dibao-zim".into()),
        illustration: std::fs::read("examples/illustration.png").unwrap(),
        ..Metadata::default()
    }
}

type Memory = Writer<Cursor<Vec<u8>>>;

/// A writer into memory, with small clusters.
fn writer(threads: usize, cluster_size: usize) -> Memory {
    let options = Options { threads, cluster_size, level: 3 };
    Writer::new(Cursor::new(Vec::new()), "index.html", &metadata(), options).unwrap()
}

fn finish(writer: Memory) -> (Vec<u8>, Summary) {
    let (file, summary) = writer.finish().unwrap();
    (file.into_inner(), summary)
}
