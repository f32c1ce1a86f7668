// Package vault keeps what must be erasable, in one SQLite file beside the log: a key per person, the directory of
// people, and the manifests of journeys.
//
// The log is for ever, so it holds pseudonyms and boxes only; a box opens with the key of its person, and erasing the
// person destroys that key. Keys are wrapped by a master key that lies in a file of its own, and the directory is
// sealed with the keys: a stolen copy of the database alone shows pseudonyms, languages, journeys, times, and who can be
// reached at all.
//
// Boxes are repeatable: the nonce is cut from an HMAC over where the text belongs and the text itself, under a subkey
// of the person. A command that is tried again makes the same bytes, and equal boxes arise only from equal text in the
// same field of the same command. A key is on disk (synchronous=FULL) before anything sealed with it is given out;
// only a vault whose keys come from a seed, of which they can be made again, leaves that to checkpoints.
//
// How people can be reached is asked for again and again while they are told, so the last 60,000 who were asked for are
// kept in memory. A write or an erasure, by this process or another, takes them out before anybody is answered again.
//
// The package owns zombiezen.com/go/sqlite (with adapters/sqlitelog) and golang.org/x/crypto, and touches the file, its
// -wal and -shm, and the file of the master key.
package vault
