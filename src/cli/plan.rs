//! `garbo ending --plan`: the whole ending in order, each step with its command ready to copy. Writes nothing.

use clap::ArgMatches;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::cli::addressee::{Addressee, addressee, language};
use crate::cli::agreed::Archive;
use crate::cli::args::shell;
use crate::cli::workspace::{Workspace, placed};
use crate::compose::referral;
use crate::compose::settlement::Sum;
use crate::compose::standing::{Standing, standing};
use crate::compose::view::{Agreement, Settled};
use crate::error::{Error, Result};
use crate::grammar::cldr::{Cldr, DateLength, MoneyStyle};
use crate::library::Library;
use crate::library::catalogue::Reason;
use crate::library::kind::{Kind, ReasonsOf};
use crate::library::speech::Speech;
use crate::library::wording::Wording;
use crate::model::id::Id;
use crate::model::money::{Currency, Money};
use crate::model::person::Person;
use crate::model::scalar::Day;

/// Days until the last day, when none is given.
const NOTICE_DAYS: i64 = 14;

/// One step: a heading, what there is to know, and the command that does it.
struct Step {
    /// The id of its words
    heading: &'static str,
    lines: Vec<String>,
    command: Option<String>,
}

/// What was typed with the plan and belongs to its steps too.
#[derive(Default)]
struct Typed {
    /// How to address the client
    address: Vec<(String, String)>,
    /// Tone and the like, for script and letter
    manner: Vec<(String, String)>,
    /// Facts, for each step whose kind takes them
    facts: Vec<(String, String)>,
}

impl Typed {
    fn gather(kind: &Kind, matches: &ArgMatches) -> Result<Self> {
        let flags = |ids: &[&str]| -> Vec<(String, String)> {
            let values = |id: &str| matches.get_many::<String>(id).into_iter().flatten().cloned().collect();
            let all = ids.iter().map(|id| (*id, values(id)));
            all.flat_map(|(id, values): (&str, Vec<String>)| {
                values.into_iter().map(move |value| (format!("--{id}"), value))
            })
            .collect()
        };
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Bool(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let mut facts = Vec::new();
        for (id, value) in crate::cli::letter::facts(kind, matches)? {
            let values = value.as_array().cloned().unwrap_or_else(|| vec![value]);
            facts.extend(values.iter().filter_map(text).map(|value| (id.clone(), value)));
        }
        Ok(Self {
            address: flags(&["language", "gender", "formality", "title", "patronymic"]),
            manner: flags(&["tone", "say"]),
            facts,
        })
    }
}

/// What the steps are drawn from.
struct Case<'a> {
    person: &'a Person,
    who: String,
    last_day: Date,
    reason: Option<(Id, &'a Reason)>,
    colleagues: Vec<String>,
    /// Flags about the client and the letter that were typed with the plan
    typed: Typed,
    library: &'a Library,
    agreement: Option<Agreement>,
    settled: Option<Settled>,
    /// As the coach reads
    own: Cldr,
    /// As the client reads
    theirs: Cldr,
    speech: &'a Speech,
    /// As the coach is spoken to
    words: &'a Wording,
    home: Vec<String>,
}

/// Prints the plan.
///
/// Errors: usage, for an unknown reason; data, when the numbers of the agreement contradict each other.
pub fn run(kind: &Kind, matches: &ArgMatches, workspace: &Workspace) -> Result<()> {
    let words = workspace.words()?;
    let to = addressee(matches, workspace)?;
    let speech = workspace.library.speech(&language(matches, &to, workspace)?)?;
    let practice = workspace.practice()?;
    let today = workspace.today()?;
    let catalogue = workspace.library.catalogue()?;
    let last_day = match matches.get_one::<String>("last_day") {
        Some(day) => day.parse::<Day>().map_err(|e| e.key("--last-day"))?.0,
        None => today.checked_add(NOTICE_DAYS.days()).map_err(|e| Error::internal(e.to_string()))?,
    };
    let reason = match matches.get_one::<String>("reason") {
        Some(id) => {
            let id = id.parse::<Id>().map_err(|e| e.key("--reason"))?;
            let found = crate::compose::reason::find(&id, kind, &catalogue)?;
            Some((id, found))
        }
        None => None,
    };
    // A refund by time is reckoned to the last day.
    let mut given = crate::cli::letter::facts(kind, matches)?;
    given.insert("last_day".to_owned(), json!(last_day.to_string()));
    let mut person = to.person.clone();
    if let Some(file) = &to.origin.file
        && let Some(agreed) = Archive::default().agreed(file, &speech, workspace)?
    {
        person.agreement = Some(agreed.engagement);
        agreed.warnings.iter().for_each(|warning| workspace.ui.warn(warning));
    }
    let standing = standing(kind, &person, &given, today, practice);
    let Standing { agreement, settled, .. } = placed(standing, to.origin.file.as_deref())?;
    let case = Case {
        who: who(matches, &to),
        person: &to.person,
        last_day,
        reason,
        colleagues: colleagues(matches, &to.person, &speech, workspace)?,
        typed: Typed::gather(kind, matches)?,
        library: &workspace.library,
        agreement,
        settled,
        own: Cldr::new(&workspace.own_language()?)?,
        theirs: Cldr::new(&speech.language)?,
        speech: &speech,
        words,
        home: matches
            .get_one::<std::path::PathBuf>("home")
            .map(|home| vec!["--home".to_owned(), home.display().to_string()])
            .unwrap_or_default(),
    };
    let steps = [
        settlement(&case)?,
        call(&case, today),
        letter(&case, today),
        refund(&case)?,
        recap(&case)?,
        onward(&case, workspace)?,
    ];
    if workspace.ui.json {
        let list = steps.iter().enumerate().map(
            |(i, s)| json!({"step": i + 1, "heading": words.say(s.heading), "lines": s.lines, "command": s.command}),
        );
        workspace.ui.value(&list.collect());
        return Ok(());
    }
    let mut out = String::new();
    for (i, step) in steps.iter().enumerate() {
        out.push_str(&format!("{}{}. {}\n", if i > 0 { "\n" } else { "" }, i + 1, words.say(step.heading)));
        for line in &step.lines {
            out.push_str(&format!("   {line}\n"));
        }
        if let Some(command) = &step.command {
            out.push_str(&format!("   $ {command}\n"));
        }
    }
    workspace.ui.data(&out);
    Ok(())
}

fn who(matches: &ArgMatches, to: &Addressee) -> String {
    let typed = matches.get_one::<String>("to").cloned();
    typed.or_else(|| to.person.email.clone()).or_else(|| to.person.name.clone()).unwrap_or_default()
}

/// Returns those asked for, else those who fit.
fn colleagues(
    matches: &ArgMatches,
    person: &Person,
    speech: &Speech,
    workspace: &Workspace,
) -> Result<Vec<String>> {
    let wish = crate::cli::letter::colleagues(matches)?;
    let wish = match wish {
        crate::compose::request::Colleagues::Nobody => crate::compose::request::Colleagues::Auto,
        other => other,
    };
    let chosen = referral::chosen(&wish, workspace.directory()?, person, speech)?;
    Ok(chosen.iter().map(|c| c.id.to_string()).collect())
}

impl Case<'_> {
    fn safety(&self) -> bool {
        self.reason.as_ref().is_some_and(|(_, reason)| reason.safety)
    }

