package reserve

import "tocsin/domain"

// Stream names the stream of a reserve member.
func Stream(member string) domain.StreamID { return domain.StreamID("reserve-" + member) }
