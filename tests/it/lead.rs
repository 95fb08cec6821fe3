//! Leads: interest that counts, the filter, the framework, owners, endings.

use sales_process::Named;
use sales_process::lifecycle::deal::NewDeal;
use sales_process::lifecycle::lead::{
    AnyLead, CustomerRef, Interest, Lead, LeadAmendment, LeadDemand, LeadRules, LeadState,
    LeadVerb, New, NewLead, Source, StaleLead, Working,
};
use sales_process::lifecycle::{Direction, NextStep, Note, Override, Reason, Waiver};
use sales_process::policy::{Answer, LeadFilter, Qualification, QualificationRule};

use crate::samples::{
    Policies, act, call, day, id, interest, later, lead_in, new_lead, noon, overridden,
};

#[track_caller]
fn check_captured(new: NewLead, interest: Interest, expected: &str) {
    let found = match Lead::capture_interested(new.clone(), interest, &overridden()) {
        Ok(lead) => format!("{}", AnyLead::from(lead).state()),
        Err(refused) => {
            assert_eq!(refused.entity, new);
            refused.to_string().replace("the lead cannot begin: ", "no: ")
        }
    };
    assert_eq!(found, expected);
}

#[test]
fn interest_that_counts() {
    let new = new_lead;
    check_captured(new(), Interest::called("wants a quote"), "new");
    check_captured(new(), Interest::filled_form("20 seats"), "new");
    check_captured(new(), Interest::walked_in("asked for the X1"), "new");
    check_captured(new(), Interest::answered_offer(true, "send the contract"), "new");
    check_captured(new(), Interest::met_at_event(true, "call me on Monday"), "new");
    check_captured(
        new(),
        Interest::answered_offer(false, "send us something"),
        "no: an answer to an offer counts only where the decision maker showed clear interest",
    );
    check_captured(
        new(),
        Interest::met_at_event(false, "took a leaflet"),
        "no: a meeting at an event counts only where they asked to be contacted",
    );
    check_captured(
        new(),
        Interest::called(" "),
        "no: the evidence of the interest is missing; say what they said or did",
    );
}

#[test]
fn a_lead_has_a_source() {
    let missing =
        "no: the source is missing; name the channel, the campaign or the referring customer";
    let from = |source| NewLead::inbound(id("L-1")).source(source);
    check_captured(NewLead::inbound(id("L-1")), interest(), missing);
    check_captured(from(Source::Channel(" ".into())), interest(), missing);
    check_captured(from(Source::Campaign(String::new())), interest(), missing);
    check_captured(from(Source::Campaign("fair".into())), interest(), "new");
    check_captured(from(Source::Referral(id("globex"))), interest(), "new");
    check_captured(
        NewLead::outbound(id("L-1")),
        Interest::answered_offer(false, ""),
        "no: the evidence of the interest is missing; say what they said or did; \
         an answer to an offer counts only where the decision maker showed clear interest; \
         the source is missing; name the channel, the campaign or the referring customer",
    );
}

#[test]
fn a_prospect_needs_no_source_until_it_shows_interest() {
    let prospect = Lead::capture(NewLead::outbound(id("L-1")), &act()).unwrap();
    assert_eq!(prospect.record().direction(), Direction::Outbound);
    assert_eq!((prospect.record().source(), prospect.record().interest()), (None, None));
    let refused = prospect.show_interest(interest(), None, &act()).unwrap_err();
    assert!(refused.to_string().contains("the source is missing"), "{refused}");
    let list = Some(Source::Campaign("list".into()));
    let lead = refused.entity.show_interest(interest(), list.clone(), &act()).unwrap();
    assert_eq!(lead.record().source(), list.as_ref());
    assert_eq!(lead.record().interest(), Some(&interest()));
    // A source that is named must be one.
    let blank = NewLead::outbound(id("L-2")).source(Source::Channel(String::new()));
    assert!(Lead::capture(blank, &act()).is_err());
    // One that is known stays unless another is named.
    let prospect = Lead::capture(new_lead(), &act()).unwrap();
    let lead = prospect.show_interest(interest(), None, &act()).unwrap();
    assert_eq!(lead.record().source(), Some(&Source::Channel("web".into())));
}

