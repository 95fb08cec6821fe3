//! JSON Schema of the stored forms, for editors and for programs in other
//! languages. Needs the feature `schema`.
//!
//! ```
//! use sales_process::schema;
//!
//! let process = schema::of("process").ok_or("no such form")?;
//! assert!(process["properties"]["pipelines"].is_object());
//! assert!(schema::NAMES.contains(&"rule"));
//! assert_eq!(schema::of("proces"), None);
//! # Ok::<(), &str>(())
//! ```
//!
//! A schema says what shape a text has: names, kinds of values, ranges. That the
//! parts fit together (a move leads to a stage that is there) is checked by
//! building, which refuses more than a schema can.

use std::borrow::Cow;
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::lifecycle::customer::{CustomerCommand, CustomerMachine};
use crate::lifecycle::deal::{DealCommand, DealMachine};
use crate::lifecycle::handoff::{HandoffCommand, HandoffMachine};
use crate::lifecycle::lead::{LeadCommand, LeadMachine};
use crate::lifecycle::{Conduct, Note, Override};
use crate::policy::{LeadFilterDraft, Points, QualificationDraft, RuleForm};
use crate::process::{
    Condition, Days, Format, Hours, PipelineDraft, ProcessDraft, Profile, Purpose, RoleKind, Target,
};
use crate::value::{
    CriterionId, Currency, CustomerId, DealId, FieldDef, FieldValue, HandoffId, LeadId, Money,
    Month, Months, OrderId, Percent, PersonId, PipelineId, Probability, ProcessId, ProductId,
    RoleId, StageId, UtcOffset, Zone,
};

/// A form: its name, and how its schema is made.
type Form = (&'static str, fn() -> Schema);

/// Every form that has a schema.
const FORMS: &[Form] = &[
    ("process", || schemars::schema_for!(ProcessDraft)),
    ("pipeline", || schemars::schema_for!(PipelineDraft)),
    ("profile", || schemars::schema_for!(Profile)),
    ("condition", || schemars::schema_for!(Condition)),
    ("field", || schemars::schema_for!(FieldDef)),
    ("lead_filter", || schemars::schema_for!(LeadFilterDraft)),
    ("qualification", || schemars::schema_for!(QualificationDraft)),
    ("rule", || schemars::schema_for!(RuleForm)),
    ("lead", || schemars::schema_for!(Entity<LeadMachine>)),
    ("lead_entry", || schemars::schema_for!(Entry<LeadMachine>)),
    ("lead_command", || schemars::schema_for!(LeadCommand)),
    ("deal", || schemars::schema_for!(Entity<DealMachine>)),
    ("deal_entry", || schemars::schema_for!(Entry<DealMachine>)),
    ("deal_command", || schemars::schema_for!(DealCommand)),
    ("customer", || schemars::schema_for!(Entity<CustomerMachine>)),
    ("customer_entry", || schemars::schema_for!(Entry<CustomerMachine>)),
    ("customer_command", || schemars::schema_for!(CustomerCommand)),
    ("handoff", || schemars::schema_for!(Entity<HandoffMachine>)),
    ("handoff_entry", || schemars::schema_for!(Entry<HandoffMachine>)),
    ("handoff_command", || schemars::schema_for!(HandoffCommand)),
];

/// The names of all forms that have a schema.
pub const NAMES: &[&str] = &{
    let mut names = [""; FORMS.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = FORMS[i].0;
        i += 1;
    }
    names
};

/// The JSON Schema (2020-12) of a form; `None` where none has this name.
pub fn of(name: &str) -> Option<Value> {
    let (_, make) = FORMS.iter().find(|(known, _)| *known == name)?;
    let mut schema = make().to_value();
    first_paragraphs(&mut schema);
    Some(schema)
}

/// Leaves of each description what is not an example in Rust.
fn first_paragraphs(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::String(text)) = members.get_mut("description") {
                text.truncate(text.find("\n\n").unwrap_or(text.len()));
            }
            members.values_mut().for_each(first_paragraphs);
        }
        Value::Array(items) => items.iter_mut().for_each(first_paragraphs),
        _ => {}
    }
}

/// Describes types that are stored as one value.
macro_rules! values {
    ($($Type:ident $schema:tt)+) => {$(
        impl JsonSchema for $Type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($Type).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )+};
}

