package report

// answer is what has become of a member who was called.
type answer string

const (
	waiting   answer = "waiting"
	accepted  answer = "accepted"
	declined  answer = "declined"
	silent    answer = "silent"
	surplus   answer = "surplus"
	notNeeded answer = "not_needed"
)

// figure counts those of whom the same has become.
func (c *Callout) figure(a answer) *int {
	switch a {
	case waiting:
		return &c.Waiting
	case accepted:
		return &c.Accepted
	case declined:
		return &c.Declined
	case silent:
		return &c.TimedOut
	case surplus:
		return &c.Surplus
	case notNeeded:
		return &c.NotNeeded
	}
	panic("report: no figure for " + string(a))
}

// ask counts a member at the first call; at a further one the wait begins anew.
func (t *Report) ask(c *Callout, member string) {
	answers := t.Answers[c.ID]
	if answers == nil {
		answers = map[string]answer{}
		t.Answers[c.ID] = answers
	}
	if _, before := answers[member]; before {
		t.answer(c, member, waiting)
		return
	}
	answers[member] = waiting
	c.Called++
	c.Waiting++
}

// answer moves a member who was called from one figure to another.
func (t *Report) answer(c *Callout, member string, to answer) {
	was, called := t.Answers[c.ID][member]
	if !called {
		return
	}
	*c.figure(was)--
	*c.figure(to)++
	t.Answers[c.ID][member] = to
}

// settle moves everybody who has not answered.
func (t *Report) settle(c *Callout, to answer) {
	for member, a := range t.Answers[c.ID] { // order-free: each by itself
		if a == waiting {
			t.answer(c, member, to)
		}
	}
}

// closeCallouts settles those whose time is over: nobody is waited for any more.
func (t *Report) closeCallouts() {
	for _, c := range t.Callouts {
		if c.Waiting > 0 && !c.EndBy.After(t.Last) {
			t.settle(c, notNeeded)
		}
	}
}