/// A lead that is worked on, with answers such as `segment yes, size no` to
/// the filter, and then to the framework.
fn working(screened: &str, answers: &str) -> Lead<Working> {
    let policies = Policies::new();
    let lead = Lead::capture_interested(new_lead(), interest(), &act()).unwrap();
    let lead = lead.assign(id("anna"), &act()).unwrap();
    let mut lead = lead.first_contact(call("needs"), &act()).unwrap();
    let pairs = |text: &str| -> Vec<(String, Answer)> {
        let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
        let pair = |text: &str| {
            let (name, answer) = text.split_once(' ').unwrap();
            let answer = Answer::ALL.iter().find(|known| known.name() == answer).unwrap();
            (name.to_owned(), *answer)
        };
        pairs.map(pair).collect()
    };
    for (criterion, answer) in pairs(screened) {
        lead = lead.screen(policies.rules(), id(&criterion), answer, "site", &act()).unwrap();
    }
    for (criterion, answer) in pairs(answers) {
        lead = lead.answer(policies.rules(), id(&criterion), answer, "call", &act()).unwrap();
    }
    lead
}

#[track_caller]
fn check_qualified(rules: LeadRules<'_>, screened: &str, answers: &str, expected: &str) {
    let found = match working(screened, answers).qualify(rules, &act()) {
        Ok(_) => "qualified".to_owned(),
        Err(refused) => refused.to_string(),
    };
    assert_eq!(found, expected);
}

const PASSED: &str = "segment yes, size yes";
const THREE: &str = "budget yes, need yes, timeline yes";

#[test]
fn qualified_by_filter_and_framework() {
    let policies = Policies::new();
    let rules = policies.rules();
    check_qualified(rules, PASSED, THREE, "qualified");
    check_qualified(
        rules,
        "segment partial, size yes",
        THREE,
        "the lead cannot qualify: the lead filter: rejected: 2 of 4 points, 2 needed; failed: segment; not answered: region",
    );
    check_qualified(
        rules,
        "segment yes, size partial",
        THREE,
        "the lead cannot qualify: the lead filter: rejected: 1 of 4 points, 2 needed; failed: size; not answered: region",
    );
    check_qualified(rules, "segment yes, size partial, region partial", THREE, "qualified");
    check_qualified(
        rules,
        PASSED,
        "budget yes, need yes, timeline partial",
        "the lead cannot qualify: the qualification: not qualified: 2 of 4 answered yes, 3 needed; partial: timeline; unknown: authority",
    );
    check_qualified(
        rules,
        "",
        "",
        "the lead cannot qualify: \
         the lead filter: rejected: 0 of 4 points, 2 needed; not answered: segment, size, region; \
         the qualification: not qualified: 0 of 4 answered yes, 3 needed; unknown: budget, authority, need, timeline",
    );
}

/// What a company has not written down demands nothing.
#[test]
fn each_policy_stands_alone() {
    let policies = Policies::new();
    check_qualified(LeadRules::default(), "", "", "qualified");
    check_qualified(LeadRules::default().filter(&policies.filter), PASSED, "", "qualified");
    check_qualified(LeadRules::default().qualification(&policies.bant), "", THREE, "qualified");
    let everybody = LeadFilter::default();
    check_qualified(LeadRules::default().filter(&everybody), "", "", "qualified");
}

#[test]
fn an_answer_can_be_changed_and_says_by_whom_and_when() {
    let policies = Policies::new();
    let lead = working(PASSED, "budget yes, need yes, timeline yes");
    let answer = |lead: Lead<Working>, answer, evidence: &str| {
        lead.answer(policies.rules(), id("need"), answer, evidence, &later(1)).unwrap()
    };
    let lead = answer(lead, Answer::Unknown, "asked the wrong one");
    let known = lead.record().answer("need").unwrap();
    assert_eq!(
        (known.answer, known.at, known.by.as_str()),
        (Answer::Unknown, later(1).at(), "anna")
    );
    assert_eq!(known.evidence.as_deref(), Some("asked the wrong one"));
    let refused = lead.qualify(policies.rules(), &later(1)).unwrap_err();
    let lead = answer(refused.entity, Answer::Yes, "");
    assert_eq!(lead.record().answer("need").unwrap().evidence, None);
    let verdict = lead.record().qualification_verdict(&policies.bant);
    assert_eq!(verdict.coverage().to_string(), "3 of 4 answered");
    assert!(lead.record().filter_verdict(&policies.filter).passed);
    lead.qualify(policies.rules(), &later(1)).unwrap();
}

