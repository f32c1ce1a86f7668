package desk

import "tocsin/domain"

// Stream names the stream that says who owns a person.
func Stream(subject string) domain.StreamID { return domain.StreamID("desk-" + subject) }