    /// Returns a command about the client, with further flags.
    fn command(&self, kind: &str, flags: &[(&str, &str)]) -> String {
        let mut words = self.home.clone();
        words.extend(["--to".to_owned(), self.who.clone()]);
        let mut push = |flag: &str, value: &str| words.extend([flag.to_owned(), value.to_owned()]);
        self.typed.address.iter().for_each(|(flag, value)| push(flag, value));
        flags.iter().for_each(|(flag, value)| push(flag, value));
        let letter = self.library.kind(kind).ok();
        let takes = |id: &str| letter.as_ref().is_some_and(|kind| kind.fact(id).is_some());
        if letter.as_ref().is_some_and(|kind| kind.reasons != ReasonsOf::Nobody) {
            self.typed.manner.iter().for_each(|(flag, value)| push(flag, value));
        }
        for (id, value) in &self.typed.facts {
            let flag = format!("--{}", id.replace('_', "-"));
            // What the plan itself says stands.
            if takes(id) && !flags.iter().any(|(given, _)| *given == flag) {
                push(&flag, value);
            }
        }
        shell(kind, &words)
    }

    /// Returns a line in the coach's words.
    fn line(&self, id: &str) -> String {
        self.words.say(id).to_owned()
    }

    fn day(&self, text: &str) -> Result<String> {
        self.own.date(text.parse::<Day>()?.0, DateLength::Long)
    }

    fn money(&self, sum: &Sum) -> Result<String> {
        money(&self.own, sum, MoneyStyle::Standard)
    }
}

fn money(cldr: &Cldr, sum: &Sum, style: MoneyStyle) -> Result<String> {
    let currency: Currency = sum.currency.parse()?;
    cldr.money(Money::parse(&sum.amount, currency)?, style)
}

