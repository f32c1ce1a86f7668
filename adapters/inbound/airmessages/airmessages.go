// Package airmessages reads the public file of airline messages of February 2015, and files of the same columns: one
// customer message a row, with brand, author and time.
//
// It takes what a message is and leaves out what somebody thought of it: the columns of sentiment and reasons are never
// read. Texts and handles are personal data; a RowError repeats neither. The package may import the shared base of the
// inbound formats and the standard library.
package airmessages

import (
	"io"
	"iter"
	"strings"
	"time"

	"tocsin/adapters/inbound"
)

// Message is one message of a customer to a brand.
type Message struct {
	Line     int    // of the file
	ID       string // of the network, kept as text: it has more digits than a float64
	Brand    string // as the file names it
	Author   string // handle: personal data
	Text     string // personal data
	At       time.Time
	Location string // as the author states it, if at all
	Zone     string // the author's time zone in the network's words, if at all
	IDColumn string // what the file calls ID, for reports
}

// Columns of the file, in the order of the table below.
const (
	colID = iota
	colBrand
	colAuthor
	colText
	colAt
	colLocation
	colZone
)

// table knows the names that columns have in the public file and in common exports. Where a file has two names of one
// column, the first of the list counts.
func table(file string) *inbound.Table {
	return inbound.NewTable(file,
		inbound.Need("message_id", "tweet_id", "id"),
		inbound.Need("brand", "airline", "company", "account"),
		inbound.Need("author", "author_id", "user", "user_id", "username", "handle", "from", "sender", "name"),
		inbound.Need("text", "body", "message", "content"),
		inbound.Need("created_at", "tweet_created", "received_at", "sent_at", "timestamp", "datetime", "time", "date"),
		inbound.May("location", "tweet_location"),
		inbound.May("user_timezone", "timezone"),
	)
}

// Messages reads a file; file is its name in reports. An id may come twice, as it does in the public file: whoever takes
// the messages in keeps one of each.
func Messages(file string, r io.Reader) iter.Seq2[Message, *inbound.RowError] {
	return func(yield func(Message, *inbound.RowError) bool) {
		for row, problem := range table(file).Rows(r) {
			var m Message
			if problem == nil {
				m, problem = message(row)
			}
			if !yield(m, problem) {
				return
			}
		}
	}
}

// message reads one row.
func message(row inbound.Row) (Message, *inbound.RowError) {
	for _, column := range []int{colID, colBrand, colAuthor, colText} {
		if strings.TrimSpace(row.Cell(column)) == "" {
			return Message{}, row.Bad(column, "is empty")
		}
	}
	if reason := inbound.LabelFault(strings.TrimSpace(row.Cell(colBrand))); reason != "" {
		return Message{}, row.Bad(colBrand, "%s", reason)
	}
	if rounded(row.Cell(colID)) {
		return Message{}, row.Bad(colID, "has been rounded, as spreadsheets do with long numbers; other messages may have the same")
	}
	at, ok := instant(row.Cell(colAt))
	if !ok {
		return Message{}, row.Bad(colAt, "no time with date and zone, such as 2015-02-22 05:40:00 -0800")
	}
	return Message{
		Line: row.Line, ID: strings.TrimSpace(row.Cell(colID)), Brand: strings.TrimSpace(row.Cell(colBrand)),
		Author: strings.TrimSpace(row.Cell(colAuthor)), Text: row.Cell(colText), At: at,
		Location: row.Cell(colLocation), Zone: row.Cell(colZone), IDColumn: row.Name(colID),
	}, nil
}

// rounded tells an id that a spreadsheet has written as 5.70306E+17.
func rounded(id string) bool {
	return strings.ContainsAny(id, ".,") || strings.Contains(strings.ToUpper(id), "E+")
}

// instant reads a time in the file's own form or in RFC 3339. A time before networks had messages is a slip.
func instant(text string) (time.Time, bool) {
	for _, layout := range []string{"2006-01-02 15:04:05 -0700", time.RFC3339} {
		if at, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
			return at.UTC(), at.Year() >= 1990
		}
	}
	return time.Time{}, false
}
