package playbookfile

import (
	"time"
)

// keyTable lists every key. A test holds it against the struct, so that neither can have what the other lacks.
func keyTable() map[string]key {
	table := map[string]key{}
	for _, part := range [][]key{headKeys(), detectorKeys(), voiceKeys(), outreachKeys(), deskKeys(), calloutKeys()} {
		for _, k := range part {
			table[k.path] = k
		}
	}
	return table
}

const (
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * time.Hour
	many   = 1e9
)

// Forms of names.
func identifier() limit {
	return matches("a name of lower-case letters, digits, dots, dashes and underscores", `^[a-z0-9][a-z0-9._-]{0,63}$`)
}

func language() limit {
	return matches(`a language tag like "en" or "pt-BR"`, `^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
}

func host() limit {
	return matches("a host name, without scheme and path", `^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?$`)
}

func role() limit {
	return oneOf("gold", "silver", "bronze", "comms", "log", "legal", "ops", "care", "hr", "liaison")
}

func headKeys() []key {
	return []key{
		{path: "id", about: "names the playbook; its stream is playbook-{id}", limit: identifier()},
		{path: "version", about: "counts its editions", limit: between(1, 1e6)},
		{path: "domain", about: "the kind of operator", limit: oneOf("air", "rail", "telecom", "other")},
		{path: "languages", about: "of statements; the first is the master", limit: between(1, 30)},
		{path: "languages[]", about: "one of them", limit: language()},
		{path: "zone", about: "IANA time zone, for hours of the week and promised local times", limit: upTo(64)},
		{path: "link_domain", about: "host of the signed links in texts", limit: host()},

		{path: "trigger", about: "what is big enough for what"},
		{path: "trigger.tell_affected_at_least", about: "people affected; a smaller incident gets no statement of its own", limit: between(0, many)},
		{path: "trigger.crisis_affected_at_least", about: "people affected from which a cell of level 1, 2, 3 is proposed; rising", limit: between(3, 3)},
		{path: "trigger.crisis_affected_at_least[]", about: "people affected", limit: between(1, many)},
		{path: "trigger.proposal_lapses", about: "a proposed cell that nobody activates is dropped after it", limit: lasts(minute, 7*day)},
		{path: "trigger.suspect_after", about: "a surge without a known incident becomes a suspected one after it; a surge of all brands together after twice as long, if no brand has one that fits it", limit: lasts(minute, day)},
		{path: "trigger.suspect_level_at_least", about: "level that such a surge must have", limit: between(1, 3)},
		{path: "trigger.quiet_after_suspicion", about: "a further surge of the same brand in it adds nothing to what is suspected already", limit: lasts(0, 7*day)},
		{path: "trigger.gather_for", about: "flights that join an incident one by one are looked up together once none has come for so long, after four times as long in any case; left out: each at once", optional: true, limit: lasts(0, 10*minute)},

		{path: "cell", about: "how the crisis cell works"},
		{path: "cell.mandate", about: "what the cell may decide", limit: upTo(500)},
		{path: "cell.core_roles", about: "without one of them the cell is short-handed", limit: between(1, 10)},
		{path: "cell.core_roles[]", about: "one of them", limit: role()},
		{path: "cell.ack_within", about: "an alerted holder who has not answered in it: the deputy is alerted", limit: lasts(30*time.Second, day)},
		{path: "cell.short_handed_to", about: "a short-handed cell may stay so for that long", limit: lasts(minute, day)},

		{path: "stand_down", about: "when the cell may go home"},
		{path: "stand_down.stable_for", about: "after the incident was resolved", limit: lasts(0, 30*day)},
		{path: "stand_down.backlog_times", about: "open conversations may be so many times the usual", limit: between(1, 100)},
		{path: "stand_down.monitoring_for", about: "between the end of the work and the stand-down", limit: lasts(0, 30*day)},
	}
}

func detectorKeys() []key {
	return []key{
		{path: "detector", about: "when a rise of messages is a surge; another value is another detector version"},
		{path: "detector.version", about: "a new version starts to count from zero", limit: matches("a short version like \"1\"", `^[A-Za-z0-9._-]{1,32}$`)},
		{path: "detector.pooled_arl", about: "wanted time between false openings of a stream that is pooled over brands, channels or topics", limit: lasts(hour, 3660*day)},
		{path: "detector.leaf_arl", about: "the same, of one brand, channel and topic", limit: lasts(hour, 3660*day)},
		{path: "detector.guard_min", about: "least factor on the baseline that is forgiven; at 1 a small error of the baseline is an alarm", limit: between(1.01, 10)},
		{path: "detector.guard_low_rate", about: "least factor below low_rate_per_h", limit: between(1.01, 10)},
		{path: "detector.low_rate_per_h", about: "below it the noise of the rate cannot be learned", limit: between(0, 1e6)},
		{path: "detector.guard_cold", about: "least factor until cold_exposure_h", limit: between(1.01, 10)},
		{path: "detector.cold_exposure_h", about: "hours that a young baseline is doubted", limit: between(0, 8784)},
		{path: "detector.min_exposure_h", about: "hours of coverage before a stream has a baseline", limit: between(1, 8784)},
		{path: "detector.min_learned_events", about: "messages learned before a stream has a baseline", limit: between(1, 1e6)},
		{path: "detector.prior_per_h", about: "known rate of a stream before it has a baseline; 0: none, and it is not scored", optional: true, limit: between(0, 1e6)},
		{path: "detector.forgetting", about: "what is kept of the baseline per week", limit: between(0.01, 1)},
		{path: "detector.same_customer", about: "the same person counts once in it", limit: lasts(0, 7*day)},
		{path: "detector.resume_within", about: "a surge that opens again in it is the same surge", limit: lasts(0, 7*day)},
		{path: "detector.min_customers", about: "fewer people since the onset are level 0", limit: between(0, 1e6)},
		{path: "detector.level_edges", about: "multiples of the baseline from which level 1, 2, 3 hold; rising", limit: between(3, 3)},
		{path: "detector.level_edges[]", about: "multiple", limit: between(1.01, 1000)},
		{path: "detector.missing_per_h", about: "a total without a baseline that counts more, and", limit: between(0, 1e6)},
		{path: "detector.missing_times", about: "so many times its level, is a feed that began unannounced", limit: between(1, 1e6)},
		{path: "detector.call_out_factor", about: "times its usual daily maximum that the evidence must reach before people are called", limit: between(1, 100)},
		{path: "detector.call_out_history_d", about: "days of history before that is asked", limit: between(0, 366)},
		{path: "detector.explain_within", about: "distance of a surge and an incident at which one explains the other less by a factor e", limit: lasts(minute, 7*day)},
		{path: "detector.lateness", about: "how late messages may come and still count at their own time", limit: between(1, 50)},
		{path: "detector.lateness[].channel", about: "one of detector.channels, or \"*\" for all others", limit: matches(`a channel or "*"`, `^(\*|[a-z0-9][a-z0-9._-]{0,63})$`)},
		{path: "detector.lateness[].within", about: "it delays every detection by as much", limit: lasts(0, day)},
		{path: "detector.channels", about: "closed list of channels that messages come by; unknown ones count as other", limit: between(1, 50)},
		{path: "detector.channels[]", about: "one of them", limit: identifier()},
		{path: "detector.topics", about: "closed list of topics, as the classifier names them; unknown ones count as other", limit: between(1, 100)},
		{path: "detector.topics[]", about: "one of them", limit: identifier()},
	}
}

func deskKeys() []key {
	return []key{
		{path: "forecast", about: "assumptions about how many people will ask; learned from what they do"},
		{path: "forecast.interval", about: "of the grid on which the need is assessed", limit: lasts(minute, hour)},
		{path: "forecast.horizon", about: "how far it looks; a multiple of the interval", limit: lasts(15*minute, 7*day)},
		{path: "forecast.contact_uninformed", about: "contacts per affected person who was not told", limit: between(0, 10)},
		{path: "forecast.contact_informed", about: "contacts per person who was told with an alternative", limit: between(0, 10)},
		{path: "forecast.curve_weights", about: "shares of the exponentials by which contacts fade; together 1", limit: between(1, 10)},
		{path: "forecast.curve_weights[]", about: "share", limit: between(0, 1)},
		{path: "forecast.curve_taus_h", about: "their time constants, one for each", limit: between(1, 10)},
		{path: "forecast.curve_taus_h[]", about: "hours", limit: between(0.01, 1000)},
		{path: "forecast.gamma_shape", about: "how firmly the assumptions are held against what is seen: as much as so many contacts", limit: between(0.1, 1e6)},
		{path: "forecast.gap_assessments", about: "assessments in a row that must lack people before any are called", limit: between(1, 100)},
		{path: "forecast.curves", about: "kinds of incident whose people ask otherwise than the rest; left out: all alike", optional: true, limit: between(0, 50)},
		{path: "forecast.curves[].kind", about: "kind of incident, as the source reports it; SUSPECTED is one that customers alone told of", limit: matches("a kind like CANCELLED", `^[A-Z][A-Z0-9_]{0,63}$`)},
		{path: "forecast.curves[].uninformed", about: "contacts per affected person who was not told", limit: between(0, 10)},
		{path: "forecast.curves[].informed", about: "contacts per person who was told with an alternative", limit: between(0, 10)},
		{path: "forecast.curves[].weights", about: "shares of the exponentials by which contacts fade; together 1", limit: between(1, 10)},
		{path: "forecast.curves[].weights[]", about: "share", limit: between(0, 1)},
		{path: "forecast.curves[].taus_h", about: "their time constants, one for each", limit: between(1, 10)},
		{path: "forecast.curves[].taus_h[]", about: "hours", limit: between(0.01, 1000)},
		{path: "forecast.episode_weight", about: "what one incident that is over teaches about the next of its kind: as much as so many contacts; 0 or left out: nothing", optional: true, limit: between(0, 1e6)},

		{path: "desk", about: "what the care team can do"},
		{path: "desk.agents", about: "productive people in normal times", limit: between(0, 1e5)},
		{path: "desk.handling_s", about: "seconds that one conversation takes", limit: between(1, 1e5)},
		{path: "desk.reply_within", about: "the announced reply time", limit: lasts(minute, 30*day)},
		{path: "desk.occupancy", about: "share of the time that people can work without a pause, at most", limit: between(0.05, 1)},
		{path: "desk.lease", about: "a conversation whose owner is not heard of for so long goes back to the queue", limit: lasts(30*time.Second, day)},
		{path: "desk.langs", about: "shares of demand by language; together 1", limit: between(1, 30)},
		{path: "desk.langs[].lang", about: "language", limit: language()},
		{path: "desk.langs[].share", about: "share of demand", limit: between(0, 1)},
		{path: "desk.skill", about: "asked of reserve members who are called", limit: identifier()},
		{path: "desk.lines", about: "channels on which customers wait on the line (Erlang A); left out: all work may wait", optional: true, limit: between(0, 10)},
		{path: "desk.lines[].channel", about: "one of detector.channels", limit: identifier()},
		{path: "desk.lines[].share", about: "share of demand", limit: between(0, 1)},
		{path: "desk.lines[].patience", about: "mean time until somebody who waits gives up", limit: lasts(time.Second, day)},
		{path: "desk.lines[].abandon_at_most", about: "share that may give up", limit: between(0.001, 1)},
		{path: "desk.lines[].wait_at_most", about: "mean wait of all", limit: lasts(time.Second, day)},
	}
}

func calloutKeys() []key {
	return []key{
		{path: "callout", about: "how reserve members are called"},
		{path: "callout.accept_rate", about: "share that is expected to say yes; a wave is need / rate", limit: between(0.01, 1)},
		{path: "callout.ack_within", about: "who has not answered in it counts as silent", limit: lasts(30*time.Second, day)},
		{path: "callout.calls_per_wave", about: "calls to one member in one wave, at most", limit: between(1, 10)},
		{path: "callout.lead_time", about: "from the call to the start of the work", limit: lasts(0, 7*day)},
		{path: "callout.shift", about: "how long they are asked to work", limit: lasts(15*minute, day)},
		{path: "callout.max_people", about: "in one call-out, at most", limit: between(1, 1e5)},
		{path: "callout.channel", about: "one of channels[].kind", limit: identifier()},
		{path: "callout.ahead", about: "people are called for the worst gap until so much later than they could come; 0s or left out: for the gap when they come", optional: true, limit: lasts(0, 7*day)},

		{path: "levers", about: "by what a bottleneck can be widened; left out: no lever is proposed, and no bottleneck told", optional: true},
		{path: "levers.pull", about: "levers that the program pulls itself: 1 reply time, 2 reserve, 3 experts, 4 duties, 5 self-service; the others are proposed to people. The reserve is called by callout in any case", optional: true, limit: between(0, 5)},
		{path: "levers.pull[]", about: "number of a lever", limit: between(1, 5)},
		{path: "levers.reply_times", about: "lever 1: reply times that may be announced while there is a surge; rising, each above desk.reply_within", optional: true, limit: between(0, 10)},
		{path: "levers.reply_times[]", about: "one of them", limit: lasts(minute, 30*day)},
		{path: "levers.experts", about: "lever 3: experts who can take contacts", optional: true, limit: between(0, 1e4)},
		{path: "levers.duties", about: "lever 4: duties that can be put off, the first one first", optional: true, limit: between(0, 20)},
		{path: "levers.duties[].name", about: "duty", limit: identifier()},
		{path: "levers.duties[].people", about: "whom it sets free", limit: between(1, 1e4)},
		{path: "levers.self_service", about: "lever 5: share of the contacts that customers settle themselves", optional: true, limit: between(0, 0.99)},
		{path: "levers.lasts", about: "how long a reply time is announced and a duty put off, at most", limit: lasts(minute, 30*day)},
		{path: "levers.bottleneck_from", about: "utilisation from which a stage is a bottleneck", limit: between(0.05, 10)},
		{path: "levers.approval_s", about: "seconds that one version takes those who approve it", limit: between(1, 1e5)},
		{path: "levers.booking_s", about: "seconds that the booking system takes for one confirmation; left out: no stage of its own", optional: true, limit: between(0.001, 1e5)},

		{path: "roster", about: "the reserve, by pseudonym; as members (id) or in groups (count, prefix)"},
		{path: "roster[].id", about: "pseudonym of a member", limit: identifier()},
		{path: "roster[].count", about: "of a group: how many members", limit: between(1, 9999)},
		{path: "roster[].prefix", about: "of a group: before the running number of each, which is counted over the whole roster", limit: matches("a short prefix of lower-case letters", `^[a-z][a-z-]{0,15}$`)},
		{path: "roster[].langs", about: "languages spoken at work", limit: between(1, 30)},
		{path: "roster[].langs[]", about: "one of them", limit: language()},
		{path: "roster[].skills", about: "what they are trained for", limit: between(1, 30)},
		{path: "roster[].skills[]", about: "one of them", limit: identifier()},
		{path: "roster[].site", about: "where they work; none: at home", optional: true, limit: identifier()},
		{path: "roster[].travel_s", about: "seconds to get there", optional: true, limit: between(0, 86400)},
		{path: "roster[].max_day_s", about: "seconds of work in a day that the contract allows", limit: between(0, 86400)},
		{path: "roster[].max_week_s", about: "seconds of work in a week that the contract allows", limit: between(0, 7*86400)},
		{path: "roster[].rest_s", about: "seconds of rest between two turns", limit: between(0, 7*86400)},
	}
}
