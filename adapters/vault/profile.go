package vault

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"tocsin/domain/directory"
)

// profile is what is sealed of a person. Names of fields are short: there is one per person.
type profile struct {
	Name     string    `json:"n,omitempty"`
	Zone     string    `json:"z,omitempty"`
	Need     string    `json:"d,omitempty"`
	Contacts []contact `json:"c,omitempty"`
}

type contact struct {
	ID       string `json:"i"`
	Channel  string `json:"c"`
	Address  string `json:"a"`
	Verified bool   `json:"v,omitempty"`
}

// contactsOf reads the contacts of a profile. What putPerson writes of ordinary people is read by hand, without the
// garbage of reflection; anything else by encoding/json.
func contactsOf(text []byte) ([]directory.Contact, error) {
	if contacts, ok := plainContacts(text); ok {
		return contacts, nil
	}
	var sealed profile
	if err := json.Unmarshal(text, &sealed); err != nil {
		return nil, err
	}
	var contacts []directory.Contact
	for _, c := range sealed.Contacts {
		contacts = append(contacts, directory.Contact(c))
	}
	return contacts, nil
}

// plainContacts knows one spelling: fields in their order, no spaces, nothing escaped.
func plainContacts(text []byte) (contacts []directory.Contact, ok bool) {
	s := spelling{rest: text}
	s.skip(`{`)
	for _, field := range []string{`"n":"`, `"z":"`, `"d":"`} {
		if s.has(field) {
			s.word()
			s.has(`,`)
		}
	}
	if s.has(`"c":[`) {
		contacts = make([]directory.Contact, 0, bytes.Count(s.rest, []byte(`{"i":"`)))
		for more := true; more; more = s.has(`,`) {
			var c directory.Contact
			s.skip(`{"i":"`)
			c.ID = string(s.word())
			s.skip(`,"c":"`)
			c.Channel = channel(s.word())
			s.skip(`,"a":"`)
			c.Address = string(s.word())
			c.Verified = s.has(`,"v":true`)
			s.skip(`}`)
			contacts = append(contacts, c)
		}
		s.skip(`]`)
	}
	s.skip(`}`)
	return contacts, !s.other && len(s.rest) == 0
}

// spelling reads a text of which every byte is foreseen; other says that it was not.
type spelling struct {
	rest  []byte
	other bool
}

func (s *spelling) has(what string) bool {
	if len(s.rest) < len(what) || string(s.rest[:len(what)]) != what {
		return false
	}
	s.rest = s.rest[len(what):]
	return true
}

func (s *spelling) skip(what string) { s.other = !s.has(what) || s.other }

// word gives what is left of a string, of which the first quote is read.
func (s *spelling) word() []byte {
	end := bytes.IndexByte(s.rest, '"')
	if end < 0 || bytes.IndexByte(s.rest[:end], '\\') >= 0 || !utf8.Valid(s.rest[:end]) {
		s.other = true
		return nil
	}
	word := s.rest[:end]
	s.rest = s.rest[end+1:]
	return word
}

// channel gives the usual names without a copy each.
func channel(name []byte) string {
	switch string(name) {
	case "sms":
		return "sms"
	case "email":
		return "email"
	case "push":
		return "push"
	}
	return string(name)
}

// write gives a profile as JSON.
func (p profile) write(to []byte) ([]byte, error) {
	plain := ordinary(p.Name) && ordinary(p.Zone) && ordinary(p.Need)
	for _, c := range p.Contacts {
		plain = plain && ordinary(c.ID) && ordinary(c.Channel) && ordinary(c.Address)
	}
	if !plain {
		text, err := json.Marshal(p)
		return append(to, text...), err
	}
	to = append(to, '{')
	for _, f := range []struct{ name, value string }{{`"n":"`, p.Name}, {`"z":"`, p.Zone}, {`"d":"`, p.Need}} {
		if f.value != "" {
			to = append(append(append(between(to, '{'), f.name...), f.value...), '"')
		}
	}
	if len(p.Contacts) > 0 {
		to = append(between(to, '{'), `"c":[`...)
		for _, c := range p.Contacts {
			to = append(append(append(between(to, '['), `{"i":"`...), c.ID...), `","c":"`...)
			to = append(append(append(append(to, c.Channel...), `","a":"`...), c.Address...), '"')
			if c.Verified {
				to = append(to, `,"v":true`...)
			}
			to = append(to, '}')
		}
		to = append(to, ']')
	}
	return append(to, '}'), nil
}

// between puts a comma where something has come before since the opening.
func between(to []byte, opening byte) []byte {
	if to[len(to)-1] == opening {
		return to
	}
	return append(to, ',')
}

// ordinary tells that JSON writes a text as it is.
func ordinary(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}
