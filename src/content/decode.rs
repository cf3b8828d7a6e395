//! Bytes into text: which encoding they are in, and nothing lost without a word.

use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::diagnostic::{Finding, Kind, sentence};

/// The text of a file, and what is to be said of it.
pub(super) struct Decoded {
    pub text: String,
    /// The label of its encoding, if that is not UTF-8.
    pub encoding: Option<String>,
    pub findings: Vec<Finding>,
}

/// Decodes a file and gives it line ends that a parser knows, without control characters.
pub(super) fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> Decoded {
    let mut decoded = text(bytes, declared);
    mend_line_ends(&mut decoded.text, &mut decoded.findings);
    drop_controls(&mut decoded.text, &mut decoded.findings);
    decoded
}

/// Decodes a file. `declared` is the encoding that
/// its source says it has. A byte order mark comes first, then UTF-8 if all of it is valid,
/// then UTF-16 by its zero bytes, then whichever of GB18030 and Big5-HKSCS `chardetng` scores
/// likelier.
pub(super) fn text(bytes: &[u8], declared: Option<&'static Encoding>) -> Decoded {
    let mut findings = Vec::new();
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (declared.filter(|said| !is_surely_other(bytes, said)).unwrap_or_else(|| detect(bytes)), bytes),
    };
    let (text, faults) = decode_as(encoding, bytes);
    let is_as_said = declared.map_or(encoding == UTF_8, |said| said == encoding || encoding == UTF_8);
    if !is_as_said && bytes.len() > 1 {
        let message = match declared {
            None => sentence!("encoding-found", encoding = name(encoding)),
            Some(said) => sentence!("encoding-contradicted", declared = name(said), encoding = name(encoding)),
        };
        let first = text.find(|letter: char| !letter.is_ascii()).unwrap_or(0);
        findings.push(Finding::warning(Kind::Encoding, message, first..first));
    }
    if let Some(&first) = faults.first() {
        let message = sentence!("damaged-bytes", encoding = name(encoding), more = faults.len() - 1);
        findings.push(Finding::error(Kind::DamagedText, message, first..first + 3));
    } else if let Some(first) = text.find('\u{FFFD}') {
        let message = sentence!("lost-characters", count = text.matches('\u{FFFD}').count());
        findings.push(Finding::warning(Kind::DamagedText, message, first..first + 3));
    }
    Decoded { text, encoding: Some(label(encoding)).filter(|_| encoding != UTF_8), findings }
}

/// The text, and the bytes of it where U+FFFD stands for what is no text.
fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> (String, Vec<usize>) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + 16);
    let mut faults = Vec::new();
    let mut rest = bytes;
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        rest = &rest[read..];
        match result {
            DecoderResult::InputEmpty => return (text, faults),
            DecoderResult::OutputFull => text.reserve(rest.len() * 3 + 16),
            DecoderResult::Malformed(..) => {
                text.reserve(rest.len() + 16);
                faults.push(text.len());
                text.push('\u{FFFD}');
            }
        }
    }
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = utf_16(bytes) {
        return encoding;
    }
    let Err(error) = std::str::from_utf8(bytes) else { return UTF_8 };
    // A file whose text is UTF-8 but for some bytes is damaged UTF-8, and not another
    // encoding, in which its characters would hardly all be valid.
    if is_mostly_utf_8(bytes, error.valid_up_to()) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = |region: Option<&[u8]>| match detector.guess(region, Utf8Detection::Deny) {
        encoding if encoding == GBK => GB18030,
        encoding => encoding,
    };
    let guesses = [guess(None), guess(Some(b"cn")), guess(Some(b"tw"))].into_iter();
    let likely = guesses.filter(|&encoding| encoding == GB18030 || encoding == BIG5).chain([GB18030, BIG5]);
    // The likeliest that has no fault; where all have, the file is damaged.
    let faults = |encoding: &&'static Encoding| decode_as(encoding, bytes).1.len();
    likely.chain([UTF_8]).min_by_key(faults).unwrap_or(UTF_8)
}

