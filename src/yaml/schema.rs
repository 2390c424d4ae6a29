//! What a JSON Schema asks for: the few keywords that the types' own schemas use.

use serde_json::Value;

use crate::yaml::node::{Content, Entry, Kind, Node, Step};

/// A schema, with the definitions that its parts refer to.
pub(super) struct Schema<'a> {
    pub(super) root: &'a Value,
}

impl<'a> Schema<'a> {
    pub(super) fn out_of_range(&self, node: &Node, schema: &Value) -> Option<String> {
        let Content::Scalar { text, plain: true } = &node.content else { return None };
        let number: i128 = text.parse().ok()?;
        let limit = |key: &str| {
            schema.get(key).and_then(|v| v.as_i64().map(i128::from).or(v.as_u64().map(i128::from)))
        };
        let (low, high) = match schema.get("format").and_then(Value::as_str)? {
            "uint8" => (0, 255),
            "uint16" => (0, 65_535),
            "uint32" => (0, i128::from(u32::MAX)),
            "uint64" | "uint" => (0, i128::from(u64::MAX)),
            "int32" => (i128::from(i32::MIN), i128::from(i32::MAX)),
            _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
        };
        let low = limit("minimum").map_or(low, |m| m.max(low));
        let high = limit("maximum").map_or(high, |m| m.min(high));
        if number < low {
            Some(format!("a whole number of at least {low}"))
        } else {
            (number > high).then(|| format!("a whole number up to {high}"))
        }
    }

    /// Tells whether a value has the outer form that a schema asks for.
    pub(super) fn fits(&self, node: &Node, schema: &Value) -> bool {
        let schema = self.resolve(schema);
        let kind = node.kind();
        let choices = self.choices(schema);
        if !choices.is_empty() {
            return matches!(&node.content, Content::Scalar { .. }) && kind != Kind::Null
                || self.branches(schema).iter().any(|b| self.fits(node, b));
        }
        let branches = self.branches(schema);
        if !branches.is_empty() {
            return branches.iter().any(|b| self.fits(node, b));
        }
        let types = self.types(schema);
        if let (Content::Map(entries), Some(Value::Array(required)), Some(Value::Object(known))) =
            (&node.content, schema.get("required"), schema.get("properties"))
        {
            // A variant that carries data: one key, and it names the variant.
            if required.len() == 1
                && known.len() == 1
                && schema.get("additionalProperties") == Some(&Value::Bool(false))
            {
                return entries.iter().any(|e| known.contains_key(&e.key));
            }
        }
        types.is_empty()
            || types.iter().any(|t| match *t {
                "null" => false,
                "boolean" => kind == Kind::Bool,
                "integer" => kind == Kind::Integer,
                "number" => matches!(kind, Kind::Integer | Kind::Number),
                "string" => matches!(node.content, Content::Scalar { .. }) && kind != Kind::Null,
                "array" => kind == Kind::List,
                "object" => kind == Kind::Map,
                _ => true,
            })
    }

    pub(super) fn expected(&self, schema: &Value) -> String {
        let types = self.types(schema);
        if types.contains(&"string") && types.contains(&"object") {
            return "one text, or one for each language code".to_owned();
        }
        if types.contains(&"string") && types.contains(&"number") {
            return "a number".to_owned();
        }
        let names: Vec<&str> = types
            .iter()
            .filter(|t| **t != "null")
            .map(|t| match *t {
                "string" => "text",
                "boolean" => "true or false",
                "integer" => "a whole number",
                "number" => "a number",
                "array" => "a list",
                _ => "keys with values",
            })
            .collect();
        if names.is_empty() { "a value".to_owned() } else { names.join(" or ") }
    }

