package node

// Fails is asked at every named place where a crash could lose or double something; a simulation panics there on
// purpose. Production runs without.
type Fails interface{ At(name string) }

// Names of the fail points.
const (
	BeforeAppend     = "before_append"
	AfterAppend      = "after_append"
	BeforeSend       = "before_send"
	AfterSend        = "after_send"
	BeforeCheckpoint = "before_checkpoint"
	AfterCheckpoint  = "after_checkpoint"
	BeforeResolve    = "before_resolve"
)

// FailPoints lists the names of all fail points.
func FailPoints() []string {
	return []string{
		BeforeAppend, AfterAppend, BeforeSend, AfterSend, BeforeCheckpoint, AfterCheckpoint, BeforeResolve,
	}
}

type noFails struct{}

func (noFails) At(string) {}
