package classify

import (
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

//go:embed rules/*.yaml
var shipped embed.FS

// topicsFile is the one file of a rule folder that is not a language.
const topicsFile = "topics.yaml"

// Options of a Rulebook: what a run adds to the rules.
type Options struct {
	Names   Names     // what the placeholders of rules stand for
	Repairs []Repairs // of the texts, applied before anything is matched
	Topics  []string  // that may be given, besides the default; none: all. An airline has no calls that drop
}

// Rulebook is the rules of all languages, ready to use. It never changes and may be shared.
type Rulebook struct {
	topics    *topicList
	languages map[string]*language
	options   Options
}

var _ Classifier = (*Rulebook)(nil)

// Default is the Rulebook that comes with the program.
func Default(o Options) (*Rulebook, error) {
	rules, err := fs.Sub(shipped, "rules")
	if err != nil {
		return nil, fmt.Errorf("open the shipped rules: %w", err)
	}
	return Load(rules, o)
}

// Load reads a folder of rules: topics.yaml and one file per language. The error joins every FileError found, so that
// whoever edits rules sees all mistakes at once.
func Load(folder fs.FS, o Options) (*Rulebook, error) {
	data, err := fs.ReadFile(folder, topicsFile)
	if err != nil {
		return nil, fmt.Errorf("read the topics: %w", err)
	}
	topics, errs := readTopics(topicsFile, data)
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	topics.only = o.Topics
	book := &Rulebook{topics: topics, languages: map[string]*language{}, options: o}
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the rules: %w", err)
	}
	for _, name := range names {
		if name == topicsFile {
			continue
		}
		rules, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("read the rules: %w", err)
		}
		l, problems := readLanguage(name, rules, topics)
		errs = append(errs, problems...)
		if l == nil {
			continue
		}
		if want := strings.TrimSuffix(path.Base(name), ".yaml"); l.name != want {
			errs = append(errs, &FileError{File: name, Line: 1, Key: "language", Reason: fmt.Sprintf("must be %q, like the file", want)})
		}
		l.matcher.names = newNameTable(o.Names, l.matcher, l.split)
		l.model = fmt.Sprintf("rules/%s/%d/%x", l.name, l.version, fingerprint(data, rules, o))
		book.languages[l.name] = l
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if len(book.languages) == 0 {
		return nil, errors.New("no rules for any language")
	}
	return book, nil
}

// Topics is the closed list of topics, in order of precedence.
func (b *Rulebook) Topics() []Topic {
	return append([]Topic(nil), b.topics.topics...)
}

// Languages are those there are rules for, sorted.
func (b *Rulebook) Languages() []string { return slices.Sorted(maps.Keys(b.languages)) }

// Serves tells whether there are rules for a BCP 47 tag.
func (b *Rulebook) Serves(tag string) bool { return b.language(tag) != nil }

// fingerprint changes with everything a classification rests on: topics, rules, names and repairs.
func fingerprint(topics, rules []byte, o Options) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%s%s", topics, rules)
	for _, of := range placeholders() {
		fmt.Fprintf(h, "%q", o.Names[of])
	}
	fmt.Fprintf(h, "%#v%q", o.Repairs, o.Topics)
	return h.Sum(nil)[:4]
}

// language finds the rules for a BCP 47 tag by its first part.
func (b *Rulebook) language(tag string) *language {
	if l := b.languages[tag]; l != nil {
		return l
	}
	if end := strings.IndexAny(tag, "-_"); end >= 0 {
		tag = tag[:end]
	}
	return b.languages[strings.ToLower(tag)]
}
