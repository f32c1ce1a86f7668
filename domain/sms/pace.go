package sms

import "time"

// Takes is how long a pace of parts a second needs to carry parts to so many people; 0 without a pace.
func Takes(people, parts int, perSecond float64) time.Duration {
	if !(perSecond > 0) {
		return 0
	}
	return time.Duration(float64(people) * float64(parts) / perSecond * float64(time.Second))
}
