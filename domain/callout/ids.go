package callout

import "tocsin/domain"

// Stream names the stream of a call-out.
func Stream(id string) domain.StreamID { return domain.StreamID("callout-" + id) }
