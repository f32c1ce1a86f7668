// Package volume is the picture of demand: how many distinct customers ask per brand, channel and topic, and where that
// is more than the learned baseline explains. It is a pure fold of the log over the state machines of domain/detect;
// policy.go beside it embeds the same fold and asks for the surges that the fold decides.
//
// An event counts in its leaf (brand x channel x topic) and in every marginal with "*": at most eight streams. A feed
// (brand x channel) without a baseline stays out of every stream that is pooled over brands or channels. Arrivals wait
// in a lane per lateness bound until their time has passed, and are then folded in order of time, between whole
// minutes; steps of all lanes run in order of the instant at which they are released (time + lateness). So the result
// depends on the log alone, never on how often or when anybody advanced it.
//
// The watermark is the running maximum of recorded_at over the records that this package wants.
//
// Who was sent a notice and writes on the channel of that notice within a day answers it: that is an echo of our own
// send, counted in the topic outreach_reply alone, which is never scored.
//
// A rise shows in a leaf and in every sum over it. What others that were told explain is held back (explain.go), and what
// belongs together has a parent.
//
// Not built: a lower threshold near a known incident (simulated, and rejected: docs/detection.md). An open incident
// explains a surge; it lowers no threshold.
package volume
