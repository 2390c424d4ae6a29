//! Agreements by the real program, as a whole process: `cargo bench --bench agreements`.
//!
//! The short agreement of `docs/agreements.md`, that of the sample in one language and in two, HTML, and a hundred
//! different short ones in one run on one core and on two. Best and median of the runs; processor time and memory from
//! `time`. Goals: a PDF 60 ms and 64 MiB, HTML 10 ms; of a hundred 10 ms each on one core, 6 ms on two, 64 MiB.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark tells its figures, and its files are its own"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use tempfile::TempDir;

const GUIDE: &str = include_str!("../docs/agreements.md");
const COUNT: usize = 100;
const ROUNDS: usize = 20;

fn main() {
    let desk = Desk::new();
    let pdf = |args: &[&'static str]| [&["agreement", "-q", "--force", "-o", "a.pdf"], args].concat();
    for (name, args) in [
        ("short", pdf(&["--to", "c1", "-l", "it"])),
        ("sample", pdf(&["--to", "ahmet"])),
        ("sample in two languages", pdf(&["--to", "ahmet", "--with", "en"])),
        ("sample as HTML", vec!["agreement", "-q", "--to", "ahmet", "-f", "html"]),
    ] {
        let runs = (0..ROUNDS).map(|_| desk.run(&args, None)).collect();
        let pages =
            if args.contains(&"a.pdf") { format!(", {} pages", desk.pages("a.pdf")) } else { String::new() };
        println!("{name}{pages}: {}", told(runs, 1));
        desk.forget();
    }
    for (languages, table) in [("in Italian", "one.csv"), ("in three languages", "three.csv")] {
        for (cores, name) in [("0", "one core"), ("0,1", "two cores")] {
            let runs = (0..ROUNDS / 4).map(|_| {
                desk.forget();
                let batch = ["batch", "-q", table, "--kind", "agreement", "-o", "out", "--force"];
                desk.run(&batch, Some(cores))
            });
            println!("{COUNT} short ones {languages} on {name}, each: {}", told(runs.collect(), COUNT));
        }
    }
    let pages: Vec<usize> = fs::read_dir(desk.path("out"))
        .expect("the folder")
        .flatten()
        .map(|entry| desk.pages(&format!("out/{}", entry.file_name().to_string_lossy())))
        .collect();
    println!("{} files of {:?} to {:?} pages", pages.len(), pages.iter().min(), pages.iter().max());
}

/// Seconds by the clock, seconds of the processor, KiB.
type Run = (f64, f64, u64);

fn told(mut runs: Vec<Run>, number: usize) -> String {
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let each = |seconds: f64| 1000.0 * seconds / number as f64;
    let best = runs.first().map_or(0.0, |run| each(run.0));
    let median = runs.get(runs.len() / 2).map_or(0.0, |run| each(run.0));
    let work = runs.iter().map(|run| each(run.1)).fold(f64::INFINITY, f64::min);
    let memory = runs.iter().map(|run| run.2).max().unwrap_or_default();
    format!("{best:.1} ms best, {median:.1} ms median, {work:.1} ms of the processor, {} MiB", memory / 1024)
}

/// The sample practice, with a hundred clients of short agreements.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: TempDir::new().expect("a folder") };
        let practice = desk.path("practice");
        fs::create_dir_all(practice.join("people")).expect("a folder");
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/sample");
        for name in ["practice.yaml", "colleagues.yaml", "people/ahmet.yaml"] {
            fs::copy(sample.join(name), practice.join(name)).expect("copied");
        }
        let file = practice.join("practice.yaml");
        let text = fs::read_to_string(&file).expect("the practice") + "\nletterhead: {font: sans}\n";
        fs::write(file, text).expect("written");
        let terms = GUIDE.split("### On two pages").nth(1).and_then(|rest| rest.split("```").nth(1));
        let terms = terms.and_then(|terms| terms.strip_prefix("yaml\n")).expect("the terms of the guide");
        let (mut one, mut three) = ("to,language\n".to_owned(), "to,language\n".to_owned());
        for n in 1..=COUNT {
            let price = format!("amount: \"{}.00\"", 500 + 10 * n);
            let terms = terms.replace("amount: \"900.00\"", &price);
            let who = format!(
                "name: Deniz Kaya {n}\nemail: c{n}@example.org\ncountry: IT\nparty: {{address: \"Via Roma {n}, 20100 Milano\"}}\n"
            );
            fs::write(practice.join(format!("people/c{n}.yaml")), who + &terms).expect("written");
            let _ = writeln!(one, "c{n},it");
            let _ = writeln!(three, "c{n},{}", ["it", "en-GB", "tr"][n % 3]);
        }
        fs::write(desk.path("one.csv"), one).expect("written");
        fs::write(desk.path("three.csv"), three).expect("written");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the program, on the cores named.
    fn run(&self, args: &[&str], cores: Option<&str>) -> Run {
        let mut command = Command::new("/usr/bin/env");
        command.args(["time", "-f", "%U %S %M", "-o", "figures"]);
        if let Some(cores) = cores {
            command.args(["taskset", "-c", cores]);
        }
        command
            .arg(env!("CARGO_BIN_EXE_garbo"))
            .args(args)
            .current_dir(self.folder.path())
            .env("GARBO_HOME", self.path("practice"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let start = Instant::now();
        assert!(command.status().is_ok_and(|status| status.success()), "garbo failed");
        let elapsed = start.elapsed().as_secs_f64();
        let figures = fs::read_to_string(self.path("figures")).expect("the figures");
        let figures: Vec<f64> = figures.split_whitespace().filter_map(|figure| figure.parse().ok()).collect();
        (elapsed, figures[0] + figures[1], figures[2] as u64)
    }

    fn pages(&self, file: &str) -> usize {
        lopdf::Document::load(self.path(file)).expect("a PDF").get_pages().len()
    }

    fn forget(&self) {
        for name in ["garbo.db", "garbo.db-wal", "garbo.db-shm", "garbo.db.lock"] {
            let _ = fs::remove_file(self.path("practice").join(name));
        }
    }
}
