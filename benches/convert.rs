//! What script conversion costs: CPU time on one thread for each engine and mode, with the
//! ratios to opencc-fmmseg and, with the feature `opencc-rust`, to libopencc; what alignment
//! and audit add; the gain of a second thread; and the cold start.
//!
//! `cargo bench --bench convert [-- FILE]`; without a file, on 20 MB of our own sentences.
#![allow(clippy::disallowed_methods, reason = "a benchmark is all edge")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use cpu_time::ProcessTime;
use dibao::audit::decisions;
use dibao::script::{Convert, Converter, Glossary, OpenCc, Page, Script, Settings, Standard, Words};
use rayon::prelude::*;

const RUNS: u32 = 3;

fn main() {
    if std::env::args().any(|argument| argument == "--cold") {
        return cold();
    }
    let file = std::env::args().skip(1).find(|argument| Path::new(argument).is_file()).map(PathBuf::from);
    let text = file.map_or_else(own_text, |file| std::fs::read_to_string(file).expect("the file is text"));
    let paragraphs: Vec<&str> = text.split_inclusive('\n').collect();
    #[expect(clippy::cast_precision_loss, reason = "megabytes with a few digits")]
    let megabytes = text.len() as f64 / 1e6;
    println!("{megabytes:.1} MB in {} paragraphs, one thread, best of {RUNS} by CPU time\n", paragraphs.len());
    let speed = |label: &str, seconds: f64| println!("{label:<44} {:>7.1} MB/s", megabytes / seconds);

    let parity = plain(&OpenCc::new("s2t").expect("a configuration of OpenCC"), &paragraphs);
    speed("s2t, parity", parity);
    let words = plain(&Words::new(Standard::Hub), &paragraphs);
    speed("s2t, words", words);
    let taiwan = plain(&Words::new(Standard::Taiwan), &paragraphs);
    speed("s2tw, words", taiwan);
    let aligned = best(|| paragraphs.iter().map(|part| Words::new(Standard::Taiwan).align(part).text.len()).sum());
    speed("s2tw, words, with alignment", aligned);
    let settings = Settings::default();
    let converter = Converter::new(Script::Hans, Script::HantTw, &settings, &Glossary::default()).expect("our engine");
    let audited = best(|| {
        let mut count = 0;
        for part in &paragraphs {
            let aligned = Words::new(Standard::Taiwan).align(part);
            decisions(part, &aligned, &converter, |decision| count += usize::from(decision.backing.is_doubtful()));
        }
        count
    });
    speed("s2tw, words, with alignment and audit", audited);
    let page = Page::default();
    let document = best(|| paragraphs.iter().map(|part| converter.text(part, &page).len()).sum());
    speed("zh-Hant-TW, names, glossaries, protection", document);
    let back = plain(&OpenCc::new("t2s").expect("a configuration of OpenCC"), &paragraphs);
    speed("t2s, parity", back);

    println!("\nalignment and audit add {:.0} % to words", (audited / taiwan - 1.0) * 100.0);
    println!("two threads are {:.2} times as fast as one", two_threads(&paragraphs));
    println!("cold start: {:.2} ms from no table touched to the first sentence converted by words", cold_start());
    if let Some(peer) = fmmseg(&text) {
        speed("\nopencc-fmmseg 0.13, s2t", peer);
        println!("ratio to opencc-fmmseg: parity {:.1}, words {:.1}", peer / parity, peer / words);
    } else {
        println!("\nopencc-fmmseg: it cannot be built here");
    }
    libopencc(&paragraphs, parity, words, megabytes);
}

/// CPU seconds of the best run.
fn best(mut run: impl FnMut() -> usize) -> f64 {
    let measure = |_| {
        let started = ProcessTime::now();
        std::hint::black_box(run());
        started.elapsed().as_secs_f64()
    };
    (0..RUNS).map(measure).fold(f64::INFINITY, f64::min)
}

fn plain(engine: &dyn Convert, paragraphs: &[&str]) -> f64 {
    let mut out = String::new();
    best(|| {
        let mut length = 0;
        for part in paragraphs {
            out.clear();
            engine.convert_into(part, &mut out);
            length += out.len();
        }
        length
    })
}

