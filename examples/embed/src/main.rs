//! A small application: leads and deals as rows of an SQLite database, with a
//! version column and a table of entries.
//!
//! Shown here: the row and its entries are stored in one transaction; an
//! update that somebody else has overtaken is refused and leaves nothing
//! behind; what the entries replay to is the row; a row's buttons are what
//! the deal says is available.
//!
//! Run it with `cargo run -p sales-process-embed`.

use std::error::Error;

use rusqlite::{Connection, OptionalExtension, params};
use sales_process::lifecycle::deal::{AnyDeal, Deal, DealCommand, DealMachine, Given, NewDeal};
use sales_process::lifecycle::lead::{
    AnyLead, CustomerRef, Interest, Lead, LeadCommand, LeadMachine, LeadRules, NewLead, Source,
};
use sales_process::lifecycle::{
    Act, Entity, Entry, History, Interaction, InteractionKind, Machine, MoveCommand,
};
use sales_process::process::{Pipeline, PipelineDraft, Purpose, Stage};

fn main() -> Result<(), Box<dyn Error>> {
    let mut store = Store::in_memory()?;
    let pipeline = pipeline()?;

    // A lead comes in over the web site and is worked into a deal.
    let rules = LeadRules::default();
    let new = NewLead::inbound("L-1".parse()?).source(Source::Channel("web".into()));
    let form = Interest::filled_form("asks for 20 seats");
    let mut lead: AnyLead = Lead::capture_interested(new, form, &at("09:00", "web")?)?.into();
    store.save(&mut lead)?;
    for (time, command) in [
        ("09:10", LeadCommand::Assign { owner: "anna".parse()? }),
        (
            "09:40",
            LeadCommand::FirstContact {
                interaction: Interaction::outbound(InteractionKind::Call, "what they need"),
            },
        ),
        ("10:00", LeadCommand::Qualify {}),
        (
            "10:05",
            LeadCommand::Convert {
                deal: "D-1".parse()?,
                customer: CustomerRef::New("acme".parse()?),
            },
        ),
    ] {
        // Each request loads the row, makes one move and stores the row.
        lead = store.load::<AnyLead>("L-1")?;
        lead = lead.apply(rules, command, &at(time, "anna")?)?;
        store.save(&mut lead)?;
    }
    println!("lead L-1 is {} at version {}", lead.state(), lead.version());

    let new = NewDeal::new("D-1".parse()?, "acme".parse()?, "anna".parse()?)
        .lead("L-1".parse()?)
        .amount("4800.00 GBP".parse()?);
    let mut deal: AnyDeal = Deal::open(new, &pipeline, "discovery", &at("10:05", "anna")?)?.into();
    store.save(&mut deal)?;

    // The buttons of the deal's page.
    println!("\nbuttons of deal D-1:");
    let now = at("10:10", "anna")?;
    for button in deal.available(&pipeline, &now).iter().take(4) {
        let to = button.stage.as_ref().map_or_else(String::new, |stage| format!(" to {stage}"));
        let why: Vec<_> = button.unmet.iter().map(ToString::to_string).collect();
        match why.as_slice() {
            [] => println!("  [{}{to}]", button.verb),
            why => println!("  ({}{to}) greyed out: {}", button.verb, why.join("; ")),
        }
    }

    // Two people open the same page; the second to press a button is told.
    let annas = store.load::<AnyDeal>("D-1")?;
    let bens = store.load::<AnyDeal>("D-1")?;
    let budget = DealCommand::Satisfy(Given::new("budget".parse()?, "the CFO's mail of 2 March"));
    let mut annas = annas.apply(&pipeline, budget, &at("10:20", "anna")?)?;
    store.save(&mut annas)?;
    let lose = DealCommand::Lose { reason: "no_budget".into(), outcome: None };
    let mut bens = bens.apply(&pipeline, lose, &at("10:21", "ben")?)?;
    match store.save(&mut bens) {
        Err(StoreError::Overtaken { id, version }) => {
            println!("\nben's change of {id} is refused: it is past version {version} by now");
        }
        other => return Err(format!("expected a conflict, found {other:?}").into()),
    }

    // Everything the deal is can be rebuilt from its entries.
    let mut deal = store.load::<AnyDeal>("D-1")?;
    deal = deal.apply(
        &pipeline,
        DealCommand::Advance { to: "contract".try_into()? },
        &at("11:00", "anna")?,
    )?;
    store.save(&mut deal)?;
    let history = store.history::<DealMachine>("D-1")?;
    println!("\ndeal D-1 has {} entries:", history.entries().len());
    for entry in &history {
        let verb = entry.command.verb().map_or("open".to_owned(), |verb| verb.to_string());
        println!("  {} {} by {}: {verb}", entry.version, entry.at.format("%H:%M"), entry.by);
    }
    let row = store.load::<AnyDeal>("D-1")?;
    if history.replay()? != row {
        return Err("the replayed deal differs from its row".into());
    }
    println!("replaying them gives the row: {} at `{}`", row.state(), row.record().stage());

    // Somebody asks to be forgotten. Whoever loaded the row before cannot store
    // the erased text again.
    let mut stale = store.load::<AnyLead>("L-1")?;
    let mut lead = stale.clone().apply(rules, LeadCommand::Erase {}, &at("12:00", "dpo")?)?;
    store.save(&mut lead)?;
    let late = Interaction::inbound(InteractionKind::Message, "thanks");
    stale = stale.apply(rules, LeadCommand::Interact(late), &at("12:01", "anna")?)?;
    let overtaken = matches!(store.save(&mut stale), Err(StoreError::Overtaken { .. }));
    let history = store.history::<LeadMachine>("L-1")?;
    let row = store.load::<AnyLead>("L-1")?;
    if !overtaken || history.replay()? != row || row.to_json()?.contains("20 seats") {
        return Err("the erased lead differs from its redacted history".into());
    }
    println!("\nlead L-1 is erased, its history replays to it, and a late writer is refused");
    Ok(())
}

