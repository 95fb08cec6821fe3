//! Handoffs: every (state, move) pair, where moves lead, what follows from them.

mod demands;
mod random;
mod stored;

use chrono::{DateTime, NaiveDate, Utc};
use insta::assert_snapshot;
use sales_process::lifecycle::customer::{Customer, NewCustomer};
use sales_process::lifecycle::handoff::{
    Accepted, AnyHandoff, Cancelled, Completed, Declined, Due, Escalated, Handoff,
    HandoffCommand as Do, HandoffMachine, HandoffRefused, HandoffRules, HandoffState as S,
    HandoffVerb as V, Load, Missing, NewHandoff, Offered, Package, Recipient,
};
use sales_process::lifecycle::{Act, Machine, MoveCommand, Note, mermaid, transition};
use sales_process::process::HandoffPolicy;
use sales_process::{CriterionId, Months, Percent, PersonId, RoleId};

fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T12:00:00Z").parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person(name: &str) -> PersonId {
    name.parse().unwrap()
}

fn item(id: &str) -> CriterionId {
    id.parse().unwrap()
}

pub(crate) fn act(who: &str, day: &str) -> Act {
    Act::new(at(day), person(who))
}

/// Fred, the farmer, acts on the day all moves under test are made on; every
/// handoff was last changed on 5 March.
pub(crate) fn now() -> Act {
    act("fred", "2026-03-10")
}

pub(crate) fn policy() -> HandoffPolicy {
    HandoffPolicy::new()
        .require("contacts", "who the people are")
        .hand_over("history", "what they bought")
        .require("terms", "the terms agreed")
        .accept_within_days(5)
        .credit_split(Percent::new(30.0).unwrap(), Months::new(3).unwrap())
}

fn package() -> Package {
    Package::new()
        .people("Ms Li decides")
        .promises("none")
        .open_issues("an invoice")
        .goals("a second site")
        .provide(item("contacts"))
        .provide(item("terms"))
}

fn load(open: u32, capacity: u32) -> Load {
    Load { open, capacity: Some(capacity) }
}

pub(crate) fn new_handoff() -> NewHandoff {
    let (id, customer) = ("H-1".parse().unwrap(), "acme".parse().unwrap());
    NewHandoff::new(id, customer, person("hanna"), at("2026-02-28"), "3 of 3 orders")
}

fn due() -> Handoff<Due> {
    Handoff::due(new_handoff(), &act("hanna", "2026-03-05")).unwrap()
}

fn offered_with(package: Package) -> Handoff<Offered> {
    let act = act("hanna", "2026-03-05");
    due().offer(&policy(), person("fred"), package, Some(day("2026-03-08")), &act).unwrap()
}

fn offered() -> Handoff<Offered> {
    offered_with(package())
}

fn to_role() -> Handoff<Offered> {
    let (role, act) = ("farmer".parse::<RoleId>().unwrap(), act("hanna", "2026-03-05"));
    due().offer(&policy(), role, package(), None, &act).unwrap()
}

fn declined() -> Handoff<Declined> {
    let missing = Missing::items([item("history")]).note("nobody knows the buyer");
    offered().decline(&policy(), missing, &act("fred", "2026-03-05")).unwrap()
}

fn escalated() -> Handoff<Escalated> {
    declined().escalate(&act("hanna", "2026-03-05")).unwrap()
}

fn accepted() -> Handoff<Accepted> {
    offered().accept(&policy(), Load::default(), &act("fred", "2026-03-05")).unwrap()
}

fn completed() -> Handoff<Completed> {
    let act = act("fred", "2026-03-05");
    accepted().complete(&policy(), "lunch with Ms Li", day("2026-04-01"), &act).unwrap()
}

/// A handoff in a state.
pub(crate) fn in_state(state: S) -> AnyHandoff {
    match state {
        S::Due => due().into(),
        S::Offered => offered().into(),
        S::Declined => declined().into(),
        S::Escalated => escalated().into(),
        S::Accepted => accepted().into(),
        S::Completed => completed().into(),
        S::Cancelled => due().cancel("they left", &act("hanna", "2026-03-05")).unwrap().into(),
    }
}

fn offer(to: &str, package: Package, deadline: Option<&str>) -> Do {
    Do::Offer { to: Recipient::Person(person(to)), package, deadline: deadline.map(day) }
}