/// UTF-16 without a byte order mark: it has zeros for the upper halves of its Latin, and reads
/// as text one way round.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = head.iter().filter(|&&byte| byte == 0).count();
    let is_likely = zeros * 5 > head.len() || zeros > 1 && std::str::from_utf8(bytes).is_err();
    if !bytes.len().is_multiple_of(2) || !is_likely {
        return None;
    }
    let is_text = |character: char| matches!(character, ' '..='~' | '\n' | '\r' | '\t' | '\u{2010}'..='\u{203B}' | '\u{3000}'..='\u{303F}' | '\u{3400}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF5E}');
    [UTF_16LE, UTF_16BE].into_iter().find(|encoding| {
        let text = decode_as(encoding, head).0;
        let wrong = text.chars().filter(|&character| !is_text(character)).count();
        wrong * 10 < text.chars().count()
    })
}

/// Whether a file cannot be in the encoding that it is said to be in: text in another one is not
/// UTF-8 by chance, if there is more than a word of it; and a sentence tells Big5 from GB18030.
fn is_surely_other(bytes: &[u8], said: &'static Encoding) -> bool {
    let is_utf_8 =
        std::str::from_utf8(bytes).is_ok_and(|text| text.chars().filter(|letter| !letter.is_ascii()).count() > 2);
    let is_long = bytes.iter().filter(|byte| !byte.is_ascii()).count() >= 40;
    let is_chinese = |encoding: &'static Encoding| encoding == GB18030 || encoding == GBK || encoding == BIG5;
    is_utf_8
        || is_long && is_chinese(said) && {
            let found = detect(bytes);
            is_chinese(found) && (found == BIG5) != (said == BIG5) && decode_as(found, bytes).1.is_empty()
        }
}

fn is_mostly_utf_8(bytes: &[u8], first_fault: usize) -> bool {
    let (text, faults) = decode_as(UTF_8, &bytes[first_fault..]);
    let letters = text.chars().filter(|letter| !letter.is_ascii()).count() - faults.len();
    let before = String::from_utf8_lossy(&bytes[..first_fault]).chars().filter(|letter| !letter.is_ascii()).count();
    // So many characters are not valid by chance.
    before >= 8 && before > faults.len() || (letters + before) > faults.len() * 4
}

