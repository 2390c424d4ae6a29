//! Settlement from the terms: what the agreement says of the money is what `refund` and `ending` reckon with.

use crate::desk::Desk;

/// 1000.00 for three sessions: 333.34, 333.33 and 333.33.
const TERMS: &str = "party: {address: Örnek Sokak 5}
terms:
  number: 2026-17
  date: 2026-09-01
  subject: {service: career_package}
  sessions: {count: 3, interval_days: 14, start: 2026-09-29}
  fees: {basis: package, amount: \"1000.00\"}
  instalments: {equal: 3}
";

fn desk(agreement: &str, terms: &str) -> Desk {
    let desk = Desk::new();
    let file = desk.practice().join("people/ahmet.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let before = text.split("agreement:").next().unwrap();
    std::fs::write(file, format!("{before}{agreement}{terms}")).unwrap();
    desk
}

fn plain(text: &str) -> String {
    let text = text.replace(['\u{a0}', '\u{202f}'], " ");
    text.replace("1 000,00", "1000,00").replace("1.000,00", "1000,00").replace("1,000.00", "1000.00")
}

/// One session is held: 333.34 is used, 666.66 goes back.
const ONE: [(&str, [&str; 3]); 6] = [
    ("it", ["1000,00", "333,34", "666,66"]),
    ("id", ["1000,00", "333,34", "666,66"]),
    ("ru", ["1000,00", "333,34", "666,66"]),
    ("tr", ["1000,00", "333,34", "666,66"]),
    ("en-GB", ["1000.00", "333.34", "666.66"]),
    ("en-US", ["1000.00", "333.34", "666.66"]),
];

#[test]
fn letters_reckon_from_the_terms_what_the_agreement_shows_in_every_language() {
    let desk = desk("", TERMS);
    for (language, sums) in ONE {
        // The example of the agreement is about one session of three, too.
        let written = plain(&desk.run(&["agreement", "--to", "ahmet", "-l", language]).ends(0).out);
        for formality in ["formal", "informal"] {
            let typed = ["--to", "ahmet", "-l", language, "--formality", formality];
            let course = ["--paid", "1000.00", "--used-sessions", "1"];
            let letter = |kind: &[&str]| {
                let ran = desk.run(&[kind, &typed[..], &course[..]].concat()).ends(0);
                assert!(!ran.err.contains("as issued") && !ran.err.contains("nothing of money"), "{ran:?}");
                plain(&ran.out)
            };
            for text in [&written, &letter(&["refund"]), &letter(&["ending", "--last-day", "2026-11-30"])] {
                for sum in sums {
                    assert!(text.contains(sum), "{language}: {sum} in {text}");
                }
            }
            let call = letter(&["ending-call", "--last-day", "2026-11-30"]);
            assert!(call.contains(sums[2]), "{language}: {call}");
            let plan = letter(&["ending", "--plan", "--last-day", "2026-11-30"]);
            assert!(plan.contains("666,66") && plan.contains("concordati 3, svolti 1, rimasti 2"), "{plan}");
            assert!(plan.contains("--paid 1000.00 --used-sessions 1"), "{plan}");
        }
    }
}

#[test]
fn the_course_may_stand_in_the_file_and_what_stands_there_wins() {
    let file = desk("agreement: {paid: \"1000.00\", held: 2}\n", TERMS);
    let ran = file.run(&["refund", "--to", "ahmet", "-l", "en-GB"]).ends(0);
    assert!(ran.out.contains("€333.33 to you") && ran.out.contains("1 September 2026"), "{ran:?}");
    // 900.00 less two of ten sessions at 90.00, by the file's own price and number.
    let own = desk("agreement: {total: \"900.00\", sessions: 10, paid: \"900.00\", held: 2}\n", TERMS);
    let ran = own.run(&["refund", "--to", "ahmet", "-l", "en-GB"]).ends(0);
    assert!(ran.out.contains("€720.00 to you"), "{ran:?}");
    // What is typed is newer than what is on file.
    let ran = own.run(&["refund", "--to", "ahmet", "-l", "en-GB", "--used-sessions", "3"]).ends(0);
    assert!(ran.out.contains("€630.00 to you"), "{ran:?}");
}

#[test]
fn terms_of_the_practice_serve_where_the_client_has_none() {
    let desk = desk("", "");
    let practice = desk.practice().join("practice.yaml");
    let text = std::fs::read_to_string(&practice).unwrap();
    let terms = "terms:\n  sessions: {count: 4}\n  fees: {basis: package, amount: \"500.00\"}\n";
    let text = match text.split_once("\nterms:\n") {
        Some((before, rest)) => {
            let after: Vec<&str> = rest.lines().skip_while(|line| line.starts_with([' ', '#'])).collect();
            format!("{before}\n{terms}{}\n", after.join("\n"))
        }
        None => format!("{text}\n{terms}"),
    };
    std::fs::write(&practice, text).unwrap();
    // 500.00 less one of four sessions at 125.00.
    let line = ["refund", "--to", "ahmet", "-l", "en-GB", "--paid", "500", "--used-sessions", "1"];
    let ran = desk.run(&line).ends(0);
    assert!(ran.out.contains("€375.00 to you") && ran.out.contains("€125.00 each"), "{ran:?}");
}

#[test]
fn time_and_documented_costs_are_reckoned_from_the_terms_too() {
    // 1000.00 / 139 is 7.19 and 59 cents more, which the first 59 days bear: 55 days cost 55 × 7.20.
    let by_time = TERMS.to_owned()
        + "  term: {start: 2026-09-15, end: 2027-01-31}\n  refund: {rule: pro_rata_time, days: 20}\n";
    let by_time = by_time.replace("start: 2026-09-29}", "start: 2026-09-29, end: 2027-01-31}");
    let line = ["refund", "--to", "ahmet", "-l", "en-GB", "--paid", "1000", "--last-day", "2026-11-08"];
    let ran = desk("", &by_time).run(&line).ends(0);
    assert!(ran.out.contains("€604.00 to you") && ran.out.contains("55 of 139 days"), "{ran:?}");
    let costs = TERMS.to_owned() + "  refund: {rule: documented_costs}\n";
    let typed = ["--paid", "1000", "--used", "150.50", "--used-sessions", "1"];
    let ran =
        desk("", &costs).run(&[&["refund", "--to", "ahmet", "-l", "en-GB"], &typed[..]].concat()).ends(0);
    assert!(ran.out.contains("€849.50 to you"), "{ran:?}");
}

#[test]
fn what_is_lacking_is_named_with_the_nearest_way_to_give_it() {
    let ran = desk("", TERMS).run(&["refund", "--to", "ahmet", "--paid", "1000"]).ends(66);
    assert!(ran.err.contains("not known: the number of sessions held"), "{}", ran.err);
    assert!(ran.err.contains("--used-sessions NUMBER") && ran.err.contains("`held:`"), "{}", ran.err);
    let ran = desk("", TERMS).run(&["refund", "--to", "ahmet"]).ends(66);
    assert!(ran.err.contains("add --paid AMOUNT and --used-sessions NUMBER"), "{}", ran.err);
    assert!(ran.err.contains("--refund AMOUNT"), "{}", ran.err);
    let ran = desk("", TERMS).run(&["ending", "--to", "ahmet", "--last-day", "2026-12-15"]).ends(0);
    assert!(ran.err.contains("nothing of money") && ran.err.contains("--paid AMOUNT"), "{}", ran.err);
    let ran = desk("", TERMS).run(&["ending", "--to", "ahmet", "--plan"]).ends(0);
    assert!(ran.out.contains("--paid IMPORTO") && ran.out.contains("2026"), "{}", ran.out);
    // Without any terms the way to them is named.
    let none = desk("", "terms: {place: Roma}\n");
    let typed = ["refund", "--to", "ahmet", "--paid", "900", "--used-sessions", "3"];
    let ran = none.run(&typed).ends(66);
    assert!(
        ran.err.contains("the number of sessions agreed") && ran.err.contains("under `terms:`"),
        "{}",
        ran.err
    );
    let ran = none.run(&["refund", "--to", "Anna Verdi", "--paid", "900"]).ends(66);
    assert!(ran.err.contains("`terms:` with `fees` and `sessions`"), "{}", ran.err);
}

#[test]
fn sums_that_contradict_the_terms_are_refused_with_both() {
    let desk = desk("", TERMS);
    let line = ["refund", "--to", "ahmet", "--paid", "1000", "--used-sessions", "1"];
    let ran = desk.run(&[&line[..], &["--refund", "700"]].concat()).ends(65);
    assert!(ran.err.contains("700.00 EUR") && ran.err.contains("so 666.66 EUR is returned"), "{}", ran.err);
    let ran = desk.run(&[&line[..], &["--used", "300"]].concat()).ends(65);
    assert!(ran.err.contains("300.00 EUR") && ran.err.contains("used 333.34 EUR"), "{}", ran.err);
    let ran = desk.run(&["refund", "--to", "ahmet", "--paid", "1000 USD", "--used-sessions", "1"]).ends(65);
    assert!(ran.err.contains("in USD, and the agreement is in EUR"), "{}", ran.err);
    let ran = desk.run(&["refund", "--to", "ahmet", "--paid", "1000", "--used-sessions", "4"]).ends(65);
    assert!(ran.err.contains("for 3 sessions") && ran.err.contains("--used-sessions"), "{}", ran.err);
}

#[test]
fn terms_that_are_no_longer_those_of_the_agreement_issued_are_told_with_both() {
    let desk = desk("", TERMS);
    desk.run(&["agreement", "--to", "ahmet", "-o", "ahmet.txt"]).ends(0);
    let refund = ["refund", "--to", "ahmet", "-l", "en-GB", "--paid", "1000", "--used-sessions", "1"];
    let same = desk.run(&refund).ends(0);
    assert!(!same.err.contains("as issued"), "{}", same.err);
    let file = desk.practice().join("people/ahmet.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let changed = text.replace("1000.00", "1200.00").replace("number: 2026-17", "number: 2026-18");
    std::fs::write(&file, changed).unwrap();
    for line in [&refund[..], &["ending", "--to", "ahmet", "--plan"]] {
        let ran = desk.run(line).ends(0);
        assert!(ran.err.contains("number 2026-17 as issued, 2026-18 in the terms"), "{}", ran.err);
        assert!(ran.err.contains("price 1000.00 EUR as issued, 1200.00 EUR in the terms"), "{}", ran.err);
    }
    // 1000.00 less one of three sessions at 400.00, as the terms now stand.
    let ran = desk.run(&refund).ends(0);
    assert!(ran.out.contains("€600.00 to you"), "{}", ran.out);
}

#[test]
fn number_and_clauses_are_those_of_the_agreement_issued() {
    let open = TERMS.replace("  number: 2026-17\n", "");
    let desk = desk("", &open);
    let issue = ["agreement", "--to", "ahmet", "-l", "en-GB", "--number", "C-1", "-f", "json"];
    let json = desk.run(&issue).ends(0).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let clauses = json["clauses"].as_array().unwrap();
    let refund = clauses.iter().find(|clause| clause["id"] == "refund").unwrap()["number"].as_str().unwrap();
    desk.run(&[&issue[..7], &["-o", "ahmet.txt"]].concat()).ends(0);
    let course = ["--paid", "1000", "--used-sessions", "1"];
    let ran = desk.run(&[&["refund", "--to", "ahmet", "-l", "en-GB"], &course[..]].concat()).ends(0);
    let letter = plain(&ran.out);
    assert!(letter.contains(&format!("clause {refund} of our agreement")), "{refund}: {letter}");
    let ran = desk.run(&[&["ending", "--to", "ahmet", "--plan"], &course[..]].concat()).ends(0);
    assert!(ran.out.contains("n. C-1"), "{}", ran.out);
}
