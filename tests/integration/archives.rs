//! Archives as they are: fifty files in the shapes of real ones, every kind of damage, other
//! generators' trees built where they are, and versions in other languages.

use std::collections::BTreeMap;

use crate::support::{self, Site, attributes, dibao, texts};
use encoding_rs::{BIG5, GB18030};

/// `dibao new --from` a tree, then what `dibao list` says of it, by file.
fn list(tree: &Site) -> BTreeMap<String, serde_json::Value> {
    let made = dibao().args(["new", "--from"]).arg(tree.path()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let listed = dibao().args(["list", "--json", "--root"]).arg(tree.path()).output().unwrap();
    let articles: Vec<serde_json::Value> = serde_json::from_slice(&listed.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&listed.stderr)));
    articles.into_iter().map(|article| (article["file"].as_str().unwrap().to_owned(), article)).collect()
}

/// A tree of files, each with the title and the date that a person would give it.
fn check(extra: &[(&str, &str)], files: &[(&str, &str, &str, &str)]) {
    let tree = Site::new(extra);
    for (name, text, ..) in files {
        tree.write(name, text.as_bytes());
    }
    let listed = list(&tree);
    for (name, _, title, date) in files {
        let article = listed.get(*name).unwrap_or_else(|| panic!("{name} is no article: {:?}", listed.keys()));
        assert_eq!(
            (article["title"].as_str().unwrap(), article["date"].as_str().unwrap_or_default()),
            (*title, *date),
            "{name}"
        );
    }
    assert_eq!(listed.len(), files.len(), "{:?}", listed.keys());
}

#[test]
fn a_tree_of_hexo() {
    check(
        &[
            ("_config.yml", "title: 海边札记\nurl: https://notes.example\n"),
            ("source/img/a.png", "png"),
            ("README.md", "说明"),
        ],
        &[
            (
                "source/_posts/dock.md",
                "---\ntitle: 码头的早晨\ndate: 2021-07-10 08:51:38\ntags: [港口]\n---\n正文",
                "码头的早晨",
                "2021-07-10T08:51:38+08:00",
            ),
            (
                "source/_posts/ferry.md",
                "---\ntitle: '渡轮：一'\ndate: 2019-12-20 00:40\ncatalog: true\n---\n正文",
                "渡轮：一",
                "2019-12-20T00:40:00+08:00",
            ),
            (
                "source/_posts/tabs.md",
                "---\ntitle: 制表符\n\t\ndate: 2018-1-5 8:00\ntags:\n\t- 甲\n\t- 乙\n---\n正文",
                "制表符",
                "2018-01-05T08:00:00+08:00",
            ),
            (
                "source/_posts/unopened.md",
                "title: 没有第一道栏\ndate: 2020-02-01\n---\n正文",
                "没有第一道栏",
                "2020-02-01",
            ),
            (
                "source/_posts/json.md",
                "{\"title\": \"花括号\", \"date\": \"2020-02-02\"}\n\n正文",
                "花括号",
                "2020-02-02",
            ),
            (
                "source/_posts/semicolons.md",
                ";;;\n\"title\": \"分号\",\n\"date\": \"2020-02-03\"\n;;;\n正文",
                "分号",
                "2020-02-03",
            ),
            (
                "source/_posts/bracket.md",
                "---\ntitle: [安卓] 反编译\ndate: 2016-03-20 15:11\n---\n正文",
                "[安卓] 反编译",
                "2016-03-20T15:11:00+08:00",
            ),
            (
                "source/_posts/topic.md",
                "---\ntitle: #海边的话题#\ndate: 2016-03-21\n---\n正文",
                "#海边的话题#",
                "2016-03-21",
            ),
        ],
    );
}