fn settlement(case: &Case<'_>) -> Result<Step> {
    let last_day = case.day(&case.last_day.to_string())?;
    let mut lines = vec![case.words.fill("last_day", &[("date", &last_day)])];
    let heading = "plan_settle";
    let words = case.words;
    let Some(agreement) = &case.agreement else {
        lines.push(case.line("no_agreement"));
        return Ok(Step { heading, lines, command: None });
    };
    let number = agreement.number.as_ref().map(|n| words.fill("agreement_number", &[("number", n)]));
    let clause = agreement.clauses.get("termination_coach");
    let clause = clause.map(|c| words.fill("agreement_clause", &[("clause", c)]));
    let dated = match &agreement.date {
        Some(date) => words.fill("agreement_of", &[("date", &case.day(date)?)]),
        None => case.line("agreement_undated"),
    };
    lines.push(dated + &number.unwrap_or_default() + &clause.unwrap_or_default());
    let Some(settled) = &case.settled else {
        lines.push(case.line("not_reckoned"));
        return Ok(Step { heading, lines, command: None });
    };
    lines.push(match &settled.time {
        Some(time) => words.fill(
            "days_used",
            &[
                ("days", &time.days),
                ("start", &case.day(&time.start)?),
                ("end", &case.day(&time.end)?),
                ("used", &time.used_days),
                ("left", &time.left_days),
            ],
        ),
        None => {
            let counted = match agreement.counted_as_held {
                0 => String::new(),
                n => words.fill("counted_as_held", &[("n", &n)]),
            };
            let (agreed, used, left) =
                (&agreement.sessions.unwrap_or_default(), &settled.used_sessions, &settled.left);
            words.fill(
                "sessions_used",
                &[("agreed", agreed), ("used", used), ("counted", &counted), ("left", left)],
            )
        }
    });
    let (paid, used) = (case.money(&settled.paid)?, case.money(&settled.used)?);
    lines.push(words.fill("paid_used", &[("paid", &paid), ("used", &used)]));
    let (before, after) = booked(case)?;
    for (days, what) in [(&before, "booked_before"), (&after, "booked_after")] {
        if !days.is_empty() {
            lines.push(words.fill(what, &[("days", &case.own.dates(days)?)]));
        }
    }
    if !before.is_empty() && settled.time.is_none() {
        lines.push(case.line("still_held"));
    }
    if let Some(months) = agreement.records_months {
        lines.push(words.fill("records_kept", &[("months", &months)]));
    }
    Ok(Step { heading, lines, command: None })
}

/// Returns the booked sessions up to the last day, and those after it.
fn booked(case: &Case<'_>) -> Result<(Vec<Date>, Vec<Date>)> {
    let days = case.agreement.iter().flat_map(|a| &a.booked);
    let days = days.map(|d| d.parse::<Day>().map(|d| d.0)).collect::<Result<Vec<_>>>()?;
    // Of an ending for safety nothing that was booked takes place.
    Ok(days.into_iter().partition(|day| *day <= case.last_day && !case.safety()))
}

fn call(case: &Case<'_>, today: Date) -> Step {
    let heading = "plan_call";
    if case.safety() {
        let lines = vec![case.line("no_call")];
        return Step { heading, lines, command: None };
    }
    let (last, today) = (case.last_day.to_string(), today.to_string());
    let mut flags = reason(case);
    flags.extend([("--last-day", last.as_str()), ("--letter-by", today.as_str())]);
    let lines = vec![case.line("read_before")];
    Step { heading, lines, command: Some(case.command("ending_call", &flags)) }
}

fn reason<'a>(case: &'a Case<'_>) -> Vec<(&'a str, &'a str)> {
    case.reason.iter().map(|(id, _)| ("--reason", id.as_str())).collect()
}

fn letter(case: &Case<'_>, today: Date) -> Step {
    let (last, today) = (case.last_day.to_string(), today.to_string());
    let cancelled: Vec<String> =
        booked(case).map(|(_, after)| after.iter().map(ToString::to_string).collect()).unwrap_or_default();
    let mut flags = reason(case);
    flags.push(("--last-day", &last));
    if !case.safety() {
        flags.extend([("--after-call", "yes"), ("--call-date", today.as_str())]);
        flags.extend(cancelled.iter().map(|day| ("--cancelled", day.as_str())));
        flags.extend(case.colleagues.iter().map(|id| ("--colleague", id.as_str())));
    }
    let mut lines = match case.safety() {
        true => vec![case.line("safety_letter")],
        false => vec![case.line("without_call")],
    };
    let states = |(_, reason): &(Id, &Reason)| reason.needs.iter().any(|fact| fact == "dates");
    let dated = case.typed.facts.iter().any(|(id, _)| id == "dates");
    if case.reason.as_ref().is_some_and(states) && !dated {
        lines.push(case.line("reason_dates"));
    }
    Step { heading: "plan_letter", lines, command: Some(case.command("ending", &flags)) }
}

