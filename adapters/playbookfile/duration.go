package playbookfile

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// durationForm is one or more numbers, each with its unit.
var durationForm = regexp.MustCompile(`^(?:[0-9]{1,9}(?:\.[0-9]{1,9})?(?:d|h|ms|m|s))+$`)

// durationTerm is one of them.
var durationTerm = regexp.MustCompile(`([0-9.]+)(d|h|ms|m|s)`)

// longestDuration bounds any duration, so that sums never overflow.
const longestDuration = 10 * 366 * 24 * time.Hour

// units of durations. A day is 24 hours.
func unit(name string) time.Duration {
	switch name {
	case "d":
		return 24 * time.Hour
	case "h":
		return time.Hour
	case "m":
		return time.Minute
	case "s":
		return time.Second
	}
	return time.Millisecond
}

// parseDuration reads "10m", "1h30m", "30d". A number without unit is refused: thirty of what?
func parseDuration(n *yaml.Node) (time.Duration, string) {
	const needsUnit = `duration needs a unit, like "10m"`
	text := n.Value
	switch tag := n.ShortTag(); {
	case strings.HasPrefix(text, "-"):
		return 0, "duration must not be negative"
	case tag == "!!int" || tag == "!!float":
		return 0, needsUnit
	case tag != "!!str":
		return 0, `must be a duration like "10m", is ` + kindOf(n)
	case strings.Trim(text, "0123456789.") == "":
		return 0, needsUnit
	case !durationForm.MatchString(text):
		return 0, `must be a duration like "10m", "1h30m" or "30d"`
	}
	sum := new(big.Rat)
	for _, term := range durationTerm.FindAllStringSubmatch(text, -1) {
		amount, ok := new(big.Rat).SetString(term[1])
		if !ok {
			return 0, `must be a duration like "10m"`
		}
		sum.Add(sum, amount.Mul(amount, new(big.Rat).SetInt64(int64(unit(term[2])))))
	}
	switch {
	case sum.Cmp(new(big.Rat).SetInt64(int64(longestDuration))) > 0:
		return 0, "duration is longer than ten years"
	case !sum.IsInt() || sum.Num().Int64()%int64(time.Millisecond) != 0:
		return 0, "duration is finer than a millisecond"
	}
	return time.Duration(sum.Num().Int64()), ""
}

// printDuration writes a duration so that parseDuration reads the same.
func printDuration(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	var out strings.Builder
	for _, name := range []string{"d", "h", "m", "s", "ms"} {
		if name == "d" && d < 48*time.Hour {
			continue // "24h" and "36h" read better than "1d" and "1d12h"
		}
		if u := unit(name); d >= u {
			fmt.Fprintf(&out, "%d%s", d/u, name)
			d %= u
		}
	}
	return out.String()
}
