package main

import (
	"time"

	"github.com/spf13/cobra"

	"tocsin/adapters/inbound/cancellations"
)

// readFacts reads all inputs, and only then says what of them belongs to the day: whether a time can be meant is seen
// from the others.
func (d *day) readFacts(c *cobra.Command, f replayFlags) error {
	messages, err := d.readMessages(c, f)
	if err != nil {
		return err
	}
	if err := d.readEvents(c, f); err != nil {
		return err
	}
	flights, err := d.readFlights(c, f, messages)
	if err != nil {
		return err
	}
	b := bulkOf(d.trusted(messages, flights), f.maxGap)
	d.takeLetters(messages, f.messages, b)
	d.takeFlights(flights, f, b)
	return nil
}

// trusted lists the times by which all others are judged: those of the messages, else of the flights, else of the events.
func (d *day) trusted(messages []letter, flights []cancellations.Flight) []time.Time {
	switch {
	case len(messages) > 0:
		return timesOf(messages)
	case len(flights) > 0:
		return departures(flights)
	}
	return d.outside.times()
}

func (d *day) readMessages(c *cobra.Command, f replayFlags) (messages []letter, err error) {
	if f.messages == "" {
		return nil, nil
	}
	in, err := openInput(c, "messages", f.messages)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	for _, l := range readLetters(in, f.messages, f.channel, f.lang, &d.counts, d.bad.add) {
		if !d.window.holds(l.at) {
			d.counts.Outside++
			continue
		}
		messages = append(messages, l)
	}
	return messages, nil
}

func (d *day) readEvents(c *cobra.Command, f replayFlags) error {
	d.outside = &outside{}
	if f.events == "" {
		return nil
	}
	in, err := openInput(c, "events", f.events)
	if err != nil {
		return err
	}
	defer in.Close()
	d.outside = readOutside(in, f.events, f.prefix, d.window, d.bad.add)
	return nil
}

func (d *day) readFlights(c *cobra.Command, f replayFlags, messages []letter) ([]cancellations.Flight, error) {
	if f.cancellations == "" {
		return nil, nil
	}
	var err error
	if d.airports, err = readAirports(f.airports, d.bad.add); err != nil {
		return nil, err
	}
	in, err := openInput(c, "cancellations", f.cancellations)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	year := f.year
	if year == 0 {
		year = d.yearOf(messages, f.maxGap)
	}
	return readFlights(in, f.cancellations, d.airports, year, &d.flightsIn, d.bad.add), nil
}

// yearOf is the year of the letters, for flights whose file has none.
func (d *day) yearOf(messages []letter, gap time.Duration) int {
	times := timesOf(messages)
	if len(times) == 0 {
		times = d.outside.written()
	}
	if len(times) == 0 {
		return 0
	}
	return bulkOf(times, gap).first.Year()
}

// takeLetters takes the messages of the table and of the events, and sets the service days they can speak of.
func (d *day) takeLetters(messages []letter, file string, b bulk) {
	d.letters = plausible(messages, file, b, &d.counts, d.bad.add)
	d.outside.admit(b, d.bad.add)
	d.letters = append(d.letters, d.outside.letters...)
	sortLetters(d.letters)
	days := windowOf(d.letters)
	d.window.first, d.window.last = days.first, days.last
}

func (d *day) takeFlights(flights []cancellations.Flight, f replayFlags, b bulk) {
	filter := flightFilter{file: f.cancellations, mapping: d.mapping, window: d.window, bulk: b, lead: f.noticeLead}
	if len(d.letters) > 0 {
		filter.named = brandsOf(d.letters, d.mapping)
	}
	d.notices = filter.notices(flights, &d.flightsIn, d.bad.add)
}
