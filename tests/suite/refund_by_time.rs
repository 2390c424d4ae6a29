//! A refund by the days that passed: one sum in the agreement, in the letters and in the plan of an ending.

use crate::desk::Desk;

/// A practice whose client Ahmet pays 1000.00 for 139 days, 15 September to 31 January, and ends on the 55th.
fn desk(agreement: &str) -> Desk {
    let desk = Desk::new();
    let file = desk.practice().join("people/ahmet.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let before = text.split("agreement:").next().unwrap();
    let rest = "party: {address: Örnek Sokak 5}
terms:
  date: 2026-09-01
  subject: {service: career_package}
  sessions: {count: 10, interval_days: 7, start: 2026-09-22, end: 2027-01-31}
  term: {start: 2026-09-15, end: 2027-01-31}
  fees: {basis: package, amount: \"1000.00\"}
  refund: {rule: pro_rata_time}
";
    std::fs::write(file, format!("{before}{agreement}{rest}")).unwrap();
    desk
}

fn agreement(more: &str) -> String {
    format!(
        "agreement:
  date: 2026-09-01
  currency: EUR
  total: \"1000.00\"
  paid: \"1000.00\"
  refund_rule: pro_rata_time
  period: {{start: 2026-09-15, end: 2027-01-31}}
  refund_days: 14
{more}"
    )
}

/// 1000.00 / 139 is 7.19 and 59 cents more, which the first 59 days bear: 55 days cost 55 × 7.20.
const SUMS: [(&str, [&str; 3]); 6] = [
    ("it", ["1000,00", "396,00", "604,00"]),
    ("id", ["1.000,00", "396,00", "604,00"]),
    ("ru", ["1000,00", "396,00", "604,00"]),
    ("tr", ["1.000,00", "396,00", "604,00"]),
    ("en-GB", ["1,000.00", "396.00", "604.00"]),
    ("en-US", ["1,000.00", "396.00", "604.00"]),
];

fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ").replace("1 000,00", "1000,00").replace("1.000,00", "1000,00")
}

#[test]
fn agreement_letters_and_plan_give_the_same_sum_in_every_language() {
    let desk = desk(&agreement(""));
    for (language, sums) in SUMS {
        let written = plain(&desk.run(&["agreement", "--to", "ahmet", "-l", language]).ends(0).out);
        let last = ["--to", "ahmet", "-l", language, "--last-day", "2026-11-08"];
        let with = |kind: &str, more: &[&str]| {
            let line = [&[kind], &last[..], more].concat();
            plain(&desk.run(&line).ends(0).out)
        };
        for formality in ["formal", "informal"] {
            for text in [
                &written,
                &with("refund", &["--formality", formality]),
                &with("ending", &["--formality", formality]),
            ] {
                // The agreement shows the same arithmetic after as many days.
                for sum in sums.map(plain) {
                    assert!(text.contains(&sum), "{language}: {sum} in {text}");
                }
                assert!(text.contains("139") && text.contains("55"), "{language}: {text}");
            }
        }
        let plan = with("ending", &["--plan"]);
        assert!(plan.contains("trascorsi 55 giorni su 139") && plan.contains("604"), "{language}: {plan}");
        assert!(plan.contains("--last-day 2026-11-08"), "{plan}");
    }
}

#[test]
fn the_last_day_counts_and_days_outside_the_time_paid_for_do_not() {
    let desk = desk(&agreement(""));
    let refund =
        |day: &str| desk.run(&["refund", "--to", "ahmet", "-l", "en-GB", "--last-day", day]).ends(0).out;
    assert!(refund("2026-09-01").contains("€1,000.00 to you"), "nothing has begun, all is returned");
    assert!(refund("2026-09-15").contains("€992.80 to you"), "the first day is one day");
    assert!(refund("2027-01-30").contains("€7.19 to you"), "the last day alone is left");
    let ran = desk.run(&["ending", "--to", "ahmet", "-l", "en-GB", "--last-day", "2027-03-01"]).ends(0);
    assert!(ran.out.contains("Nothing is outstanding"), "{ran:?}");
}

#[test]
fn the_last_day_may_stand_in_the_file_and_is_asked_for_where_it_is_nowhere() {
    let with = desk(&agreement("  ended: 2026-11-08\n"));
    let ran = with.run(&["refund", "--to", "ahmet", "-l", "en-GB"]).ends(0);
    assert!(ran.out.contains("604.00") && ran.out.contains("8 November 2026"), "{ran:?}");
    let ran = desk(&agreement("")).run(&["refund", "--to", "ahmet"]).ends(66);
    assert!(ran.out.is_empty(), "{ran:?}");
    assert!(ran.err.contains("not known: the last day") && ran.err.contains("--last-day"), "{ran:?}");
}

#[test]
fn a_time_that_is_lacking_or_ends_before_it_begins_is_told_with_its_place() {
    let without = agreement("").replace("  period: {start: 2026-09-15, end: 2027-01-31}\n", "");
    let desk = desk(&without);
    // The terms know the days; without them nobody does.
    let last = ["refund", "--to", "ahmet", "-l", "en-GB", "--last-day", "2026-11-08"];
    assert!(desk.run(&last).ends(0).out.contains("604.00"));
    let file = desk.practice().join("people/ahmet.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("  term: {start: 2026-09-15, end: 2027-01-31}\n", "")).unwrap();
    let ran = desk.run(&last).ends(66);
    assert!(ran.err.contains("the days paid for") && ran.err.contains("ahmet.yaml:"), "{ran:?}");
    let turned = agreement("").replace("end: 2027-01-31", "end: 2026-01-31");
    let ran = self::desk(&turned).run(&["refund", "--to", "ahmet"]).ends(65);
    assert!(ran.err.contains("before it begins") && ran.err.contains("ahmet.yaml:"), "{ran:?}");
}