/// A move with everything supplied that it demands, from whatever state.
pub(crate) fn full(verb: V) -> Do {
    let reason = Note::new("so it is");
    match verb {
        V::Offer => offer("fred", package().provide(item("history")), Some("2026-03-15")),
        V::Accept => Do::Accept { load: Some(load(39, 40)) },
        V::Decline => Do::Decline(Missing::items([item("history")])),
        V::Escalate => Do::Escalate {},
        V::Assign => Do::Assign { farmer: person("gina"), reason },
        V::Complete => {
            let (introduction, from) = (Note::new("a call of three"), day("2026-04-01"));
            Do::Complete { introduction, from, credit: None }
        }
        V::Cancel => Do::Cancel { reason },
        V::Erase => Do::Erase {},
    }
}

/// Makes a move as a server does: how much the farmer holds comes by the
/// rules, whatever stands in the command.
pub(crate) trait Told: Sized {
    fn tell(
        self,
        policy: &HandoffPolicy,
        command: Do,
        act: &Act,
    ) -> Result<Self, HandoffRefused<Self>>;
}

impl Told for AnyHandoff {
    fn tell(
        self,
        policy: &HandoffPolicy,
        command: Do,
        act: &Act,
    ) -> Result<Self, HandoffRefused<Self>> {
        let rules = HandoffRules::from(policy);
        match &command {
            Do::Accept { load: Some(load) } => self.apply(rules.load(*load), command, act),
            _ => self.apply(rules, command, act),
        }
    }
}

#[test]
fn every_pair_of_state_and_move_is_a_row_or_a_named_refusal() {
    for (state, verb) in S::ALL.iter().flat_map(|s| V::ALL.iter().map(|v| (*s, *v))) {
        let result = in_state(state).tell(&policy(), full(verb), &now());
        if let Some(row) = transition::<HandoffMachine>(state, verb) {
            let mut landed = result.unwrap_or_else(|refused| panic!("{row:?}: {refused}"));
            assert_eq!(row.to, [landed.state()]);
            let entry = landed.take_entries().next_back().unwrap();
            assert_eq!((entry.from, entry.to), (Some(state), landed.state()));
            assert_eq!(entry.command.verb(), Some(verb));
            assert_eq!(entry.waived, None);
            assert_eq!(landed.version(), in_state(state).version() + 1);
            assert_eq!(landed.last_at(), now().at());
        } else {
            let refused = result.unwrap_err();
            let refusal = refused.refusal();
            assert!(refusal.no_such_move() && !refusal.can_be_overridden(), "{refused}");
            assert_eq!((refusal.state(), refusal.verb()), (state, Some(verb)));
            let permitted: Vec<_> = refusal.permitted().collect();
            assert_eq!(permitted, in_state(state).permitted());
            assert_eq!(refused.entity, in_state(state));
        }
    }
}

#[test]
fn a_refused_move_says_what_is_permitted() {
    let refused = in_state(S::Due).tell(&policy(), full(V::Accept), &now()).unwrap_err();
    assert_snapshot!(refused, @"a handoff that is due has no move `accept`; from here: offer, cancel, erase");
    let refused = in_state(S::Completed).tell(&policy(), full(V::Cancel), &now()).unwrap_err();
    assert_snapshot!(refused, @"a handoff that is completed has no move `cancel`; from here: erase");
    let again = Do::Due(new_handoff());
    let refused = in_state(S::Due).tell(&policy(), again, &now()).unwrap_err();
    assert_snapshot!(refused, @"a handoff that exists cannot be created again");
}

/// Makes the moves by the typed methods. The types written here are those
/// the table has: otherwise it does not compile.
macro_rules! typed {
    ($($From:ident: $($method:ident($($arg:expr),*) => $Next:ident),+;)+) => {{
        let mut landed: Vec<AnyHandoff> = Vec::new();
        $($({
            let from = Handoff::<$From>::try_from(in_state(S::$From)).unwrap();
            let next: Handoff<$Next> = from.$method($($arg,)* &now()).unwrap();
            landed.push(next.into());
        })+)+
        landed
    }};
}