#[test]
fn a_tree_of_jekyll() {
    check(
        &[("_config.yml", "title: 旧闻\npermalink: /:year/:title.html\n")],
        &[
            (
                "_posts/2018-04-09-letter.md",
                "---\n\nlayout: post\n\ntitle:  一封来信\n\ndate:   2018-04-09\n\ntags: 来信\n\n---\n正文",
                "一封来信",
                "2018-04-09",
            ),
            (
                "_posts/2019-12-20-desk.md",
                "---\nlayout: post\ntitle: 换一张桌子\ndate: 2019-12-20 00:40\ncategories: [Desk]\npermalink: how-to-desk/\n---\n正文",
                "换一张桌子",
                "2019-12-20T00:40:00+08:00",
            ),
            (
                "_posts/2018-01-15-zone.md",
                "---\ntitle: 时区\ndate: 2018-01-15 18:49 +0800\n---\n正文",
                "时区",
                "2018-01-15T18:49:00+08:00",
            ),
            (
                "_posts/2018-02-24-two-spaces.md",
                "---\ntitle: 两个空格\ndate: 2018-02-24  +0800\n---\n正文",
                "两个空格",
                "2018-02-24",
            ),
            (
                "_posts/2018-03-01-no-title.md",
                "---\nlayout: post\n---\n\n# 题目在正文里\n\n正文",
                "题目在正文里",
                "2018-03-01",
            ),
            (
                "_posts/2018-03-02-colon.md",
                "---\nlayout: post\ntitle: 快讯: 船到了\n---\n正文",
                "快讯: 船到了",
                "2018-03-02",
            ),
            (
                "_posts/2018-03-03-wide.md",
                "---\nlayout: post\ntitle：全角的冒号\ndescrition: 写错的键\n---\n正文",
                "全角的冒号",
                "2018-03-03",
            ),
            ("_posts/2018-03-04-dots.md", "---\ntitle: 三个点收尾\n...\n正文", "三个点收尾", "2018-03-04"),
        ],
    );
}

#[test]
fn a_tree_of_hugo() {
    check(
        &[("hugo.toml", "title = \"统计之都\"\nbaseURL = \"https://x.example/\"\n"), ("static/a.png", "png")],
        &[
            (
                "content/post/2012/05/model.md",
                "---\ntitle: 模型\ndate: '2012-05-03T22:37:45+00:00'\nauthor: 肖明\nslug: model\n---\n正文",
                "模型",
                "2012-05-03T22:37:45+00:00",
            ),
            (
                "content/post/toml.md",
                "+++\ntitle = \"加号之间\"\ndate = 2019-01-02T08:00:00+08:00\ndraft = false\n+++\n正文",
                "加号之间",
                "2019-01-02T08:00:00+08:00",
            ),
            (
                "content/post/chinese-date.md",
                "---\ntitle: 汉字的日期\ndate: 2020年8月8日\n---\n正文",
                "汉字的日期",
                "2020-08-08",
            ),
            (
                "content/post/bundle/index.md",
                "---\ntitle: 一包\ndate: 2021/7/10\n---\n![图](a.png)",
                "一包",
                "2021-07-10",
            ),
            (
                "content/post/2020-01-02-sys-date.md",
                "---\ntitle: 算出来的日期\ndate: '`r Sys.Date()`'\n---\n正文",
                "算出来的日期",
                "2020-01-02",
            ),
            (
                "content/cn/2019-01-02-note.md",
                "---\ntitle: 'it's 一条'\ndate: '2019-01-02'\n---\n正文",
                "'it's 一条'",
                "2019-01-02",
            ),
            (
                "content/post/duplicate.md",
                "---\ntitle: 两次\ntitle: 又一次\ndate: 2019-01-03\n---\n正文",
                "两次",
                "2019-01-03",
            ),
        ],
    );
}

