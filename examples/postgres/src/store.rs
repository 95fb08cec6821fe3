//! The database: rows with a version, the entries behind them, an outbox.
//!
//! One `save` and one `load` serve leads, deals, customers and handoffs.

use std::error::Error;
use std::fmt;

use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, NoTls, Transaction};
use sales_process::Order;
use sales_process::lifecycle::Act;
use sales_process::lifecycle::customer::{
    AnyCustomer, CustomerCommand, CustomerContext, CustomerState,
};
use sales_process::lifecycle::{Entity, Entry, History, Machine, MoveCommand, Refused};

/// A message names its entry and does not repeat it, so that an erasure has
/// one place to redact.
const SCHEMA: &str = "
    CREATE TABLE entity (kind text, id text, version bigint NOT NULL, row jsonb NOT NULL,
                         PRIMARY KEY (kind, id));
    CREATE TABLE entry (kind text, id text, version bigint, entry jsonb NOT NULL,
                        PRIMARY KEY (kind, id, version),
                        FOREIGN KEY (kind, id) REFERENCES entity);
    CREATE TABLE outbox (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                         kind text NOT NULL, id text NOT NULL, version bigint NOT NULL,
                         FOREIGN KEY (kind, id, version) REFERENCES entry);
    CREATE TABLE delivery (id text PRIMARY KEY);
    CREATE TABLE order_lines (order_id text NOT NULL, customer_id text, placed_at timestamp NOT NULL,
                              product_id text, amount numeric NOT NULL, currency text NOT NULL);
    CREATE INDEX handoffs_of_customer ON entity ((row->'record'->>'customer')) WHERE kind = 'handoff';
    CREATE INDEX orders_of_customer ON order_lines (customer_id);";

/// How often work is begun anew when others were faster.
const ATTEMPTS: usize = 4;

/// Why something was not stored or loaded.
#[derive(Debug)]
pub(crate) enum StoreError {
    /// Somebody else has stored a newer version.
    Overtaken {
        kind: &'static str,
        id: String,
        version: u32,
    },
    /// There is no such row.
    Missing {
        kind: &'static str,
        id: String,
    },
    /// The move was refused, in the words of the crate.
    Refused(String),
    /// What is stored does not fit together.
    Odd(String),
    Database(postgres::Error),
    Form(serde_json::Error),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overtaken { kind, id, version } => {
                write!(f, "the {kind} `{id}` has changed since version {version}; load it again")
            }
            Self::Missing { kind, id } => write!(f, "there is no {kind} `{id}`"),
            Self::Refused(why) | Self::Odd(why) => f.write_str(why),
            Self::Database(error) => write!(f, "the database: {error}"),
            Self::Form(error) => write!(f, "the stored form: {error}"),
        }
    }
}

impl Error for StoreError {}

impl From<postgres::Error> for StoreError {
    fn from(error: postgres::Error) -> Self {
        Self::Database(error)
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Form(error)
    }
}

impl<T, M: sales_process::lifecycle::Conduct> From<Refused<T, M>> for StoreError {
    fn from(refused: Refused<T, M>) -> Self {
        Self::Refused(refused.to_string())
    }
}

/// A connection.
pub(crate) struct Store {
    client: Client,
}

impl Store {
    pub(crate) fn connect(to: &str) -> Result<Self, StoreError> {
        Ok(Self { client: Client::connect(to, NoTls)? })
    }

    pub(crate) fn create_tables(&mut self) -> Result<(), StoreError> {
        Ok(self.client.batch_execute(SCHEMA)?)
    }

