//! Screening: suggests by the guide, keeps facts for the coach alone, and lets none of them into any output.

use std::path::Path;

use crate::desk::Desk;

/// Stands in the answers and in the notes, and may stand nowhere else.
const SECRET: &str = "ZEBRAFACT";

fn suggested(desk: &Desk, who: &str, answers: &str, flags: &[&str]) -> serde_json::Value {
    desk.file("answers.yaml", answers);
    let arguments = [&["screen", who, "--answers", "answers.yaml", "--json"], flags].concat();
    serde_json::from_str(&desk.run(&arguments).ends(0).out).unwrap()
}

#[test]
fn outcomes_follow_the_guide() {
    let desk = Desk::new();
    let sign = |id: &str, strength: u8| format!("  - {{sign: {id}, strength: {strength}, fact: seen}}\n");
    let cases = [
        ("anna", "inquiry", vec![("s_order", 1)], "accept", 2),
        ("anna", "inquiry", vec![("s_unclear", 1)], "clarify", 2),
        ("anna", "inquiry", vec![("s_values", 1)], "clarify", 3),
        ("anna", "inquiry", vec![("s_values", 2)], "accept_with_boundaries", 6),
        ("anna", "inquiry", vec![("s_values", 3)], "decline", 9),
        ("anna", "inquiry", vec![("s_same_issue", 1)], "already_helped", 3),
        ("anna", "inquiry", vec![("s_third_party", 1)], "third_party", 0),
        ("anna", "inquiry", vec![("s_minor", 1)], "decline", 0),
        ("anna", "inquiry", vec![("s_minor", 1), ("s_threat", 1)], "emergency", 0),
        ("anna", "meeting", vec![("s_familiar", 1)], "accept", 2),
        ("anna", "meeting", vec![("s_familiar", 1), ("s_place", 1)], "decline", 3),
        ("anna", "meeting", vec![("s_guarantee", 3)], "decline", 0),
        ("ahmet", "ongoing", vec![("s_late", 1)], "boundary", 2),
        ("ahmet", "ongoing", vec![("s_role_ignored", 2)], "end", 0),
        ("ahmet", "ongoing", vec![("s_micro", 2)], "clarify", 4),
    ];
    for (who, stage, signs, outcome, score) in cases {
        let list: String = signs.iter().map(|(id, strength)| sign(id, *strength)).collect();
        let told = suggested(&desk, who, &format!("signs:\n{list}"), &["--stage", stage]);
        assert_eq!(told["suggestion"], outcome, "{signs:?}: {told}");
        assert_eq!(told["score"], score, "{signs:?}: {told}");
    }
}

#[test]
fn good_signs_lower_soft_signs_but_no_red_line() {
    let desk = Desk::new();
    let good = "good: [clear_goal, own_initiative, accepts_no]\n";
    let soft =
        suggested(&desk, "anna", &format!("signs: [{{sign: s_values, strength: 1, fact: x}}]\n{good}"), &[]);
    assert_eq!((soft["suggestion"].as_str(), soft["score"].as_u64()), (Some("accept"), Some(0)));
    let red = suggested(
        &desk,
        "anna",
        &format!("signs: [{{sign: s_disrespect, strength: 1, fact: x}}]\n{good}"),
        &[],
    );
    assert_eq!(red["suggestion"], "decline");
}

#[test]
fn every_fault_of_the_answers_is_told_at_once() {
    let desk = Desk::new();
    let long = "x".repeat(201);
    desk.file(
        "answers.yaml",
        format!("signs:\n  - {{sign: c_unease, strength: 1, fact: x}}\n  - {{sign: s_lat, strength: 4, fact: {long}}}\nfeelings: {{s_late: 1}}\ngood: [clear_gaol]\n"),
    );
    let ran = desk.run(&["screen", "ahmet", "--answers", "answers.yaml"]).ends(65);
    for told in [
        "is a feeling of yours",
        "`s_lat`",
        "strength 4",
        "201 characters",
        "is a fact about",
        "`clear_goal`",
    ] {
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    }
    assert!(!desk.practice().join("screening").exists());
}

#[test]
fn the_record_holds_facts_and_nobody_else_reads_it() {
    let desk = Desk::new();
    let answers = "signs: [{sign: s_late, strength: 1, fact: ZEBRAFACT}]\nfeelings: {c_drained: 2}\n";
    suggested(&desk, "ahmet", answers, &["--decision", "boundary"]);
    let file = desk.practice().join("screening/ahmet.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        text.contains(SECRET) && text.contains("decision: boundary") && !text.contains("c_drained"),
        "{text}"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    suggested(&desk, "ahmet", answers, &["--store-feelings"]);
    assert!(std::fs::read_to_string(&file).unwrap().contains("c_drained: 2"));
}

#[test]
fn no_secret_of_a_screening_or_a_note_reaches_any_output() {
    let desk = Desk::new();
    for who in ["ahmet", "anna"] {
        let file = desk.practice().join(format!("people/{who}.yaml"));
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(file, format!("{text}notes: {SECRET}\n")).unwrap();
    }
    desk.file("answers.yaml", "signs: [{sign: s_late, strength: 1, fact: ZEBRAFACT}]\n");
    let written = desk
        .run(&["screen", "ahmet", "--answers", "answers.yaml", "--decision", "boundary", "--write"])
        .ends(0);
    assert!(written.out.len() > 200 && !written.out.contains(SECRET), "{}", written.out);
    for format in ["text", "markdown", "html", "eml", "json"] {
        for command in
            [&["boundary", "--to", "ahmet", "--topic", "lateness"][..], &["decline", "--to", "anna"]]
        {
            let ran = desk.run(&[command, &["--format", format]].concat()).ends(0);
            assert!(!ran.out.contains(SECRET) && !ran.err.contains(SECRET), "{format}: {ran:?}");
        }
    }
    desk.run(&["decline", "--to", "anna", "--queue", "--yes"]).ends(0);
    assert_eq!(holding(&desk.practice()), ["ahmet.yaml", "ahmet.yaml", "anna.yaml"]);
}

/// Returns the names of the files below a folder that hold the secret, the database among them.
fn holding(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names.extend(holding(&path));
        } else if std::fs::read(&path).unwrap().windows(SECRET.len()).any(|w| w == SECRET.as_bytes()) {
            names.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    names.sort();
    names
}

#[test]
fn the_facts_of_a_sign_taken_for_a_graver_one_are_shown_with_it() {
    let desk = Desk::new();
    let answers = desk.file(
        "answers.yaml",
        "stage: meeting\nsigns:\n  - {sign: s_familiar, strength: 1, fact: called me dear}\n  - {sign: s_place, strength: 1, fact: insisted on his flat}\n",
    );
    let ran = desk.run(&["screen", "Zoe Bell", "--answers", answers.to_str().unwrap()]).ends(0);
    let romance = ran.out.split("[s_romance]").nth(1).unwrap().split("\n  - ").next().unwrap();
    assert!(romance.contains("called me dear") && !romance.contains("his flat"), "{}", ran.out);
}
