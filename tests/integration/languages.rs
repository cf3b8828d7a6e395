//! Which language a text is in, whatever names it has in it and whatever is said of it; and which way its lines run.

use crate::support::{Site, attributes, dibao, texts};

const BOOK: &str = "title = \"试报\"\nbase_url = \"https://news.example/\"\n";
const ENGLISH: &str = "A fire broke out at the harbour late on Monday night and was put out by the brigade before the \
                       morning came, the authorities of the port said on Tuesday morning.";
const CHINESE: &str = "这是一篇中文的文章，里面说的都是港口昨天晚上发生的大火，以及后来的调查。";

fn site(contents: &[(&str, &str)]) -> Site {
    let site = Site::new(&[("book.toml", BOOK)]);
    for (name, text) in contents {
        site.write(&format!("content/{name}"), text.as_bytes());
    }
    site
}

/// Titles and languages, an article's own first, as `dibao list` has them.
fn listed(site: &Site) -> Vec<(String, String)> {
    let output = dibao().args(["list", "--json", "--root"]).arg(site.path()).output().unwrap();
    let all: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let with_versions = all.iter().flat_map(|it| std::iter::once(it).chain(it["versions"].as_array().unwrap()));
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    with_versions.map(|it| (text(&it["title"]), text(&it["lang"]))).collect()
}

fn findings(site: &Site) -> Vec<String> {
    let output =
        dibao().args(["check", "--json", "--kind", "mixed-script", "--root"]).arg(site.path()).output().unwrap();
    let checked: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let all = checked["diagnostics"].as_array().unwrap().iter();
    all.map(|found| format!("{}:{}", found["file"].as_str().unwrap(), found["line"])).collect()
}

#[test]
fn english_with_a_chinese_name_in_it_stays_english() {
    for text in [
        format!("# ABC News: Fire\n\n{ENGLISH} 中文網\n"),
        format!("# ABC News: Fire\n\n中文網: {ENGLISH}\n"),
        format!("# 中文網 reports a fire\n\n{ENGLISH}\n"),
        format!("---\ntitle: Fire\nauthor: 王大明\n---\n{ENGLISH}\n\n《人民日報》\n"),
        format!("# Fire\n\n{ENGLISH} [中文網](https://news.example/新聞/火災.html)\n"),
    ] {
        let site = site(&[("2024-07-04-a.md", &text)]);
        assert_eq!(listed(&site)[0].1, "en", "{text}");
        site.build(&[]);
        let page = site.page("en/2024/07/04/a.html");
        assert!(page.contains("<html lang=\"en\"") && page.contains("harbour late on Monday"), "{text}");
        assert!(!page.contains("中文网"), "converted: {text}");
    }
}

#[test]
fn a_text_that_is_chinese_is_told_where_it_is_said_to_be_something_else() {
    for (said, text) in [
        ("lang: en-US", CHINESE),
        ("language: en", CHINESE),
        ("locale: EN_us", CHINESE),
        ("lang: fr", CHINESE),
        ("lang: en-US", "短文。"),
        ("lang: ja", CHINESE),
    ] {
        let site = site(&[("a.md", &format!("---\ntitle: 火\n{said}\n---\n{text}\n"))]);
        assert_eq!(findings(&site), ["content/a.md:3"], "{said} {text}");
    }
    for (said, text) in [
        ("lang: en-US", ENGLISH),
        ("lang: en", "The word 中文 is short."),
        ("lang: ja", "港の火事は朝までに消えたと港湾当局が火曜日の朝に発表した。"),
        ("lang: zh-CN", CHINESE),
        ("lang: ko", "항구의 화재는 아침까지 진화되었다. 港口"),
    ] {
        let site = site(&[("a.md", &format!("---\ntitle: 火\n{said}\n---\n{text}\n"))]);
        assert_eq!(findings(&site), [""; 0], "{said} {text}");
    }
}

