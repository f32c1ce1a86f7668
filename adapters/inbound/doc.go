// Package inbound holds what the formats that come in as files share: how a bad row is reported, and tables whose
// columns are found by name. Each format is a package of its own below it and imports no other format.
//
// The rule of all of them: a bad row is reported with file, line and field, and never stops the rest; nothing is repaired
// in silence.
package inbound