/// The encoding as people call it.
fn name(encoding: &'static Encoding) -> &'static str {
    if encoding == BIG5 {
        "Big5-HKSCS"
    } else if encoding == GB18030 {
        "GB18030"
    } else {
        encoding.name()
    }
}

fn label(encoding: &'static Encoding) -> String {
    name(encoding).to_ascii_lowercase()
}

/// Every kind of line end as a line feed.
fn mend_line_ends(text: &mut String, findings: &mut [Finding]) {
    if text.contains('\r') {
        let place = |at: usize, text: &str| at - text[..at].matches("\r\n").count();
        for finding in findings {
            finding.range = place(finding.range.start, text)..place(finding.range.end, text);
        }
        *text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
}

fn drop_controls(text: &mut String, findings: &mut Vec<Finding>) {
    let control = |character: char| {
        character == '\u{FEFF}' || character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{85}')
    };
    let Some(first) = text.find(control) else { return };
    let dropped = text.chars().filter(|&character| control(character)).count();
    let before =
        |at: usize, text: &str| at - text[..at].chars().filter(|&it| control(it)).map(char::len_utf8).sum::<usize>();
    for finding in findings.iter_mut() {
        finding.range = before(finding.range.start, text)..before(finding.range.end, text);
    }
    let place: Range<usize> = first..first;
    text.retain(|character| !control(character));
    findings.push(Finding::warning(Kind::ControlCharacters, sentence!("control-characters", count = dropped), place));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HANS: &str = "---\ntitle: 青岛日报的旧稿\n---\n\n本报讯　今年以来，港口的货物多了起来，码头上的人也多了。\n";
    const HANT: &str = "---\ntitle: 舊報紙裡的青島\n---\n\n本報訊　今年以來，港口的貨物多了起來，碼頭上的人也多了。\n";

    fn kinds(decoded: &Decoded) -> Vec<Kind> {
        decoded.findings.iter().map(|finding| finding.kind).collect()
    }

    fn check(bytes: &[u8], text: &str, kinds_found: &[Kind]) {
        let decoded = decode(bytes, None);
        assert_eq!(decoded.text, text);
        assert_eq!(kinds(&decoded), kinds_found, "{text}");
    }

    fn utf_16_bytes(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn every_encoding_is_read() {
        check(HANS.as_bytes(), HANS, &[]);
        check(format!("\u{FEFF}{HANS}").as_bytes(), HANS, &[]);
        check(&GB18030.encode(HANS).0, HANS, &[Kind::Encoding]);
        check(&BIG5.encode(HANT).0, HANT, &[Kind::Encoding]);
        check(&utf_16_bytes(HANS, u16::to_le_bytes), HANS, &[Kind::Encoding]);
        check(&utf_16_bytes(HANT, u16::to_be_bytes), HANT, &[Kind::Encoding]);
        check(&utf_16_bytes(&format!("\u{FEFF}{HANS}"), u16::to_le_bytes), HANS, &[Kind::Encoding]);
        check(b"", "", &[]);
    }

    #[test]
    fn short_texts_are_told_apart() {
        for line in ["简体中文", "本报讯", "市委书记到码头调研", "他说：“明天再来。”", "新闻联播快讯"]
        {
            check(&GB18030.encode(line).0, line, &[Kind::Encoding]);
        }
        for line in ["繁體中文", "本報訊", "市長到碼頭視察", "他說：「明天再來。」", "新聞快報"]
        {
            check(&BIG5.encode(line).0, line, &[Kind::Encoding]);
        }
    }

    #[test]
    fn what_is_no_text_is_shown_and_reported() {
        let mut bytes = HANS.as_bytes().to_vec();
        let at = HANS.find('港').unwrap();
        bytes.remove(at + 1);
        let decoded = decode(&bytes, None);
        assert_eq!(kinds(&decoded), [Kind::DamagedText]);
        assert_eq!(&decoded.text[decoded.findings[0].range.clone()], "\u{FFFD}");
        check("已经\u{FFFD}坏".as_bytes(), "已经\u{FFFD}坏", &[Kind::DamagedText]);
        let declared = decode("国".as_bytes(), Some(GB18030));
        assert_eq!(kinds(&declared), [Kind::DamagedText], "{}", declared.text);
        assert_eq!(decode(HANS.as_bytes(), Some(GB18030)).text, HANS, "a file that was mended since");
        let other = decode(&BIG5.encode(HANT).0, Some(GB18030));
        assert_eq!((other.text.as_str(), kinds(&other)), (HANT, vec![Kind::Encoding]));
    }

    #[test]
    fn line_ends_and_controls() {
        check(b"a\rb\r\nc\n", "a\nb\nc\n", &[]);
        check(b"a\r\nb\n", "a\nb\n", &[]);
        check("a\0b\u{FEFF}\u{7}c".as_bytes(), "abc", &[Kind::ControlCharacters]);
    }

    proptest! {
        #[test]
        fn never_panics_and_never_loses(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let decoded = decode(&bytes, None);
            for finding in &decoded.findings {
                prop_assert!(decoded.text.get(finding.range.clone()).is_some(), "{:?}", finding.range);
            }
            let is_lost = decoded.text.contains('\u{FFFD}');
            prop_assert!(!is_lost || kinds(&decoded).contains(&Kind::DamagedText));
        }
    }
}
