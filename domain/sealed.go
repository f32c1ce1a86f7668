package domain

// Sealed is personal data in an event: ciphertext under the key of one subject, or of one crisis for free text about
// no one person. Without the key, which lies in the vault and can be destroyed, nobody can read it.
type Sealed struct {
	Subject string `json:"subject,omitempty"` // pseudonym, or "crisis:<id>"
	Key     string `json:"key,omitempty"`     // name of the key in the vault
	Box     []byte `json:"box,omitempty"`     // nonce and ciphertext
}

// IsZero tells that nothing was sealed.
func (s Sealed) IsZero() bool { return len(s.Box) == 0 }
