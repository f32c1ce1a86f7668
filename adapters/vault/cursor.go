package vault

import "zombiezen.com/go/sqlite"

// cursor walks a table that is kept in order of subject, of which the first column is the subject. Those who are asked
// for come in the same order: one who lies near is stepped to, one who lies far is sought, so that both a dense and a
// sparse list cost little. It holds a statement open: end it before the connection is given back.
type cursor struct {
	stmt *sqlite.Stmt
	at   []byte // subject of the present row
	open bool   // there is a present row
	over bool   // no row follows
}

// strides is how many rows are stepped over before seeking is cheaper.
const strides = 6

// Walks begin at a subject.
const (
	walkKeys    = "SELECT subject, wrapped FROM keys WHERE subject >= ? ORDER BY subject"
	walkPeople  = "SELECT subject, reachable, box FROM people WHERE subject >= ? ORDER BY subject"
	walkChoices = "SELECT subject, channel, purpose, given FROM choices WHERE subject >= ? ORDER BY subject, channel, purpose"
)

func walk(conn *sqlite.Conn, query string) (*cursor, error) {
	stmt, err := conn.Prepare(query)
	return &cursor{stmt: stmt}, err
}

// to goes to the first row of a subject and tells whether there is one.
func (c *cursor) to(subject string) (found bool, err error) {
	if !c.open && !c.over {
		err = c.seek(subject)
	}
	for n := 0; err == nil && c.open; n++ {
		switch {
		case string(c.at) >= subject:
			return string(c.at) == subject, nil
		case n < strides:
			err = c.next()
		default:
			n, err = 0, c.seek(subject)
		}
	}
	return false, err
}

// on goes to the next row of the same subject and tells whether there is one.
func (c *cursor) on(subject string) (found bool, err error) {
	if err := c.next(); err != nil || !c.open {
		return false, err
	}
	return string(c.at) == subject, nil
}

func (c *cursor) seek(subject string) error {
	if err := c.stmt.Reset(); err != nil {
		return err
	}
	c.stmt.BindText(1, subject)
	return c.next()
}

func (c *cursor) next() (err error) {
	if c.open, err = c.stmt.Step(); err != nil || !c.open {
		c.open, c.over = false, true
		return err
	}
	c.at = column(c.stmt, 0, c.at)
	return nil
}

func (c *cursor) end() error { return c.stmt.Reset() }

// column reads a column into a buffer, which grows as needed.
func column(row *sqlite.Stmt, col int, buffer []byte) []byte {
	n := row.ColumnLen(col)
	if cap(buffer) < n {
		buffer = make([]byte, n, 2*n)
	}
	buffer = buffer[:n]
	row.ColumnBytes(col, buffer)
	return buffer
}
