//! Markdown as other generators have it, formulas, and what is told of what is left: of sites that are built.

use std::fmt::Write as _;

use crate::support::{Site, dibao};

/// A site in which each text is an article, beside another that is called 另一篇.
fn site(lines: &str, texts: &[&str]) -> Site {
    let site = Site::new(&[
        ("book.toml", &format!("title = \"试报\"\nscripts = [\"zh-Hans\", \"zh-Hant\"]\n{lines}")),
        ("content/2024-07-05-b.md", "---\ntitle: 另一篇\n---\n## 小节\n\n文。\n"),
        ("content/图.png", "png"),
        ("content/persons/wu.md", "---\nname: 王五\nmentions: false\n---\n他。\n"),
    ]);
    for (number, text) in texts.iter().enumerate() {
        site.write(&name_of(number), format!("---\ntitle: 第{number}篇\n---\n{text}\n").as_bytes());
    }
    site
}

fn name_of(number: usize) -> String {
    format!("content/2024-07-04-{number}.md")
}

/// The body of a page without line ends.
fn body(site: &Site, script: &str, number: usize) -> String {
    let page = site.page(&format!("{script}/2024/07/04/{number}.html"));
    let (_, text) = page.split_once("itemprop=\"articleBody\"").or_else(|| page.split_once("class=\"prose\"")).unwrap();
    let (_, text) = text.split_once('>').unwrap();
    text.split_once("</div><section class=\"provenance\"").map_or_else(
        || text.split("<section class=\"provenance\"").next().unwrap().replace('\n', ""),
        |(text, _)| text.replace('\n', ""),
    )
}

/// What a build told of an article: the kind and the place of each finding.
fn told(report: &serde_json::Value, number: usize) -> Vec<String> {
    let of_file = |found: &&serde_json::Value| found["file"] == name_of(number);
    let place = |found: &serde_json::Value| {
        format!("{} {}:{}", found["code"].as_str().unwrap(), found["line"], found["column"])
    };
    report["diagnostics"].as_array().unwrap().iter().filter(of_file).map(place).collect()
}

