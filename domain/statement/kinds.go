package statement

// Kinds lists the kinds of statement.
func Kinds() []string {
	return []string{Holding, Update, Instruction, Correction, Recovery, AllClear, Apology, Reinstated}
}