#[test]
fn typed_methods_make_the_same_moves() {
    let policy = policy();
    let (fred, gina) = (|| person("fred"), || person("gina"));
    let full_package = || package().provide(item("history"));
    let (until, from) = (day("2026-03-15"), day("2026-04-01"));
    let missing = || Missing::items([item("history")]);
    let landed = typed! {
        Due:
            offer(&policy, fred(), full_package(), Some(until)) => Offered,
            erase() => Due,
            cancel("so it is") => Cancelled;
        Offered:
            accept(&policy, load(39, 40)) => Accepted,
            decline(&policy, missing()) => Declined,
            escalate() => Escalated,
            erase() => Offered,
            cancel("so it is") => Cancelled;
        Declined:
            offer(&policy, fred(), full_package(), Some(until)) => Offered,
            escalate() => Escalated,
            erase() => Declined,
            cancel("so it is") => Cancelled;
        Escalated:
            offer(&policy, fred(), full_package(), Some(until)) => Offered,
            assign(gina(), "so it is") => Accepted,
            erase() => Escalated,
            cancel("so it is") => Cancelled;
        Accepted:
            complete(&policy, "a call of three", from) => Completed,
            erase() => Accepted,
            cancel("so it is") => Cancelled;
        Completed:
            erase() => Completed;
        Cancelled:
            erase() => Cancelled;
    };
    let mut rows: Vec<(S, V)> = Vec::new();
    for mut typed in landed {
        let entry = typed.clone().take_entries().next_back().unwrap();
        let (from, verb) = (entry.from.unwrap(), entry.command.verb().unwrap());
        let mut applied = in_state(from).tell(&policy, full(verb), &now()).unwrap();
        assert_eq!(typed, applied, "{from} {verb}");
        assert!(typed.take_entries().eq(applied.take_entries()));
        rows.push((from, verb));
    }
    let mut table: Vec<(S, V)> = HandoffMachine::TABLE.iter().map(|r| (r.from, r.verb)).collect();
    rows.sort_unstable();
    table.sort_unstable();
    assert_eq!(rows, table);
}

#[test]
fn the_deadline_is_that_of_the_process_unless_named() {
    assert_eq!(to_role().state().offer.deadline, day("2026-03-10"));
    assert_eq!(offered().state().offer.deadline, day("2026-03-08"));
    let entry = to_role().take_entries().next_back().unwrap();
    let Do::Offer { deadline, .. } = entry.command else { panic!("{entry:?}") };
    assert_eq!(deadline, Some(day("2026-03-10")));
    // The last day is a day to answer on; so is any after it, until the
    // handoff is escalated.
    assert!(offered().escalate(&act("hanna", "2026-03-08")).is_err());
    assert!(offered().accept(&policy(), Load::default(), &act("fred", "2026-03-08")).is_ok());
    assert!(offered().accept(&policy(), Load::default(), &act("fred", "2026-03-09")).is_ok());
    assert!(offered().escalate(&act("hanna", "2026-03-09")).is_ok());
    let end = Act::new(DateTime::<Utc>::MAX_UTC, person("hanna"));
    assert!(due().offer(&policy(), person("fred"), package(), None, &end).is_err());
}

#[test]
fn anybody_but_the_hunter_answers_for_a_role() {
    let gina = to_role().accept(&policy(), Load::default(), &act("gina", "2026-03-06")).unwrap();
    assert_eq!(gina.state().farmer, "gina");
}

#[track_caller]
fn check_reoffer(
    declined: &Handoff<Declined>,
    to: impl Into<Recipient>,
    package: Package,
    ok: bool,
) {
    let result = declined.clone().offer(&policy(), to, package, None, &now());
    assert_eq!(result.is_ok(), ok, "{:?}", result.map(|_| ()).map_err(|r| r.to_string()));
}

#[test]
fn declined_it_is_offered_with_what_was_missing_or_to_another() {
    let history = || package().provide(item("history"));
    let role = || "farmer".parse::<RoleId>().unwrap();
    let decline =
        |missing, by| to_role().decline(&policy(), missing, &act(by, "2026-03-05")).unwrap();
    check_reoffer(&declined(), person("fred"), package(), false);
    check_reoffer(&declined(), person("fred"), history(), true);
    check_reoffer(&declined(), person("gina"), package(), true);
    check_reoffer(&declined(), role(), package(), true);

    let by_gina = decline(Missing::items([item("history")]), "gina");
    check_reoffer(&by_gina, person("gina"), package(), false);
    check_reoffer(&by_gina, role(), package(), false);
    check_reoffer(&by_gina, person("fred"), package(), true);
    check_reoffer(&by_gina, role(), history(), true);

    // Something in words, or an item that was ticked off, needs another
    // package at least.
    let in_words = decline(Missing::other("who signs"), "gina");
    check_reoffer(&in_words, person("gina"), package(), false);
    check_reoffer(&in_words, person("gina"), package().people("Ms Li signs"), true);
    let empty = decline(Missing::items([item("terms")]), "gina");
    check_reoffer(&empty, role(), package(), false);
    check_reoffer(&empty, role(), package().promises("30 days to pay"), true);
}

