//! Any bytes as a content file: it is read, and what is reported points into it.
#![no_main]

use dibao::config::Config;
use dibao::content::{articles_of, body_start};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut found = Vec::new();
    let articles = articles_of("2024/07/04/a.md", bytes, None, &Config::default(), &mut found);
    for article in &articles {
        assert!(article.body.start <= article.body.end);
        assert!(!article.slug.is_empty() && !article.title.contains('\0'));
    }
    for diagnostic in &found {
        assert!(!diagnostic.render().is_empty());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert!(text.is_char_boundary(body_start(text)));
    }
});
