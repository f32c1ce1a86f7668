package cancellations

import (
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"tocsin/adapters/inbound"
)

// Flight is one cancelled flight.
type Flight struct {
	Line       int
	Carrier    string // code, as in the file
	Number     string
	ServiceDay string // at the origin, YYYY-MM-DD
	Origin     string
	Dest       string
	STD        time.Time     // scheduled departure, UTC
	STDLocal   string        // the same as the ticket says it, HH:MM; "24:00" is the end of the service day
	Zone       string        // IANA, of the origin
	Clock      Clock         // whether a change of clocks makes STD doubtful
	Duration   time.Duration // scheduled, 0 if the file does not say
}

// Options of a reading.
type Options struct {
	// Year is for files that have none: theirs is a month and a day. A column YEAR or FL_DATE goes before it.
	Year int
}

// Columns of the table of flights.
const (
	colYear = iota
	colMonth
	colDay
	colDate
	colCarrier
	colNumber
	colOrigin
	colDest
	colDeparture
	colDuration
	colCancelled
)

func table(file string) *inbound.Table {
	return inbound.NewTable(file,
		inbound.May("YEAR"),
		inbound.May("MONTH"),
		inbound.May("DAY", "DAY_OF_MONTH", "DAYOFMONTH"),
		inbound.May("FL_DATE", "FLIGHTDATE", "FLIGHT_DATE"),
		inbound.Need("AIRLINE", "OP_UNIQUE_CARRIER", "REPORTING_AIRLINE", "UNIQUE_CARRIER", "OP_CARRIER", "CARRIER"),
		inbound.Need("FLIGHT_NUMBER", "OP_CARRIER_FL_NUM", "FLIGHT_NUMBER_REPORTING_AIRLINE", "FL_NUM"),
		inbound.Need("ORIGIN_AIRPORT", "ORIGIN"),
		inbound.Need("DESTINATION_AIRPORT", "DEST"),
		inbound.Need("SCHEDULED_DEPARTURE", "CRS_DEP_TIME", "CRSDEPTIME"),
		inbound.May("SCHEDULED_TIME", "CRS_ELAPSED_TIME", "CRSELAPSEDTIME"),
		inbound.May("CANCELLED"),
	)
}

// Flights reads the cancelled flights of a file; file is its name in reports. Rows of operated flights are passed over.
func Flights(file string, r io.Reader, airports Airports, o Options) iter.Seq2[Flight, *inbound.RowError] {
	return func(yield func(Flight, *inbound.RowError) bool) {
		for row, problem := range table(file).Rows(r) {
			var f Flight
			if problem == nil {
				if operated(row.Cell(colCancelled)) {
					continue
				}
				f, problem = flight(row, airports, o)
			}
			if !yield(f, problem) {
				return
			}
		}
	}
}

// operated tells a row of a flight that took place. A file without the column holds cancelled flights only.
func operated(cancelled string) bool {
	n, err := strconv.ParseFloat(cancelled, 64)
	return err == nil && n == 0
}

// flight reads one row.
func flight(row inbound.Row, airports Airports, o Options) (Flight, *inbound.RowError) {
	text := func(column int) string { return strings.ToUpper(strings.TrimSpace(row.Cell(column))) }
	f := Flight{Line: row.Line, Carrier: text(colCarrier), Number: whole(text(colNumber)), Origin: text(colOrigin), Dest: text(colDest)}
	for _, column := range []int{colCarrier, colNumber} {
		if text(column) == "" {
			return Flight{}, row.Bad(column, "is empty")
		}
	}
	origin, known := airports.Find(f.Origin)
	if !known {
		return Flight{}, row.Bad(colOrigin, "%s", airports.why(f.Origin))
	}
	if _, known := airports.Find(f.Dest); !known {
		return Flight{}, row.Bad(colDest, "%s", airports.why(f.Dest))
	}
	year, month, day, problem := serviceDay(row, o)
	if problem != nil {
		return Flight{}, problem
	}
	hour, minute, ok := clockTime(text(colDeparture))
	if !ok {
		return Flight{}, row.Bad(colDeparture, "no local time hhmm from 0000 to 2400")
	}
	f.ServiceDay = time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	f.STDLocal = twoDigits(hour) + ":" + twoDigits(minute)
	f.Zone = origin.Zone.String()
	f.STD, f.Clock = localTime(origin.Zone, year, month, day, hour, minute)
	if minutes, err := strconv.ParseFloat(text(colDuration), 64); err == nil && minutes > 0 && minutes < 48*60 {
		f.Duration = time.Duration(minutes * float64(time.Minute)).Round(time.Minute)
	}
	return f, nil
}

// serviceDay finds the date of a flight at its origin: a whole date, or year (its own or the given one), month and day.
func serviceDay(row inbound.Row, o Options) (int, time.Month, int, *inbound.RowError) {
	if date := strings.TrimSpace(row.Cell(colDate)); date != "" {
		for _, layout := range []string{time.DateOnly, "1/2/2006", "1/2/2006 3:04:05 PM"} {
			if at, err := time.Parse(layout, date); err == nil {
				return at.Year(), at.Month(), at.Day(), nil
			}
		}
		return 0, 0, 0, row.Bad(colDate, "no date such as 2015-02-22")
	}
	year := o.Year
	if text := strings.TrimSpace(row.Cell(colYear)); text != "" {
		year, _ = strconv.Atoi(whole(text)) // 0 is refused below
	}
	if year < 1900 || year > 9999 {
		return 0, 0, 0, row.Bad(colYear, "the file does not say the year, and none was given")
	}
	month, err := strconv.Atoi(whole(strings.TrimSpace(row.Cell(colMonth))))
	if err != nil || month < 1 || month > 12 {
		return 0, 0, 0, row.Bad(colMonth, "no month from 1 to 12")
	}
	day, err := strconv.Atoi(whole(strings.TrimSpace(row.Cell(colDay))))
	if at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC); err != nil || day < 1 || at.Day() != day {
		return 0, 0, 0, row.Bad(colDay, "no day of that month")
	}
	return year, time.Month(month), day, nil
}

// clockTime reads hhmm, which the tables write as a number ("5" is 00:05, "2400" the end of the day) or with a colon.
func clockTime(text string) (hour, minute int, ok bool) {
	n, err := strconv.ParseUint(strings.Replace(whole(text), ":", "", 1), 10, 16)
	if err != nil || n > 2400 || n%100 > 59 {
		return 0, 0, false
	}
	return int(n / 100), int(n % 100), true
}

// whole takes the ".0" off that some tools write behind whole numbers.
func whole(text string) string { return strings.TrimSuffix(strings.TrimSuffix(text, ".00"), ".0") }

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
