//! Any text as a file of many articles: each part is a part of it, in order, and nothing of the
//! text below the first heading is in none.
#![no_main]

use dibao::config::{Config, Source, Split};
use dibao::content::articles_of;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, bool, bool, &str)| {
    let (level, indented_code, loose_headings, text) = input;
    let source = Source {
        dir: "news".to_owned(),
        split: Some(Split { heading: level % 6 + 1 }),
        indented_code: Some(indented_code),
        loose_headings: Some(loose_headings),
        ..Source::default()
    };
    let config = Config { source: vec![source], ..Config::default() };
    let articles = articles_of("news/20240704.md", text.as_bytes(), Some(0), &config, &mut Vec::new());
    let mut end = 0;
    for article in &articles {
        assert!(article.body.start >= end && article.body.start <= article.body.end);
        end = article.body.end;
    }
    let mut slugs: Vec<&str> = articles.iter().map(|article| article.slug.as_str()).collect();
    slugs.sort_unstable();
    slugs.dedup();
    assert_eq!(slugs.len(), articles.len());
});
