//! The clauses, annexes and consent sheets there are, in the order of the skeleton.

/// A clause of the skeleton.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause {
    pub id: &'static str,
    /// Whether it is printed unless it is switched off
    pub core: bool,
    /// What the agreement lacks without it, where law or safety need it
    pub needed: Option<&'static str>,
}

const fn core(id: &'static str) -> Clause {
    Clause { id, core: true, needed: None }
}

const fn needed(id: &'static str, why: &'static str) -> Clause {
    Clause { id, core: true, needed: Some(why) }
}

const fn option(id: &'static str) -> Clause {
    Clause { id, core: false, needed: None }
}

/// Every clause, in the order of the skeleton.
pub const CLAUSES: [Clause; 38] = [
    needed("subject", "what is delivered is left open, and an agreement needs a definite object"),
    core("nature"),
    needed("not_therapy", "nothing keeps coaching apart from what only licensed professions may do"),
    needed("sessions", "number and length of the sessions are left open"),
    option("place_safety"),
    core("lateness"),
    core("reschedule_cancel"),
    core("contact_hours"),
    needed("fees", "the price is left open"),
    option("instalments"),
    option("late_payment"),
    needed("expectations", "nothing says that no result is promised"),
    option("client_duties"),
    option("coach_duties"),
    needed("conduct", "the boundaries and the cause to end at once are missing"),
    core("record"),
    option("minor"),
    needed("confidentiality", "nothing says what stays confidential and what does not"),
    option("sponsor"),
    option("release"),
    needed("data_protection", "the law asks to tell the client how personal data are handled"),
    core("recording"),
    core("ai_tools"),
    option("materials"),
    option("testimonials"),
    needed("withdrawal", "a consumer who is not told of the right to withdraw keeps it far longer"),
    core("term"),
    needed("termination_client", "a client may end coaching at any time, and nothing says so"),
    needed("termination_coach", "nothing says when and how you may end the work"),
    core("handover"),
    needed("refund", "what is paid back at the end is left open"),
    option("liability"),
    option("force_majeure"),
    option("complaints"),
    needed("law_forum", "law and court are left open"),
    option("language_versions"),
    core("general"),
    core("acknowledgement"),
];

/// The annexes.
pub const ANNEXES: [&str; 7] =
    ["goals", "price", "information", "privacy", "withdrawal", "cooling_off", "act"];

/// The purposes that have a consent sheet of their own, in the order of the skeleton.
pub const CONSENTS: [&str; 7] =
    ["release", "recording", "testimonial", "health", "handover", "transfer", "ai"];

/// Returns a clause by its id.
pub fn clause(id: &str) -> Option<&'static Clause> {
    CLAUSES.iter().find(|clause| clause.id == id)
}
