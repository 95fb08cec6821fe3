//! What users read when a move is refused, and how the machines look.

use sales_process::lifecycle::deal::{DealMachine, DealUnmet};
use sales_process::lifecycle::lead::{LeadMachine, LeadUnmet};
use sales_process::lifecycle::{DemandName, HasDemand, Machine, mermaid};
use sales_process::process::{ClosingEvent, DealKind};
use sales_process::{Currency, MoneyError};

use crate::samples::{id, money, noon};

/// One line, in lower case, without a full stop and without the names of
/// Rust types.
#[track_caller]
fn check_style(text: &str) {
    let first = text.chars().next().unwrap();
    assert!(!first.is_uppercase(), "{text}");
    assert!(!text.contains('\n') && !text.ends_with('.'), "{text}");
    for word in ["Some(", "None", "StageRef", "DealKind", "::", "  "] {
        assert!(!text.contains(word), "{text}");
    }
}

fn shown<D: DemandName, U: HasDemand<D> + std::fmt::Display>(all: &[U]) -> String {
    let lines = all.iter().map(|unmet| {
        let text = unmet.to_string();
        check_style(&text);
        format!("{}: {text}", unmet.demand())
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn list(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn every_demand_of_a_lead_that_is_not_met() {
    let hint = ", did you mean `no_fit`?".to_owned();
    let all = [
        LeadUnmet::TimeOrder { last: noon() },
        LeadUnmet::Interest,
        LeadUnmet::NotTheDecisionMaker,
        LeadUnmet::DidNotAsk,
        LeadUnmet::Source,
        LeadUnmet::Interaction,
        LeadUnmet::Filter("rejected: 0 of 2 points, 2 needed; failed: size".into()),
        LeadUnmet::Framework("not qualified: 2 of 4 answered yes, 3 needed; no: need".into()),
        LeadUnmet::Reason,
        LeadUnmet::NoDisqualifyReason { list: list(&["no_fit", "other"]) },
        LeadUnmet::NoDisqualifyReason { list: Vec::new() },
        LeadUnmet::DisqualifyReason { found: "nofit".into(), list: list(&["no_fit"]), hint },
        LeadUnmet::ReasonNote,
        LeadUnmet::Survivor(id("L-1")),
        LeadUnmet::Criterion { criterion: id("x"), hint: String::new() },
        LeadUnmet::Change,
    ];
    insta::assert_snapshot!(shown(&all), @r"
    time_order: the lead was last changed at 2026-03-02 12:00:00 UTC, after this act; act at that instant or later
    interest: the evidence of the interest is missing; say what they said or did
    decision_maker: an answer to an offer counts only where the decision maker showed clear interest
    decision_maker: a meeting at an event counts only where they asked to be contacted
    source: the source is missing; name the channel, the campaign or the referring customer
    interaction: the interaction does not say what it was about
    filter: the lead filter: rejected: 0 of 2 points, 2 needed; failed: size
    framework: the qualification: not qualified: 2 of 4 answered yes, 3 needed; no: need
    reason: the reason is missing
    disqualify_reason: the reason is missing; expected one of `no_fit`, `other`
    disqualify_reason: the reason is missing
    disqualify_reason: `nofit` is not a reason of the list, did you mean `no_fit`?; expected one of `no_fit`
    disqualify_reason: the reason `other` needs a note that says what
    survivor: `L-1` cannot be merged into itself; name the lead that goes on
    criterion: no criterion `x` is asked
    change: the next step is blank; say what is to be done
    ");
}

#[test]
fn every_demand_of_a_deal_that_is_not_met() {
    let gbp: Currency = "GBP".parse().unwrap();
    let eur: Currency = "EUR".parse().unwrap();
    let hint = || ", did you mean `price`?".to_owned();
    let place = |event| DealUnmet::ClosingPlace { stage: id("offer"), event };
    let kind = |kind| DealUnmet::Kind { pipeline: id("main"), kind };
    let events = [
        ClosingEvent::ContractSigned,
        ClosingEvent::PurchaseMade,
        ClosingEvent::DealAgreed,
        ClosingEvent::PaymentReceived,
    ];
    let mut all = vec![
        DealUnmet::TimeOrder { last: noon() },
        DealUnmet::Pipeline { id: id("main"), revision: 1, found: Some((id("main"), 2)) },
        DealUnmet::Pipeline { id: id("main"), revision: 1, found: None },
        DealUnmet::UnknownStage { name: "sing".into(), hint: ", did you mean `sign`?".into() },
        DealUnmet::ForeignKey(id("main")),
        DealUnmet::Outcome(id("won")),
        DealUnmet::PipelineMove { from: id("find"), to: id("sign") },
        DealUnmet::ExitCriterion {
            stage: id("find"),
            criterion: "decision_maker".into(),
            text: "the decision maker is known".into(),
        },
        DealUnmet::Passes { from: id("offer"), to: id("needs"), max: 2 },
        DealUnmet::NoAmount,
        DealUnmet::Amount { found: money("-1 GBP"), expected: "zero or more".into() },
        DealUnmet::Sum(MoneyError::Overflow),
        DealUnmet::NothingReceived,
        DealUnmet::Currency(MoneyError::CurrencyMismatch { expected: gbp, found: eur }),
    ];
    all.extend(events.iter().map(|event| DealUnmet::ClosingEvidence(*event)));
    all.extend(events.iter().map(|event| place(*event)));
    all.extend([
        DealUnmet::StillDue(money("900 GBP")),
        DealUnmet::OutcomeFar(id("sign")),
        DealUnmet::Reason,
        DealUnmet::NoLostReason { list: list(&["price", "other"]) },
        DealUnmet::NoLostReason { list: Vec::new() },
        DealUnmet::LostReason { found: "prize".into(), list: list(&["price"]), hint: hint() },
        DealUnmet::ReasonNote,
        DealUnmet::Change,
        DealUnmet::Interaction,
        DealUnmet::Criterion { stage: id("find"), criterion: id("x"), hint: String::new() },
        DealUnmet::Evidence,
    ]);
    all.extend(DealKind::ALL.iter().map(|of| kind(*of)));
    all.extend([
        DealUnmet::OpeningStage { stage: id("offer"), left_out: vec![id("find"), id("needs")] },
        DealUnmet::StageMap { pipeline: id("main"), from: 2, id: id("main"), revision: 1 },
        DealUnmet::StageMapGap(vec![id("find")]),
        DealUnmet::StageMapTarget(vec![id("fnd")]),
    ]);
    insta::assert_snapshot!(shown(&all), @r"
    time_order: the deal was last changed at 2026-03-02 12:00:00 UTC, after this act; act at that instant or later
    pipeline: the deal runs by revision 1 of pipeline `main`, not by revision 2 of `main`
    pipeline: the deal runs by revision 1 of pipeline `main`
    stage: the pipeline has no stage `sing`, did you mean `sign`?
    stage: the stage was looked up in another pipeline; look it up in `main`
    stage: `won` is an outcome, not a stage to stand in; win or lose the deal instead
    pipeline_move: the pipeline has no move from `find` to `sign`
    exit_criteria: not met in `find`: the decision maker is known (criterion `decision_maker`)
    passes: the way back from `offer` to `needs` is used up (limit 2)
    amount: the amount is not known; give what the deal is worth
    amount: the amount -1.00 GBP does not fit; expected zero or more
    amount: the payments are too much: the sum has more than 18 digits before the point
    received: no payment was received, so nothing can go back
    currency: the amount and all payments must be in one currency: EUR cannot be put together with GBP; convert one of them first
    closing_evidence: there is no evidence that the contract is signed; give a reference
    closing_evidence: there is no evidence that the purchase is made; give a reference
    closing_evidence: there is no evidence that the deal is agreed; give a reference
    closing_evidence: there is no evidence that the money is received; give a reference
    closing_place: `offer` lies before the stage where the contract is signed
    closing_place: `offer` lies before the stage where the purchase is made
    closing_place: `offer` lies before the stage where the deal is agreed
    closing_place: `offer` lies before the stage where the money is received
    nothing_due: 900.00 GBP is still due
    outcome_near: from `sign` the outcome Won is more than one move away
    reason: the reason is missing
    lost_reason: the reason is missing; expected one of `price`, `other`
    lost_reason: the reason is missing
    lost_reason: `prize` is not a reason of the list, did you mean `price`?; expected one of `price`
    lost_reason: the reason `other` needs a note that says what
    change: the next step is blank; say what is to be done
    interaction: the interaction does not say what it was about
    criterion: the stage `find` has no exit criterion `x`
    evidence: the evidence is missing
    kind: the pipeline `main` does not serve new business deals
    kind: the pipeline `main` does not serve repeat deals
    kind: the pipeline `main` does not serve cross-sell deals
    kind: the pipeline `main` does not serve up-sell deals
    kind: the pipeline `main` does not serve renewal deals
    opening_stage: opening at `offer` leaves out `find`, `needs`; give evidence that it was done
    stage_map: the stage map leads from revision 2 of `main`, but the deal runs by revision 1 of `main`
    stage_map: the stage map does not say where `find` goes
    stage_map: the stage map leads to `fnd`; the new revision has no such stage
    ");
}

/// What moves demand, as a list to be read.
#[test]
fn the_demands_in_words() {
    fn check<D: DemandName>(all: &[D]) -> String {
        let line = |demand: &D| {
            check_style(demand.text());
            let kind = match (demand.is_supplied(), demand.can_be_overridden()) {
                (true, false) => "supplied",
                (false, true) => "overridable",
                _ => "required",
            };
            format!("{demand} ({kind}): {}", demand.text())
        };
        all.iter().map(line).collect::<Vec<_>>().join("\n")
    }
    use sales_process::lifecycle::deal::DealDemand;
    use sales_process::lifecycle::lead::LeadDemand;
    insta::assert_snapshot!(check(LeadDemand::ALL), @r"
    time_order (required): acts come in the order of time
    interest (supplied): evidence of the interest
    decision_maker (required): interest that counts: of the decision maker, or a request to be contacted
    source (supplied): the source; a referral names the customer
    owner (supplied): the owner
    interaction (supplied): what it was about
    filter (overridable): the lead filter passed
    framework (overridable): the rule of the qualification framework met
    reason (supplied): a reason
    disqualify_reason (supplied): a reason from the list, with a note where it is other
    revisit (supplied): the day to come back to it
    deal (supplied): the deal and its customer
    survivor (supplied): another lead that goes on
    criterion (supplied): a criterion that is asked
    change (supplied): what to change
    ");
    insta::assert_snapshot!(check(DealDemand::ALL), @r"
    time_order (required): acts come in the order of time
    pipeline (required): the pipeline and revision that the deal runs by
    stage (required): a stage of the pipeline
    pipeline_move (overridable): a move of the pipeline to the stage
    exit_criteria (overridable): the exit criteria of the stage left
    passes (overridable): a pass left on the rework move
    amount (supplied): an amount that is not below zero
    received (required): a payment received, to go back
    closing_evidence (supplied): the reference of the purchase, agreement or contract
    closing_place (required): the last stage where the closing event happens, reached
    closing_date (supplied): the date of closing
    nothing_due (required): nothing due any more
    outcome_near (required): the outcome Won one move away or reached
    reason (supplied): a reason
    lost_reason (supplied): a reason from the list, with a note where it is other
    until (supplied): until when
    expected_close (supplied): a new expected close
    change (supplied): what to change
    currency (required): one currency for the amount and all payments
    interaction (supplied): what it was about
    criterion (required): an exit criterion of the stage
    evidence (supplied): the evidence
    kind (required): a kind of deal that the pipeline serves
    opening_stage (overridable): evidence for the stages left out by opening further on
    stage_map (supplied): a stage map from the deal's revision that covers its stages
    ");
}

/// Every demand that an unmet one can name stands in some row, or is one of
/// the creation.
#[test]
fn no_demand_is_idle() {
    use sales_process::lifecycle::deal::DealDemand;
    use sales_process::lifecycle::lead::LeadDemand;
    for demand in LeadDemand::ALL {
        assert!(LeadMachine::TABLE.iter().any(|row| row.demands.contains(demand)), "{demand}");
    }
    for demand in DealDemand::ALL {
        let of_opening = matches!(demand, DealDemand::Kind | DealDemand::OpeningStage);
        let in_row = DealMachine::TABLE.iter().any(|row| row.demands.contains(demand));
        assert!(in_row || of_opening, "{demand}");
    }
}

#[test]
fn the_machines_drawn() {
    insta::assert_snapshot!(mermaid::<LeadMachine>(), @r#"
    stateDiagram-v2
        accTitle: lead
        state "prospect" as s0
        state "new" as s1
        state "assigned" as s2
        state "working" as s3
        state "qualified" as s4
        state "nurturing" as s5
        state "disqualified" as s6
        state "converted" as s7
        state "merged" as s8
        [*] --> s0
        [*] --> s1
        s0 --> s1 : show_interest
        s0 --> s6 : drop
        s0 --> s8 : merge
        s1 --> s2 : assign
        s1 --> s6 : disqualify
        s1 --> s8 : merge
        s2 --> s1 : reclaim
        s2 --> s2 : reassign
        s2 --> s3 : first_contact
        s2 --> s6 : disqualify
        s2 --> s8 : merge
        s3 --> s1 : reclaim
        s3 --> s2 : reassign
        s3 --> s4 : qualify
        s3 --> s5 : nurture
        s3 --> s6 : disqualify
        s3 --> s8 : merge
        s4 --> s2 : reassign
        s4 --> s5 : nurture
        s4 --> s6 : disqualify
        s4 --> s7 : convert
        s4 --> s8 : merge
        s5 --> s2 : reactivate
        s5 --> s6 : disqualify
        s5 --> s8 : merge
        s6 --> s1 : reopen
        s7 --> [*]
        s8 --> [*]
    "#);
    insta::assert_snapshot!(mermaid::<DealMachine>(), @r#"
    stateDiagram-v2
        accTitle: deal
        state "open" as s0
        state "on_hold" as s1
        state "won" as s2
        state "completed" as s3
        state "lost" as s4
        state "abandoned" as s5
        [*] --> s0
        s0 --> s0 : advance
        s0 --> s1 : hold
        s0 --> s2 : win
        s0 --> s4 : lose
        s0 --> s5 : abandon
        s1 --> s0 : resume
        s1 --> s4 : lose
        s1 --> s5 : abandon
        s2 --> s0 : reopen
        s2 --> s2 : advance
        s2 --> s3 : complete
        s3 --> s2 : refund
        s4 --> s0 : reopen
        s5 --> s0 : reopen
    "#);
}

/// The row of a table as it prints itself.
#[test]
fn a_row_of_a_table() {
    insta::assert_snapshot!(format!("{:?}", DealMachine::TABLE[0]), @"open --advance--> [Open] [TimeOrder, Pipeline, Stage, PipelineMove, ExitCriteria, Passes]");
}
