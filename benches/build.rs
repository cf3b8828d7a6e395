//! What a whole build costs beside the limit of the disk: a program that only writes the
//! same files. Prints CPU seconds, and their ratio. `cargo bench [-- ARTICLES]`
#![allow(clippy::disallowed_methods, reason = "a benchmark is all edge")]

use std::fmt::Write as _;
use std::path::Path;

use cpu_time::ProcessTime;
use dibao::pipeline::{self, Options};

const SENTENCES: [&str; 6] = [
    "会议在阿斯塔纳举行，各国代表就能源和投资交换了意见。",
    "他说：**“合作的门一直开着。”**记者们记下了这句话。",
    "理发店后面的钟楼敲了十二下，干货铺子里只剩一个伙计。",
    "新征程上的发展计划已经制定，市民在社区里看到了征求意见稿。",
    "港口的吞吐量比上一年增长**5%**以上，火车准时发出。",
    "台风过后，工人用了三天清理河道，水面又干净了。",
];

fn main() {
    let articles = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(2000);
    let site = tempfile::tempdir().expect("a folder for the site");
    write_site(site.path(), articles);
    let started = ProcessTime::now();
    let summary = pipeline::build(site.path(), &Options::default(), &|_, _| {}).expect("the generated site builds");
    let build = started.elapsed().as_secs_f64();
    assert_eq!((summary.errors, summary.articles), (0, articles));
    let limit = write_again(&site.path().join("public"), &site.path().join("again"));
    println!("{articles} articles, {} files in two scripts", summary.written);
    println!("build: {build:.2} s of CPU; only writing the same files: {limit:.2} s; ratio {:.2}", build / limit);
}

fn write_site(root: &Path, articles: usize) {
    std::fs::create_dir_all(root.join("content")).expect("the folder is ours");
    std::fs::write(root.join("book.toml"), "title = \"样\"\n").expect("the folder is ours");
    for number in 0..articles {
        let (day, month) = (number % 28 + 1, number / 28 % 12 + 1);
        let mut text = format!(
            "---\ntitle: 第{number}篇\ndate: 2020-{month:02}-{day:02}\nevents: [事{}]\nlocations: [地{}]\n---\n\n",
            number % 97,
            number % 41
        );
        for paragraph in 0..12 {
            for sentence in 0..4 {
                text.push_str(SENTENCES[(number + paragraph + sentence) % SENTENCES.len()]);
            }
            write!(text, "（{paragraph}）\n\n").expect("writing to a string");
        }
        std::fs::write(root.join(format!("content/a{number}.md")), text).expect("the folder is ours");
    }
}

/// Writes copies of all files below a folder, and tells what the writing alone cost.
fn write_again(from: &Path, to: &Path) -> f64 {
    let entries =
        walkdir::WalkDir::new(from).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let files: Vec<_> = entries
        .map(|entry| {
            (
                to.join(entry.path().strip_prefix(from).expect("below it")),
                std::fs::read(entry.path()).expect("just written"),
            )
        })
        .collect();
    let started = ProcessTime::now();
    for (path, bytes) in &files {
        let folder = path.parent().expect("below a folder");
        if !folder.is_dir() {
            std::fs::create_dir_all(folder).expect("the folder is ours");
        }
        std::fs::write(path, bytes).expect("the folder is ours");
    }
    started.elapsed().as_secs_f64()
}
