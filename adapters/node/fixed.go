package node

import "time"

// Fixed are the numbers of the dispatcher that no playbook sets.
type Fixed struct {
	LookAgain       time.Duration // after a provider could not tell what became of a notice, and between tries of a busy one
	Repeats         int           // tries of one notice on one channel whose outcome stays unknown
	KeyMargin       time.Duration // before its end a provider's memory of keys is not relied on any more
	InFlightUnasked int           // on a channel that can neither drop a repeat nor be asked
	ReceiptPause    time.Duration // between two looks at what providers say
	BreakerFaults   int           // in a row, or
	BreakerWithin   time.Duration // within this time,
	BreakerShare    float64       // when they are this share: the standby provider takes over
	BreakerRests    time.Duration // then the first one is tried again
	BreakerTrial    int           // notices at a time, while it proves itself
}

// DispatcherFixed tells what is in force.
func DispatcherFixed() Fixed {
	return Fixed{
		LookAgain: lookAgain, Repeats: maxRepeats, KeyMargin: keyMargin, InFlightUnasked: inFlightUnasked, ReceiptPause: receiptPause,
		BreakerFaults: breakerFaults, BreakerWithin: breakerWithin, BreakerShare: breakerShare,
		BreakerRests: breakerRests, BreakerTrial: breakerTrial,
	}
}
