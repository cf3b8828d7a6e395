//! The day that a site is built for: what has a later date waits, what is over is left out, and on all other days the
//! same bytes are built.

use std::collections::BTreeMap;

use dibao::date::Now;
use dibao::pipeline::{self, Options};

use crate::support::{self, Site, dibao, files};

const BOOK: &str = "title = \"试报\"\nbase_url = \"https://news.example/\"\n";

/// A site of files below `content/`.
fn site(contents: &[(&str, &str)]) -> Site {
    let site = Site::new(&[("book.toml", BOOK)]);
    for (name, text) in contents {
        site.write(&format!("content/{name}"), text.as_bytes());
    }
    site
}

/// What `dibao build --json` says on a day.
fn build(site: &Site, day: &str, arguments: &[&str]) -> serde_json::Value {
    let output = site.build(&[&["--json", "--now", day], arguments].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// The titles that `dibao list` has on a day.
fn titles(site: &Site, day: &str, arguments: &[&str]) -> Vec<String> {
    let output =
        dibao().args(["list", "--json", "--now", day, "--root"]).arg(site.path()).args(arguments).output().unwrap();
    let listed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let titles = listed.as_array().unwrap().iter().map(|it| it["title"].as_str().unwrap().to_owned());
    titles.collect()
}

/// The places and messages of the findings of a kind.
fn found(built: &serde_json::Value, kind: &str) -> Vec<String> {
    let all = built["diagnostics"].as_array().unwrap().iter().filter(|found| found["code"] == kind);
    all.map(|found| format!("{}:{} {}", found["file"].as_str().unwrap(), found["line"], found["message"])).collect()
}

#[test]
fn what_has_a_later_date_waits_until_its_day_has_come() {
    for (name, front_matter, before, day) in [
        ("a.md", "date: 2026-12-24", "2026-12-23", "2026-12-24"),
        ("2026-12-24-a.md", "", "2026-12-23", "2026-12-24"),
        ("2026/12/24/a.md", "", "2026-12-23", "2026-12-24"),
        ("a.md", "日期: 2026年12月24日 晚8时", "2026-12-23", "2026-12-24"),
        // The day that is written, wherever that was.
        ("a.md", "date: 2026-12-24T00:30:00+14:00", "2026-12-23", "2026-12-24"),
        // The first day that it may be.
        ("a.md", "date: 2027-02", "2027-01-31", "2027-02-01"),
        ("a.md", "date: 2027", "2026-12-31", "2027-01-01"),
        ("a.md", "date: 2020-01-01\npublishDate: 2026-12-24", "2026-12-23", "2026-12-24"),
        ("a.md", "date: \"\"\npubdate: 2026-12-24", "2026-12-23", "2026-12-24"),
        ("a.md", "published_at: 2026-12-24 10:00", "2026-12-23", "2026-12-24"),
    ] {
        let what = format!("{name} {front_matter}");
        let text = format!("---\ntitle: 待\n{front_matter}\n---\n文。\n");
        let site = site(&[(name, &text), ("2020-01-01-b.md", "# 旧\n\n文。")]);
        assert_eq!(titles(&site, before, &[]), ["旧"], "{what}");
        assert_eq!(titles(&site, before, &["--future"]).len(), 2, "{what}");
        assert_eq!(titles(&site, day, &[]).len(), 2, "{what}");
        let early = build(&site, before, &[]);
        assert_eq!((&early["waiting"], &early["articles"], &early["errors"]), (&1.into(), &1.into(), &0.into()));
        let told = found(&early, "waiting");
        assert!(told.len() == 1 && told[0].contains(day), "{what}: {told:?}");
        assert_eq!(early["manifest"]["until"], day, "{what}");
        assert_eq!(found(&build(&site, day, &[]), "waiting"), [""; 0], "{what}");
    }
}

#[test]
fn what_waits_is_told_where_it_says_so() {
    let texts = [
        ("a.md", "---\ntitle: 待\ndate: 2026-12-24\n---\n"),
        ("b.md", "---\ntitle: 待\ndate: 2020-01-01\npublishDate: 2026-12-24\n---\n"),
        ("c.md", "+++\ntitle = \"待\"\npublishdate = 2026-12-24\n+++\n"),
        ("2026-12-24-d.md", "---\ntitle: 待\n---\n"),
    ];
    let built = build(&site(&texts), "2026-12-01", &[]);
    let places: Vec<String> =
        found(&built, "waiting").iter().map(|told| told.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(places, ["content/2026-12-24-d.md:1", "content/a.md:3", "content/b.md:4", "content/c.md:3"]);
}

/// Whoever writes a day to wait for does not want the article read before; an end that nobody can read ends nothing.
#[test]
fn a_day_that_cannot_be_read_does_not_publish() {
    for (front, waits) in [
        ("publishDate: 垃圾", true),
        ("pubdate: 2026-13-45", true),
        ("date: 2020-01-01\npublishDate: 下周一", true),
        ("date: 2020-01-01\n发布日期: 下周一", true),
        ("publishDate: [1, 2]", true),
        // A plain date, and what says nothing.
        ("date: 垃圾", false),
        ("发布日期: 不详", false),
        ("date: 2020-01-01\npublishDate: \"\"", false),
        ("date: 2020-01-01\npublishDate:", false),
        ("date: 2020-01-01\npublished: true", false),
        ("date: 2020-01-01\nexpiryDate: 垃圾", false),
    ] {
        let text = format!("---\ntitle: 待\n{front}\n---\n文。\n");
        let site = site(&[("a.md", &text), ("2020-01-01-b.md", "# 旧\n\n文。")]);
        for round in ["2026-12-01", "2026-12-01", "2999-01-01"] {
            let built = build(&site, round, &[]);
            assert_eq!(
                (&built["articles"], &built["waiting"]),
                (&(2 - i32::from(waits)).into(), &i32::from(waits).into()),
                "{front}"
            );
            let line = front.lines().count() + 2;
            let told = found(&built, "waiting");
            assert_eq!(told.len(), usize::from(waits), "{front}: {told:?}");
            assert!(told.iter().all(|it| it.starts_with(&format!("content/a.md:{line} "))), "{front}: {told:?}");
            let unread = found(&built, "date");
            let is_error = front.contains('垃') || waits;
            assert!(!is_error || unread.len() == 1 && built["errors"] == 1, "{front}: {unread:?}");
            assert!(unread.iter().all(|it| it.starts_with(&format!("content/a.md:{line} "))), "{front}: {unread:?}");
        }
        assert_eq!(titles(&site, "2026-12-01", &["--future"]).len(), 2, "{front}");
    }
    // A version without a day waits with the others.
    let site = site(&[("a.md", "---\ntitle: 待\npublishDate: 垃圾\n---\n文。"), ("a.en.md", "# Wait\n\nText.")]);
    assert_eq!(titles(&site, "2026-12-01", &[]), [""; 0]);
}

#[test]
fn what_is_over_is_left_out_and_told() {
    for (key, expiry) in [
        ("expiryDate", "2026-12-24"),
        ("expirydate", "2026-12-24T09:00:00+08:00"),
        ("expiry_date", "2026年12月24日"),
        ("unpublishDate", "2026/12/24"),
        ("下线日期", "20261224"),
    ] {
        let text = format!("---\ntitle: 限时\ndate: 2020-01-02\n{key}: {expiry}\n---\n文。\n");
        let site = site(&[("a.md", &text), ("2020-01-01-b.md", "# 旧\n\n文。")]);
        let before = build(&site, "2026-12-23", &[]);
        assert_eq!((found(&before, "expired").len(), &before["manifest"]["until"]), (0, &"2026-12-24".into()), "{key}");
        assert!(site.page("zh-hans/index.html").contains("限时"), "{key}");
        let after = build(&site, "2026-12-24", &[]);
        let told = found(&after, "expired");
        assert!(told.len() == 1 && told[0].starts_with("content/a.md:4 "), "{key}: {told:?}");
        assert_eq!((after["removed"].as_u64().unwrap() > 0, &after["errors"]), (true, &0.into()), "{key}");
        assert!(!site.page("zh-hans/index.html").contains("限时"), "{key}");
        // Nor does `--future` bring it back.
        assert_eq!(titles(&site, "2027-01-01", &["--future"]), ["旧"], "{key}");
    }
}

#[test]
fn what_is_shown_before_its_day_is_never_the_newest() {
    let past = |number: u32| format!("---\ntitle: 过去{number}\ndate: 2026-11-{number:02}\nsource: 试刊\n---\n文。\n");
    let ahead = "---\ntitle: 将来\ndate: 2027-12-24\nsource: 试刊\npage: 1\n---\n文。\n";
    let paper = "---\ntitle: 头版\ndate: 2025-01-01\nsource: 试刊\npage: 1\n---\n文。\n";
    let contents = [("a.md", past(1)), ("b.md", past(20)), ("p.md", paper.to_owned()), ("z.md", ahead.to_owned())];
    let contents: Vec<(&str, &str)> = contents.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let site = site(&contents);
    site.write("book.toml", format!("{BOOK}publish_future = true\n").as_bytes());
    let built = build(&site, "2026-12-01", &[]);
    assert_eq!((&built["articles"], &built["waiting"]), (&4.into(), &0.into()));
    assert_eq!((&built["manifest"]["now"], &built["manifest"]["until"]), (&"2026-11-20".into(), &"2027-12-24".into()));
    let page = |name: &str| site.page(name);
    assert!(page("zh-hans/2027/12/24/z.html").contains("将来"));
    let home = page("zh-hans/index.html");
    let lead = home.find("过去20").unwrap();
    assert!(home.find("将来").unwrap() > lead, "the lead is not of the newest day that has come");
    let feed = page("zh-hans/feed.xml");
    let updated = feed.split("<updated>").nth(1).unwrap();
    assert!(updated.starts_with("2026-11-20T"), "{updated}");
    let sitemap = support::sitemaps(&support::files(&site.path().join("public")));
    assert!(sitemap.contains("/2027/12/24/z.html") && !sitemap.contains("<lastmod>2027"), "{sitemap}");
    let news = page("sitemap-news.xml");
    assert!(news.contains("过去20") && !news.contains("将来"), "{news}");
    let source = std::fs::read_dir(site.path().join("public/zh-hans/sources")).unwrap();
    let source = source.map(|entry| entry.unwrap().path()).find(|path| path.is_file() && !path.ends_with("index.html"));
    let source = std::fs::read_to_string(source.unwrap()).unwrap();
    let current = source.split("aria-current=\"true\"").nth(1).unwrap_or_default();
    assert!(!current.starts_with(">2027"), "{current}");
    // On its day it is as all others.
    build(&site, "2027-12-24", &[]);
    assert!(site.page("zh-hans/feed.xml").split("<updated>").nth(1).unwrap().starts_with("2027-12-24T"));
}

#[test]
fn the_same_bytes_are_built_on_all_days_that_decide_the_same() {
    let plain = [("2020-01-01-a.md", "# 一\n\n文。"), ("b.md", "---\ndate: 2026-11-30\n---\n# 二\n\n文。")];
    let waiting = [plain[0], plain[1], ("c.md", "---\ndate: 2026-12-24\n---\n# 三\n\n文。")];
    let over = [plain[0], plain[1], ("c.md", "---\ndate: 2020-01-02\nexpiryDate: 2026-11-30\n---\n# 三\n\n文。")];
    for (contents, days) in [
        (&plain[..], ["2026-11-30", "2026-12-01", "2027-02-03", "2999-01-01"]),
        (&waiting, ["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-23"]),
        (&over, ["2026-11-30", "2026-12-24", "2027-02-03", "2999-01-01"]),
    ] {
        let site = site(contents);
        let mut first: Option<(BTreeMap<String, Vec<u8>>, serde_json::Value)> = None;
        for day in days {
            let packs = tempfile::tempdir().unwrap();
            let packed = dibao()
                .args(["pack", "folder", "--now", day, "--root"])
                .arg(site.path())
                .arg("--out")
                .arg(packs.path())
                .output()
                .unwrap();
            assert!(packed.status.success(), "{}", String::from_utf8_lossy(&packed.stderr));
            let built = build(&site, day, &[]);
            // Not even one file is written again.
            assert_eq!((&built["made"], &built["written"]), (&0.into(), &0.into()), "{day}");
            let own = (files(packs.path()), built["manifest"].clone());
            let manifest = own.0.iter().find(|(name, _)| name.ends_with("dibao-manifest.json")).unwrap().1;
            assert!(String::from_utf8_lossy(manifest).contains("\"now\":\"2026-11-30\""), "{day}");
            assert!(!String::from_utf8_lossy(manifest).contains("2026-12-24"), "what waits is told: {day}");
            let before = first.get_or_insert_with(|| own.clone());
            assert!(*before == own, "{day}");
        }
    }
}

#[test]
fn the_day_that_is_recorded_repeats_the_build() {
    let dated = |front_matter: &str| format!("---\ntitle: 题\n{front_matter}\n---\n文。\n");
    for front_matter in [
        "date: 2026-11-20",
        "date: 2026-11-01\nupdated: 2026-11-20",
        "date: 2026-11-01\npublishDate: 2026-11-20",
        "date: 2026-11-01\nexpiryDate: 2026-11-20",
        "date: 2026-12-24\npublishDate: 2026-11-20",
        "date: 2026-11-20\nlastmod: 2027-01-01",
    ] {
        let others = dated("date: 2026-12-24");
        let site = site(&[("2026-10-01-a.md", "# 一\n\n文。"), ("b.md", &dated(front_matter)), ("c.md", &others)]);
        for arguments in [&[][..], &["--future"]] {
            let built = build(&site, "2026-12-01", arguments);
            assert_eq!(built["manifest"]["now"], "2026-11-20", "{front_matter}");
            let root = |day: &str| {
                let folder = tempfile::tempdir().unwrap();
                let out = folder.path().join("out");
                build(&site, day, &[&["--out", out.to_str().unwrap()], arguments].concat())["manifest"]["root"].clone()
            };
            let own = built["manifest"]["root"].clone();
            let until = built["manifest"]["until"].as_str().unwrap();
            assert_eq!((&root("2026-11-20"), &root("2026-12-23")), (&own, &own), "{front_matter} {arguments:?}");
            assert_ne!(root(until), own, "{front_matter} {arguments:?}");
            // What is shown in any case has nothing to wait for.
            if arguments.is_empty() {
                assert_ne!(root("2026-11-19"), own, "{front_matter}");
            }
        }
    }
}

#[test]
fn what_is_announced_before_its_date_is_not_the_newest() {
    let announced = "---\ntitle: 预告\ndate: 2026-12-24\npublishDate: 2026-11-30\n---\n文。\n";
    let site = site(&[("2026-11-20-a.md", "# 旧\n\n文。"), ("b.md", announced)]);
    for (day, updated) in [("2026-11-29", "2026-11-20"), ("2026-12-01", "2026-11-20"), ("2026-12-24", "2026-12-24")] {
        let built = build(&site, day, &[]);
        assert_eq!(built["articles"], if day > "2026-11-30" { 2 } else { 1 }, "{day}");
        assert!(site.page("zh-hans/feed.xml").split("<updated>").nth(1).unwrap().starts_with(updated), "{day}");
        assert_eq!(site.page("sitemap-2026.xml").contains("<lastmod>2026-12-24"), updated == "2026-12-24", "{day}");
    }
}

#[test]
fn an_article_whose_day_comes_is_built_as_a_clean_build_would() {
    let site = site(&[
        ("2026-11-01-a.md", "# 一\n\n见[二](b.md)。"),
        ("b.md", "---\ndate: 2026-12-10\nevents: [峰会]\n---\n# 二\n\n文。"),
        ("c.md", "---\ndate: 2026-11-02\nexpiryDate: 2026-12-12\n---\n# 三\n\n峰会。"),
        ("d.md", "---\ndate: 2026-11-03\nlastmod: 2026-12-14\n---\n# 四\n\n文。"),
        ("events/峰会.md", "# 峰会\n"),
    ]);
    for future in [&[][..], &["--future"]] {
        for (day, made_anew) in [
            ("2026-12-01", true),
            ("2026-12-09", false),
            ("2026-12-10", true),
            ("2026-12-11", false),
            ("2026-12-12", true),
            ("2026-12-14", true),
            // Clocks go wrong.
            ("2026-12-09", true),
        ] {
            let built = build(&site, day, future);
            let is_anew = built["made"].as_u64().unwrap() > 0;
            assert_eq!(is_anew, made_anew, "{day} {future:?}");
            let folder = tempfile::tempdir().unwrap();
            let out = folder.path().join("out");
            build(&site, day, &[&["--out", out.to_str().unwrap()], future].concat());
            assert!(files(&site.path().join("public")) == files(&out), "{day} {future:?}");
        }
    }
}

#[test]
fn a_site_in_memory_knows_when_it_is_over() {
    let site = site(&[("2026-11-01-a.md", "# 一\n\n文。"), ("2026-12-10-b.md", "# 二\n\n文。")]);
    let now = |day| Now::parse(day).unwrap();
    let options = |day| Options { now: now(day), ..Options::default() };
    let (_, session) = pipeline::open(site.path(), &options("2026-12-01"), &|_, _| {}).unwrap();
    for (day, is_over) in [("2026-12-01", false), ("2026-12-09", false), ("2026-12-10", true), ("2027-01-01", true)] {
        assert_eq!(session.is_over(now(day)), is_over, "{day}");
    }
    drop(session);
    let (_, session) = pipeline::open(site.path(), &options("2026-12-10"), &|_, _| {}).unwrap();
    assert!(!session.is_over(now("2999-01-01")));
}

#[test]
fn today_is_what_the_arguments_say_or_the_environment_in_the_zone_of_the_site() {
    let site = site(&[("2026-12-01-a.md", "# 一\n\n文。")]);
    let articles = |epoch: &str, zone: &str, arguments: &[&str]| {
        site.write("book.toml", format!("{BOOK}time_zone = \"{zone}\"\n").as_bytes());
        let mut list = dibao();
        list.args(["list", "--json", "--root"]).arg(site.path()).args(arguments).env("SOURCE_DATE_EPOCH", epoch);
        let output = list.output().unwrap();
        let listed: Option<Vec<serde_json::Value>> = serde_json::from_slice(&output.stdout).ok();
        (output.status.code().unwrap(), listed.map(|listed| listed.len()))
    };
    // 2026-11-30T16:00:00Z.
    assert_eq!(articles("1796054399", "Asia/Shanghai", &[]), (0, Some(0)));
    assert_eq!(articles("1796054400", "Asia/Shanghai", &[]), (0, Some(1)));
    assert_eq!(articles("1796054400", "UTC", &[]), (0, Some(0)));
    assert_eq!(articles("1796054400", "UTC", &["--now", "2026-12-01"]), (0, Some(1)));
    assert_eq!(articles("1796054400", "Asia/Shanghai", &["--now", "2026年11月30日"]), (0, Some(0)));
    for wrong in ["yesterday", "2026-12-01", "1e9", "99999999999999", "1.5"] {
        assert_eq!(articles(wrong, "UTC", &[]), (2, None), "{wrong}");
    }
    assert_eq!(articles("1796054400", "UTC", &["--now", "2026-12"]).0, 2);
}

#[test]
fn versions_wait_for_their_own_day_or_with_their_article() {
    let dated = |day: &str| format!("---\ndate: {day}\n---\n# Title\n\n{}\n", "Plain English words. ".repeat(9));
    let undated = format!("# Title\n\n{}\n", "Plain English words. ".repeat(9));
    let chinese = |more: &str| format!("---\n{more}\n---\n# 题\n\n中文的文章在这里。\n");
    for (own, version, on_first, langs) in [
        // Neither is to be read before the day of the one that has one.
        (chinese("date: 2026-12-10"), undated.clone(), 0, vec![]),
        (chinese(""), dated("2026-12-10"), 0, vec![]),
        (chinese("date: 2020-01-01"), dated("2026-12-10"), 1, vec!["zh-Hans"]),
        (chinese("date: 2026-12-10"), dated("2020-01-01"), 1, vec!["en"]),
        (chinese("date: 2020-01-01\nexpiryDate: 2026-11-30"), undated.clone(), 0, vec![]),
        (chinese("date: 2020-01-01"), undated, 1, vec!["zh-Hans", "en"]),
    ] {
        let site = site(&[("a.md", &own), ("a.en.md", &version)]);
        let list = |day: &str| {
            let output = dibao().args(["list", "--json", "--now", day, "--root"]).arg(site.path()).output().unwrap();
            serde_json::from_slice::<Vec<serde_json::Value>>(&output.stdout).unwrap()
        };
        let listed = list("2026-12-01");
        assert_eq!(listed.len(), on_first, "{own} {version}: {listed:?}");
        let versions = listed.iter().flat_map(|it| it["versions"].as_array().unwrap());
        let all: Vec<&str> = listed.iter().chain(versions).map(|it| it["lang"].as_str().unwrap()).collect();
        assert_eq!(all, langs, "{own} {version}");
    }
    // Some sites write one key into every file: the end of one article is not that of all.
    let keyed = |day: &str, more: &str| format!("---\ntranslationKey: x\ndate: {day}\n{more}\n---\n# {day}\n\n文。\n");
    let site = site(&[
        ("a.md", &keyed("2020-01-01", "expiryDate: 2026-11-30")),
        ("b.md", &keyed("2020-01-02", "")),
        ("c.md", &keyed("2026-12-10", "")),
    ]);
    assert_eq!(titles(&site, "2026-12-01", &[]), ["2020-01-02"]);
}

#[test]
fn pages_parts_and_notices_wait_as_they_have_to() {
    let site = site(&[
        ("pages/about.md", "---\ntitle: 关于\n---\n文。\n"),
        ("pages/2027-01-01-plan.md", "---\ntitle: 计划\n---\n文。\n"),
        ("pages/later.md", "---\ntitle: 以后\npublishDate: 2026-12-10\n---\n文。\n"),
        ("pages/over.md", "---\ntitle: 以前\nexpiryDate: 2026-11-30\n---\n文。\n"),
        ("gone.md", "---\ntitle: 撤\ndate: 2026-12-10\nwithdrawn: 2026-11-01\n---\n文。\n"),
        ("split/2026-12-10.md", "### 一\n\n甲。\n\n### 二\n\n乙。\n"),
        ("split/2026-11-10.md", "### 三\n\n丙。\n\n### 四\n\n丁。\n"),
    ]);
    let split = "[[source]]\ndir = \"content/split\"\nsplit = { heading = 3 }\n";
    site.write("book.toml", format!("{BOOK}{split}").as_bytes());
    let built = build(&site, "2026-12-01", &[]);
    assert_eq!((&built["articles"], &built["withdrawn"], &built["waiting"]), (&2.into(), &1.into(), &3.into()));
    // A file of many articles waits, and is told, once.
    assert_eq!(found(&built, "waiting").len(), 2, "{built}");
    assert_eq!(found(&built, "expired").len(), 1);
    let is_there = |path: &str| site.path().join("public/zh-hans").join(path).exists();
    assert!(is_there("about.html") && is_there("plan.html") && is_there("2026/12/10/gone.html"));
    assert!(!is_there("later.html") && !is_there("over.html") && !is_there("2026/12/10/2026-12-10-01.html"));
    build(&site, "2026-12-10", &[]);
    assert!(is_there("later.html") && !is_there("over.html"));
    assert_eq!(titles(&site, "2026-12-10", &[]).len(), 5);
}

#[test]
fn dates_that_nobody_meant_are_told_and_not_guessed_at() {
    for (date, told, read) in [
        ("202-11-27", "error", None),
        ("20-11-27", "error", None),
        ("2021127", "error", None),
        ("0000-00-00", "error", None),
        ("2020-11-31", "error", None),
        ("0001-01-01T00:00:00Z", "warning", Some("0001-01-01T00:00:00+00:00")),
        ("1020-11-27", "warning", Some("1020-11-27")),
        ("1970-01-01T00:00:00Z", "warning", Some("1970-01-01T00:00:00+00:00")),
        ("2202-11-27", "warning", Some("2202-11-27")),
        ("9999-12-31", "warning", Some("9999-12-31")),
        ("\"\"", "", None),
        ("\"  \"", "", None),
        ("", "", None),
        ("null", "", None),
        ("''", "", None),
        ("1872-04-30", "", Some("1872-04-30")),
        ("1970-01-01", "", Some("1970-01-01")),
    ] {
        let site = site(&[("a.md", &format!("---\ntitle: 题\ndate: {date}\n---\n文。\n"))]);
        let built = build(&site, "2026-12-01", &["--future"]);
        let severities: Vec<&str> = built["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|found| found["code"] == "date")
            .map(|found| found["severity"].as_str().unwrap())
            .collect();
        assert_eq!(severities, [told].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>(), "{date}");
        let output = dibao().args(["list", "--json", "--future", "--root"]).arg(site.path()).output().unwrap().stdout;
        let listed: serde_json::Value = serde_json::from_slice(&output).unwrap();
        assert_eq!(listed[0]["date"].as_str(), read, "{date}");
    }
}

#[test]
fn the_last_change_has_many_names_and_is_never_ahead() {
    for key in ["updated", "lastmod", "last_updated", "last_modified_at", "modified", "更新"] {
        let text = format!("---\ntitle: 题\ndate: 2020-01-01\n{key}: 2026-11-05\n---\n文。\n");
        let late = format!("---\ntitle: 晚\ndate: 2020-01-02\n{key}: 2027-01-05\n---\n文。\n");
        let site = site(&[("a.md", &text), ("b.md", &late)]);
        let built = build(&site, "2026-12-01", &[]);
        let told = found(&built, "date");
        assert!(told.len() == 1 && told[0].starts_with("content/b.md:4 "), "{key}: {told:?}");
        let sitemap = site.page("sitemap-2020.xml");
        assert!(sitemap.contains("<lastmod>2026-11-05") && !sitemap.contains("2027-01-05"), "{key}: {sitemap}");
        assert!(site.page("zh-hans/feed.xml").contains("<updated>2026-11-05T00:00:00+08:00"), "{key}");
        build(&site, "2027-01-05", &[]);
        assert!(site.page("sitemap-2020.xml").contains("<lastmod>2027-01-05"), "{key}");
    }
}

#[test]
fn what_has_no_date_follows_the_numbers_in_names() {
    for (names, order) in [
        (["issue-1.md", "issue-2.md", "issue-10.md"], ["issue-10", "issue-2", "issue-1"]),
        (["a9.md", "a10.md", "a11.md"], ["a11", "a10", "a9"]),
        (["第2期.md", "第10期.md", "第1期.md"], ["第10期", "第2期", "第1期"]),
        (["v/2.md", "v/12.md", "v/3.md"], ["12", "3", "2"]),
        (["n007.md", "n08.md", "n100.md"], ["n100", "n08", "n007"]),
    ] {
        let contents: Vec<(&str, &str)> = names.iter().map(|name| (*name, "文。\n")).collect();
        assert_eq!(titles(&site(&contents), "2026-12-01", &[]), order);
    }
}

#[test]
fn a_day_is_the_one_that_its_author_wrote() {
    for (date, day) in [
        ("2019-11-22T19:37:02+00:00", "2019/11/22"),
        ("2019-11-22T23:59:59-11:00", "2019/11/22"),
        ("2019-11-22 00:10 +1400", "2019/11/22"),
        ("2019-11-22T20:00:00Z", "2019/11/22"),
        ("Fri, 22 Nov 2019 23:00:00 GMT", "2019/11/22"),
    ] {
        let site = site(&[("a.md", &format!("---\ntitle: 题\ndate: {date}\n---\n文。\n"))]);
        build(&site, "2026-12-01", &[]);
        assert!(site.path().join(format!("public/zh-hans/{day}/a.html")).exists(), "{date}");
    }
}
