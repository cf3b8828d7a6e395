//! What the unit tests share.

use proptest::test_runner::Config;

/// A configuration for so many random cases, or for as many as `PROPTEST_CASES` asks, if these are more:
/// `Config::with_cases` would not look at it.
#[expect(clippy::disallowed_methods, reason = "a soak of tests is no build of a site")]
pub fn cases(usual: u32) -> Config {
    Config::with_cases(at_least(usual, std::env::var("PROPTEST_CASES").ok().as_deref()))
}

fn at_least(usual: u32, asked: Option<&str>) -> u32 {
    usual.max(asked.and_then(|asked| asked.trim().parse().ok()).unwrap_or_default())
}

/// A disk with folders that are named as people name them.
pub fn folders() -> tempfile::TempDir {
    let disk = tempfile::tempdir().unwrap();
    for name in ["甲/a/站", "甲/b/旧 报/posts", "乙/%41/\"c\"", "甲/a/站/content"] {
        fs_err::create_dir_all(disk.path().join(name)).unwrap();
    }
    disk
}

#[test]
fn a_soak_has_more_cases() {
    for (usual, asked, expected) in [
        (24, None, 24),
        (24, Some("5000"), 5000),
        (2000, Some("256"), 2000),
        (500, Some("500"), 500),
        (500, Some("many"), 500),
        (500, Some(""), 500),
        (500, Some("-1"), 500),
    ] {
        assert_eq!(at_least(usual, asked), expected, "{usual} {asked:?}");
    }
    assert!(cases(7).cases >= 7);
}
