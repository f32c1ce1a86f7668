package statement

import "slices"

// Audiences. A text to some of those affected is a stream of its own, beside the one text that all of them get.
const (
	ToAffected   = "affected"
	ToPublic     = "public"
	ToRevoked    = "revoked"    // those whose offer was taken back
	ToReinstated = "reinstated" // those whose journey is to run after all
)

// Audiences lists them all.
func Audiences() []string { return []string{ToAffected, ToPublic, ToRevoked, ToReinstated} }

// ToSome tells whether an audience is part of those affected.
func ToSome(audience string) bool {
	return slices.Contains([]string{ToRevoked, ToReinstated}, audience)
}
