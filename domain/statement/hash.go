package statement

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// digest hashes fields with their lengths, so that no two lists of fields look alike.
type digest struct{ written []byte }

func newDigest(what string) *digest {
	d := &digest{written: make([]byte, 0, 512)}
	d.field(what)
	return d
}

func (d *digest) field(s string) {
	d.written = append(strconv.AppendInt(d.written, int64(len(s)), 10), ':')
	d.written = append(append(d.written, s...), ';')
}

func (d *digest) fields(list []string) {
	d.field(strconv.Itoa(len(list)))
	for _, s := range list {
		d.field(s)
	}
}

func (d *digest) String() string {
	sum := sha256.Sum256(d.written)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// TemplateHash names a text with its typed parameters and the domains it may link to. It is what a delivery cites.
func TemplateHash(template string, params []Param, linkDomains []string) string {
	d := newDigest("template")
	d.field(template)
	d.fields(typed(params))
	d.fields(slices.Sorted(slices.Values(linkDomains)))
	return d.String()
}

func typed(params []Param) (list []string) {
	for _, p := range params {
		list = append(list, p.Name+" "+p.Type) // a name has no space
	}
	slices.Sort(list)
	return list
}

// ContentHash names what an approval approves: the kind, the facts and every variant, in an order of its own.
func ContentHash(kind string, facts []Fact, variants []VariantSet) string {
	d := newDigest("content")
	d.field(kind)
	facts = slices.SortedStableFunc(slices.Values(facts), func(a, b Fact) int { return strings.Compare(a.Key, b.Key) })
	d.field(fmt.Sprint(len(facts)))
	for _, f := range facts {
		d.fields([]string{f.Key, f.Value, f.AsOf.UTC().Format(time.RFC3339Nano), f.Source})
	}
	variants = slices.SortedStableFunc(slices.Values(variants), func(a, b VariantSet) int {
		return cmp.Or(strings.Compare(a.Lang, b.Lang), strings.Compare(a.Channel, b.Channel))
	})
	for _, v := range variants {
		d.fields([]string{v.Lang, v.Channel, TemplateHash(v.Template, v.Params, v.LinkDomains)})
	}
	return d.String()
}

// ParamsHash names the values that filled a template for one person. With the template's hash it names the exact bytes
// that he was sent, without telling them.
func ParamsHash(values map[string]string) string {
	d := newDigest("params")
	for _, name := range slices.Sorted(maps.Keys(values)) {
		d.fields([]string{name, values[name]})
	}
	return d.String()
}
