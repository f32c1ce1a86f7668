package playbookfile

import (
	"time"

	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

// statusChannel is the kind of channel of the public status page. It is not sent, so it has no entry in channels.
const statusChannel = "status"

func voiceKeys() []key {
	return []key{
		{path: "approvals", about: "who must approve what: of each set in required, one person; the author never counts", limit: between(1, 20)},
		{path: "approvals[].kind", about: "kind of statement, or \"*\" for all others", limit: oneOf(append(statement.Kinds(), "*")...)},
		{path: "approvals[].required", about: "sets of roles", limit: between(1, 5)},
		{path: "approvals[].required[]", about: "one set", limit: between(1, 10)},
		{path: "approvals[].required[][]", about: "role", limit: role()},

		{path: "promise", about: "how the next update is promised and kept"},
		{path: "promise.first_after", about: "the first promise, from the first statement", limit: lasts(minute, day)},
		{path: "promise.cadence", about: "from one update to the next", limit: lasts(5*minute, 7*day)},
		{path: "promise.draft_before", about: "an update is drafted so long before it is due, even if there is no news", limit: lasts(0, day)},
		{path: "promise.tolerance", about: "later than it is a broken promise", limit: lasts(0, hour)},
		{path: "promise.round_to", about: "promised times are multiples of it", limit: lasts(minute, hour)},

		{path: "texts", about: "the words, by kind, language and channel; a text that begins with a sign is put in quotes or in a block"},
		{path: "texts[].kind", about: "kind of statement", limit: oneOf(statement.Kinds()...)},
		{path: "texts[].lang", about: "one of languages", limit: language()},
		{path: "texts[].channel", about: "one of channels[].kind, or status for the public page", limit: identifier()},
		{path: "texts[].template", about: "the words; the first line of an e-mail is its subject. Places: {brand} {flight} {origin} {dest} {date} {time} {next} {until} {link}; on the status page only {brand} {next} {until}", limit: upTo(5000)},

		{path: "phrases", about: "what a summary of a statement is made of, by language and name; the first language is the one of drafts"},
		{path: "phrases[].lang", about: "one of languages", limit: language()},
		{path: "phrases[].name", about: "a fact, nothing_known, doing or action; doing_recovery and the like are for one kind of statement", limit: oneOf(playbook.PhraseNames()...)},
		{path: "phrases[].text", about: "the words; that of a fact has the place {value}", limit: upTo(300)},
	}
}

func outreachKeys() []key {
	return []key{
		{path: "outreach", about: "who is told in which order and how"},
		{path: "outreach.purpose", about: "of the notices; marketing has no place in them", limit: oneOf("service", "legal")},
		{path: "outreach.ladder", about: "channels for a person, the first one that reaches him is tried first", limit: between(1, 10)},
		{path: "outreach.ladder[]", about: "one of channels[].kind, private", limit: identifier()},
		{path: "outreach.waves", about: "order of telling; the first rule that holds for a person decides", limit: between(1, 20)},
		{path: "outreach.waves[].rank", about: "1, 2, 3 ...", limit: between(1, 20)},
		{path: "outreach.waves[].rule", about: "who belongs to it; the last wave is rest", limit: oneOf("vulnerable", "departs_within", "top", "rest")},
		{path: "outreach.waves[].hours", about: "for departs_within", optional: true, limit: between(0.1, 240)},
		{path: "outreach.parts_per_s", about: "pace of one run", limit: between(0.01, 1e5)},
		{path: "outreach.not_after", about: "a notice that was not sent so long after the plan is worth nothing any more", limit: lasts(minute, 30*day)},
		{path: "outreach.gather_for", about: "people who join the affected later are told together after it", limit: lasts(0, day)},
		{path: "outreach.unread_after", about: "unread notices go on by the next channel after it; 0s: never", limit: lasts(0, 7*day)},
		{path: "outreach.text_stands", about: "a statement may be sent so long after it was drafted", limit: lasts(hour, 30*day)},

		{path: "stock", about: "alternatives that are set up for every incident they fit", limit: between(0, 50)},
		{path: "stock[].id", about: "name of the alternative", limit: identifier()},
		{path: "stock[].kind", about: "what it is", limit: oneOf("rebook", "refund", "rail", "bus", "other_carrier", "hotel", "meal", "voucher", "workaround", "credit", "callback")},
		{path: "stock[].unit", about: "what is counted", limit: oneOf("seat", "room", "meal", "none")},
		{path: "stock[].rank", about: "offered in this order, lowest first; no two alike", limit: between(1, 1000)},
		{path: "stock[].per_100", about: "units per 100 people affected; left out when unlimited", optional: true, limit: between(0.01, 10000)},
		{path: "stock[].unlimited", about: "there is always one more", optional: true},

		{path: "offer", about: "how long offers stand, and what they offer"},
		{path: "offer.stands", about: "from the offer", limit: lasts(minute, 30*day)},
		{path: "offer.confirm_within", about: "the booking system must confirm in it", limit: lasts(time.Second, day)},
		{path: "offer.alternatives_stand", about: "an alternative of stock may be put to people so long after it was set up", limit: lasts(hour, 90*day)},
		{path: "offer.stop_before", about: "nothing is offered that ends sooner", optional: true, limit: lasts(0, 7*day)},

		{path: "channels", about: "doors out, by kind", limit: between(1, 20)},
		{path: "channels[].kind", about: "sms, email, push ...; status is the page and no door", limit: identifier()},
		{path: "channels[].parts_per_s", about: "what the provider takes", limit: between(0.01, 1e5)},
		{path: "channels[].private", about: "personal data may travel here"},
		{path: "channels[].in_flight", about: "at the provider at once; a crash leaves so many unknown", limit: between(1, 5000)},
		{path: "channels[].attempts", about: "tries of one notice, at most", limit: between(1, 8)},
		{path: "channels[].retry_after", about: "before the next try, if the provider says nothing", limit: lasts(time.Second, day)},
		{path: "channels[].resolve_after", about: "an unanswered send is looked up or repeated after it", limit: lasts(time.Second, day)},
		{path: "channels[].needs", about: "services that it needs at the customer's end: it is down for those whom an incident cuts off from one; left out: none", optional: true, limit: between(0, 10)},
		{path: "channels[].needs[]", about: "one of them", limit: oneOf(incident.Services()...)},
	}
}