/// How many times faster two threads are, by the clock: the best of several pairs of runs.
fn two_threads(paragraphs: &[&str]) -> f64 {
    let measure = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let run = || {
            let started = Instant::now();
            let chunks = paragraphs.par_chunks(256);
            let words = Words::new(Standard::Taiwan);
            let length: usize = pool.install(|| {
                chunks.map(|chunk| chunk.iter().map(|part| words.convert(part).len()).sum::<usize>()).sum()
            });
            std::hint::black_box(length);
            started.elapsed().as_secs_f64()
        };
        (0..RUNS).map(|_| run()).fold(f64::INFINITY, f64::min)
    };
    measure(1) / measure(2)
}

/// Milliseconds, in a process of its own, best of ten.
fn cold_start() -> f64 {
    let run = |_| {
        let program = std::env::current_exe().expect("this program");
        let output = Command::new(program).arg("--cold").output().expect("this program runs");
        String::from_utf8_lossy(&output.stdout).trim().parse().unwrap_or(f64::INFINITY)
    };
    (0..10).map(run).fold(f64::INFINITY, f64::min)
}

fn cold() {
    let started = Instant::now();
    std::hint::black_box(Words::new(Standard::Taiwan).convert(SENTENCES[0]));
    println!("{}", started.elapsed().as_secs_f64() * 1000.0);
}

/// CPU seconds of opencc-fmmseg, which is a package of its own (`benches/peers`).
fn fmmseg(text: &str) -> Option<f64> {
    let folder = tempfile::tempdir().ok()?;
    let path = folder.path().join("text.txt");
    std::fs::write(&path, text).ok()?;
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/Cargo.toml");
    let target = concat!(env!("CARGO_MANIFEST_DIR"), "/target/peers");
    let mut cargo = Command::new(std::env::var_os("CARGO")?);
    cargo.args(["run", "--release", "--quiet", "--locked", "--manifest-path", manifest, "--target-dir", target, "--"]);
    let output = cargo.arg(&path).args(["s2t", &RUNS.to_string()]).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

#[cfg(feature = "opencc-rust")]
fn libopencc(paragraphs: &[&str], parity: f64, words: f64, megabytes: f64) {
    let library = dibao::script::LibOpenCc::new("s2t").expect("libopencc is where OPENCC_DATA_DIR says");
    let peer = plain(&library, paragraphs);
    println!("\n{:<43} {:>7.1} MB/s", "libopencc, s2t", megabytes / peer);
    println!("ratio to libopencc: parity {:.1}, words {:.1}", peer / parity, peer / words);
}

#[cfg(not(feature = "opencc-rust"))]
fn libopencc(_: &[&str], _: f64, _: f64, _: f64) {
    println!("\nlibopencc: `script/bench` measures it too");
}

const SENTENCES: [&str; 12] = [
    "会议在阿斯塔纳举行，各国代表就能源和投资交换了意见，随后发表联合声明。",
    "他说：“合作的大门一直开着，机会只留给有准备的人。”记者们记下了这句话。",
    "理发店后面的钟楼敲了十二下，干货铺子里只剩一个伙计，柜台上摆着面粉和咸菜。",
    "新征程上的发展计划已经制定，市民在社区里看到了征求意见稿，纷纷签名。",
    "港口的吞吐量比上一年增长百分之五以上，满载机械设备的货运列车准时发出。",
    "台风过后，工人用了三天清理河道，水面又干净了，岸边的松树却倒了一大片。",
    "安史之乱发生后，人口锐减，多年历史积累下来的典籍毁于战火，后世学者不胜唏嘘。",
    "外交部发言人回答提问时表示，双方将继续保持沟通，妥善处理分歧，维护地区和平。",
    "图书馆收藏的旧报纸按年份排列，每一版都有编号，读者可以在终端上查阅全文。",
    "据统计，粮食面积稳中有升，资金链得到改善，传统制造业加快转型，居民收入提高。",
    "村里的老人回忆说，当年修路全靠肩挑手提，如今汽车一直开到山顶，买卖方便多了。",
    "比赛进行到第八十九分钟，替补上场的前锋接到传球，转身射门，皮球应声入网。",
];

/// 20 MB of paragraphs of four sentences, in an order that hardly repeats itself.
fn own_text() -> String {
    let mut text = String::with_capacity(21 << 20);
    let mut state: usize = 1;
    while text.len() < 20_000_000 {
        for _ in 0..4 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(SENTENCES[(state >> 33) % SENTENCES.len()]);
        }
        text.push('\n');
    }
    text
}
