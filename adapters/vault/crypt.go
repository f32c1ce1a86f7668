package vault

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"

	"golang.org/x/crypto/chacha20poly1305"
)

// What subkeys are for. Never change one: what was sealed before could not be opened.
const (
	forBoxes      = "tocsin/1 box"
	forNonces     = "tocsin/1 nonce"
	forName       = "tocsin/1 name"
	forPerson     = "tocsin/1 person "
	forPseudonyms = "tocsin/1 pseudonym"
	forRequests   = "tocsin/1 request"
)

// sealer seals and opens under one key.
type sealer struct {
	name  string // of the key; says nothing about it
	aead  cipher.AEAD
	nonce []byte // key of the HMAC that nonces are cut from
}

func newSealer(key []byte) (*sealer, error) {
	boxes, err := subkey(key, forBoxes)
	if err != nil {
		return nil, err
	}
	nonces, err := subkey(key, forNonces)
	if err != nil {
		return nil, err
	}
	name, err := subkey(key, forName)
	if err != nil {
		return nil, err
	}
	aead, err := chacha20poly1305.NewX(boxes)
	return &sealer{name: hex.EncodeToString(name[:8]), aead: aead, nonce: nonces}, err
}

func subkey(key []byte, purpose string) ([]byte, error) {
	return hkdf.Key(sha256.New, key, nil, purpose, keyBytes)
}

// seal gives nonce and ciphertext. Owner is bound to the box: it opens for no other.
func (s *sealer) seal(owner, context, field string, text []byte) []byte {
	sum := keyed(s.nonce, context, field, string(text))
	nonce := sum[:chacha20poly1305.NonceSizeX:chacha20poly1305.NonceSizeX]
	return s.aead.Seal(nonce, nonce, text, []byte(owner))
}

func (s *sealer) open(owner string, box []byte) ([]byte, error) {
	if len(box) < chacha20poly1305.NonceSizeX {
		return nil, fmt.Errorf("box of %d bytes", len(box))
	}
	nonce, sealed := box[:chacha20poly1305.NonceSizeX], box[chacha20poly1305.NonceSizeX:]
	return s.aead.Open(nil, nonce, sealed, []byte(owner))
}

// keyed is an HMAC-SHA256 over parts; their lengths keep ("a","bc") and ("ab","c") apart.
func keyed(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		writePart(h, p)
	}
	return h.Sum(nil)
}

func writePart(h hash.Hash, p string) {
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(p)))
	h.Write(length[:])
	h.Write([]byte(p))
}