#[test]
fn a_version_without_a_text_is_what_its_name_says() {
    for (name, text, title, lang) in [
        ("a.en.md", "", "题", "en"),
        ("a.ja.md", "", "题", "ja"),
        ("a.en.md", "---\ntitle: Title\n---\n", "Title", "en"),
        ("a.ja.md", "---\ntitle: 火災\n---\n\n\n", "火災", "ja"),
        ("a.zh-hant.md", "---\ntitle: 題\n---\n", "題", "zh-Hant"),
        ("a.ar.md", "---\nauthor: 某\n---\n", "题", "ar"),
    ] {
        let beside = site(&[("a.md", &format!("# 题\n\n{CHINESE}\n")), (name, text)]);
        let all = listed(&beside);
        assert_eq!((all.len(), all[0].1.as_str(), all[1].1.as_str()), (2, "zh-Hans", lang), "{name} {text}");
        if !all[1].0.is_empty() {
            assert_eq!(all[1].0, title, "{name} {text}");
        }
        // And so it is alone, but for a script, which is found out.
        let alone = site(&[(name, text)]);
        assert_eq!(listed(&alone)[0].1, lang, "{name} {text}");
    }
}

#[test]
fn blocks_of_other_letters_run_from_right_to_left() {
    let texts_from_right = [
        "أعلنت الحكومة اليوم عن خطة جديدة.",
        "הממשלה הודיעה היום על תוכנית חדשה.",
        "شىنجاڭ ئۇيغۇر ئاپتونوم رايونى",
        "دولت امروز برنامه‌ای اعلام کرد (新华社)。",
        "**خطة** 2024",
    ];
    let body: String = texts_from_right.iter().map(|text| format!("{text}\n\n")).collect();
    let others = format!(
        "{CHINESE}\n\n他说：“أعلنت الحكومة”。\n\n穆罕默德（محمد）说。\n\n## خطة\n\n- أعلنت\n- 中文\n\n> خطة جديدة\n\n<p>أعلنت</p>\n\n<p \
         dir=\"ltr\">خطة</p>\n"
    );
    let site = site(&[
        ("2024-07-04-a.md", &format!("# 题\n\n{body}{others}")),
        ("2024-07-05-b.md", &format!("# 题\n\n{CHINESE}\n\n- 一\n- 二\n\n> 引\n")),
        ("pages/about.md", "# 关于\n\nأعلنت الحكومة\n"),
        ("events/峰会.md", "# 峰会\n\nأعلنت الحكومة\n"),
        (
            "2024-07-06-c.md",
            "---\ntitle: خطة جديدة\nlang: ar\nevents: [峰会]\n---\nأعلنت الحكومة اليوم.\n\n中文的一段。\n",
        ),
    ]);
    assert_eq!(site.build(&[]).status.code(), Some(0));
    for script in ["zh-hans", "zh-hant"] {
        let page = site.page(&format!("{script}/2024/07/04/a.html"));
        let directions = |selector: &str| attributes(page.as_bytes(), &format!(".prose {selector}"), "dir");
        assert_eq!(directions("> p"), [&["rtl"; 6][..], &["ltr"]].concat(), "{page}");
        assert_eq!(texts(&page, ".prose > p[dir=rtl]").len(), 6);
        assert_eq!(directions("h2"), ["rtl"]);
        assert_eq!((directions("ul"), directions("li")), (vec!["rtl".into()], vec!["rtl".into(), "ltr".into()]));
        assert_eq!((directions("blockquote"), directions("blockquote p")), (vec!["rtl".into()], vec!["rtl".into()]));
        assert!(!site.page(&format!("{script}/2024/07/05/b.html")).contains(" dir="));
        for page in ["about.html", "events/峰会.html"] {
            assert!(site.page(&format!("{script}/{page}")).contains("<p dir=\"rtl\">أعلنت"), "{page}");
        }
        let home = site.page(&format!("{script}/index.html"));
        assert!(home.contains("lang=\"ar\" dir=\"rtl\">"), "{home}");
    }
    let page = site.page("ar/2024/07/06/c.html");
    assert_eq!(attributes(page.as_bytes(), "h1", "dir"), ["rtl"], "{page}");
    assert_eq!(attributes(page.as_bytes(), ".prose", "dir"), [""; 0]);
    assert_eq!(texts(&page, ".prose > p[dir=rtl]"), ["أعلنت الحكومة اليوم."]);
}
