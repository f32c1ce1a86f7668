package classify

// Settings are the numbers a Rulebook decides by, apart from the weights, which stand with the rules.
type Settings struct {
	Languages   []string  `json:"languages"`
	Fallback    string    `json:"fallback"`      // the topic of messages no rule speaks for
	Threshold   int       `json:"threshold"`     // the score a topic needs
	MaxGap      int       `json:"max_gap"`       // words between the words of a phrase, at most
	MaxWords    int       `json:"max_words"`     // words of a message that are read
	MaxWordSize int       `json:"max_word_size"` // bytes of a word that are compared
	Repairs     []Repairs `json:"repairs"`       // that come with the program, and the evidence each wants
}

// Settings tells the numbers in force.
func (b *Rulebook) Settings() (Settings, error) {
	repairs, err := ShippedRepairs()
	return Settings{
		Languages: b.Languages(), Fallback: b.fallback().Name, Threshold: b.topics.threshold,
		MaxGap: maxGap, MaxWords: maxWords, MaxWordSize: maxWordSize, Repairs: repairs,
	}, err
}