#[test]
fn the_customer_changes_owner_and_the_credit_is_shared() {
    let handover = completed().handover();
    let new = NewCustomer::new(handover.customer.clone(), handover.hunter.clone());
    let customer = Customer::register(new, &act("hanna", "2026-01-01"))
        .change_owner(handover.farmer.clone(), handover.from, &now())
        .unwrap();
    let owner = |on: &str| customer.record().owner_on(day(on)).unwrap().as_str().to_owned();
    assert_eq!([owner("2026-03-31"), owner("2026-04-01")], ["hanna", "fred"]);

    let share = |on: &str| {
        let (hunter, farmer) = handover.share("10.01 GBP".parse().unwrap(), day(on));
        format!("{hunter} + {farmer}")
    };
    assert_eq!(share("2026-03-31"), "10.01 GBP + 0.00 GBP");
    assert_eq!(share("2026-04-01"), "3.00 GBP + 7.01 GBP");
    assert_eq!(share("2026-06-30"), "3.00 GBP + 7.01 GBP");
    assert_eq!(share("2026-07-01"), "0.00 GBP + 10.01 GBP");
}

#[track_caller]
fn check_credit(policy: &HandoffPolicy, from: NaiveDate, until: Option<NaiveDate>) {
    let credit = Some(sales_process::lifecycle::handoff::Credit {
        hunter_percent: Percent::WHOLE,
        until: day("2099-01-01"),
    });
    let command = Do::Complete { introduction: "a call".into(), from, credit };
    let done = in_state(S::Accepted).tell(policy, command, &now()).unwrap();
    let done = Handoff::<Completed>::try_from(done).unwrap();
    assert_eq!(done.handover().credit.map(|credit| credit.until), until);
}

#[test]
fn the_credit_follows_from_the_policy_alone() {
    check_credit(&policy(), day("2026-04-01"), Some(day("2026-07-01")));
    check_credit(&policy(), day("2025-11-30"), Some(day("2026-02-28")));
    check_credit(&HandoffPolicy::new(), day("2026-04-01"), None);
}

/// The farmer does not begin before whoever has the customer now did; an override
/// does without.
#[test]
fn the_farmer_comes_after_the_present_owner() {
    let policy = policy();
    let rules = HandoffRules::from(&policy).owner_since(Some(day("2026-03-05")));
    let complete = |from: &str, act: &Act| accepted().complete(rules, "lunch", day(from), act);
    assert!(complete("2026-03-05", &now()).is_ok());
    assert!(complete("2027-03-10", &now()).is_ok() && complete("2027-03-11", &now()).is_err());
    let refused = complete("2026-03-04", &now()).unwrap_err();
    assert_snapshot!(refused, @"the handoff cannot complete: the first day of the farmer, 2026-03-04, lies before 2026-03-05, the first day that it can be");
    let boss = now().overriding("boss".parse().unwrap(), "she was on leave");
    assert!(complete("2026-03-04", &boss).is_ok());
}

#[test]
fn the_head_of_sales_decides() {
    let act = act("boss", "2026-03-06");
    let done = escalated().assign(person("gina"), "she knows the trade", &act).unwrap();
    assert_eq!(done.state().farmer, "gina");
    assert_eq!(*done.state().package, package());
}

#[test]
fn the_machine_drawn() {
    assert_snapshot!(mermaid::<HandoffMachine>(), @r#"
    stateDiagram-v2
        accTitle: handoff
        state "due" as s0
        state "offered" as s1
        state "declined" as s2
        state "escalated" as s3
        state "accepted" as s4
        state "completed" as s5
        state "cancelled" as s6
        [*] --> s0
        s0 --> s1 : offer
        s0 --> s6 : cancel
        s1 --> s2 : decline
        s1 --> s3 : escalate
        s1 --> s4 : accept
        s1 --> s6 : cancel
        s2 --> s1 : offer
        s2 --> s3 : escalate
        s2 --> s6 : cancel
        s3 --> s1 : offer
        s3 --> s4 : assign
        s3 --> s6 : cancel
        s4 --> s5 : complete
        s4 --> s6 : cancel
        s5 --> [*]
        s6 --> [*]
    "#);
}
