//! What users read when a move is refused, and how the machines look.

use sales_process::Currency;
use sales_process::Message;
use sales_process::lifecycle::deal::{DealMachine, DealUnmet};
use sales_process::lifecycle::lead::{LeadMachine, LeadUnmet};
use sales_process::lifecycle::{
    Choices, Conduct, DateFault, DemandName, HasDemand, Hint, Language, Machine, mermaid,
    state_label, verb_label,
};
use sales_process::process::{ClosingEvent, DealKind};

use crate::samples::{day, id, money, noon};

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

/// What a table of messages must hold: codes of its own, words in every
/// language, the same parameters in each, none of them left in a text.
#[track_caller]
fn check_words(words: &[(&str, [&str; 3])]) {
    let parameters = |text: &str| -> std::collections::BTreeSet<String> {
        text.split('{')
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
            .collect()
    };
    let mut codes = std::collections::BTreeSet::new();
    for (code, [english, russian, romanian]) in words {
        assert!(codes.insert(*code), "`{code}` is there twice");
        assert!(code.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{code}");
        check_style(english);
        let verdict = parameters(english).contains("verdict");
        for (text, cyrillic) in [(russian, true), (romanian, false)] {
            assert!(!text.trim().is_empty() && !text.ends_with('.'), "{code}");
            let own = text.replace(|c| c != '{' && !char::is_alphabetic(c), "");
            let written = own.chars().any(|c| ('\u{400}'..'\u{500}').contains(&c));
            assert!(written == cyrillic || text.starts_with('{'), "{code}: {text}");
            // What a policy says is told apart in other languages.
            assert!(verdict || parameters(text) == parameters(english), "{code}: {text}");
        }
        assert!(english == russian || english != romanian, "{code}");
    }
}

/// The tables of messages by the names of their enums.
macro_rules! tables {
    ($($Table:ty,)+) => {
        [$((stringify!($Table), <$Table>::WORDS),)+]
    };
}

/// The items of the sources of some rooms, each with its file; without tests.
fn sources(rooms: &[&str]) -> Vec<(String, String)> {
    fn collect(path: &std::path::Path, found: &mut Vec<(String, String)>) {
        if path.is_dir() {
            std::fs::read_dir(path).unwrap().for_each(|it| collect(&it.unwrap().path(), found));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = std::fs::read_to_string(path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            // An item ends with a brace at the beginning of a line.
            let items =
                text.split("\n}\n").map(|item| (path.display().to_string(), item.to_owned()));
            found.extend(items);
        }
    }
    let mut found = Vec::new();
    let src = crate::commands::root().join("src");
    rooms.iter().for_each(|room| collect(&src.join(room), &mut found));
    found
}

/// The word after some text, such as the name of a type.
fn word_after<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

/// Every table there is in the sources is looked at, so that a new one is, too.
#[test]
fn every_message_has_words_in_every_language() {
    use sales_process::MoneyError;
    use sales_process::lifecycle::customer::{CustomerFault, CustomerUnmet};
    use sales_process::lifecycle::deal::DealFault;
    use sales_process::lifecycle::handoff::desk::CompletionError;
    use sales_process::lifecycle::handoff::{HandoffFault, HandoffUnmet};
    use sales_process::lifecycle::lead::LeadFault;
    use sales_process::lifecycle::succession::ApplyError;
    use sales_process::loyalty::WorklistError;
    use sales_process::policy::assignment::LeaveError;
    use sales_process::policy::rule::{EvaluateError, RuleAskError, RuleFoldError, SegmentError};
    use sales_process::policy::{PointsError, RuleError};
    use sales_process::process::sketch::SketchFault;
    use sales_process::process::{ConditionError, StageMapError};
    let tables = tables![
        DateFault,
        LeadUnmet,
        LeadFault,
        DealUnmet,
        DealFault,
        CustomerUnmet,
        CustomerFault,
        HandoffUnmet,
        HandoffFault,
        CompletionError,
        ApplyError,
        LeaveError,
        MoneyError,
        EvaluateError,
        PointsError,
        RuleAskError,
        RuleError,
        RuleFoldError,
        SegmentError,
        WorklistError,
        ConditionError,
        StageMapError,
        SketchFault,
    ];
    tables.iter().for_each(|(_, words)| check_words(words));
    let written: std::collections::BTreeSet<String> = sources(&[""])
        .iter()
        .filter(|(_, item)| item.contains("messages! {\n"))
        .filter_map(|(_, item)| word_after(item.rsplit_once("messages! {\n")?.1, "pub enum "))
        .map(str::to_owned)
        .collect();
    let mut looked_at: std::collections::BTreeSet<String> =
        tables.iter().map(|(name, _)| (*name).to_owned()).collect();
    // Those that tests beside them look at.
    for beside in ["FieldError", "IdError", "LimitError", "NameError", "ProblemKind"] {
        assert!(looked_at.insert(beside.to_owned()));
    }
    assert_eq!(written, looked_at);
}

/// What is told by the machines, policies and worklists is told in every
/// language: each type with a text is a table of messages, or has `text_in`.
#[test]
fn whatever_is_told_has_words_in_every_language() {
    // Names, notes of people, and parts of a text that has words itself; what
    // only holds an error and what it came back with.
    let no_sentences = [
        "Note",
        "Reason",
        "RuleReason",
        "StageRef",
        "Recipient",
        "Refused",
        "Points",
        "Coverage",
        "Listed",
        "Products",
        "PartOfRule",
        "Rule",
        "Leaf",
        "NotApplied",
        "NotCompleted",
    ];
    let items = sources(&["lifecycle", "policy", "loyalty/worklist.rs"]);
    let has_words = |name: &str| {
        items.iter().any(|(_, item)| {
            let of_type = item.lines().any(|line| {
                line.starts_with("impl")
                    && word_after(&format!("{line} "), &format!(" {name}")).is_some()
            });
            (of_type && item.contains("fn text_in("))
                || item.contains(&format!("pub enum {name} ")) && item.contains("messages! {")
        })
    };
    let mut told = 0;
    for (file, item) in &items {
        let errors = item.match_indices("thiserror::Error").map(|(at, _)| &item[at..]);
        let errors = errors.filter_map(|after| {
            word_after(after, "pub struct ").or_else(|| word_after(after, "pub enum "))
        });
        let texts = item.lines().filter_map(|line| match line.split_once(' ')?.0 {
            "shown!" | "told!" => word_after(line, "{ "),
            first if first.starts_with("impl") => word_after(line, "Display for "),
            _ => None,
        });
        for name in errors.chain(texts).filter(|name| !no_sentences.contains(name)) {
            told += 1;
            assert!(has_words(name), "{file}: `{name}` is told in English alone");
        }
    }
    assert!(told > 10, "{told}");
}

/// Names of states and moves, and what moves demand, in every language.
#[test]
fn every_name_has_words_in_every_language() {
    fn check<M: Conduct>(demands: &[M::Demand]) {
        for language in Language::ALL {
            for row in M::TABLE {
                let verb = verb_label::<M>(row.verb, *language);
                assert!(!verb.contains('?') && !verb.is_empty(), "{}", row.verb);
                for state in row.to.iter().chain([&row.from]) {
                    let state = state_label::<M>(*state, *language);
                    assert!(!state.contains('?') && !state.is_empty());
                }
            }
            for demand in demands {
                assert!(!demand.text_in(*language).trim().is_empty());
            }
        }
    }
    use sales_process::lifecycle::customer::{CustomerDemand, CustomerMachine};
    use sales_process::lifecycle::deal::DealDemand;
    use sales_process::lifecycle::handoff::{HandoffDemand, HandoffMachine};
    use sales_process::lifecycle::lead::LeadDemand;
    check::<LeadMachine>(LeadDemand::ALL);
    check::<DealMachine>(DealDemand::ALL);
    check::<CustomerMachine>(CustomerDemand::ALL);
    check::<HandoffMachine>(HandoffDemand::ALL);
}

/// The form for programs, and the words of each language.
#[test]
fn a_refusal_for_programs() {
    use sales_process::lifecycle::deal::DealState;
    let deal = crate::samples::deal_in(DealState::Open);
    let p = crate::samples::main_pipeline();
    let lose = serde_json::from_str(r#"{"lose": {"reason": {"code": "prize"}}}"#).unwrap();
    let refused = deal.apply(&p, lose, &crate::samples::act()).unwrap_err();
    insta::assert_snapshot!(serde_json::to_string_pretty(refused.refusal()).unwrap(), @r#"
    {
      "entity": "deal",
      "state": "open",
      "verb": "lose",
      "code": "unmet",
      "permitted": [
        "advance",
        "win",
        "hold",
        "lose",
        "abandon",
        "amend",
        "pay",
        "return_payment",
        "interact",
        "satisfy",
        "retract",
        "migrate",
        "transfer",
        "take_back",
        "erase"
      ],
      "overridable": false,
      "unmet": [
        {
          "code": "lost_reason",
          "demand": "lost_reason",
          "overridable": false,
          "params": {
            "found": "prize",
            "hint": {
              "nearest": "price"
            },
            "choices": [
              "price",
              "competitor",
              "timing",
              "other"
            ]
          },
          "text": "`prize` is not a reason of the list, did you mean `price`?; expected one of `price`, `competitor`, `timing`, `other`"
        }
      ],
      "text": "the deal cannot lose: `prize` is not a reason of the list, did you mean `price`?; expected one of `price`, `competitor`, `timing`, `other`"
    }
    "#);
    let words = Language::ALL.iter().map(|language| refused.refusal().text_in(*language));
    insta::assert_snapshot!(words.collect::<Vec<_>>().join("\n"), @r"
    the deal cannot lose: `prize` is not a reason of the list, did you mean `price`?; expected one of `price`, `competitor`, `timing`, `other`
    Сделка: Проиграть — нельзя: `prize` — не причина из списка; возможно, имелось в виду `price`; ожидается одно из: `price`, `competitor`, `timing`, `other`
    Tranzacție: Pierde — nu se poate: `prize` nu este un motiv din listă; poate ați vrut `price`; se așteaptă una din: `price`, `competitor`, `timing`, `other`
    ");
    let available = refused.entity.available(&p, &crate::samples::act());
    let win = available.iter().find(|found| found.verb.to_string() == "win").unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(win).unwrap(), @r#"
    {
      "verb": "win",
      "stage": null,
      "ready": true,
      "needs": [
        {
          "demand": "closing_evidence",
          "text": "the reference of the purchase, agreement or contract"
        },
        {
          "demand": "closing_date",
          "text": "the date of closing"
        }
      ],
      "choices": [],
      "unmet": []
    }
    "#);
}

#[test]
fn every_demand_of_a_lead_that_is_not_met() {
    let all = [
        LeadUnmet::TimeOrder { last: noon() },
        LeadUnmet::Interest,
        LeadUnmet::NotTheDecisionMaker,
        LeadUnmet::DidNotAsk,
        LeadUnmet::Source,
        LeadUnmet::Interaction,
        LeadUnmet::Filter {
            verdict: "rejected: 0 of 2 points, 2 needed; failed: size".into(),
            failed: vec![id("size")],
            unanswered: Vec::new(),
        },
        LeadUnmet::Framework {
            verdict: "not qualified: 2 of 4 answered yes, 3 needed; no: need".into(),
            failed: vec![id("need")],
            unanswered: Vec::new(),
        },
        LeadUnmet::Reason,
        LeadUnmet::NoDisqualifyReason { choices: Choices::default() },
        LeadUnmet::DisqualifyReason {
            found: "nofit".into(),
            hint: Hint::default(),
            choices: Choices::default(),
        },
        LeadUnmet::ReasonNote,
        LeadUnmet::Survivor { lead: id("L-1") },
        LeadUnmet::Criterion { criterion: id("x"), hint: Hint::default() },
        LeadUnmet::Change,
        LeadUnmet::SameOwner { owner: id("anna") },
        LeadUnmet::NoOwner,
        LeadUnmet::ReferredItself { customer: id("acme") },
        LeadUnmet::NoLastMove,
        LeadUnmet::NotTheLast { found: 2, last: 5 },
    ];
    insta::assert_snapshot!(shown(&all), @r"
    time_order: the lead was last changed at 2026-03-02T12:00:00Z, after this act; act at that instant or later
    interest: the evidence of the interest is missing; say what they said or did
    decision_maker: an answer to an offer counts only where the decision maker showed clear interest
    decision_maker: a meeting at an event counts only where they asked to be contacted
    source: the source is missing; name the channel, the campaign or the referring customer
    interaction: the interaction does not say what it was about
    filter: the lead filter: rejected: 0 of 2 points, 2 needed; failed: size
    framework: the qualification: not qualified: 2 of 4 answered yes, 3 needed; no: need
    reason: the reason is missing
    disqualify_reason: the reason is missing
    disqualify_reason: `nofit` is not a reason of the list
    disqualify_reason: the reason `other` needs a note that says what
    survivor: `L-1` cannot be merged into itself; name the lead that goes on
    criterion: no criterion `x` is asked
    change: the next step is blank; say what is to be done
    owner: `anna` has the lead already; name another owner
    owner: nobody works on the lead; assign it first
    referrer: the lead was referred by `acme`, the customer it would become; correct its source first
    last_move: there is no move to take back: none was made, or the last one was taken back
    last_move: entry 2 is not the last change of state, which is entry 5
    ");
}

#[test]
fn every_demand_of_a_deal_that_is_not_met() {
    let gbp: Currency = "GBP".parse().unwrap();
    let eur: Currency = "EUR".parse().unwrap();
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
        DealUnmet::OtherPipeline {
            id: id("main"),
            revision: 1,
            found: id("main"),
            found_revision: 2,
        },
        DealUnmet::NoPipeline { id: id("main"), revision: 1 },
        DealUnmet::UnknownStage { name: "sing".into(), hint: Hint::default() },
        DealUnmet::ForeignKey { pipeline: id("main") },
        DealUnmet::IsOutcome { outcome: id("won") },
        DealUnmet::PipelineMove { from: id("find"), to: id("sign") },
        DealUnmet::ExitCriterion {
            stage: id("find"),
            criterion: "decision_maker".into(),
            text: "the decision maker is known".into(),
        },
        DealUnmet::Passes { from: id("offer"), to: id("needs"), max: 2 },
        DealUnmet::NoAmount,
        DealUnmet::BelowZero { found: money("-1 GBP") },
        DealUnmet::NotPositive { found: money("0 GBP") },
        DealUnmet::MoreThanReceived { found: money("9 GBP"), received: money("5 GBP") },
        DealUnmet::Sum,
        DealUnmet::NothingReceived,
        DealUnmet::Currency { expected: gbp, found: eur },
    ];
    all.extend(events.iter().map(|event| DealUnmet::ClosingEvidence { event: *event }));
    all.extend(events.iter().map(|event| place(*event)));
    all.extend([
        DealUnmet::StillDue { due: money("900 GBP") },
        DealUnmet::OutcomeFar { stage: id("sign") },
        DealUnmet::UnknownOutcome { name: id("gone"), choices: Choices::default() },
        DealUnmet::Reason,
        DealUnmet::NoLostReason { choices: Choices::default() },
        DealUnmet::LostReason {
            found: "prize".into(),
            hint: Hint::default(),
            choices: Choices::default(),
        },
        DealUnmet::ReasonNote,
        DealUnmet::Change,
        DealUnmet::SameOwner { owner: id("anna"), from: day("2026-03-02") },
        DealUnmet::Ended,
        DealUnmet::Interaction,
        DealUnmet::Criterion { stage: id("find"), criterion: id("x"), hint: Hint::default() },
        DealUnmet::NotMet { stage: id("find"), criterion: id("x") },
        DealUnmet::Evidence,
        DealUnmet::Approval { criterion: id("discount"), roles: vec!["head_of_sales".into()] },
        DealUnmet::NoLastMove,
        DealUnmet::NotTheLast { found: 2, last: 5 },
    ]);
    all.extend(DealKind::ALL.iter().map(|of| kind(*of)));
    all.extend([
        DealUnmet::OpeningStage { stage: id("offer"), left_out: vec![id("find"), id("needs")] },
        DealUnmet::StageMap { pipeline: id("main"), from: 2, id: id("main"), revision: 1 },
        DealUnmet::StageMapEnd { to: id("other") },
        DealUnmet::StageMapGap { stages: vec![id("find")] },
        DealUnmet::StageMapTarget { stages: vec![id("fnd")] },
    ]);
    insta::assert_snapshot!(shown(&all), @r"
    time_order: the deal was last changed at 2026-03-02T12:00:00Z, after this act; act at that instant or later
    pipeline: the deal runs by revision 1 of pipeline `main`, not by revision 2 of `main`
    pipeline: the deal runs by revision 1 of pipeline `main`
    stage: the pipeline has no stage `sing`
    stage: the stage was looked up in another pipeline; look it up in `main`
    stage: `won` is an outcome, not a stage to stand in; win or lose the deal instead
    pipeline_move: the pipeline has no move from `find` to `sign`
    exit_criteria: not met in `find`: the decision maker is known (criterion `decision_maker`)
    passes: the way back from `offer` to `needs` is used up (limit 2)
    amount: the amount is not known; give what the deal is worth
    amount: the amount -1.00 GBP does not fit; expected zero or more
    amount: the amount 0.00 GBP does not fit; expected more than zero
    amount: the amount 9.00 GBP does not fit; expected at most the 5.00 GBP received
    amount: the payments are too much: the sum is out of range
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
    outcome: `gone` is no outcome of the pipeline for this
    reason: the reason is missing
    lost_reason: the reason is missing
    lost_reason: `prize` is not a reason of the list
    lost_reason: the reason `other` needs a note that says what
    change: the next step is blank; say what is to be done
    change: `anna` has the deal on 2026-03-02 already
    in_work: the deal has ended; reopen it, or take the last move back
    interaction: the interaction does not say what it was about
    criterion: the stage `find` has no criterion `x`
    met: the criterion `x` of `find` is not met, so it cannot be retracted
    evidence: the evidence is missing
    approval: `discount` is approved by `head_of_sales`; act in that role
    last_move: there is no move to take back: none was made, or the last one was taken back
    last_move: entry 2 is not the last move of stage or outcome, which is entry 5
    kind: the pipeline `main` does not serve new business deals
    kind: the pipeline `main` does not serve repeat deals
    kind: the pipeline `main` does not serve cross-sell deals
    kind: the pipeline `main` does not serve up-sell deals
    kind: the pipeline `main` does not serve renewal deals
    opening_stage: opening at `offer` leaves out `find`, `needs`; give evidence that it was done
    stage_map: the stage map leads from revision 2 of `main`, but the deal runs by revision 1 of `main`
    stage_map: the stage map leads to `other`; migrate within a pipeline, transfer to another one
    stage_map: the stage map does not say where `find` goes
    stage_map: the stage map leads to `fnd`; the new revision has no such stage
    ");
}

/// What moves demand, as a list to be read.
#[test]
fn the_demands_in_words() {
    fn check<D: DemandName>(all: &[D]) -> String {
        let line = |demand: &D| {
            check_style(demand.text_in(Language::English));
            let kind = match (demand.is_supplied(), demand.can_be_overridden()) {
                (true, false) => "supplied",
                (false, true) => "overridable",
                _ => "required",
            };
            format!("{demand} ({kind}): {}", demand.text_in(Language::English))
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
    referrer (supplied): a customer that did not refer the lead itself
    survivor (supplied): another lead that goes on
    criterion (supplied): a criterion that is asked
    change (supplied): what to change
    dates (overridable): dates within their bounds
    field (required): a declared field with a value of its kind
    last_move (required): a change of state that can be taken back
    possible (required): what can be true of a lead
    ");
    insta::assert_snapshot!(check(DealDemand::ALL), @r"
    time_order (required): acts come in the order of time
    pipeline (required): the pipeline and revision that the deal runs by, or goes over to
    stage (required): a stage of the pipeline
    pipeline_move (overridable): a move of the pipeline to the stage
    exit_criteria (overridable): the exit criteria of the stage left
    entry_criteria (overridable): the entry criteria of the stage entered
    passes (overridable): a pass left on the rework move
    amount (supplied): an amount that is not below zero
    received (required): a payment received, to go back
    closing_evidence (supplied): the reference of the purchase, agreement or contract
    closing_place (required): the last stage where the closing event happens, reached
    closing_date (supplied): the date of closing
    nothing_due (required): nothing due any more
    outcome_near (required): the outcome Won one move away or reached
    outcome (required): an outcome of the pipeline of that kind
    reason (supplied): a reason
    lost_reason (supplied): a reason from the list, with a note where it is other
    until (supplied): until when
    expected_close (supplied): a new expected close
    payment_date (supplied): the day the money came or went
    dates (overridable): dates within their bounds
    change (supplied): what to change
    in_work (required): a deal that is neither lost nor abandoned
    currency (required): one currency for the amount and all payments
    interaction (supplied): what it was about
    criterion (supplied): a criterion of the stage
    evidence (supplied): the evidence
    approval (required): somebody whose role may approve
    met (required): a criterion that is met
    kind (required): a kind of deal that the pipeline serves
    segment (overridable): a deal of the pipeline's segment
    field (required): a declared field with a value of its kind
    opening_stage (overridable): evidence for the stages left out by opening further on
    stage_map (supplied): a stage map from where the deal is that covers its stages
    last_move (required): a move of stage or outcome that can be taken back
    possible (required): what can be true of a deal
    ");
}

/// Every demand that an unmet one can name stands in some row, or is one of
/// the creation.
#[test]
fn no_demand_is_idle() {
    use sales_process::lifecycle::deal::DealDemand;
    use sales_process::lifecycle::lead::LeadDemand;
    for demand in LeadDemand::ALL.iter().filter(|demand| **demand != LeadDemand::Possible) {
        assert!(LeadMachine::TABLE.iter().any(|row| row.demands.contains(demand)), "{demand}");
    }
    for demand in DealDemand::ALL {
        let of_opening = matches!(
            demand,
            DealDemand::Kind
                | DealDemand::Segment
                | DealDemand::OpeningStage
                | DealDemand::Possible
        );
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
    insta::assert_snapshot!(format!("{:?}", DealMachine::TABLE[0]), @"open --advance--> [Open] [TimeOrder, Pipeline, Stage, PipelineMove, ExitCriteria, EntryCriteria, Passes]");
}
