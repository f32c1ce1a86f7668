// Package packed holds sets and maps of subjects for folds that know every person: as few bytes for each as can be, no
// object of its own for anybody. Subjects are pseudonyms, nearly all of them UUIDs in their usual text; those take 16 bytes.
package packed
