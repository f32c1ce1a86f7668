package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tocsin/adapters/classify"
	"tocsin/adapters/inbound/brands"
	"tocsin/adapters/inbound/cancellations"
	"tocsin/domain/incident"
)

// The values of --message-repairs that are no file.
const (
	repairsAuto = "auto"
	repairsNone = "none"
)

// classifierLine says what the classifier of a run could and could not do.
type classifierLine struct {
	Languages    []string       `json:"languages"`    // with rules
	Unclassified map[string]int `json:"unclassified"` // messages of the other languages: counted, without a topic
	Repairs      []string       `json:"repairs"`      // lists of repairs that the texts called for
}

// makeClassifier makes the classifier of a day: it is told the day's names, and the repairs its texts call for.
func (d *day) makeClassifier(c *cobra.Command, f replayFlags) error {
	names, err := readNames(f.names)
	if err != nil {
		return err
	}
	names.Add(d.names())
	repairs, err := d.repairs(f.repairs)
	if err != nil {
		return err
	}
	book, err := classify.Default(classify.Options{Names: names, Repairs: repairs, Topics: d.rules.Detector.Topics})
	if err != nil {
		return err
	}
	d.classifier = book
	d.classified = classifierLine{Languages: book.Languages(), Unclassified: map[string]int{}, Repairs: []string{}}
	for _, r := range repairs {
		d.classified.Repairs = append(d.classified.Repairs, r.ID)
	}
	for _, l := range d.letters {
		if !book.Serves(l.lang) {
			d.classified.Unclassified[cmp.Or(l.lang, "und")]++
		}
	}
	if gap := d.classified.gap(); gap != "" {
		c.PrintErrln("not classified:", gap)
	}
	return nil
}

// gap says in one line which messages no rules could read, or nothing.
func (l classifierLine) gap() string {
	total := 0
	for _, n := range l.Unclassified {
		total += n
	}
	if total == 0 {
		return ""
	}
	return fmt.Sprintf("%s in languages without rules%s; they count in totals, their topic is other. There are rules for: %s",
		count(total, "message"), listed(l.Unclassified), strings.Join(l.Languages, ", "))
}

// repairs gives the lists of repairs that the flag allows and the texts call for.
func (d *day) repairs(flag string) (wanted []classify.Repairs, err error) {
	var all []classify.Repairs
	switch flag {
	case repairsNone:
		return nil, nil
	case repairsAuto:
		all, err = classify.ShippedRepairs()
	default:
		all, err = readRepairs(flag)
	}
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(d.letters))
	for n, l := range d.letters {
		texts[n] = l.body
	}
	for _, r := range all {
		if r.Shown(texts) {
			wanted = append(wanted, r)
		}
	}
	return wanted, nil
}

func readRepairs(path string) ([]classify.Repairs, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, usage("--message-repairs: want %s, %s or a file: %w", repairsAuto, repairsNone, err)
	}
	r, err := classify.ReadRepairs(path, data)
	if err != nil {
		return nil, usage("--message-repairs: %w", err)
	}
	return []classify.Repairs{r}, nil
}

func readNames(path string) (classify.Names, error) {
	if path == "" {
		return classify.Names{}, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, usage("--names: %w", err)
	}
	names, err := classify.ReadNames(path, data)
	if err != nil {
		return nil, usage("--names: %w", err)
	}
	return names, nil
}

// names gives the names a day brings with it.
func (d *day) names() classify.Names {
	called, carriers := calledBrands(d.letters, d.mapping)
	return classify.Names{
		classify.NameBrand: called, classify.NameCarrier: carriers,
		classify.NameAirport: calledAirports(append(flightsOf(d.notices), d.outside.flights...), d.airports),
	}
}

// calledBrands gives the brands people write to, under all their names, and the codes of their carriers.
func calledBrands(letters []letter, m *brands.Mapping) (names, carriers []string) {
	named, codes := map[string]bool{}, map[string]bool{}
	for _, l := range letters {
		named[l.brand], named[l.account] = true, true
		if carrier, known := m.Carrier(l.brand); known {
			codes[carrier] = true
		}
	}
	for carrier := range codes {
		for _, name := range m.Names(carrier) {
			named[name] = true
		}
	}
	return slices.Sorted(maps.Keys(named)), slices.Sorted(maps.Keys(codes))
}

// calledAirports gives the codes and cities between which flights go.
func calledAirports(flights []incident.Flight, known cancellations.Airports) []string {
	names := map[string]bool{}
	for _, f := range flights {
		for _, code := range []string{f.Origin, f.Dest} {
			names[code] = true
			if airport, ok := known.Find(code); ok {
				names[airport.City] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// checkChannel wants a channel that the playbook knows: the detector would count messages of another one as "other"
// without a word.
func checkChannel(channel string, known []string) error {
	if slices.Contains(known, channel) {
		return nil
	}
	return usage("--channel: %q is none of the playbook's detector.channels: %s", channel, strings.Join(known, ", "))
}

// classifierSettings are the numbers of the shipped classifier.
func classifierSettings() (classify.Settings, error) {
	book, err := classify.Default(classify.Options{})
	if err != nil {
		return classify.Settings{}, err
	}
	return book.Settings()
}
