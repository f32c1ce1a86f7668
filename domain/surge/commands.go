package surge

// Command is anything that can be asked of a surge.
//
//sumtype:decl
type Command interface{ surgeCommand() }

func (Detect) surgeCommand()   {}
func (Escalate) surgeCommand() {}
func (Ease) surgeCommand()     {}
func (Resume) surgeCommand()   {}
func (Link) surgeCommand()     {}
func (End) surgeCommand()      {}
func (Confirm) surgeCommand()  {}
func (Dismiss) surgeCommand()  {}

// Detect opens a surge, as the detector decided it.
type Detect struct{ Detected Detected }

// Escalate raises the level.
type Escalate struct{ Escalated Escalated }

// Ease lowers the level.
type Ease struct{ Eased Eased }

// Resume opens an ended surge again.
type Resume struct{ Resumed Resumed }

// Link names the incident that explains it.
type Link struct{ Linked Linked }

// End closes it.
type End struct{ Ended Ended }

// Confirm and Dismiss are a person's word; a reason is required.
type Confirm struct{ Confirmed Confirmed }

// Dismiss says that it is no surge.
type Dismiss struct{ Dismissed Dismissed }
