package outreach

import "time"

// Command is anything that can be asked of an outreach.
//
//sumtype:decl
type Command interface{ outreachCommand() }

func (Plan) outreachCommand()           {}
func (FreezeAudience) outreachCommand() {}
func (ApproveSend) outreachCommand()    {}
func (StartWave) outreachCommand()      {}
func (Pause) outreachCommand()          {}
func (Resume) outreachCommand()         {}
func (Abort) outreachCommand()          {}
func (Complete) outreachCommand()       {}

// Plan writes the plan; a second one for the same stream changes nothing.
type Plan struct{ Planned Planned }

// FreezeAudience fixes the audience of a plan; asked by the resolver.
type FreezeAudience struct{ AudienceFrozen AudienceFrozen }

// ApproveSend lets a frozen run go; Count must be the frozen one. Not by the one who planned it.
type ApproveSend struct {
	By    string
	Count int
}

// StartWave starts the next wave in order; only while sending is approved and not paused.
type StartWave struct {
	Wave, Count, Batches int
	Now                  time.Time
}

// Pause stops sending at the next slot.
type Pause struct{ Reason string }

// Resume goes on.
type Resume struct{ PartsPerS float64 }

// Abort ends it for good.
type Abort struct{ Reason string }

// Complete ends a run whose waves have all come to their end.
type Complete struct{ ByState map[string]int }
