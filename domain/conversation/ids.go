package conversation

import "tocsin/domain"

// Stream names the stream of a thread.
func Stream(id string) domain.StreamID { return domain.StreamID("conversation-" + id) }
