package vault

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

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
	root  [keyBytes]byte // what subkeys are expanded from
	nonce [keyBytes]byte // key of the HMAC that nonces are cut from
	aead  cipher.AEAD
}

func newSealer(key []byte) (*sealer, error) {
	if len(key) != keyBytes {
		return nil, fmt.Errorf("a key of %d bytes", len(key))
	}
	root := extract(key)
	boxes := expand(root, forBoxes)
	aead, err := chacha20poly1305.NewX(boxes[:])
	return &sealer{root: root, nonce: expand(root, forNonces), aead: aead}, err
}

// name is that of the key; it says nothing about it.
func (s *sealer) name() string {
	name := expand(s.root, forName)
	return hex.EncodeToString(name[:8])
}

// opener is a sealer that only opens: a third of its subkeys.
func opener(key []byte) (cipher.AEAD, error) {
	if len(key) != keyBytes {
		return nil, fmt.Errorf("a key of %d bytes", len(key))
	}
	boxes := expand(extract(key), forBoxes)
	return chacha20poly1305.NewX(boxes[:])
}

func subkey(key []byte, purpose string) ([]byte, error) {
	return hkdf.Key(sha256.New, key, nil, purpose, keyBytes)
}

// extract and expand are the two halves of subkey for keys of our own size: the first is done once for all purposes, and
// neither leaves anything on the heap. A test holds them to crypto/hkdf.
func extract(key []byte) [keyBytes]byte {
	var salt [sha256.Size]byte // none
	return mac(salt[:], key)
}

func expand(root [keyBytes]byte, purpose string) [keyBytes]byte {
	var room [64]byte
	return mac(root[:], append(append(room[:0], purpose...), 1)) // one block is all
}

// seal gives nonce and ciphertext. Owner is bound to the box: it opens for no other.
func (s *sealer) seal(owner, context, field string, text []byte) []byte {
	nonce := s.nonceOf(context, field, text)
	box := make([]byte, chacha20poly1305.NonceSizeX, chacha20poly1305.NonceSizeX+len(text)+chacha20poly1305.Overhead)
	copy(box, nonce[:])
	return s.aead.Seal(box, box, text, []byte(owner))
}

func (s *sealer) nonceOf(context, field string, text []byte) [sha256.Size]byte {
	var room [256]byte
	message := addPart(addPart(room[:0], context), field)
	message = binary.BigEndian.AppendUint64(message, uint64(len(text)))
	return mac(s.nonce[:], append(message, text...))
}

func (s *sealer) open(owner string, box []byte) ([]byte, error) {
	return openBox(s.aead, nil, []byte(owner), box)
}

// openBox appends the text of a box to what is given.
func openBox(aead cipher.AEAD, to, owner, box []byte) ([]byte, error) {
	if len(box) < chacha20poly1305.NonceSizeX {
		return nil, fmt.Errorf("box of %d bytes", len(box))
	}
	return aead.Open(to, box[:chacha20poly1305.NonceSizeX], box[chacha20poly1305.NonceSizeX:], owner)
}

// keyed is an HMAC-SHA256 over parts; their lengths keep ("a","bc") and ("ab","c") apart.
func keyed(key []byte, parts ...string) [sha256.Size]byte {
	var room [256]byte
	message := room[:0]
	for _, p := range parts {
		message = addPart(message, p)
	}
	return mac(key, message)
}

func addPart(message []byte, p string) []byte {
	return append(binary.BigEndian.AppendUint64(message, uint64(len(p))), p...)
}

// mac is HMAC-SHA256 under a key of at most one block, which all of ours are; a test holds it to crypto/hmac.
func mac(key, message []byte) [sha256.Size]byte {
	var room [320]byte
	var outer [sha256.BlockSize + sha256.Size]byte
	inner := room[:sha256.BlockSize]
	copy(inner, key)
	copy(outer[:], key)
	for n := range sha256.BlockSize {
		inner[n] ^= 0x36
		outer[n] ^= 0x5c
	}
	sum := sha256.Sum256(append(inner, message...))
	copy(outer[sha256.BlockSize:], sum[:])
	return sha256.Sum256(outer[:])
}
