package delivery

import "slices"

// Way is what is known of one channel for one person, without the address.
type Way struct {
	Channel   string
	ContactID string // empty: there is no address
	Blocked   bool   // the person has said no to this channel
}

// FirstStep finds the first channel of a ladder by which a person can be told. The reason says why there is none: somebody
// who could be told but for a no has opted out, whatever else is down.
func FirstStep(ladder, down []string, ways []Way) (step Way, reason string) {
	reason = NoContact
	for _, channel := range ladder {
		switch way := wayBy(channel, ways); {
		case way.ContactID == "":
		case way.Blocked:
			reason = OptedOut
		case slices.Contains(down, channel):
			if reason == NoContact {
				reason = ChannelDown
			}
		default:
			return way, ""
		}
	}
	return Way{}, reason
}

// NextStep finds the first channel behind the present one by which the person can be told and which works; false at the
// end of the ladder. A channel that is not on the ladder stands before it.
func NextStep(ladder []string, present string, ways []Way, works func(channel string) bool) (Way, bool) {
	for _, channel := range ladder[slices.Index(ladder, present)+1:] {
		if way := wayBy(channel, ways); way.ContactID != "" && !way.Blocked && works(channel) {
			return way, true
		}
	}
	return Way{}, false
}

func wayBy(channel string, ways []Way) Way {
	if i := slices.IndexFunc(ways, func(w Way) bool { return w.Channel == channel }); i >= 0 {
		return ways[i]
	}
	return Way{}
}
