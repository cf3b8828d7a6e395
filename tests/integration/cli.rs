//! The command line's own words.

#[test]
fn transcripts() {
    trycmd::TestCases::new()
        .env("COLUMNS", "100")
        .env("SOURCE_DATE_EPOCH", crate::support::LATE)
        .case("tests/cmd/*.trycmd");
}
