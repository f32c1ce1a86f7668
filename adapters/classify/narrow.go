package classify

import "slices"

// given tells whether rules may give a topic in this run. A name among only that no rule has is for others to give: a
// person, or a classifier that learns.
func (l *topicList) given(topic int) bool {
	return len(l.only) == 0 || slices.Contains(l.only, l.topics[topic].Name)
}
