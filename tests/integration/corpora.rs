//! Fifty articles of three real archives, unmodified, whose title and date a person has checked.
//!
//! Nothing of these archives is part of the project, so that files and titles are listed by a
//! hash. Where `../shared/corpora` is not there, as on a reader's machine, there is nothing to
//! run on; `tests/integration/archives.rs` has files of ours in the same shapes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::{dibao, skipped};

/// The archive, the hash of the file's path, the date, the hash of the title.
const CHECKED: [(&str, u64, &str, u64); 50] = [
    ("lctt", 0x47d05a3d9609ecba, "2015-09-23", 0xd7e6d9c7402918f0),
    ("lctt", 0x5102f2bd89fa6586, "2014-02", 0x346875f99c8aa22f),
    ("lctt", 0xa494d97f18ee41da, "2018-07-10", 0xd64a7ee8ed7da90f),
    ("lctt", 0xcb5a984fbaead004, "2018-07-02", 0xd90fcbe4042510ff),
    ("lctt", 0xaf3d87659fee95f2, "2017-11-23", 0x321c60bbb6da80ad),
    ("lctt", 0xbe6c9d9167c01e8f, "2016-09-13", 0xdbd19587d56a41f9),
    ("lctt", 0xa93a98bdef935031, "2015-07-22", 0x8530b9011cac12c9),
    ("lctt", 0xb48fae336ba4783b, "2024-01-02", 0x8b78189ad8e13328),
    ("lctt", 0xfd6382288a14ee73, "2015-01-28", 0xfd37c8ec88c945de),
    ("lctt", 0x818c1e4b9d9f3e0e, "2021-08-19", 0xb8909e160993e6dc),
    ("lctt", 0xb358d702af6304b5, "2014-05", 0x861fa573f16b95ca),
    ("lctt", 0x9ede364ca93ad41a, "2014-04", 0xc45e2a8a48a97eb2),
    ("lctt", 0x6720efb27ce360cd, "2015-03-16", 0xfac61f30e1183822),
    ("lctt", 0xc5cd7006fec8207f, "2018-01-11", 0x03c5a863733b0599),
    ("lctt", 0x9d4c8f60856b6ff7, "2018-04-14", 0xfddb861b89d3de28),
    ("lctt", 0x379d6e23251dd376, "2023-02-24", 0xa962aa768c550d6a),
    ("lctt", 0xbc94d7a13852702e, "2014-03", 0xf5c03228df5987c1),
    ("lctt", 0xd24e40df53ffdc64, "2017-11-20", 0x27d58e01aec0ca9e),
    ("lctt", 0x40112a2d9217faca, "2021-07-26", 0x0ffae0f8b9650e44),
    ("lctt", 0x9b03ed80451669b9, "2018-02-03", 0xddb85c3c908eac02),
    ("transcript", 0x06ec0731e58145f9, "2021-01-04", 0x0bb9e0aafc5f3e43),
    ("transcript", 0x9473375d94782711, "2023-10-16", 0x288aec8ad14ad796),
    ("transcript", 0x862e83a1ab2c184f, "2019-09-23", 0xd38a896c1c95b998),
    ("transcript", 0x7f29e61c4c25a4fd, "2015-11-05", 0xcd87b211c21f77de),
    ("transcript", 0x50985b670a45dafa, "2018-07-12", 0x9a6cb3c27ddf8edb),
    ("transcript", 0x0834b1976f07dea3, "2020-10-15", 0x932d2b89701c9335),
    ("transcript", 0x53f486b71a626aa3, "2020-03-11", 0xf28d88150a84d870),
    ("transcript", 0x7e32ea5a4fe45b6a, "2018-06-28", 0x7515fd05253984b7),
    ("transcript", 0x5c2b05ff3476617d, "2019-02-12", 0x1d86803b8798dc36),
    ("transcript", 0xaff8adae41317e64, "2020-03-02", 0x4bcd5d415bed947d),
    ("transcript", 0x274eae7123eddeef, "2017-11-15", 0x566902c8b06cb983),
    ("transcript", 0xdb6584793b0bba2b, "2017-09-22", 0x2631ac02dce878cb),
    ("transcript", 0xf0aed74f3900f466, "2020-06-10", 0x9fe3eef8aacf6edb),
    ("transcript", 0x69cf19de219f20d1, "2017-10-18", 0x68973644abdd72ca),
    ("transcript", 0xb539e1bd3e24604a, "2020-04-15", 0xdb560b2ca972e5e0),
    ("huli-blog", 0x996bef5ebe9929f8, "2020-10-31T09:20:32+08:00", 0xcd804ba652be36e1),
    ("huli-blog", 0x9f36b6a98409d2a3, "2019-08-09T22:10:00+08:00", 0xbbc5e8ff3cebd0c0),
    ("huli-blog", 0x94ade30c9c7dba7c, "2021-03-20T22:27:27+08:00", 0x9ebdf8d273c4b88a),
    ("huli-blog", 0x7e53fbf400f43bba, "2016-03-20T15:11:00+08:00", 0x5f6f62d3e0fbe94a),
    ("huli-blog", 0x0ded0d83fc137bbe, "2019-05-18T20:10:00+08:00", 0xcbbc128841e1ed45),
    ("huli-blog", 0x3ef254fbad091e8f, "2018-03-31T22:10:00+08:00", 0x016bc6eda3f6edae),
    ("huli-blog", 0x1b2013d054def347, "2018-08-18T22:10:00+08:00", 0x1fae91684a1e49e0),
    ("huli-blog", 0x50011e44ec7d2877, "2017-12-08T22:07:00+08:00", 0xc636734d067e5696),
    ("huli-blog", 0xb676252fcb8b36b4, "2021-08-22T15:27:31+08:00", 0x22eac0ce13006373),
    ("huli-blog", 0x5b026c07f8edb712, "2019-08-21T22:10:00+08:00", 0x22055613bb88d2e5),
    ("huli-blog", 0xc6e9687c6206afa0, "2019-01-27T22:10:00+08:00", 0x9ec099aa725cab43),
    ("huli-blog", 0xb765f5c107a79f5f, "2022-03-01T21:54:15+08:00", 0x2087476206f078ab),
    ("huli-blog", 0x43acce4d9388e2ae, "2022-01-19T14:10:44+08:00", 0x69a09edb06d031ed),
    ("huli-blog", 0x4ce83dd5bd00c6a5, "2023-08-29T14:10:44+08:00", 0x09453a519b33ea76),
    ("huli-blog", 0x689ab10ad23a16ac, "2022-01-16T11:21:29+08:00", 0xc686c6ae21583663),
];

