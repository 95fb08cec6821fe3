//! Until it is known what to offer, and whether to offer at all.

use super::Template;
use crate::process::Subprocess;

pub(super) const QUALIFICATION: Template = Template {
    id: "qualification",
    name: "Qualify the lead",
    short: "qualify",
    subprocess: Subprocess::Qualify,
    days: 3,
    criteria: &[(
        "qualified",
        "the lead filter is passed, and three of budget, authority, need and timeline are confirmed",
    )],
    actions: &[
        "Go through the lead filter before any time is spent on the lead",
        "Ask about budget, authority, need and timeline, and note the evidence for each answer",
        "Decline what does not fit, with thanks and the reason, and agree when to talk again",
        "Draw who takes part in the decision and what each of them wants",
    ],
    tactics: &[
        "Ask how the last purchase of this kind was decided; it shows who has a say",
        "Ask what happens if nothing is done; without a consequence there is no deal",
        "Treat \"unknown\" as a question to ask, not as a yes",
    ],
    participants: &[("department", "Presales")],
};

pub(super) const QUALIFICATION_B2C: Template = Template {
    id: "qualification",
    name: "Qualify the lead",
    short: "qualify",
    subprocess: Subprocess::Qualify,
    days: 3,
    criteria: &[(
        "qualified",
        "the lead filter is passed, and three of budget, authority, need and timeline are confirmed",
    )],
    actions: &[
        "Go through the lead filter before advising at length",
        "Ask what the customer wants to spend and how soon it is needed",
        "Find out who else in the family has a say",
        "Point whoever does not fit to a better place, kindly",
    ],
    tactics: &[
        "Offer a range and let the customer place the budget in it",
        "Invite the second decision maker to the next appointment",
        "Ask what would make this the wrong time to buy",
    ],
    participants: &[("contractor", "Surveyor or fitter")],
};

pub(super) const QUALIFICATION_SOFT: Template = Template {
    id: "qualification",
    name: "Check the fit",
    short: "check the fit",
    subprocess: Subprocess::Qualify,
    days: 3,
    criteria: &[(
        "qualified",
        "we can supply what is wanted, and the customer can pay and wants it now",
    )],
    actions: &[
        "Check that what is wanted is in stock or can come in time",
        "Make sure that we can deliver to where the customer is",
        "Ask which payment the customer prefers and whether it is possible",
    ],
    tactics: &[
        "Have the nearest alternative at hand before saying that something is sold out",
        "Two questions are enough; every further one sends customers elsewhere",
    ],
    participants: &[],
};

pub(super) const DISCOVERY: Template = Template {
    id: "discovery",
    name: "Understand the need",
    short: "understand the need",
    subprocess: Subprocess::Qualify,
    days: 5,
    criteria: &[
        ("problem", "the customer's problem is written down in the customer's words"),
        ("worth", "what solving it is worth to the customer is known"),
        ("decision", "who decides, by what and when is known"),
    ],
    actions: &[
        "Ask how things are done today, what goes wrong and what it leads to",
        "Work out with the customer what solving the problem is worth",
        "Find out who decides, by which criteria and when",
        "See the place of use or talk to somebody who will use it",
        "Send a summary and have the customer confirm it",
    ],
    tactics: &[
        "Let the customer talk two thirds of the time",
        "Move from facts to problems, from problems to consequences, and only then to the solution",
        "Ask for numbers, and use the customer's own in everything that follows",
        "Say what we are not good at; advice is believed from somebody who does",
    ],
    participants: &[],
};

pub(super) const DISCOVERY_PROJECT: Template = Template {
    id: "discovery",
    name: "Understand the need",
    short: "understand the need",
    subprocess: Subprocess::Qualify,
    days: 5,
    criteria: &[
        ("requirements", "the requirements are written down and confirmed by the customer"),
        ("worth", "what the project is worth to the customer is known"),
        ("stakeholders", "everybody who decides or can stop the project is known"),
    ],
    actions: &[
        "Hold a workshop with the people who will use, run and pay for the result",
        "Write the requirements down and have them confirmed, one by one",
        "Work out with the customer what the project is worth and what delay costs",
        "Name who decides or can stop it, and meet each of them once",
        "Bring our specialists together with theirs",
    ],
    tactics: &[
        "Find the person inside who wants the project most, and help that person argue for it",
        "Ask what earlier projects failed on",
        "Keep a list of what is out of scope; it saves the offer later",
        "Find out who else is asked to bid, and what they are known for",
    ],
    participants: &[("department", "Engineering"), ("partner", "Technology partner")],
};

pub(super) const TRIAL: Template = Template {
    id: "trial",
    name: "Let the customer try",
    short: "run the trial",
    subprocess: Subprocess::Close,
    days: 10,
    criteria: &[(
        "trial_goal_met",
        "the result agreed on before the trial is reached and seen by who decides",
    )],
    actions: &[
        "Agree in writing what the trial must show, for whom and by when",
        "Set the trial up with the customer and get the first result on the first day",
        "Look at the usage every few days and call where it stops",
        "Close the trial with a meeting about the results and the way to the paid version",
    ],
    tactics: &[
        "Keep it short and with an end date; an open trial is a free product",
        "Choose one user with a real task, not ten who are curious",
        "Agree beforehand what happens if the trial succeeds",
    ],
    participants: &[("department", "Engineering")],
};

pub(super) const TRIAL_B2C: Template = Template {
    id: "trial",
    name: "Let the customer try",
    short: "run the trial",
    subprocess: Subprocess::Close,
    days: 10,
    criteria: &[("trial_used", "the customer has used it and told us what came of it")],
    actions: &[
        "Give the free version or the test period at once, with a clear last day",
        "Show the one thing that pleases most in the first five minutes",
        "Get in touch halfway through and help where the customer is stuck",
        "Say before the end what the paid version adds and what it costs",
    ],
    tactics: &[
        "Ask for nothing that is not needed to begin",
        "Show what other customers did in their first week",
        "Let the customer keep what was made in the trial when going on to the paid version",
    ],
    participants: &[("contractor", "Installer")],
};
