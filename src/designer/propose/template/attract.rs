//! Up to the first conversation.

use super::Template;
use crate::process::Subprocess;

pub(super) const PARTNERS: Template = Template {
    id: "partners",
    name: "Steer the partners",
    short: "steer partners",
    subprocess: Subprocess::Attract,
    days: 1,
    criteria: &[("partner_assigned", "the opportunity is registered for one partner")],
    actions: &[
        "Register each opportunity for one partner, so that no two of them court the same customer",
        "Review open opportunities with every partner once a week and agree on the next step of each",
        "Give partners the offer, the prices and the answers to common objections in writing",
        "Choose new partners by the customers they already reach",
    ],
    tactics: &[
        "Pass good leads to the partners who report back; the others will notice",
        "Go along to a partner's first meetings, and let the partner lead",
        "Settle who gets the margin before the customer hears a price",
    ],
    participants: &[("partner", "Sales partner")],
};

pub(super) const SEARCH: Template = Template {
    id: "prospecting",
    name: "Find prospects",
    short: "find prospects",
    subprocess: Subprocess::Attract,
    days: 3,
    criteria: &[("decision_maker_known", "the person who decides is known by name")],
    actions: &[
        "List the companies that resemble the best customers so far",
        "Find out for each who decides, who uses and who pays",
        "Look for an occasion to call: growth, a new site, a new head, a changed rule",
        "Ask satisfied customers whom else they would call",
    ],
    tactics: &[
        "Twenty companies looked at closely bring more than two hundred from a bought list",
        "Begin with those to whom somebody can introduce us",
        "Write down the one problem this company is likely to have; it opens the first call",
    ],
    participants: &[("partner", "Partner who knows the industry")],
};

pub(super) const SEARCH_B2C: Template = Template {
    id: "prospecting",
    name: "Find prospects",
    short: "find prospects",
    subprocess: Subprocess::Attract,
    days: 3,
    criteria: &[("permission", "we may contact the person and know by which channel")],
    actions: &[
        "Describe the people who gain most from the product and the places where they gather",
        "Collect contacts with permission: events, competitions, sign-ups, recommendations",
        "Reward customers who recommend us to friends and family",
        "Drop from the list whoever asked not to be contacted",
    ],
    tactics: &[
        "Look for a moment in life that brings the need: a move, a birth, a new job",
        "A recommendation sells better than any list; ask for it while the customer is happy",
        "Measure each source by the buyers it brings, not by the names",
    ],
    participants: &[("partner", "Local partner business")],
};

pub(super) const CONTACT: Template = Template {
    id: "contact",
    name: "Approach prospects",
    short: "approach prospects",
    subprocess: Subprocess::Attract,
    days: 3,
    criteria: &[
        ("interest", "the decision maker has said that the subject is of interest"),
        ("meeting_agreed", "a conversation with a date is agreed"),
    ],
    actions: &[
        "Call the decision maker with one reason that concerns this company",
        "Ask what is being done about the problem today and what that costs",
        "Agree on a conversation with a date, a length and a subject",
        "Note what was said and when to call again",
    ],
    tactics: &[
        "Sell the conversation, not the product",
        "Vary channel and hour: call, mail, call again; most answers come after the fourth attempt",
        "Ask the front desk for help instead of trying to get past it",
        "Take a polite \"send me something\" for what it is, and ask what it should answer",
    ],
    participants: &[],
};

pub(super) const CONTACT_B2C: Template = Template {
    id: "contact",
    name: "Approach prospects",
    short: "approach prospects",
    subprocess: Subprocess::Attract,
    days: 3,
    criteria: &[("interest", "the person has asked to hear or see more")],
    actions: &[
        "Open with what the person can see, try or win at once",
        "Ask two short questions about how things are done today",
        "Invite to the next step: a visit, a demonstration, a call back at a set hour",
        "Note the interest and the permission to get in touch again",
    ],
    tactics: &[
        "Keep the first contact under two minutes and leave a reason for a second one",
        "Offer the next step for a fixed day while interest is fresh",
        "Accept a clear no at once; it is remembered kindly",
    ],
    participants: &[],
};

pub(super) const REQUEST: Template = Template {
    id: "request",
    name: "Take the request",
    short: "take requests",
    subprocess: Subprocess::Attract,
    days: 1,
    criteria: &[(
        "request_noted",
        "what is asked for, by whom and from which source is written down",
    )],
    actions: &[
        "Answer within the hour, by the channel the customer chose",
        "Write down who asks, for what, by when, and how they heard of us",
        "Check whether the company is known to us already and who looks after it",
        "Name the next step and its date before the conversation ends",
    ],
    tactics: &[
        "Be first: the supplier who answers first sets the measure for the others",
        "Ask what made them get in touch today; it names the real reason",
        "Give no price before the need is known; name a range if they insist",
    ],
    participants: &[],
};

pub(super) const REQUEST_B2C: Template = Template {
    id: "request",
    name: "Take the request",
    short: "take requests",
    subprocess: Subprocess::Attract,
    days: 1,
    criteria: &[(
        "request_noted",
        "what the customer asks for and how to reach them is written down",
    )],
    actions: &[
        "Greet the customer and answer at once, in the shop, on the phone or in the chat",
        "Write down what is wanted, by when, and how to reach the customer",
        "Find out how the customer heard of us",
        "Look up whether the customer has bought before",
    ],
    tactics: &[
        "Let the customer finish before showing anything",
        "Ask what it is for; the use tells more than the model",
        "If something must be looked up, promise a time for the answer and keep it",
    ],
    participants: &[],
};
