package delivery

import "testing"

var ladder = []string{"push", "sms", "email"}

func TestTheFirstStepIsTheFirstChannelThatReachesThePerson(t *testing.T) {
	push, sms, email := Way{Channel: "push", ContactID: "p1"}, Way{Channel: "sms", ContactID: "s1"}, Way{Channel: "email", ContactID: "e1"}
	no := func(w Way) Way { w.Blocked = true; return w }
	for name, c := range map[string]struct {
		ways    []Way
		channel string
		reason  string
	}{
		"the top, whatever order they are listed in": {[]Way{email, sms, push}, "push", ""},
		"the next, where there is no address":        {[]Way{sms, email}, "sms", ""},
		"past an address that is empty":              {[]Way{{Channel: "push"}, email}, "email", ""},
		"past a no":                                  {[]Way{no(push), email}, "email", ""},
		"no address at all":                          {nil, "", NoContact},
		"an address off the ladder":                  {[]Way{{Channel: "post", ContactID: "x"}}, "", NoContact},
		"a no to all there is":                       {[]Way{no(push), no(sms)}, "", OptedOut},
		"a no to a channel without an address":       {[]Way{{Channel: "push", Blocked: true}}, "", NoContact},
	} {
		t.Run(name, func(t *testing.T) {
			step, reason := FirstStep(ladder, nil, c.ways)
			if step.Channel != c.channel || reason != c.reason || (reason == "") != (step.ContactID != "") {
				t.Errorf("%+v, %q; want %q, %q", step, reason, c.channel, c.reason)
			}
		})
	}
}

func TestNobodyIsToldByWhatIsDown(t *testing.T) {
	push, sms := Way{Channel: "push", ContactID: "p1"}, Way{Channel: "sms", ContactID: "s1"}
	no := Way{Channel: "sms", ContactID: "s1", Blocked: true}
	for name, c := range map[string]struct {
		ways    []Way
		channel string
		reason  string
	}{
		"the next channel":              {[]Way{push, sms}, "sms", ""},
		"nothing but what is down":      {[]Way{push}, "", ChannelDown},
		"down, and a no to the next":    {[]Way{push, no}, "", OptedOut},
		"no address of what is down":    {[]Way{{Channel: "push"}}, "", NoContact},
		"another is no concern of ours": {[]Way{sms}, "sms", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if step, reason := FirstStep(ladder, []string{"push"}, c.ways); step.Channel != c.channel || reason != c.reason {
				t.Errorf("%+v, %q; want %q, %q", step, reason, c.channel, c.reason)
			}
		})
	}
}

func TestTheNextStepNeverGoesBack(t *testing.T) {
	all := []Way{{Channel: "push", ContactID: "p1"}, {Channel: "sms", ContactID: "s1"}, {Channel: "email", ContactID: "e1"}}
	works := func(string) bool { return true }
	for name, c := range map[string]struct {
		present string
		ways    []Way
		works   func(string) bool
		want    string
	}{
		"one further":                   {"push", all, works, "sms"},
		"past a no":                     {"push", []Way{{Channel: "sms", ContactID: "s1", Blocked: true}, all[2]}, works, "email"},
		"past a channel that is down":   {"push", all, func(c string) bool { return c != "sms" }, "email"},
		"the end":                       {"email", all, works, ""},
		"nobody answers further on":     {"push", all[:1], works, ""},
		"from outside, the whole of it": {"letter", all, works, "push"},
	} {
		t.Run(name, func(t *testing.T) {
			step, ok := NextStep(ladder, c.present, c.ways, c.works)
			if step.Channel != c.want || ok != (c.want != "") {
				t.Errorf("%+v, %t; want %q", step, ok, c.want)
			}
		})
	}
}
