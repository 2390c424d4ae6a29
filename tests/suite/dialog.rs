//! Letters in conversation: what is needed is asked for on a terminal, and never anywhere else.

use garbo::deliver::outbox::State;

use crate::desk::Desk;
use crate::terminal::{DOWN, ENTER, Terminal};

#[test]
fn a_refusal_is_asked_for_shown_and_queued() {
    let desk = Desk::new();
    desk.set_mail("host: 127.0.0.1, port: 1, security: none");
    let mut terminal = Terminal::start(&desk, &["decline"]);
    terminal.sees("A chi?").types(DOWN).types(DOWN).types(ENTER);
    terminal.sees("Nome e indirizzo:").enters("Maria Rossi <maria@example.org>");
    terminal.sees("Genere grammaticale:").types(DOWN).types(ENTER);
    terminal.sees("Registro:").types(ENTER);
    terminal.sees("Lingua:").types(DOWN).types(ENTER);
    terminal.sees("Tono:").types(DOWN).types(ENTER);
    // Each reason stands with the sentence that the letter would have.
    terminal
        .sees("Motivo:")
        .types("no_time")
        .sees("I could not give your goals the time they deserve.")
        .types(ENTER);
    terminal.sees("Collega:").types(DOWN).types(ENTER);
    terminal.sees("Dear Ms Rossi,").sees("Marta Conti").sees("E ora?");
    terminal.types(DOWN).types(DOWN).types(DOWN).types(ENTER);
    terminal.sees("Mettere questa lettera tra quelle in uscita?").enters("y");
    terminal.ends(0);
    let queued = desk.tickets(&[State::Queued]);
    assert_eq!(queued.len(), 1);
    assert_eq!(
        (queued[0].kind.as_str(), queued[0].recipient.as_str()),
        ("decline", "Maria Rossi <maria@example.org>")
    );
}

#[test]
fn missing_facts_are_asked_for_until_they_are_good() {
    let desk = Desk::new();
    let mut terminal = Terminal::start(&desk, &["boundary", "--to", "ahmet"]);
    terminal.sees("L’unico argomento").sees("i pagamenti (late_payment)").types("late_pay").types(ENTER);
    terminal.sees("Importo in ritardo:").enters("many").sees("many").types("\x7f\x7f\x7f\x7f").enters("180");
    terminal.sees("Giorno della scadenza:").enters("2026-11-01");
    terminal.sees("aradan 22").sees("E ora?").types(DOWN).types(DOWN).types(ENTER);
    terminal.sees("File:").enters("reminder.md");
    terminal.ends(0);
    let written = std::fs::read_to_string(desk.path("work/reminder.md")).unwrap();
    assert!(written.contains("aradan 22"), "{written}");
}

#[test]
fn a_letter_is_edited_and_looked_over_again() {
    let desk = Desk::new();
    let script = desk.file("editor.sh", "printf '\\nşimdilik\\n' >> \"$1\"\n");
    let editor = format!("sh {}", script.display());
    let arguments = ["recap", "--to", "ahmet"];
    let mut terminal = Terminal::start_with(&desk, &arguments, &[("EDITOR", &editor)]);
    terminal.sees("Tono:").types(ENTER);
    terminal.sees("Che cosa è stato deciso").enters("Haftada bir görüşüyoruz.");
    // A fact that may be given several times is asked for until the line is empty.
    terminal.sees("vuoto per proseguire").types(ENTER);
    terminal.sees("Haftada bir görüşüyoruz.").sees("E ora?").types(DOWN).types(ENTER);
    terminal.sees("warning:").sees("şimdilik").sees("E ora?").types(ENTER);
    terminal.ends(0);
}

#[test]
fn what_is_complete_is_written_without_a_question() {
    let desk = Desk::new();
    let terminal = Terminal::start(&desk, &["decline", "--to", "anna"]);
    let shown = terminal.ends(0);
    assert!(shown.contains("Уважаемая Анна Сергеевна") && !shown.contains('?'), "{shown}");
}

#[test]
fn a_question_that_is_broken_off_writes_nothing() {
    let desk = Desk::new();
    let mut terminal = Terminal::start(&desk, &["decline"]);
    terminal.sees("A chi?").types("\x1b");
    let shown = terminal.ends(2);
    assert!(shown.contains("stopped; nothing was written or sent"), "{shown}");
}

#[test]
fn nobody_is_asked_without_a_terminal() {
    let desk = Desk::new();
    for (arguments, code, told) in [
        (&["decline"][..], 2, "it is not said whom to write to"),
        (&["boundary", "--to", "ahmet"], 66, "`boundary` needs `topic`"),
        (&["screen", "anna"], 2, "there is no terminal to ask at"),
    ] {
        let ran = desk.run(arguments).ends(code);
        assert!(ran.err.contains(told) && ran.out.is_empty(), "{ran:?}");
    }
}

#[test]
fn an_introduction_without_consent_asks_nothing() {
    let desk = Desk::new();
    let terminal = Terminal::start(&desk, &["introduction", "--to", "anna"]);
    let shown = terminal.ends(69);
    assert!(shown.contains("recorded consent") && !shown.contains("Петрова"), "{shown}");
}

#[test]
fn a_review_goes_over_each_client_and_ranks_nobody() {
    let desk = Desk::new();
    let mut terminal = Terminal::start(&desk, &["review"]);
    terminal.sees("Ahmet Yılmaz (ahmet)");
    let mut questions = 0;
    // Lateness, repeated, with its fact; everything else is answered with no.
    loop {
        terminal.sees("? ");
        let asked = |terminal: &mut Terminal, text: &str| {
            terminal.sees("[↑↓");
            let screen = terminal.shown.rsplit("? ").next().unwrap_or_default();
            screen.contains(text)
        };
        if asked(&mut terminal, "La Sua decisione:") {
            break;
        }
        questions += 1;
        terminal.types(ENTER);
    }
    assert!((12..40).contains(&questions), "{questions} questions");
    terminal.types(DOWN).types(ENTER);
    terminal.sees("conservato in");
    terminal.ends(0);
    let record = std::fs::read_to_string(desk.practice().join("screening/ahmet.yaml")).unwrap();
    assert!(record.contains("decision: accept") && record.contains("stage: ongoing"), "{record}");
}