#[test]
fn only_what_is_asked_is_answered() {
    let policies = Policies::new();
    let lead = lead_in(LeadState::New);
    let lead = Lead::<New>::try_from(lead).unwrap();
    let told = |refused: Result<Lead<New>, _>| -> String {
        let refused: sales_process::lifecycle::lead::LeadRefused<Lead<New>> = refused.unwrap_err();
        refused.to_string()
    };
    let screen = |rules, criterion: &str| {
        told(lead.clone().screen(rules, id(criterion), Answer::Yes, "", &act()))
    };
    let answer = |rules, criterion: &str| {
        told(lead.clone().answer(rules, id(criterion), Answer::Yes, "", &act()))
    };
    assert_eq!(
        screen(policies.rules(), "sise"),
        "the lead cannot screen: no criterion `sise` is asked, did you mean `size`?"
    );
    assert_eq!(
        answer(policies.rules(), "size"),
        "the lead cannot answer: no criterion `size` is asked; expected one of `budget`, `authority`, `need`, `timeline`"
    );
    assert_eq!(
        screen(LeadRules::default(), "size"),
        "the lead cannot screen: no criterion `size` is asked"
    );
    // So it is not offered either.
    let offered = |rules| -> Vec<LeadVerb> {
        AnyLead::from(lead.clone()).available(rules, &act()).into_iter().map(|a| a.verb).collect()
    };
    assert!(offered(policies.rules()).contains(&LeadVerb::Screen));
    let none = offered(LeadRules::default());
    assert!(!none.contains(&LeadVerb::Screen) && !none.contains(&LeadVerb::Answer), "{none:?}");
}

/// What a button has to ask for: what the table demands, but for a change only
/// the change, and the interest of a lead taken up again only where there is none.
#[test]
fn what_has_to_be_supplied_and_chosen_from() {
    use sales_process::lifecycle::lead::LeadMachine;
    use sales_process::lifecycle::{DemandName as _, Language, Machine as _};
    let (policies, mut dropped) =
        (Policies::new(), AnyLead::from(Lead::capture(new_lead(), &act()).unwrap()));
    dropped = dropped
        .apply(policies.rules(), crate::samples::lead_command(LeadVerb::Drop), &act())
        .unwrap();
    for lead in LeadState::ALL.iter().map(|&state| lead_in(state)).chain([dropped]) {
        let interested = lead.record().interest().is_some();
        for found in lead.available(policies.rules(), &act()) {
            let row = LeadMachine::TABLE
                .iter()
                .find(|row| row.from == lead.state() && row.verb == found.verb)
                .unwrap();
            let supplied = row.demands.iter().copied().filter(|demand| demand.is_supplied());
            let needs: Vec<LeadDemand> = supplied
                .filter(|demand| match found.verb {
                    LeadVerb::Amend => *demand == LeadDemand::Change,
                    LeadVerb::Reopen if interested => *demand == LeadDemand::Reason,
                    _ => true,
                })
                .collect();
            assert_eq!(found.needs, needs, "{} {}", lead.state(), found.verb);
            let choices: &[&str] = match found.verb {
                LeadVerb::Drop | LeadVerb::Disqualify => &["no_fit", "no_budget", "other"],
                LeadVerb::Screen => &["segment", "size", "region"],
                LeadVerb::Answer => &["budget", "authority", "need", "timeline"],
                _ => &[],
            };
            assert_eq!(found.choices, choices, "{}", found.verb);
            assert!(!found.label_in(Language::Russian).is_empty());
        }
    }
    let amend = crate::samples::lead_command(LeadVerb::Amend);
    let planned = lead_in(LeadState::Working).apply(policies.rules(), amend, &act()).unwrap();
    assert_eq!(planned.record().next_step(), Some(&crate::samples::step("write")));
    let first = &lead_in(LeadState::Prospect).available(policies.rules(), &act())[0];
    assert_eq!(first.label_in(Language::English), "Show interest");
    let label = sales_process::lifecycle::verb_label::<LeadMachine>;
    assert_eq!(label(LeadVerb::ShowInterest, Language::English), "Show interest");
}

#[test]
fn qualifying_by_override() {
    let policies = Policies::new();
    let mut lead = working("segment no", "").qualify(policies.rules(), &overridden()).unwrap();
    let entry = lead.take_entries().next_back().unwrap();
    let granted = Override { by: id("boss"), reason: "the customer is in a hurry".into() };
    let demands = vec![LeadDemand::Filter, LeadDemand::Framework];
    assert_eq!(entry.waived, Some(Box::new(Waiver { granted, demands })));
}

