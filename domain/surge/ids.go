package surge

import "tocsin/domain"

// Stream names the stream of a surge.
func Stream(id string) domain.StreamID { return domain.StreamID("surge-" + id) }