    /// Does some work in one transaction: all of it is stored, or nothing.
    pub(crate) fn once<T>(
        &mut self,
        work: impl FnOnce(&mut Unit<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.attempt(work, "")
    }

    /// As [`Store::once`], begun anew where somebody else was faster. From the
    /// second time on, what the work loads is its own until it ends, so that
    /// nobody is faster for ever.
    pub(crate) fn again<T>(
        &mut self,
        mut work: impl FnMut(&mut Unit<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut done = self.once(&mut work);
        for _ in 0..ATTEMPTS {
            let Err(StoreError::Overtaken { .. }) = done else { break };
            done = self.attempt(&mut work, " FOR UPDATE");
        }
        done
    }

    fn attempt<T>(
        &mut self,
        work: impl FnOnce(&mut Unit<'_>) -> Result<T, StoreError>,
        locking: &'static str,
    ) -> Result<T, StoreError> {
        let mut unit = Unit(self.client.transaction()?, locking);
        let done = work(&mut unit)?;
        unit.0.commit()?;
        Ok(done)
    }

    /// Does something with each entity of a kind, one after the other as they
    /// come, so that they need not fit in memory.
    pub(crate) fn each<E: Entity>(&mut self, mut work: impl FnMut(E)) -> Result<(), StoreError> {
        let all = "SELECT row::text FROM entity WHERE kind = $1";
        let mut rows = self.client.query_raw(all, [E::Machine::NAME])?;
        while let Some(row) = rows.next()? {
            work(E::from_json(row.get(0))?);
        }
        Ok(())
    }

    /// Passes the messages of the outbox on, in the order they were written,
    /// and takes them out. Where the program ends in between, they are passed
    /// on again: their kind, id and version tell the receiver. One relay at a
    /// time; a second one finds the messages taken.
    pub(crate) fn relay(&mut self, mut send: impl FnMut(&str)) -> Result<usize, StoreError> {
        self.once(|unit| {
            let taken = "
                WITH taken AS (DELETE FROM outbox WHERE number IN
                    (SELECT number FROM outbox ORDER BY number LIMIT 1000 FOR UPDATE SKIP LOCKED)
                    RETURNING *)
                SELECT entry::text FROM taken JOIN entry USING (kind, id, version) ORDER BY number";
            let messages = unit.0.query(taken, &[])?;
            for message in &messages {
                send(message.get(0));
            }
            Ok(messages.len())
        })
    }
}

/// Work in one transaction, and how it locks what it loads. Dropped without its
/// end, it leaves nothing.
pub(crate) struct Unit<'a>(pub(crate) Transaction<'a>, &'static str);

impl Unit<'_> {
    /// Stores an entity and the entries that led to it, each also as a message:
    /// the version before the first new entry must be the one in the database.
    /// An erasure takes the free text out of the entries that are there.
    pub(crate) fn save<E: Entity>(&mut self, entity: &mut E) -> Result<(), StoreError> {
        let entries: Vec<Entry<E::Machine>> = entity.take_entries().collect();
        let Some(first) = entries.first() else { return Ok(()) };
        let (kind, id) = (E::Machine::NAME, entity.id().to_string());
        let (before, row) = (first.version - 1, entity.to_json()?);
        let after = i64::from(entity.version());
        let changed = if before == 0 {
            let new =
                "INSERT INTO entity VALUES ($1, $2, $3, $4::text::jsonb) ON CONFLICT DO NOTHING";
            self.0.execute(new, &[&kind, &id, &after, &row])?
        } else {
            let next = "UPDATE entity SET version = $3, row = $4::text::jsonb
                        WHERE kind = $1 AND id = $2 AND version = $5";
            self.0.execute(next, &[&kind, &id, &after, &row, &i64::from(before)])?
        };
        if changed == 0 {
            return Err(StoreError::Overtaken { kind, id, version: before });
        }
        if entries.iter().any(|entry| entry.command.erases()) {
            // The row is ours by now, so that no entry can come in between.
            for mut entry in self.entries::<E::Machine>(&id)? {
                entry.redact();
                let text = serde_json::to_string(&entry)?;
                let redacted = "UPDATE entry SET entry = $4::text::jsonb
                                WHERE kind = $1 AND id = $2 AND version = $3";
                self.0.execute(redacted, &[&kind, &id, &i64::from(entry.version), &text])?;
            }
        }
        let versions: Vec<i64> = entries.iter().map(|entry| entry.version.into()).collect();
        let texts = entries.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
        let append = "
            WITH made AS (INSERT INTO entry
                SELECT $1, $2, version, entry::jsonb FROM unnest($3::bigint[], $4::text[]) AS e (version, entry)
                RETURNING kind, id, version)
            INSERT INTO outbox (kind, id, version) SELECT * FROM made ORDER BY version";
        self.0.execute(append, &[&kind, &id, &versions, &texts])?;
        Ok(())
    }

    /// Stores entities that are new, many at once, without messages: as when a
    /// company arrives.
    pub(crate) fn save_new<E: Entity>(&mut self, entities: &mut [E]) -> Result<(), StoreError> {
        let (mut ids, mut rows, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        for entity in entities {
            for entry in entity.take_entries() {
                entries.push(serde_json::to_string(&entry)?);
            }
            ids.push(entity.id().to_string());
            rows.push(entity.to_json()?);
        }
        let kind = E::Machine::NAME;
        let insert =
            "INSERT INTO entity SELECT $1, id, (row::jsonb->>'version')::bigint, row::jsonb
                      FROM unnest($2::text[], $3::text[]) AS e (id, row)";
        self.0.execute(insert, &[&kind, &ids, &rows])?;
        let append = "INSERT INTO entry SELECT $1, entry->>'id', (entry->>'version')::bigint, entry
                      FROM unnest($2::text[]) AS e (text), LATERAL (SELECT text::jsonb AS entry) AS j";
        self.0.execute(append, &[&kind, &entries])?;
        Ok(())
    }

    pub(crate) fn load<E: Entity>(&mut self, id: &str) -> Result<E, StoreError> {
        let kind = E::Machine::NAME;
        let row = format!("SELECT row::text FROM entity WHERE kind = $1 AND id = $2{}", self.1);
        let found = self.0.query_opt(&row, &[&kind, &id])?;
        let found = found.ok_or_else(|| StoreError::Missing { kind, id: id.to_owned() })?;
        Ok(E::from_json(found.get(0))?)
    }

    pub(crate) fn history<M: Machine>(&mut self, id: &str) -> Result<History<M>, StoreError> {
        Ok(self.entries(id)?.into_iter().collect())
    }

    fn entries<M: Machine>(&mut self, id: &str) -> Result<Vec<Entry<M>>, StoreError> {
        let all = "SELECT entry::text FROM entry WHERE kind = $1 AND id = $2 ORDER BY version";
        let rows = self.0.query(all, &[&M::NAME, &id])?;
        rows.iter().map(|row| Ok(serde_json::from_str(row.get(0))?)).collect()
    }

    /// Whether a delivery comes for the first time. A second one that comes
    /// meanwhile waits until the first is stored, or is not.
    pub(crate) fn is_first(&mut self, delivery: &str) -> Result<bool, StoreError> {
        let mark = "INSERT INTO delivery VALUES ($1) ON CONFLICT DO NOTHING";
        Ok(self.0.execute(mark, &[&delivery])? == 1)
    }

    /// Takes an order: its lines, and what it means for the customer.
    pub(crate) fn take_order(&mut self, order: &Order, act: &Act) -> Result<(), StoreError> {
        let (id, at) = (order.id().as_str(), order.placed_at().naive_utc());
        for line in order.lines() {
            let (product, of) = (line.product.as_str(), order.customer().as_str());
            let (amount, currency) =
                (line.amount.amount().to_string(), line.amount.currency().to_string());
            let insert = "INSERT INTO order_lines VALUES ($1, $2, $3, $4, $5::text::numeric, $6)";
            self.0.execute(insert, &[&id, &of, &at, &product, &amount, &currency])?;
        }
        let mut customer: AnyCustomer = self.load(order.customer().as_str())?;
        let order = order.into();
        let command = match customer.state() {
            CustomerState::Prospect => CustomerCommand::FirstOrder { order },
            _ => CustomerCommand::RecordOrder { order },
        };
        customer = customer.apply(CustomerContext::default(), command, act)?;
        self.save(&mut customer)
    }
}
