//! Any text as a date: what is read can be written, and reads the same again.
#![no_main]

use dibao::content::When;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let formats = ["%m/%d/%Y".to_owned(), "%d.%m.%Y %H:%M".to_owned()];
    for formats in [&formats[..], &[]] {
        if let Some(when) = When::parse(text, formats, "Asia/Shanghai") {
            let when = when.in_zone("Asia/Shanghai");
            let again = When::from_iso(&when.iso()).expect("what dibao writes is a date");
            assert_eq!((when.year, when.month, when.day, when.second), (again.year, again.month, again.day, again.second));
            assert!(!when.rfc3339().is_empty());
        }
    }
});
