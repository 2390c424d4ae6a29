//! What is wrong with Markdown in any language: leftovers of a template, doubled spaces, empty bullets.

const LEFTOVERS: [&str; 12] = ["{{", "}}", "{%", "%}", "( )", "()", " ,", " .", ",,", "..", "«»", "“”"];

/// The slips of a text. None reaches over a line end, so that those of the parts are those of the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slips {
    leftovers: [bool; LEFTOVERS.len()],
    has_ellipsis: bool,
    has_empty_bullet: bool,
    has_double_space: bool,
}

impl Slips {
    /// Looks a text over.
    pub fn of(markdown: &str) -> Self {
        let trimmed = || markdown.lines().map(str::trim);
        Self {
            leftovers: LEFTOVERS.map(|leftover| markdown.contains(leftover)),
            has_ellipsis: markdown.contains('…'),
            has_empty_bullet: trimmed().any(|line| matches!(line, "-" | "- ." | "1.")),
            has_double_space: trimmed().any(|line| line.contains("  ")),
        }
    }

    /// Adds those of another part.
    pub fn join(&mut self, other: &Self) {
        for (mine, theirs) in self.leftovers.iter_mut().zip(other.leftovers) {
            *mine |= theirs;
        }
        self.has_ellipsis |= other.has_ellipsis;
        self.has_empty_bullet |= other.has_empty_bullet;
        self.has_double_space |= other.has_double_space;
    }

    /// Returns the slips as faults of a letter, one line each.
    pub fn told(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (leftover, is_there) in LEFTOVERS.into_iter().zip(self.leftovers) {
            if is_there && !(leftover == ".." && self.has_ellipsis) {
                faults.push(format!("leftover `{leftover}`"));
            }
        }
        if self.has_empty_bullet {
            faults.push("an empty bullet".into());
        }
        if self.has_double_space {
            faults.push("a double space".into());
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_parts_are_those_of_the_whole() {
        let parts = ["Dear {{ name }} ,", "Well.. no", "- \nand  so", "…"];
        let mut joined = Slips::default();
        parts.iter().for_each(|part| joined.join(&Slips::of(part)));
        assert_eq!(joined, Slips::of(&parts.join("\n\n")));
        let expected =
            ["leftover `{{`", "leftover `}}`", "leftover ` ,`", "an empty bullet", "a double space"];
        assert_eq!(joined.told(), expected);
    }
}