/// A framework of the company's own, by points.
#[test]
fn a_framework_by_points() {
    use sales_process::policy::QualificationCriterion;
    let own = Qualification::draft()
        .named("own")
        .criterion(QualificationCriterion::new("pain", "it hurts").weight(3))
        .criterion(QualificationCriterion::new("money", "they can pay").weight(2))
        .rule(QualificationRule::Score { at_least: 4.into() })
        .build()
        .unwrap();
    let rules = LeadRules::default().qualification(&own);
    let lead = working("", "").answer(rules, id("pain"), Answer::Yes, "", &act()).unwrap();
    let refused = lead.qualify(rules, &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the lead cannot qualify: the qualification: not qualified: 3 of 5 points, 4 needed; unknown: money"
    );
    let lead = refused.entity.answer(rules, id("money"), Answer::Partial, "", &act()).unwrap();
    lead.qualify(rules, &act()).unwrap();
}

#[test]
fn a_rejection_says_which_criteria_failed() {
    let policies = Policies::new();
    let lead = working("segment no, size partial, region yes", "");
    let gone = lead.disqualify(policies.rules(), "no_fit", &act()).unwrap();
    let failed: Vec<_> =
        gone.state().failed.iter().map(sales_process::CriterionId::as_str).collect();
    assert_eq!(failed, ["segment", "size"]);
    // What failed is worked out, not believed.
    let command = sales_process::lifecycle::lead::LeadCommand::Disqualify {
        reason: "no_fit".into(),
        failed: vec![id("region")],
    };
    let lead = AnyLead::from(working("segment no", ""));
    let Ok(AnyLead::Disqualified(gone)) = lead.apply(LeadRules::default(), command, &act()) else {
        panic!("it is disqualified");
    };
    assert!(gone.state().failed.is_empty());
    // So it is with a prospect.
    let prospect = Lead::capture(new_lead(), &act()).unwrap();
    let rules = policies.rules();
    let prospect = prospect.screen(rules, id("size"), Answer::No, "site", &act()).unwrap();
    let gone = prospect.drop(rules, "no_fit", &act()).unwrap();
    assert_eq!(gone.state().failed, ["size"]);
}

#[track_caller]
fn check_disqualified(list: &[String], reason: impl Into<Reason>, expected: &str) {
    let rules = LeadRules::default().disqualify_reasons(list);
    let found = match working("", "").disqualify(rules, reason, &act()) {
        Ok(gone) => gone.state().reason.to_string(),
        Err(refused) => refused.to_string().replace("the lead cannot disqualify: ", "no: "),
    };
    assert_eq!(found, expected);
}

#[test]
fn the_reasons_for_disqualifying() {
    let list = Policies::new().reasons;
    check_disqualified(&list, "no_fit", "no_fit");
    check_disqualified(
        &list,
        "nofit",
        "no: `nofit` is not a reason of the list, did you mean `no_fit`?; expected one of `no_fit`, `no_budget`, `other`",
    );
    check_disqualified(
        &list,
        "",
        "no: the reason is missing; expected one of `no_fit`, `no_budget`, `other`",
    );
    check_disqualified(&list, "other", "no: the reason `other` needs a note that says what");
    check_disqualified(&list, Reason::new("other").note("a student"), "other: a student");
    check_disqualified(&[], "too far away", "too far away");
    check_disqualified(&[], " ", "no: the reason is missing");
    check_disqualified(&[], "Other", "no: the reason `other` needs a note that says what");
}

#[test]
fn owners_come_and_go() {
    let owner = |lead: &AnyLead| lead.record().owner().map(|id| id.as_str().to_owned());
    let lead = working("", "");
    assert_eq!(owner(&lead.clone().into()).as_deref(), Some("anna"));
    // The new owner has the first contact still to make.
    let given = lead.clone().reassign(id("bob"), &act()).unwrap();
    let again = given.reassign(id("carl"), &act()).unwrap();
    assert_eq!(owner(&again.clone().into()).as_deref(), Some("carl"));
    // Taken from an owner who did not act, it is nobody's.
    let back = again.reclaim("no call in a week", &act()).unwrap();
    assert_eq!(owner(&back.into()), None);
    // While it is nurtured the owner keeps it, until another takes it up.
    let nurtured = lead.nurture("next year", day("2027-01-04"), &act()).unwrap();
    assert_eq!(nurtured.state().revisit, day("2027-01-04"));
    assert_eq!(owner(&nurtured.clone().into()).as_deref(), Some("anna"));
    let taken = nurtured.clone().reactivate(id("bob"), &act()).unwrap();
    assert_eq!(owner(&taken.into()).as_deref(), Some("bob"));
    // Disqualified and reopened it is nobody's.
    let gone = nurtured.disqualify(LeadRules::default(), "x", &act()).unwrap();
    assert_eq!(owner(&gone.clone().into()).as_deref(), Some("anna"), "who last had it");
    let new = gone.reopen("they grew", &act()).unwrap();
    assert_eq!(owner(&new.into()), None);
}