fn pipeline() -> Result<Pipeline, Box<dyn Error>> {
    Ok(PipelineDraft::new("main")
        .stage(
            Stage::new("discovery", "Understand the need")
                .purpose(Purpose::NeedsDiscovery)
                .exit_when("budget", "the budget is known")
                .start(),
        )
        .stage(Stage::new("contract", "Sign").purpose(Purpose::Contract))
        .won("won")
        .lost("lost")
        .go("discovery", "contract")
        .go("discovery", "lost")
        .go("contract", "won")
        .build()?
        .losing_for(["price", "no_budget", "other"]))
}

fn at(time: &str, who: &str) -> Result<Act, Box<dyn Error>> {
    Ok(Act::new(format!("2026-03-02T{time}:00Z").parse()?, who.parse()?))
}

/// The database: rows with a version, and the entries behind them.
struct Store {
    connection: Connection,
}

#[derive(Debug)]
enum StoreError {
    /// Somebody else has stored a newer version.
    Overtaken {
        id: String,
        version: u32,
    },
    Database(rusqlite::Error),
    Form(serde_json::Error),
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Overtaken { id, version } => {
                write!(f, "`{id}` has been changed since version {version}; load it again")
            }
            Self::Database(error) => write!(f, "the database: {error}"),
            Self::Form(error) => write!(f, "the stored form: {error}"),
        }
    }
}

impl Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Form(error)
    }
}

impl Store {
    fn in_memory() -> Result<Self, StoreError> {
        let connection = Connection::open_in_memory()?;
        connection.execute_batch(
            "CREATE TABLE entity (id TEXT PRIMARY KEY, version INTEGER NOT NULL, row TEXT NOT NULL);
             CREATE TABLE entry (id TEXT NOT NULL REFERENCES entity, version INTEGER NOT NULL,
                                 entry TEXT NOT NULL, PRIMARY KEY (id, version));",
        )?;
        Ok(Self { connection })
    }

    /// Stores an entity and the entries that led to it, or nothing: the version
    /// before the first new entry must be the one in the database. An erasure
    /// also takes the free text out of the entries that are there.
    fn save<E: Entity>(&mut self, entity: &mut E) -> Result<(), StoreError> {
        let entries: Vec<Entry<E::Machine>> = entity.take_entries().collect();
        let (Some(first), id) = (entries.first(), entity.id().to_string()) else { return Ok(()) };
        let (before, after) = (first.version - 1, entity.version());
        let row = entity.to_json()?;
        let transaction = self.connection.transaction()?;
        let changed = if before == 0 {
            transaction.execute(
                "INSERT INTO entity (id, version, row) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                params![id, after, row],
            )?
        } else {
            transaction.execute(
                "UPDATE entity SET version = ?2, row = ?3 WHERE id = ?1 AND version = ?4",
                params![id, after, row, before],
            )?
        };
        if changed == 0 {
            // Dropped without a commit, the transaction leaves nothing.
            return Err(StoreError::Overtaken { id, version: before });
        }
        if entries.iter().any(|entry| entry.command.erases()) {
            for mut entry in entries_of::<E::Machine>(&transaction, &id)? {
                entry.redact();
                transaction.execute(
                    "UPDATE entry SET entry = ?3 WHERE id = ?1 AND version = ?2",
                    params![id, entry.version, serde_json::to_string(&entry)?],
                )?;
            }
        }
        for entry in &entries {
            transaction.execute(
                "INSERT INTO entry (id, version, entry) VALUES (?1, ?2, ?3)",
                params![id, entry.version, serde_json::to_string(entry)?],
            )?;
        }
        transaction.commit()?;
        Ok(())
    }

    fn load<E: Entity>(&self, id: &str) -> Result<E, Box<dyn Error>> {
        let row = self.row(id)?.ok_or_else(|| format!("there is no `{id}`"))?;
        Ok(E::from_json(&row)?)
    }

    fn row(&self, id: &str) -> Result<Option<String>, StoreError> {
        let query = "SELECT row FROM entity WHERE id = ?1";
        Ok(self.connection.query_row(query, [id], |row| row.get(0)).optional()?)
    }

    fn history<M: Machine>(&self, id: &str) -> Result<History<M>, StoreError> {
        Ok(entries_of(&self.connection, id)?.into_iter().collect())
    }
}

fn entries_of<M: Machine>(connection: &Connection, id: &str) -> Result<Vec<Entry<M>>, StoreError> {
    let query = "SELECT entry FROM entry WHERE id = ?1 ORDER BY version";
    let mut statement = connection.prepare(query)?;
    let texts = statement.query_map([id], |row| row.get::<_, String>(0))?;
    texts.map(|text| Ok(serde_json::from_str(&text?)?)).collect()
}
