// Package packed holds sets and maps of subjects for folds that know every person: as few bytes for each as can be, no
// object of its own for anybody. Subjects are pseudonyms, nearly all of them 32 digits or a UUID; those take 16 bytes. Any other text is a
// subject, too.
package packed