/// Each text, what its page must have, and what must be told.
fn check_told(lines: &str, cases: &[(&str, &str, &[&str])]) {
    let site = site(lines, &cases.iter().map(|(text, ..)| *text).collect::<Vec<_>>());
    let (_, report) = site.build_json();
    let mut faults = String::new();
    for (number, (source, part, findings)) in cases.iter().enumerate() {
        let (page, told) = (body(&site, "zh-hans", number), told(&report, number));
        if !page.contains(part) || told != *findings {
            writeln!(faults, "{source:?}\n  has not {part}\n  {page}\n  {told:?}").unwrap();
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

/// The same where nothing must be told.
fn check(lines: &str, cases: &[(&str, &str)]) {
    check_told(lines, &cases.iter().map(|(text, part)| (*text, *part, &[][..])).collect::<Vec<_>>());
}

fn link(address: &str) -> String {
    format!("<a href=\"{address}\">{address}</a>")
}

#[test]
fn bare_addresses_are_links() {
    let docs = link("https://example.com/docs");
    let wiki = "<a href=\"https://example.com/wiki/%E4%B8%AD%E5%9B%BD_(%E6%B6%88%E6%AD%A7%E4%B9%89)\">https://example.com/wiki/中国_(消歧义)</a>";
    check(
        "",
        &[
            ("详见 https://example.com/docs（中文说明）了解更多。", &format!("详见 {docs}（中文说明）了解更多。")),
            (
                "《https://example.com/s》、https://example.com/t；",
                &format!("《{}》、{}；", link("https://example.com/s"), link("https://example.com/t")),
            ),
            ("https://example.com/wiki/中国_(消歧义)", wiki),
            ("见https://example.com/docs，又", &format!("见{docs}，又")),
            ("**见 https://example.com/docs**后", &format!("<strong>见 {docs}</strong>后")),
            ("“https://example.com/docs”！https://example.com/docs？", &format!("“{docs}”！{docs}？")),
            ("- https://example.com/docs：\n- 二", &format!("<li>{docs}：</li>")),
            ("投稿至 tougao@news.example。", "至 <a href=\"mailto:tougao@news.example\">tougao@news.example</a>。"),
            ("看www.example.com/a。", "看<a href=\"http://www.example.com/a\">www.example.com/a</a>。"),
        ],
    );
    check("[markdown]\nlinks = false\n", &[("见 https://example.com/docs。", "见 https://example.com/docs。")]);
}

#[test]
fn line_breaks_are_hard_where_the_source_says_so() {
    let cases = [
        ("时间：7月4日\n地点：北京\n人物：王五", "时间：7月4日<br />地点：北京<br />人物：王五"),
        ("- 一\n  二", "<li>一<br />二</li>"),
        ("> 一\n> 二", "<p>一<br />二</p>"),
        ("**一\n二**", "<strong>一<br />二</strong>"),
        ("一  \n二", "<p>一<br />二</p>"),
        ("一\n\n二", "<p>一</p><p>二</p>"),
    ];
    check("[markdown]\nbreaks = \"hard\"\n", &cases);
    check("[[source]]\ndir = \"content\"\nmarkdown = { breaks = \"hard\" }\n", &cases);
    check("", &[("时间\n地点", "<p>时间地点</p>")]);
}

#[test]
fn alerts_have_titles() {
    let alert = |kind: &str, class: &str, title: &str, inner: &str| {
        format!(
            "<div class=\"alert alert-{kind}\" role=\"note\"><p class=\"alert-title{class}\">{title}</p>{inner}</div>"
        )
    };
    check(
        "",
        &[
            ("> [!NOTE]\n> 记者注。", &alert("note", " alert-kind", "注意", "<p>记者注。</p>")),
            ("> [!WARNING]\n>\n> 一\n>\n> 二", &alert("warning", " alert-kind", "警告", "<p>一</p><p>二</p>")),
            ("> [!tip] 编者按\n> 文", &alert("tip", "", "编者按", "<p>文</p>")),
            ("> [!caution]-\n> - 一", &alert("caution", " alert-kind", "小心", "<ul><li>一</li></ul>")),
            ("!!! note \"题\"\n    文", &alert("note", "", "题", "<p>文</p>")),
            (":::info\n文\n:::", &alert("note", " alert-kind", "注意", "<p>文</p>")),
            ("> [!IMPORTANT]\n> 头发", "重要"),
        ],
    );
    let both = site("", &["> [!IMPORTANT]\n> 头发"]);
    both.build_json();
    assert!(body(&both, "zh-hant", 0).contains("<p class=\"alert-title alert-kind\">重要</p><p>頭髮</p>"));
}

#[test]
fn wiki_links_lead_to_articles() {
    let to = |place: &str, words: &str| format!("<a href=\"../../../../zh-hans/2024/07/05/b.html{place}\">{words}</a>");
    check(
        "",
        &[
            ("[[另一篇|那篇]]", to("", "那篇").as_str()),
            ("见[[另一篇]]。", &format!("见{}。", to("", "另一篇"))),
            ("[[2024-07-05-b|那篇]]", &to("", "那篇")),
            ("[[2024-07-05-b.md]]", &to("", "2024-07-05-b.md")),
            ("[[另一篇#小节|节]]", &to("#%E5%B0%8F%E8%8A%82", "节")),
            ("![[图.png|港口]]", "alt=\"港口\""),
            ("[[1]](https://example.com/)", "<a href=\"https://example.com/\">[1]</a>"),
        ],
    );
    check_told("", &[("[[没有这篇|那篇]]后", "<p>那篇后</p>", &["dead-link 4:1"])]);
    check("", &[("见[[王五]]。", "persons/wu.html\">王五</a>。")]);
}

#[test]
fn words_are_marked_and_comments_are_not_published() {
    check(
        "",
        &[
            ("==高亮==", "<p><mark>高亮</mark></p>"),
            ("他说==头发==了", "他说<mark>头发</mark>了"),
            ("**==重点==**", "<strong><mark>重点</mark></strong>"),
            ("==一 = 二==", "<mark>一 = 二</mark>"),
            ("- ==一==\n- 二", "<li><mark>一</mark></li>"),
            ("`==码==` a == b", "<code>==码==</code> a == b"),
            ("好:smile:", "好😄"),
            ("词\n: 义", "<dl><dt>词</dt><dd>义</dd></dl>"),
            ("|\t甲\t|\t乙\t|\n|:---:\t|:---:\t|\n|\t1\t|\t2\t|", "<td class=\"center\">1</td>"),
            ("甲\t|\t乙\n---\t|\t---\n1\t|\t2", "<td>2</td>"),
            ("|\t甲\t|\n|\t---\t|\n|\t1\t|", "<td>1</td>"),
            ("[链接](https://e.example/){:target=\"_blank\"}后文", "<a href=\"https://e.example/\">链接</a>后文"),
            ("**重**{: .red}后", "<strong>重</strong>后"),
            ("一\n{: .lead #x}\n\n二", "<p>一</p><p>二</p>"),
            ("![港](图.png){width=50%}", "alt=\"港\""),
            ("[TOC]\n\n一", "<p>一</p>"),
        ],
    );
    let hidden = [
        "前%%隐藏的话%%后",
        "%%\n隐藏的话\n\n又隐藏的话\n%%\n\n后",
        "{::comment}\n隐藏的话\n{:/comment}\n\n后",
        "{# 隐藏的话 #}后",
        "{% comment %}隐藏的话{% endcomment %}后",
        "<!-- 隐藏的话 -->后",
        "前\n%% 隐藏的话 %%\n后",
    ];
    let site = site("", &hidden);
    let (_, report) = site.build_json();
    for (path, bytes) in crate::support::files(&site.path().join("public")) {
        assert!(!String::from_utf8_lossy(&bytes).contains("隐藏的话"), "{path}");
    }
    assert_eq!(report["diagnostics"].as_array().unwrap().len(), 0, "{report:#}");
}

#[test]
fn no_footnote_is_lost() {
    let item = |number: usize, inner: &str| format!("<li id=\"fn-{number}\"><p>{inner}</p></li>");
    check_told(
        "",
        &[
            ("甲\n\n[^c]: 这条没有被引用，但有内容。", &item(1, "这条没有被引用，但有内容。"), &["footnote 6:1"]),
            ("没有定义的[^缺]", "<p>没有定义的[^缺]</p>", &["footnote 4:6"]),
            (
                "甲[^1]乙[^1]\n\n[^1]：注",
                "注 <a href=\"#fnref-1\" role=\"doc-backlink\">↩</a> <a href=\"#fnref-1-2\" role=\"doc-backlink\">↩<sup>2</sup></a>",
                &[],
            ),
            ("甲[^一]\n\n[^二]: 注二\n\n[^一]: 注一", &item(2, "注二"), &["footnote 6:1"]),
            ("甲[^一]\n\n[^一]: 注一\n\n[^一]: 又一", &item(2, "又一"), &["footnote 8:1"]),
            ("甲[^缺]乙[^缺][^又]", "[^缺]乙[^缺][^又]", &["footnote 4:2", "footnote 4:11"]),
            ("甲^[一九四九年。]", "一九四九年。 <a href", &[]),
            ("`[^缺]`与\\[^缺]", "<code>[^缺]</code>与[^缺]", &[]),
        ],
    );
}

#[test]
fn figures_show_all_that_they_say() {
    let figure = |words: &str| format!("<figcaption>{words}</figcaption></figure>");
    let words =
        "名为<a href=\"https://e.example/w\">彩绘</a>的<strong>房屋</strong> <span class=\"credit\">来源</span>";
    let remote = "{{< figure src=\"https://e.example/1.png\" caption=\"名为[彩绘](https://e.example/w)的**房屋**\" attr=\"来源\" >}}";
    check_told("", &[(remote, &figure(words), &["remote-media 4:1"])]);
    check(
        "",
        &[
            ("{{< figure src=\"图.png\" title=\"题\" caption=\"话\" >}}", &figure("<strong>题</strong> 话")),
            (
                "{{< figure src=\"图.png\" attr=\"甲社\" attrlink=\"https://e.example/\" alt=\"港\" >}}",
                &figure("<span class=\"credit\"><a href=\"https://e.example/\">甲社</a></span>"),
            ),
            (
                "{{< figure src=\"图.png\" link=\"https://e.example/\" alt=\"港\" >}}",
                "<a href=\"https://e.example/\"><img",
            ),
            (
                "{{% img src=\"图.png\" caption=\"见[另一篇](2024-07-05-b.md)\" %}}",
                "见<a href=\"../../../../zh-hans/2024/07/05/b.html\">另一篇</a>",
            ),
            ("{% asset_img 图.png '*清晨*的港口' %}", &figure("<em>清晨</em>的港口")),
            ("| 甲 |\n|---|\n| {{< figure src=\"图.png\" caption=\"题\" >}} |", " 题</td>"),
        ],
    );
    let unsafe_caption =
        site("", &["{{< figure src=\"图.png\" caption=\"<script>alert(1)</script><b onclick=x>重</b>\" >}}"]);
    unsafe_caption.build_json();
    let page = body(&unsafe_caption, "zh-hans", 0);
    assert!(page.contains("<b>重</b>") && !page.contains("script") && !page.contains("onclick"), "{page}");
}

#[test]
fn formulas_are_mathml_and_never_converted() {
    let annotated =
        |tex: &str| format!("<annotation encoding=\"application/x-tex\">{tex}</annotation></semantics></math>");
    check(
        "",
        &[
            ("行内$\\hat{u}_{i}$和$v_{j}$", annotated("\\hat{u}_{i}").as_str()),
            (
                "行内$\\hat{u}_{i}$和$v_{j}$",
                &format!("和<math><semantics><mrow><msub><mi>v</mi><mi>j</mi></msub></mrow>{}", annotated("v_{j}")),
            ),
            ("$$\\{x\\}_1$$", &annotated("\\{x\\}_1")),
            ("$$\n\\begin{cases}a & b\\\\\n+ c\\end{cases}\n$$", "<math display=\"block\">"),
            ("**设$a_1*b_1*c$**", &format!("{}</strong>", annotated("a_1*b_1*c"))),
            ("\\(x^2\\)与\\[\\sum_i x_i\\]", &annotated("\\sum_i x_i")),
            ("$`a_b`$与`$c_d$`", &annotated("c_d")),
            ("| $|x|$ |\n|---|\n| $a|b$ |", &annotated("a|b")),
            ("$5和$6，US$7、$8。", "<p>$5和$6，US$7、$8。</p>"),
            ("```math\nx<y\n```", &annotated("x&lt;y")),
            ("## 题$x_1$", "<h2 id="),
            ("$\\R$", "ℝ"),
        ],
    );
}

#[test]
fn formulas_stay_as_they_are_in_every_script() {
    let tex = "\\text{头发}+\\mathrm{发}_1";
    let site = site(
        "formula_macros = { R = \"\\\\mathbb{R}\" }\n",
        &[&format!("头发$ {tex} $头发${tex}$。"), "$\\R$与$\\unknown{头发}$"],
    );
    let (_, report) = site.build_json();
    assert!(body(&site, "zh-hant", 0).contains(&format!(">{tex}</annotation>")), "{}", body(&site, "zh-hant", 0));
    let second = body(&site, "zh-hant", 1);
    assert!(second.contains('ℝ') && second.contains("<code class=\"formula\">$\\unknown{头发}$</code>"), "{second}");
    assert_eq!(told(&report, 1), ["formula 4:7"]);
    let converted = dibao().args(["convert", "--to", "zh-Hant"]).arg(site.path().join(name_of(0))).output().unwrap();
    let converted = String::from_utf8(converted.stdout).unwrap();
    assert!(converted.contains(&format!("頭髮${tex}$。")), "{converted}");
}

#[test]
fn what_is_left_is_told_once_a_kind() {
    check_told(
        "[markdown]\nmarks = false\nmath = false\n",
        &[
            ("一==二==\n\n==三==与==四==", "==二==", &["left-markup 4:2"]),
            ("H~2~O与x^2^", "H~2~O", &["left-markup 4:1", "left-markup 4:7"]),
            ("::: tabs\n一\n:::", "::: tabs", &["left-markup 4:1"]),
            ("$\\alpha$", "$\\alpha$", &["left-markup 4:1"]),
            ("(^_^) a==b 7~8月，9~10月 C++ {甲}", "(^_^) a==b 7~8月，9~10月 C++ {甲}", &[]),
        ],
    );
}