fn refund(case: &Case<'_>) -> Result<Step> {
    let heading = "plan_refund";
    let step = |lines, command| Ok(Step { heading, lines, command });
    let Some(settled) = &case.settled else {
        if case.typed.facts.iter().any(|(id, _)| id == "refund") && !case.safety() {
            return step(vec![case.line("refund_as_said")], Some(case.command("refund", &[])));
        }
        let command = (!case.safety()).then(|| case.command("refund", &[("--refund", "AMOUNT")]));
        return step(vec![case.line("refund_unknown")], command);
    };
    if let Some(due) = &settled.amount_due {
        let line = case.words.fill("still_due", &[("amount", &case.money(due)?)]);
        return step(vec![line], None);
    }
    let Some(sum) = &settled.refund else {
        return step(vec![case.line("nothing_due")], None);
    };
    let mut line =
        format!("{} − {} = {}", case.money(&settled.paid)?, case.money(&settled.used)?, case.money(sum)?);
    if let Some(each) = &settled.price_per_session {
        let each = case.money(each)?;
        line.push_str(&case.words.fill("per_session", &[("n", &settled.used_sessions), ("amount", &each)]));
    }
    if let Some(time) = &settled.time {
        line.push_str(&case.words.fill("days_of", &[("used", &time.used_days), ("days", &time.days)]));
    }
    let mut lines = vec![line];
    let mut flags = Vec::new();
    if let Some(time) = &settled.time {
        flags.push(("--last-day", time.last_day.as_str()));
    }
    if let Some(by) = &settled.refund_by {
        lines.push(case.words.fill("return_by", &[("date", &case.day(by)?)]));
        flags.push(("--refund-by", by.as_str()));
    }
    if case.safety() {
        lines.push(case.line("refund_in_ending"));
        return step(lines, None);
    }
    step(lines, Some(case.command("refund", &flags)))
}

fn recap(case: &Case<'_>) -> Result<Step> {
    let heading = "plan_recap";
    if case.safety() {
        return Ok(Step { heading, lines: vec![case.line("letter_is_record")], command: None });
    }
    let day = case.theirs.date(case.last_day, DateLength::Long)?;
    let end = case.speech.word("work_ends").replace("{date}", &day);
    let mut flags = vec![("--decisions", end)];
    if let Some((sum, by)) =
        case.settled.as_ref().and_then(|s| Some((s.refund.as_ref()?, s.refund_by.as_ref()?)))
    {
        let by = case.theirs.date(by.parse::<Day>()?.0, DateLength::Long)?;
        let text = case.speech.word("refund_follows").replace("{date}", &by);
        flags.push(("--money", text.replace("{amount}", &money(&case.theirs, sum, MoneyStyle::Contract)?)));
    }
    let flags: Vec<(&str, &str)> = flags.iter().map(|(flag, value)| (*flag, value.as_str())).collect();
    let lines = vec![case.line("after_last")];
    Ok(Step { heading, lines, command: Some(case.command("recap", &flags)) })
}

fn onward(case: &Case<'_>, workspace: &Workspace) -> Result<Step> {
    let heading = "plan_referral";
    if case.safety() {
        let lines = vec![case.line("register_only")];
        return Ok(Step { heading, lines, command: None });
    }
    if case.colleagues.is_empty() {
        let lines = vec![case.line("nobody_fits")];
        return Ok(Step { heading, lines, command: Some(case.command("referral", &[])) });
    }
    let language = workspace.own_language()?;
    let own = workspace.library.speech(&language)?;
    let mut lines = Vec::new();
    for colleague in &workspace.directory()?.colleagues {
        if case.colleagues.iter().any(|id| id == colleague.id.as_str()) {
            let shown = referral::shown(colleague, case.person, &own);
            let why = shown.why.or(shown.does).unwrap_or_default();
            let fee = if shown.referral_fee { case.words.say("receives_fee") } else { "" };
            lines.push(format!("{}: {why}{fee}", shown.name));
        }
    }
    lines.push(case.words.fill("consent_recorded", &[("command", &"garbo introduction")]));
    let flags: Vec<(&str, &str)> = case.colleagues.iter().map(|id| ("--colleague", id.as_str())).collect();
    Ok(Step { heading, lines, command: Some(case.command("referral", &flags)) })
}
