package vault

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"testing"

	"golang.org/x/crypto/chacha20poly1305"
	"pgregory.net/rapid"
)

// TestKeysAreThoseOfTheLibrary: what is done without garbage gives what crypto/hmac and crypto/hkdf give.
func TestKeysAreThoseOfTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), keyBytes, keyBytes).Draw(t, "key")
		message := rapid.SliceOfN(rapid.Byte(), 0, 3_000).Draw(t, "message")
		h := hmac.New(sha256.New, key)
		h.Write(message)
		if got := mac(key, message); !bytes.Equal(got[:], h.Sum(nil)) {
			t.Fatalf("the HMAC of %d bytes is another", len(message))
		}
		for _, purpose := range []string{forBoxes, forNonces, forName, forPerson, forPseudonyms, forRequests} {
			want, err := subkey(key, purpose)
			if got := expand(extract(key), purpose); err != nil || !bytes.Equal(got[:], want) {
				t.Fatalf("the subkey %q is another, error %v", purpose, err)
			}
		}
		sealer, err := newSealer(key)
		if err != nil {
			t.Fatal(err)
		}
		box := sealer.seal("ann", "context", "field", message)
		parts := keyed(sealer.nonce[:], "context", "field", string(message))
		if !bytes.Equal(box[:chacha20poly1305.NonceSizeX], parts[:chacha20poly1305.NonceSizeX]) {
			t.Fatal("the nonce is not that of the parts")
		}
		aead, err := opener(key)
		if err != nil {
			t.Fatal(err)
		}
		text, err := openBox(aead, nil, []byte("ann"), box)
		if err != nil || !bytes.Equal(text, message) {
			t.Fatalf("the opener does not open: %v", err)
		}
		if _, err := openBox(aead, nil, []byte("bob"), box); err == nil {
			t.Fatal("the box opens for somebody else")
		}
	})
}
