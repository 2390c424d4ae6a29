//! What letters of one kind in one language are rendered with; it remembers the parts of those rendered before.

use crate::compose::brief::Brief;
use crate::error::{Error, Result};
use crate::library::engine::{Engine, REASON};
use crate::library::kind::Form;
use crate::model::language::Language;
use crate::render::depth;
use crate::render::document::{Document, cut_into};
use crate::render::part::Parts;
use crate::render::tact::{Manners, Verdicts};

/// Templates, ready to be filled in by many briefs.
pub struct Stencil {
    engine: Engine,
    template: String,
    form: Form,
    language: Language,
    parts: Parts,
    verdicts: Verdicts,
}

impl Stencil {
    /// Takes an engine and the name of the template to render.
    pub fn new((engine, template): (Engine, String), form: Form, language: &Language) -> Self {
        let (parts, verdicts) = Default::default();
        Self { engine, template, form, language: language.clone(), parts, verdicts }
    }

    /// Returns the same templates with nothing remembered: for one who works beside another, and waits for nobody.
    pub fn afresh(&self) -> Self {
        Self::new((self.engine.clone(), self.template.clone()), self.form, &self.language)
    }

    /// Refuses a template that uses a name no brief has.
    ///
    /// Errors: data, naming it.
    pub fn check_names(&self, brief: &Brief) -> Result<()> {
        self.engine.check_names(&self.template, &brief.names()?)
    }

    /// Tells whether a template of the coach's own takes part, which the built-in tests do not know.
    pub fn is_own(&self) -> bool {
        self.engine.is_own()
    }

    /// Renders the brief.
    ///
    /// Errors: data, with file, line and column of the template.
    pub fn render(&self, brief: &Brief) -> Result<Document> {
        let (engine, template) = (&self.engine, &self.template);
        let mut values = brief.values()?;
        if brief.reason_template.is_some() {
            let reason = engine.render(REASON, &values)?;
            values.put_markdown("reason", reason.trim());
        }
        let markdown = engine.render(template, &values)?;
        if engine.is_own() {
            depth::check(&markdown, || engine.place(template))?;
        }
        let document = cut_into(&self.parts, &brief.kind, self.form, &self.language, &markdown);
        if self.form == Form::Letter && document.subject.is_empty() {
            return Err(Error::data(format!("the letter has no subject ({template})"))
                .hint("the block `subject` of the template must print something"));
        }
        Ok(document)
    }

    /// Returns the faults of a letter that was rendered here; see [`crate::render::tact::faults`].
    pub fn faults(&self, document: &Document, manners: &Manners<'_>) -> Vec<String> {
        self.verdicts.faults(document, manners)
    }
}