    /// Returns the JSON types a schema takes, through references and branches.
    pub(super) fn types(&self, schema: &'_ Value) -> Vec<&'static str> {
        const ALL: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];
        let resolved = self.lookup(schema);
        let mut types: Vec<&'static str> = Vec::new();
        let mut add = |name: &str| {
            if let Some(known) = ALL.iter().find(|t| **t == name).filter(|t| !types.contains(t)) {
                types.push(known);
            }
        };
        match resolved.get("type") {
            Some(Value::String(one)) => add(one),
            Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).for_each(&mut add),
            _ => {}
        }
        if resolved.get("const").is_some_and(Value::is_string) || resolved.get("enum").is_some() {
            add("string");
        }
        for key in ["anyOf", "oneOf"] {
            for branch in resolved.get(key).and_then(Value::as_array).into_iter().flatten() {
                for name in self.types(branch) {
                    add(name);
                }
            }
        }
        types
    }

    /// Returns the words a schema lets one choose from, where it is a choice.
    pub(super) fn choices<'s>(&'s self, schema: &'s Value) -> Vec<&'s str> {
        let mut words = Vec::new();
        if let Some(word) = schema.get("const").and_then(Value::as_str) {
            words.push(word);
        }
        words.extend(
            schema.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str),
        );
        for branch in schema.get("oneOf").and_then(Value::as_array).into_iter().flatten() {
            words.extend(self.choices(self.lookup(branch)));
        }
        words
    }

    /// Returns the forms a schema lets one choose from.
    pub(super) fn branches(&self, schema: &'a Value) -> Vec<&'a Value> {
        let of = |key| schema.get(key).and_then(Value::as_array).into_iter().flatten();
        of("anyOf").chain(of("oneOf")).map(|b| self.resolve(b)).filter(|b| b.get("const").is_none()).collect()
    }

    pub(super) fn resolve(&self, schema: &'a Value) -> &'a Value {
        let mut schema = schema;
        // A chain of references ends; the bound is for a schema that refers to itself.
        for _ in 0..8 {
            let Some(target) = schema.get("$ref").and_then(Value::as_str) else { return schema };
            let Some(found) = target.strip_prefix('#').and_then(|p| self.root.pointer(p)) else {
                return schema;
            };
            schema = found;
        }
        schema
    }

    /// As [`Self::resolve`], for a schema that lives shorter than the checker.
    pub(super) fn lookup<'s>(&'s self, schema: &'s Value) -> &'s Value {
        match schema.get("$ref").and_then(Value::as_str) {
            Some(target) => target.strip_prefix('#').and_then(|p| self.root.pointer(p)).unwrap_or(schema),
            None => schema,
        }
    }

    /// Returns the schema of a path.
    pub(super) fn at(&self, path: &[Step]) -> Option<&'a Value> {
        let mut schema = self.resolve(self.root);
        for step in path {
            let forms: Vec<&'a Value> = std::iter::once(schema).chain(self.branches(schema)).collect();
            let next = forms.iter().find_map(|form| match step {
                Step::Index(_) => form.get("items"),
                Step::Key(key) => form
                    .get("properties")
                    .and_then(|p| p.get(key))
                    .or_else(|| form.get("patternProperties")?.as_object()?.values().next())
                    .or_else(|| form.get("additionalProperties").filter(|a| !a.is_boolean())),
            })?;
            schema = self.resolve(next);
        }
        Some(schema)
    }

    /// Returns the first line of what a schema says about itself.
    pub(super) fn about(&self, schema: &Value) -> String {
        let own = schema.get("description").or_else(|| self.lookup(schema).get("description"));
        own.and_then(Value::as_str)
            .and_then(|d| d.lines().next())
            .unwrap_or_default()
            .trim_end_matches('.')
            .to_owned()
    }

    /// Returns a value to show in a hint.
    pub(super) fn sample(&self, schema: &Value) -> String {
        match self.example(schema, 0) {
            Content::Scalar { text, .. } if text == PLACEHOLDER => "…".to_owned(),
            Content::Scalar { text, .. } => text,
            Content::List(_) => "[…]".to_owned(),
            Content::Map(_) => "…".to_owned(),
        }
    }

    /// Returns a value that the schema accepts, to read on with.
    pub(super) fn example(&self, schema: &Value, depth: usize) -> Content {
        let schema = self.lookup(schema);
        let text = |text: &str| Content::Scalar { text: text.to_owned(), plain: true };
        if let Some(example) = schema.get("examples").and_then(|e| e.get(0)).and_then(Value::as_str) {
            return text(example);
        }
        if let Some(word) = self.choices(schema).first() {
            return text(word);
        }
        let branches = ["anyOf", "oneOf"].into_iter().filter_map(|k| schema.get(k)).find_map(|b| b.get(0));
        if let Some(branch) = branches.filter(|_| depth < 8) {
            return self.example(branch, depth + 1);
        }
        match self.types(schema).first().copied() {
            Some("array") => Content::List(Vec::new()),
            Some("boolean") => text("false"),
            Some("integer" | "number") => {
                text(&schema.get("minimum").map_or("1".to_owned(), Value::to_string))
            }
            Some("object") => {
                let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
                let entries = required.filter_map(Value::as_str).filter(|_| depth < 8).map(|key| {
                    let child = schema.get("properties").and_then(|p| p.get(key)).unwrap_or(&Value::Null);
                    Entry {
                        key: key.to_owned(),
                        key_span: 0..0,
                        value: Node { span: 0..0, content: self.example(child, depth + 1) },
                    }
                });
                Content::Map(entries.collect())
            }
            _ => text(PLACEHOLDER),
        }
    }
}

/// Stands for a text in a mended tree; never shown.
const PLACEHOLDER: &str = "text";