#[test]
fn trees_of_no_generator() {
    // Definitions of links that hold metadata, and headings of both kinds.
    check(
        &[],
        &[
            (
                "published/201909/20190901 How To Sail.md",
                "[#]: collector: (甲)\n[#]: subject: (How To Sail)\n[#]: via: (https://x.example)\n[#]: author: (A. Sailor https://x.example/a)\n\n如何航行\n======\n\n正文",
                "如何航行",
                "2019-09-01",
            ),
            (
                "published/201909/20190902 Boats [Compared & Tested].md",
                "[#]: subject: \"Boats\"\n[#]: url: \"https://x.example/1.html\"\n\n船的比较\n======\n正文",
                "船的比较",
                "2019-09-02",
            ),
            ("published/201309/Fishing Nets.md", "渔网的用法\n=====\n正文", "渔网的用法", "2013-09"),
            ("published/201309/Harbour Lights.md", "##Harbour 的灯光\n\n正文", "Harbour 的灯光", "2013-09"),
            ("published/201310/Sea Wall.md", "##海堤##\n\n正文说的是海堤", "海堤", "2013-10"),
            ("published/LFCS/Part 1 - Knots.md", "第一讲：绳结\n======\n正文", "第一讲：绳结", ""),
        ],
    );
    // Talks: the heading names the day, and speakers are headings too.
    check(
        &[],
        &[
            (
                "2016-11-07-網友提問.md",
                "# 2016-11-07 網友提問\n\n### 主持人：\n大家好，歡迎。",
                "2016-11-07 網友提問",
                "2016-11-07",
            ),
            (
                "2019-02-12-Radio-訪問.md",
                "# 2019-02-12 Radio 訪問\n\n### 主持人：\n歡迎。",
                "2019-02-12 Radio 訪問",
                "2019-02-12",
            ),
            (
                "座談會.md",
                "# 20160204 「公共參與」座談會\n\n### 主席：\n開會。",
                "20160204 「公共參與」座談會",
                "2016-02-04",
            ),
            ("1999年會議.md", "# 1999年會議\n\n### 主席：\n開會。", "1999年會議", "1999"),
            ("民國.md", "---\ntitle: 舊曆\ndate: 民國 114 年 3 月 18 日\n---\n這是舊曆。", "舊曆", "2025-03-18"),
            ("issue-278.md", "# 週刊（第 278 期）：海\n\n說明。", "週刊（第 278 期）：海", ""),
        ],
    );
    // Names in full width and by day, months in folders.
    check(
        &[],
        &[
            ("2024/07/04/峰会.md", "# 峰会开幕\n\n正文说话", "峰会开幕", "2024-07-04"),
            ("2024/07/05-12.md", "# 河边的检查\n\n正文", "河边的检查", "2024-07-05"),
            ("2024/07/2024年7月6日 展览.md", "展览的正文", "展览", "2024-07-06"),
            ("2024/07/闭幕-2024-07-07.md", "---\n---\n正文", "闭幕", "2024-07-07"),
            (
                "2024/08/晚报.md",
                "---\ntitle: 晚报\ndate: 2024年8月1日 晚8时30分\n---\n正文",
                "晚报",
                "2024-08-01T20:30:00+08:00",
            ),
            ("1949/年鉴.md", "---\ntitle: 年鉴\ndate: 一九四九年十月\n---\n正文", "年鉴", "1949-10"),
            ("1872/创刊.md", "---\ntitle: 创刊\ndate: 1872.4.30\n---\n正文", "创刊", "1872-04-30"),
        ],
    );
}

