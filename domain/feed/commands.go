package feed

// Command is anything that can be asked of a feed, baseline or channel stream.
//
//sumtype:decl
type Command interface{ feedCommand() }

func (StartCoverage) feedCommand()  {}
func (ImportBaseline) feedCommand() {}
func (ReportMissing) feedCommand()  {}
func (ReportSilent) feedCommand()   {}
func (ReportResumed) feedCommand()  {}
func (HoldPosts) feedCommand()      {}
func (ReleasePosts) feedCommand()   {}

// StartCoverage says since when a feed is complete.
type StartCoverage struct{ CoverageStarted CoverageStarted }

// ImportBaseline brings known history in: exactly 168 bins, none negative.
type ImportBaseline struct{ BaselineImported BaselineImported }

// ReportMissing says that a feed has no baseline after all.
type ReportMissing struct{ BaselineMissing BaselineMissing }

// ReportSilent says that a channel fell silent.
type ReportSilent struct{ FellSilent FellSilent }

// ReportResumed says that it speaks again.
type ReportResumed struct{ Resumed Resumed }

// HoldPosts puts the single voice of a cell in force; held by one crisis at a time.
type HoldPosts struct{ PostsHeld PostsHeld }

// ReleasePosts ends it; only for the crisis that holds.
type ReleasePosts struct{ PostsReleased PostsReleased }