/// FNV-1a, 64 bits (draft-eastlake-fnv).
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn list(corpora: &Path, name: &str) -> BTreeMap<u64, (String, String)> {
    let site = tempfile::tempdir().unwrap();
    let root = site.path().join("site");
    let made = dibao().arg("new").arg(&root).arg("--from").arg(corpora.join(name)).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let listed = dibao().args(["list", "--json", "--root"]).arg(&root).output().unwrap();
    let articles: Vec<serde_json::Value> = serde_json::from_slice(&listed.stdout).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let key = |file: &str| hash(&file[file.find(&format!("{name}/")).unwrap()..]);
    articles.iter().map(|it| (key(it["file"].as_str().unwrap()), (text(&it["date"]), text(&it["title"])))).collect()
}

#[test]
fn fifty_articles_have_the_title_and_date_that_a_person_gave_them() {
    let corpora = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    let Ok(corpora) = corpora.canonicalize() else {
        return skipped("fifty articles of real archives: ../shared/corpora is not here");
    };
    for name in ["lctt", "transcript", "huli-blog"] {
        let listed = list(&corpora, name);
        for (_, file, date, title) in CHECKED.iter().filter(|(corpus, ..)| *corpus == name) {
            let (found_date, found_title) = &listed[file];
            assert_eq!((found_date.as_str(), hash(found_title)), (*date, *title), "{name}: {found_title}");
        }
    }
}
