//! Assignment: who takes a lead, a deal, a customer handed over.
//!
//! It is the same question for all of them: of the [`Person`]s there are, who
//! has the right role, is not on leave, serves what is needed and has room,
//! and which of those is it? A [`Method`] answers with a [`Decision`]: the
//! person and why, and of everybody else why not. Where nobody can take it,
//! the answer is nobody, with the reason of each.
//!
//! - [`Person`]: role, capacity, load, what is served, [`Leave`].
//! - [`Needs`]: the role it takes, and where, of what, for whom.
//! - [`Method`]: least loaded, best match, or in turn; for the last, [`Turn`]
//!   is what is kept between one time and the next.
//! - [`Decision`]: [`ChoiceReason`] it is the one chosen, [`PassedOver`] for the others.
//!
//! ```
//! use sales_process::policy::assignment::{Leave, Method, Needs, Person, Turn};
//! use sales_process::process::RoleKind;
//!
//! let farmer = |id: &str, load| -> Result<Person, sales_process::IdError> {
//!     Ok(Person::new(id.parse()?, RoleKind::Farmer).capacity(40).load(load))
//! };
//! let away = Leave::new("2026-03-02".parse()?, "2026-03-16".parse()?)?;
//! let people = [
//!     farmer("fay", 40)?,
//!     farmer("finn", 12)?.territory("north"),
//!     farmer("flo", 3)?.away(away),
//!     farmer("fred", 31)?,
//! ];
//! let needs = Needs::new(RoleKind::Farmer).territory("south");
//! let decision = Method::LeastLoaded.choose(&people, &needs, "2026-03-09".parse()?, &Turn::new());
//! assert_eq!(
//!     decision.to_string(),
//!     "`fred`, the least loaded of 1 with 31 of at most 40
//!   not `fay`: holds 40 of at most 40
//!   not `finn`: does not serve `south`
//!   not `flo`: is on leave until 2026-03-16"
//! );
//!
//! let needs = needs.except("fred".parse()?);
//! let decision = Method::LeastLoaded.choose(&people, &needs, "2026-03-09".parse()?, &Turn::new());
//! assert_eq!(decision.person(), None);
//! assert_eq!(
//!     decision.to_string(),
//!     "nobody, because `fay` holds 40 of at most 40; `finn` does not serve `south`; \
//!      `flo` is on leave until 2026-03-16; `fred` is not to take it"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Invariants: whoever is chosen has the role, is there on the day, serves
//! what is needed and has room for one more; everybody else is passed over
//! with every reason there is; the order in which people are given decides
//! nothing but the order in which they are given, as long as each is given
//! once.

mod decision;
mod method;
mod needs;
mod person;

pub use decision::{ChoiceReason, Decision, PassReason, PassedOver};
pub use method::{Method, Turn};
pub use needs::Needs;
pub use person::{Leave, LeaveError, Person};
