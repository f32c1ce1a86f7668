package volume

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// unlike names the figures in which a recorded fact is not the computed one.
func unlike(recorded, computed string) string {
	var was, is map[string]json.RawMessage
	if json.Unmarshal([]byte(recorded), &was) != nil || json.Unmarshal([]byte(computed), &is) != nil {
		return fmt.Sprintf("recorded %s, recomputed %s", recorded, computed)
	}
	all := maps.Clone(was)
	maps.Copy(all, is)
	var told []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if string(was[name]) != string(is[name]) {
			told = append(told, fmt.Sprintf("%s: recorded %s, recomputed %s", name, orNothing(was[name]), orNothing(is[name])))
		}
	}
	return strings.Join(told, "; ")
}

func orNothing(value json.RawMessage) string {
	if len(value) == 0 {
		return "nothing"
	}
	return string(value)
}
