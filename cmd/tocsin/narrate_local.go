package main

import (
	"regexp"
	"time"
)

var universal = regexp.MustCompile(`\d\d [A-Z][a-z]{2} \d\d:\d\dZ`)

// localTimes says the times of a sentence as people of a zone read them: those of the day by the clock alone.
func localTimes(text string, day time.Time, zone *time.Location) string {
	return universal.ReplaceAllStringFunc(text, func(said string) string {
		at, err := time.Parse("02 Jan 15:04Z 2006", said+day.Format(" 2006"))
		if err != nil {
			return said
		}
		if at = at.In(zone); at.YearDay() == day.In(zone).YearDay() {
			return at.Format("15:04")
		}
		return at.Format("02 Jan 15:04")
	})
}
