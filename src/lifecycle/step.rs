//! The one way to make a move, and the one way to begin.

use super::act::Act;
use super::conduct::{Conduct, Core, Landing, Next, StateData, ViewData, absorb, next};
use super::entry::{Entry, Waiver};
use super::machine::{DemandName, HasDemand, MoveCommand, transition};
use super::refusal::Refusal;

/// The most entries an entity can have.
pub(crate) const MOST_ENTRIES: u32 = u32::MAX - 1;

/// Makes a move: checks every demand, and only then makes the entry, changes
/// the record and says what to make of the next state. A refusal leaves
/// nothing half done.
pub(crate) fn step<M: Conduct, T>(
    core: &mut Core<M>,
    view: M::View<'_>,
    mut command: M::Command,
    act: &Act,
    rules: M::Rules<'_>,
    land: impl FnOnce(Next<M>) -> Option<T>,
) -> Result<T, Box<Refusal<M>>> {
    let from = view.state();
    let verb = command.verb();
    let refused = |unmet| Refusal::boxed(from, verb, unmet);
    let Some(row) = verb.and_then(|verb| transition::<M>(from, verb)) else {
        return Err(refused(Vec::new()));
    };
    if core.version >= MOST_ENTRIES {
        return Err(Refusal::full(from, verb));
    }
    let mut unmet = Vec::new();
    let to = M::check(core, view, &mut command, act, rules, &mut unmet);
    let waived = if unmet.is_empty() { None } else { waive::<M>(unmet, act).map_err(refused)? };
    let entry = Entry {
        id: M::id(&core.record).clone(),
        version: core.version + 1,
        at: act.at,
        by: act.by.clone(),
        from: Some(from),
        to,
        command,
        waived,
    };
    // INVARIANT: the table speaks last; a check that led elsewhere is refused.
    let Some(landed) = next(row, &core.record, view, &entry).and_then(land) else {
        return Err(refused(Vec::new()));
    };
    absorb(&mut core.record, view, &entry);
    core.version = entry.version;
    core.last_at = entry.at;
    if entry.command.erases() {
        core.pending.iter_mut().for_each(Entry::redact);
    }
    core.pending.push(entry);
    Ok(landed)
}

/// Creates an entity by its first entry, once its demands are checked.
pub(crate) fn begin<M: Conduct, L: Landing<M>>(
    id: M::Id,
    command: M::Command,
    to: M::State,
    unmet: Vec<M::Unmet>,
    act: &Act,
) -> Result<L, Box<Refusal<M>>> {
    let refused = |unmet| Refusal::boxed(to, None, unmet);
    let waived = waive::<M>(unmet, act).map_err(refused)?;
    let (at, by) = (act.at, act.by.clone());
    let entry = Entry { id, version: 1, at, by, from: None, to, command, waived };
    let (record, status) = M::create(&entry).ok_or_else(|| refused(Vec::new()))?;
    let core = Core { record, version: 1, last_at: at, pending: [entry].into() };
    M::validate(&core, status.view()).map_err(|fault| refused(vec![fault.into()]))?;
    let state = L::state_of(status).ok_or_else(|| refused(Vec::new()))?;
    Ok(L::land(Box::new(core), state))
}

/// Lets an override take away the unmet demands that it can. What it took is
/// returned, to be recorded; the error is what still stands.
fn waive<M: Conduct>(
    unmet: Vec<M::Unmet>,
    act: &Act,
) -> Result<Option<Box<Waiver<M>>>, Vec<M::Unmet>> {
    if unmet.is_empty() {
        return Ok(None);
    }
    let Some(granted) = act.granted.as_ref().filter(|granted| !granted.reason.is_blank()) else {
        return Err(unmet);
    };
    let (waived, standing): (Vec<_>, Vec<_>) =
        unmet.into_iter().partition(|u| u.demand().can_be_overridden());
    if !standing.is_empty() {
        return Err(standing);
    }
    let mut demands: Vec<_> = waived.iter().map(HasDemand::demand).collect();
    demands.sort_unstable();
    demands.dedup();
    Ok(Some(Box::new(Waiver { granted: granted.clone(), demands })))
}
