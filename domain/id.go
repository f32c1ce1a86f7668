package domain

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"strconv"
)

// EventID is a UUID (RFC 9562), version 5: derived from the command key and the index of the event in its append,
// so that a retry appends the same ids.
type EventID [16]byte

// namespace of every derived id of this program: UUIDv5(DNS namespace, "tocsin").
const namespace = "\x8a\x5c\xcf\x9a\xc7\x00\x55\xea\xac\x6d\xd1\x53\xb2\x03\x9f\xca"

// NewEventID derives the id of the index-th event (from 0) of the command with this key for this stream.
func NewEventID(stream StreamID, key string, index int) EventID {
	return derive(string(stream), key, strconv.Itoa(index))
}

// DeriveID is a UUIDv5 of the parts, in its usual text form: ids of aggregates that follow from outside keys.
func DeriveID(parts ...string) string { return derive(parts...).String() }

func derive(parts ...string) EventID {
	var whole [512]byte // more is moved to the heap
	b := append(whole[:0], namespace...)
	for _, p := range parts { // lengths keep ("a","bc") and ("ab","c") apart
		b = append(strconv.AppendInt(b, int64(len(p)), 10), ':')
		b = append(append(b, p...), ';')
	}
	sum := sha1.Sum(b)
	id := EventID(sum[:16])
	id[6] = id[6]&0x0f | 0x50 // version 5
	id[8] = id[8]&0x3f | 0x80 // variant of RFC 9562
	return id
}

// String is the usual form of 36 characters.
func (id EventID) String() string {
	var b [36]byte
	hex.Encode(b[:8], id[:4])
	hex.Encode(b[9:13], id[4:6])
	hex.Encode(b[14:18], id[6:8])
	hex.Encode(b[19:23], id[8:10])
	hex.Encode(b[24:], id[10:])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// IsZero tells an id that was never set.
func (id EventID) IsZero() bool { return id == EventID{} }

var errNotAnID = errors.New("want a UUID of 36 characters")

// ParseEventID reads the usual form of 36 characters.
func ParseEventID(s string) (EventID, error) {
	var id EventID
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return id, errNotAnID
	}
	var digits [32]byte
	b := append(append(append(append(append(digits[:0], s[:8]...), s[9:13]...), s[14:18]...), s[19:23]...), s[24:]...)
	if _, err := hex.Decode(id[:], b); err != nil {
		return EventID{}, errNotAnID
	}
	return id, nil
}

// MarshalText makes an id a string in JSON.
func (id EventID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (id *EventID) UnmarshalText(b []byte) (err error) {
	*id, err = ParseEventID(string(b))
	return err
}
