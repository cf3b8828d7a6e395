//! Converts a file with opencc-fmmseg on one thread, paragraph by paragraph, and prints the
//! CPU seconds of the best of so many runs.

use cpu_time::ProcessTime;
use opencc_fmmseg::OpenCC;

fn main() {
    let [path, config, runs] = std::env::args().skip(1).collect::<Vec<_>>().try_into().expect("FILE CONFIG RUNS");
    let text = std::fs::read_to_string(path).expect("the file is text");
    let mut opencc = OpenCC::new();
    opencc.set_parallel(false);
    let measure = |_| {
        let started = ProcessTime::now();
        let length: usize = text.split_inclusive('\n').map(|part| opencc.convert(part, &config, false).len()).sum();
        assert!(length > 0);
        started.elapsed().as_secs_f64()
    };
    let runs: u32 = runs.parse().expect("a number of runs");
    println!("{}", (0..runs).map(measure).fold(f64::INFINITY, f64::min));
}