/// A prospect that was dropped has never shown interest, so it takes that to
/// be a lead.
#[test]
fn a_dropped_prospect_is_reopened_by_interest() {
    let prospect = Lead::capture(NewLead::outbound(id("L-1")), &act()).unwrap();
    let dropped = prospect.drop(LeadRules::default(), "no answer", &act()).unwrap();
    let refused = dropped.reopen("they called", &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the lead cannot reopen: \
         the evidence of the interest is missing; say what they said or did; \
         the source is missing; name the channel, the campaign or the referring customer"
    );
    let (called, phone) = (Interest::called("wants a quote"), Source::Channel("phone".into()));
    let refused = refused.entity.reopen_interested("they called", called.clone(), None, &act());
    let dropped = refused.unwrap_err().entity;
    let new = dropped.reopen_interested("they called", called.clone(), Some(phone.clone()), &act());
    let new = new.unwrap();
    assert_eq!(new.record().interest(), Some(&called));
    assert_eq!(new.record().source(), Some(&phone));
    // It can be stored like any other.
    let mut new = AnyLead::from(new);
    new.take_entries();
    let stored = serde_json::to_string(&new).unwrap();
    assert_eq!(serde_json::from_str::<AnyLead>(&stored).unwrap(), new);
}

#[test]
fn converting_names_the_deal_and_its_customer_once() {
    let policies = Policies::new();
    let lead = working(PASSED, THREE).qualify(policies.rules(), &act()).unwrap();
    for customer in [CustomerRef::New(id("acme")), CustomerRef::Existing(id("globex"))] {
        let done = lead.clone().convert(id("D-1"), customer.clone(), &act()).unwrap();
        assert_eq!((&done.state().deal, &done.state().customer), (&id("D-1"), &customer));
        let new = NewDeal::from_lead(&done, id("bob"));
        assert_eq!((&new.id, &new.customer, &new.owner), (&id("D-1"), customer.id(), &id("bob")));
        assert_eq!(new.lead, Some(id("L-1")));
        assert!(!AnyLead::from(done).permitted().contains(&LeadVerb::Convert));
    }
}

#[test]
fn a_stored_lead_was_not_referred_by_the_customer_it_became() {
    let json = serde_json::to_value(lead_in(LeadState::Converted)).unwrap();
    let with = |customer: &str| {
        let mut json = json.clone();
        json["record"]["source"] = serde_json::json!({ "referral": customer });
        serde_json::from_value::<AnyLead>(json)
    };
    assert!(with("globex").is_ok());
    let refused = with("acme").unwrap_err().to_string();
    assert!(refused.contains("`acme`"), "{refused}");
}

#[test]
fn a_lead_is_not_merged_into_itself() {
    let lead = working("", "");
    let refused = lead.merge(id("L-1"), &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the lead cannot merge: `L-1` cannot be merged into itself; name the lead that goes on"
    );
    let merged = refused.entity.merge(id("L-2"), &act()).unwrap();
    assert_eq!(merged.state().into, id::<sales_process::LeadId>("L-2"));
}

#[test]
fn amendments_and_staleness() {
    let lead = working("", "");
    assert_eq!(lead.record().stale(day("2026-03-02")), Some(StaleLead::NoNextStep));
    let next = NextStep::new("call", day("2026-03-09"));
    let lead = lead.amend(LeadAmendment::NextStep(Some(next)), &act()).unwrap();
    assert_eq!(lead.record().stale(day("2026-03-09")), None);
    let overdue = StaleLead::NextStepOverdue(day("2026-03-09"));
    assert_eq!(lead.record().stale(day("2026-03-10")), Some(overdue));
    let lead = lead.amend(LeadAmendment::FitsTarget(Some(true)), &act()).unwrap();
    let lead = lead.amend(LeadAmendment::Contact(Some("Bea, 0456".into())), &act()).unwrap();
    assert_eq!(lead.record().fits_target(), Some(true));
    assert_eq!(lead.record().contact().and_then(Note::text), Some("Bea, 0456"));
    assert_eq!((lead.record().captured_at(), lead.record().since()), (noon(), noon()));
    let lead = lead.nurture("later", day("2026-06-01"), &later(5)).unwrap();
    assert_eq!(lead.record().since(), later(5).at());
}