values! {
    Money {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)? [A-Z]{3}$", "examples": ["1000.00 GBP"]}
    Currency {"type": "string", "pattern": "^[A-Z]{3}$"}
    Zone {"type": "string", "examples": ["Europe/Berlin", "+02:00"]}
    UtcOffset {"type": "string", "pattern": "^[+-][0-2][0-9]:[0-5][0-9]$"}
    Month {"type": "string", "pattern": "^-?[0-9]+-[0-1][0-9]$"}
    Months {"type": "integer", "minimum": 1, "maximum": 1200}
    Probability {"type": "number", "minimum": 0, "maximum": 1}
    Percent {"type": "number", "minimum": 0, "maximum": 100}
    Points {"type": "number", "minimum": 0, "maximum": 1_000_000}
    Days {"type": "number", "minimum": 0, "maximum": 36_525}
    Hours {"type": "number", "minimum": 0, "maximum": 8_784}
    Purpose {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
    RoleKind {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "maxLength": 47}
    FieldValue {"type": ["string", "number", "boolean"]}
    Format {"type": "string", "enum": ["sales-process/1"]}
    Note {"anyOf": [
        {"type": "string"},
        {"type": "object", "properties": {"redacted": {"const": true}}, "required": ["redacted"], "additionalProperties": false},
    ]}
}

/// Describes ids: texts of 1 to 200 characters.
macro_rules! ids {
    ($($Id:ident)+) => { values! { $($Id {"type": "string", "minLength": 1, "maxLength": 200})+ } };
}

ids! {
    LeadId DealId CustomerId HandoffId OrderId ProductId PersonId ProcessId PipelineId StageId
    CriterionId RoleId
}

impl JsonSchema for Target {
    fn schema_name() -> Cow<'static, str> {
        "Target".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let money = generator.subschema_for::<Money>();
        let bound = json_schema!({"anyOf": [money, {"type": "number"}]});
        json_schema!({
            "type": "object",
            "properties": {"at_most": bound, "at_least": bound},
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 1,
        })
    }
}

/// The stored form of an entity.
struct Entity<M>(PhantomData<M>);

impl<M: Conduct> JsonSchema for Entity<M>
where
    M::Status: JsonSchema,
    M::Record: JsonSchema,
{
    fn schema_name() -> Cow<'static, str> {
        M::NAME.into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let at = generator.subschema_for::<DateTime<Utc>>();
        let state = generator.subschema_for::<M::Status>();
        let record = generator.subschema_for::<M::Record>();
        json_schema!({
            "type": "object",
            "properties": {
                "format": {"const": M::FORMAT},
                "version": {"type": "integer", "minimum": 1, "maximum": u32::MAX - 1},
                "last_at": at,
                "state": state,
                "record": record,
            },
            "required": ["format", "version", "last_at", "state", "record"],
            "additionalProperties": false,
        })
    }
}

/// The stored form of an entry.
struct Entry<M>(PhantomData<M>);

impl<M: Conduct> JsonSchema for Entry<M>
where
    M::Id: JsonSchema,
    M::State: JsonSchema,
    M::Demand: JsonSchema,
    M::Command: JsonSchema,
{
    fn schema_name() -> Cow<'static, str> {
        format!("{} entry", M::NAME).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (id, by) = (generator.subschema_for::<M::Id>(), generator.subschema_for::<PersonId>());
        let at = generator.subschema_for::<DateTime<Utc>>();
        let (from, to) =
            (generator.subschema_for::<Option<M::State>>(), generator.subschema_for::<M::State>());
        let command = generator.subschema_for::<M::Command>();
        let granted = generator.subschema_for::<Override>();
        let demands = generator.subschema_for::<Vec<M::Demand>>();
        json_schema!({
            "type": "object",
            "properties": {
                "format": {"const": M::ENTRY_FORMAT},
                "id": id,
                "version": {"type": "integer", "minimum": 1, "maximum": u32::MAX - 1},
                "at": at,
                "by": by,
                "from": from,
                "to": to,
                "command": command,
                "waived": {
                    "type": ["object", "null"],
                    "properties": {"override": granted, "demands": demands},
                    "required": ["override", "demands"],
                    "additionalProperties": false,
                },
            },
            "required": ["format", "id", "version", "at", "by", "to", "command"],
            "additionalProperties": false,
        })
    }
}