#[test]
fn headers_by_position_and_files_of_metadata() {
    let text = |title: &str, day: &str, page: &str| {
        format!("### {title}\n本社记者\n{day}\n第{page}版()\n专栏：\n\n　　{title}\n    第一段。\n    第二段。\n")
    };
    let tree = Site::new(&[
        ("1946年05月/1.md", &text("春耕", "1946-05-15", "2")),
        ("1946年05月/2.md", &text("夏收", "1946-05-16", "1")),
        ("1946年06月/3.md", &text("秋种（续二）", "1946-06-01", "4")),
    ]);
    let listed = list(&tree);
    let facts: Vec<_> = listed
        .values()
        .map(|it| {
            format!(
                "{} {} {}",
                it["date"].as_str().unwrap(),
                it["title"].as_str().unwrap(),
                it["authors"][0].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(facts, ["1946-05-15 春耕 本社记者", "1946-05-16 夏收 本社记者", "1946-06-01 秋种（续二） 本社记者"]);
    let (code, json) = tree.build_json();
    assert_eq!((code, json["articles"].as_u64()), (0, Some(3)), "{json:#}");
    let page = tree.page("zh-hans/1946/05/15/1.html");
    assert_eq!(texts(&page, ".prose p"), ["春耕", "第一段。", "第二段。"], "{page}");
    assert!(texts(&page, ".kicker span").iter().any(|it| it == "第2版"), "{page}");

    let tree = Site::new(&[
        ("a/index.md", "正文说话"),
        (
            "a/metadata.json",
            "{\"title\": \"旁边的题目\", \"scraped_at\": \"2020\", \"date\": \"2014-10-01\", \"url\": \"https://x.example/1\"}",
        ),
        ("b/文.md", "---\ntitle: 自己的题目\n---\n正文"),
        ("b/文.yaml", "title: 旁边的\ndate: 昨天\nauthor: 某某\n"),
    ]);
    let listed = list(&tree);
    let article = &listed["a/index.md"];
    assert_eq!((article["title"].as_str(), article["date"].as_str()), (Some("旁边的题目"), Some("2014-10-01")));
    assert_eq!(listed["b/文.md"]["title"], "自己的题目");
    assert_eq!(listed["b/文.md"]["authors"][0], "某某");
    let (_, json) = tree.build_json();
    assert_eq!(json["diagnostics"][0]["file"], "b/文.yaml", "a fault of such a file is told where it is: {json:#}");
    assert_eq!(json["diagnostics"][0]["line"], 2);
}

#[test]
fn a_days_file_is_many_articles() {
    let day = |title: &str| {
        format!(
            "# 新闻 {title}\n\n## 第1版\n\n### 开幕\n\n开幕的事说了。\n\n### 会见\n\n会见的事。[图](a.png)\n\n## 第二版\n\n### 来信\n\n来信说。\n"
        )
    };
    let tree = Site::new(&[("20240704.md", &day("四日")), ("20240705.md", &day("五日")), ("a.png", "png")]);
    let made = dibao().args(["new", "--from"]).arg(tree.path()).output().unwrap();
    assert!(made.status.success());
    let (code, json) = tree.build_json();
    assert_eq!((code, json["articles"].as_u64()), (0, Some(6)), "{json:#}");
    let page = tree.page("zh-hant/2024/07/04/20240704-03.html");
    assert_eq!(texts(&page, "h1"), ["來信"]);
    assert_eq!(texts(&page, ".kicker span"), ["第2版"]);
    assert_eq!(texts(&page, ".prose p"), ["來信說。"]);
    let listed = dibao().args(["list", "--root"]).arg(tree.path()).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.contains("20240704.md:5") && listed.contains("会见"), "{listed}");
}

/// The damage of one kind, what it is told as, and the file that is damaged by it.
fn damages() -> Vec<(&'static str, Option<&'static str>, Vec<u8>)> {
    let whole = WHOLE.to_owned();
    let utf_16 = |unit: fn(u16) -> [u8; 2], mark: &str| {
        format!("{mark}{whole}").encode_utf16().flat_map(unit).collect::<Vec<u8>>()
    };
    let nfd = whole.replace("café", "cafe\u{301}");
    let mut half = false;
    let mixed: String = whole
        .split_inclusive('\n')
        .map(|line| {
            half = !half;
            if half { line.replace('\n', "\r\n") } else { line.to_owned() }
        })
        .collect();
    vec![
        ("whole", None, whole.clone().into_bytes()),
        ("utf8bom", None, format!("\u{FEFF}{whole}").into_bytes()),
        ("crlf", None, whole.replace('\n', "\r\n").into_bytes()),
        ("cr", None, whole.replace('\n', "\r").into_bytes()),
        ("mixed", None, mixed.into_bytes()),
        ("gb18030", Some("encoding"), GB18030.encode(&whole).0.into_owned()),
        ("utf16le", Some("encoding"), utf_16(u16::to_le_bytes, "\u{FEFF}")),
        ("utf16be", Some("encoding"), utf_16(u16::to_be_bytes, "")),
        ("nul", Some("control-characters"), whole.replace("events: [", "events: [\0\u{7}\u{1b}").into_bytes()),
        ("nfd", None, nfd.into_bytes()),
        ("leadblank", None, format!("\n\n{whole}").into_bytes()),
        (
            "fmblank",
            None,
            whole.replacen("\ndate", "\n\ndate", 1).replacen("---\ntitle", "---\n\ntitle", 1).into_bytes(),
        ),
        ("fmtab", None, whole.replacen("\ndate", "\n\t\ndate", 1).into_bytes()),
        (
            "fmcolon",
            Some("front-matter-repaired"),
            whole.replace("title: \"快讯: 开港\"", "title: 快讯: 开港").into_bytes(),
        ),
        ("fmnoclose", Some("front-matter-repaired"), whole.replacen("]\n---\n", "]\n\n", 1).into_bytes()),
        ("fwindent", None, whole.replace("\n说的", "\n　　说的").into_bytes()),
        ("space4", Some("indented-code"), whole.replace("\n说的", "\n    说的").into_bytes()),
    ]
}

const WHOLE: &str = "---\ntitle: \"快讯: 开港\"\ndate: 2024-07-04\nevents: [harbour]\n---\n\n说的是港口的一家 café，有一艘船今天早晨从这里出发，到傍晚才回来。\n";

#[test]
fn every_kind_of_damage_is_read_or_told() {
    let site = Site::new(&[("book.toml", ""), ("content/events/harbour.md", "---\nname: 开港\n---\n")]);
    let damages = damages();
    for (kind, _, bytes) in &damages {
        site.write(&format!("content/as-{kind}.md"), bytes);
    }
    site.write(
        "content/as-big5hkscs.md",
        &BIG5.encode("---\ntitle: 開港\ndate: 2024-07-04\n---\n\n說的是港口，有船今天早晨出發。\n").0,
    );
    site.write("content/as-trunc.md", &WHOLE.as_bytes()[..WHOLE.find("才回来").unwrap() + 4]);
    let (code, json) = site.build_json();
    assert_eq!(code, 1, "{json:#}");
    let told = |kind: &str| -> Vec<&str> {
        let of = |record: &&serde_json::Value| record["file"] == format!("content/as-{kind}.md").as_str();
        json["diagnostics"].as_array().unwrap().iter().filter(of).map(|it| it["code"].as_str().unwrap()).collect()
    };
    let whole = texts(&site.page("zh-hans/2024/07/04/as-whole.html"), ".prose");
    for (kind, code, _) in &damages {
        assert_eq!(told(kind), code.iter().copied().collect::<Vec<_>>(), "{kind}");
        let page = site.page(&format!("zh-hans/2024/07/04/as-{kind}.html"));
        assert_eq!(texts(&page, "h1"), ["快讯: 开港"], "{kind}");
        let text: Vec<String> = texts(&page, ".prose").iter().map(|it| it.replace("cafe\u{301}", "café")).collect();
        assert_eq!(text[0].trim(), whole[0].trim(), "{kind}");
    }
    assert_eq!(told("big5hkscs"), ["encoding"]);
    assert!(site.page("zh-hans/2024/07/04/as-big5hkscs.html").contains("说的是港口，有船今天早晨出发。"));
    assert_eq!(told("trunc"), ["damaged-text"]);
    assert!(
        site.page("zh-hans/2024/07/04/as-trunc.html").contains("到傍晚\u{FFFD}")
            || site.page("zh-hans/2024/07/04/as-trunc.html").contains("到傍晚才\u{FFFD}")
    );
}

#[test]
fn versions_in_other_languages_have_pages_of_their_own() {
    let site = Site::new(&[
        ("book.toml", "base_url = \"https://x.example/\"\n"),
        ("content/2024-07-04-a.md", "# 标题\n\n正文说话。[乙](2024-07-05-b.md)"),
        (
            "content/en/2024-07-04-a.md",
            "# A Title\n\nSome text about the harbour, and [another](../2024-07-05-b.md) one.\n",
        ),
        ("content/2024-07-05-b.md", "# 又一篇\n\n说。"),
        ("content/2024-07-05-b.en.md", "# Another\n\nThe other text in English.\n"),
        ("content/2024-07-05-b.zh-tw.md", "# 另一篇\n\n說的不同。"),
        ("content/en/2024-07-06-only.md", "# Only English\n\nThis text is in English alone.\n"),
        ("content/2024-07-07-c.md", "# 丙\n\n看[英文](en/2024-07-06-only.md)。"),
    ]);
    let (code, json) = site.build_json();
    assert_eq!((code, json["articles"].as_u64(), json["warnings"].as_u64()), (0, Some(4), Some(0)), "{json:#}");
    let hans = site.page("zh-hans/2024/07/04/a.html");
    assert_eq!(attributes(hans.as_bytes(), "link[hreflang]", "hreflang"), ["zh-Hans", "zh-Hant", "en", "x-default"]);
    let english = site.page("en/2024/07/04/a.html");
    assert_eq!(attributes(english.as_bytes(), "html", "lang"), ["en"]);
    assert_eq!(texts(&english, ".sections a")[..2], ["Home", "Dates"], "the interface is in English too");
    assert_eq!(attributes(english.as_bytes(), ".masthead-title a", "lang"), ["zh-Hans"], "the site's name is not");
    assert_eq!(texts(&english, "h1"), ["A Title"]);
    assert_eq!(
        attributes(english.as_bytes(), "link[rel=canonical]", "href"),
        ["https://x.example/en/2024/07/04/a.html"]
    );
    assert_eq!(
        attributes(english.as_bytes(), ".prose a", "href"),
        ["../../../../en/2024/07/05/b.html"],
        "in the reader's language"
    );
    assert_eq!(attributes(hans.as_bytes(), ".prose a", "href"), ["../../../../zh-hans/2024/07/05/b.html"]);
    let hant = site.page("zh-hant/2024/07/05/b.html");
    assert_eq!(texts(&hant, ".prose p"), ["說的不同。"], "made by hand");
    // What is in no Chinese is listed in both scripts, and has one page.
    let home = site.page("zh-hant/index.html");
    assert!(
        attributes(home.as_bytes(), ".card-title a", "href").contains(&"../en/2024/07/06/only.html".to_owned()),
        "{home}"
    );
    assert!(!site.path().join("public/zh-hans/2024/07/06/only.html").exists());
    let c = site.page("zh-hant/2024/07/07/c.html");
    assert_eq!(attributes(c.as_bytes(), ".prose a", "href"), ["../../../../en/2024/07/06/only.html"]);
    let sitemap = site.page("sitemap-2024.xml");
    assert!(sitemap.contains("hreflang=\"en\" href=\"https://x.example/en/2024/07/04/a.html\""), "{sitemap}");
}

#[test]
fn scripts_are_found_out_from_the_text() {
    let site = Site::new(&[
        ("book.toml", ""),
        ("content/2024-07-04-a.md", "# 題\n\n這是繁體的頭髮，說的是這個。"),
        ("content/2024-07-04-b.md", "# 题\n\n这是简体的头发，说的是这个。"),
        ("content/2024-07-04-mixed.md", "# 题\n\n这是简体的头发，说的是这个。這是繁體的頭髮，說的是這個。"),
        (
            "content/2024-07-04-wrong.md",
            "---\ntitle: 题\nlang: zh-Hans\n---\n這是繁體的頭髮，說的是這個，說了還說，書記選舉見聞。",
        ),
    ]);
    let (_, json) = site.build_json();
    let told: Vec<_> = json["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["file"].as_str().unwrap(), it["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [("content/2024-07-04-mixed.md", "mixed-script"), ("content/2024-07-04-wrong.md", "mixed-script")]
    );
    assert!(site.page("zh-hans/2024/07/04/a.html").contains("这是繁体的头发，说的是这个。"));
    assert!(site.page("zh-hant/2024/07/04/b.html").contains("這是簡體的頭髮，說的是這個。"));
}

#[test]
fn a_tree_elsewhere_is_built_where_it_is() {
    let tree = Site::new(&[
        ("_config.yml", "title: 海边\n"),
        ("source/img/甲 乙.png", "png"),
        (
            "source/_posts/a.md",
            "---\ntitle: 甲\ndate: 2024-07-04\n---\n![图](/img/甲 乙.png) {% post_link b 乙文 %} <img src=\"/img/甲 乙.png\" alt=\"图\">",
        ),
        ("source/_posts/b.md", "---\ntitle: 乙\ndate: 2024-07-05\n---\n{% youtube x %} {% asset_img c.png 说 %}"),
        ("source/_posts/b/c.png", "png"),
    ]);
    let home = tempfile::tempdir().unwrap();
    let site = home.path().join("site");
    let made = dibao().arg("new").arg(&site).arg("--from").arg(tree.path()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let built = dibao().args(["build", "--json", "--root"]).arg(&site).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&built.stdout).unwrap();
    assert_eq!((json["articles"].as_u64(), json["errors"].as_u64()), (Some(2), Some(0)), "{json:#}");
    assert_eq!(json["diagnostics"][0]["code"], "foreign-tag");
    let page = fs_err::read_to_string(site.join("public/zh-hans/2024/07/04/a.html")).unwrap();
    let pictures = attributes(page.as_bytes(), ".prose img", "src");
    assert_eq!(pictures.len(), 2);
    for picture in pictures {
        let path = percent_encoding::percent_decode_str(&picture).decode_utf8().unwrap().into_owned();
        let file = site.join("public/zh-hans/2024/07/04").join(path);
        assert!(image::open(&file).is_ok(), "{}", file.display());
        assert!(file.canonicalize().unwrap().starts_with(site.join("public").canonicalize().unwrap()));
    }
    assert_eq!(attributes(page.as_bytes(), ".prose a", "href"), ["../../../../zh-hans/2024/07/05/b.html"]);
    assert!(!tree.path().join("public").exists(), "nothing is written into the tree");
    let again = dibao().arg("new").arg(&site).arg("--from").arg(tree.path()).output().unwrap();
    assert_eq!(again.status.code(), Some(2), "nothing is overwritten");
    let nothing = dibao().args(["new", "--from"]).arg(home.path().join("none")).output().unwrap();
    assert_eq!(nothing.status.code(), Some(2));
}

#[test]
fn sources_have_rules_of_their_own() {
    let site = Site::new(&[
        (
            "book.toml",
            "[[source]]\ndir = \"old\"\nname = \"旧报\"\nencoding = \"gb18030\"\nkeys = { title = \"篇名\", date = [\"发布于\"] }\ndate_format = \"%m/%d/%Y\"\npath = '(?<page>\\d+)/[^/]+$'\npermalink = \":source/:year/:month/:day/:page/:slug\"\n",
        ),
        ("content/2024-07-04-a.md", "# 题"),
    ]);
    site.write("old/03/a.md", &GB18030.encode("---\n篇名: 港口\n发布于: 07/25/2024\n---\n港口的货物").0);
    let (code, json) = site.build_json();
    assert_eq!((code, json["articles"].as_u64(), json["warnings"].as_u64()), (0, Some(2), Some(0)), "{json:#}");
    let page = site.page("zh-hant/旧报/2024/07/25/3/a.html");
    assert!(page.contains("港口的貨物") && texts(&page, ".kicker a").contains(&"第3版".to_owned()), "{page}");
    for (wrong, part) in [
        ("encoding = \"gbq\"", "encoding"),
        ("header = '('", "regular expression"),
        ("header = 'x'", "named groups"),
        ("split = { heading = 9 }", "split"),
    ] {
        let site = Site::new(&[("book.toml", &format!("[[source]]\ndir = \"old\"\n{wrong}\n"))]);
        let output = site.build(&[]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8(output.stderr).unwrap().contains(part), "{wrong}");
    }
}

#[test]
fn nothing_private_is_published_and_nothing_lies_outside() {
    let site = Site::new(&[
        ("book.toml", "base_url = \"https://x.example/\"\n"),
        (".git/config", "secret"),
        ("glossary/a.toml", ""),
        ("content/.hidden.png", "png"),
        (
            "content/sub/2024-07-04-a.md",
            "# 题\n\n[甲](../../.git/config) [乙](/book.toml) [丙](../../book.toml) ![丁](../.hidden.png) [戊](../../glossary/a.toml) <a href=\"javascript:x\">己</a> <a href=../b.md>庚</a>",
        ),
        ("content/b.md", "---\ntitle: 乙\nlang: en-/../../../OUT\n---\nHello\n"),
        ("content/c.md", "---\ntitle: 丙\nlang: 'en-x\"><script>'\n---\nHello\n"),
    ]);
    let (_, json) = site.build_json();
    let public = support::files(&site.path().join("public"));
    let media: Vec<&String> = public.keys().filter(|name| name.starts_with("media")).collect();
    assert_eq!(media, Vec::<&String>::new(), "{json:#}");
    assert!(public.keys().all(|name| !name.contains("OUT") && !name.contains("script>")));
    let codes: Vec<&str> =
        json["diagnostics"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(codes.iter().filter(|code| **code == "front-matter").count(), 2, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == "dead-link").count(), 4, "{codes:?}");
    let page = site.page("zh-hans/2024/07/04/a.html");
    assert!(!page.contains('\u{FFFD}') && !page.contains('\0'), "{page}");
    assert!(attributes(page.as_bytes(), ".prose a", "href").contains(&"../../../../zh-hans/undated/b.html".to_owned()));
}

#[test]
fn links_lead_to_the_version_that_they_name() {
    let site = Site::new(&[
        ("book.toml", "base_url = \"https://x.example/blog/\"\n"),
        (
            "content/2024-07-04-a.md",
            "# 题\n\n[英](2024-07-04-a.en.md) [繁](2024-07-04-a.zh-hant.md) [又](/en/2024/07/04/a.html) [首](/) [根](/blog/2024/07/04/a/) [名](a) [附](文.pdf#page=3)",
        ),
        ("content/2024-07-04-a.en.md", "# Title\n\nSome English text here.\n"),
        ("content/2024-07-04-a.zh-hant.md", "# 題\n\n說的不同。"),
        ("content/文.pdf", "pdf"),
        ("content/峰会/index.zh-cn.md", "---\ndate: 2024-07-05\n---\n# 峰会\n\n说。"),
        ("content/峰会/index.en.md", "---\ndate: 2024-07-05\n---\n# Summit\n\nText in English.\n"),
    ]);
    let (code, json) = site.build_json();
    assert_eq!((code, json["warnings"].as_u64(), json["articles"].as_u64()), (0, Some(0), Some(2)), "{json:#}");
    let page = site.page("zh-hans/2024/07/04/a.html");
    assert_eq!(
        attributes(page.as_bytes(), ".prose a", "href"),
        [
            "../../../../en/2024/07/04/a.html",
            "../../../../zh-hant/2024/07/04/a.html",
            "../../../../en/2024/07/04/a.html",
            "../../../../index.html",
            "../../../../zh-hans/2024/07/04/a.html",
            "../../../../zh-hans/2024/07/04/a.html",
            "../../../../media/%E6%96%87.pdf#page=3",
        ]
    );
    assert!(site.page("en/2024/07/05/峰会.html").contains("Summit"));
}

#[cfg(unix)]
#[test]
fn links_between_folders_are_told() {
    let site = Site::new(&[("book.toml", ""), ("content/a.md", "# 题\n\n说。"), ("elsewhere/b.md", "# 别处")]);
    std::os::unix::fs::symlink(site.path().join("elsewhere"), site.path().join("content/link")).unwrap();
    let (_, json) = site.build_json();
    assert_eq!(json["articles"], 1);
    assert_eq!(
        (&json["diagnostics"][0]["code"], &json["diagnostics"][0]["file"]),
        (&"read".into(), &"content/link".into())
    );
}

#[test]
fn a_survey_writes_over_nothing_and_tells_what_it_leaves_out() {
    let tree = Site::new(&[
        ("_config.yml", "title: 站\nurl: https://x.example\nroot: /blog/\ntimezone: Asia/Beijing\n"),
        ("source/_posts/a.md", "---\ntitle: 甲\ndate: 2024-07-04\n---\n文"),
        ("source/about/index.md", "---\ntitle: 关于\n---\n文"),
        ("source/b.txt", "文"),
        ("public/index.html", "别人的"),
    ]);
    let made = dibao().args(["new", "--from"]).arg(tree.path()).output().unwrap();
    let told = String::from_utf8(made.stdout).unwrap();
    assert!(told.contains("source/about/index.md") && told.contains("1 .txt"), "{told}");
    let (code, json) = tree.build(&["--json"]).status.code().map(|code| (code, tree.build_json().1)).unwrap();
    assert_eq!((code, json["articles"].as_u64()), (0, Some(1)), "{json:#}");
    assert_eq!(tree.page("index.html"), "别人的");
    let book = fs_err::read_to_string(tree.path().join("book.toml")).unwrap();
    assert!(book.contains("base_url = \"https://x.example/blog\"") && !book.contains("Beijing"), "{book}");
}
