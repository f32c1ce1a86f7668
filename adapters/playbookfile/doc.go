//go:generate go test -run ^TestReference$ -update .

// Package playbookfile reads a playbook from YAML, strictly: whatever is unknown, missing, of another type or out of
// range is an error that names file, line and key, and all of them are told at once. It writes one back that reads the
// same, and ships the playbook that holds when nobody has written another. It may touch domain, the channels port (what of
// an e-mail is its subject), the YAML library and the zone database.
package playbookfile
