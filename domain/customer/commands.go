package customer

// Command is anything that can be asked of a customer.
//
//sumtype:decl
type Command interface{ customerCommand() }

func (Register) customerCommand()        {}
func (AddContact) customerCommand()      {}
func (RecordConsent) customerCommand()   {}
func (WithdrawConsent) customerCommand() {}

// Register makes a person known.
type Register struct{ Registered Registered }

// AddContact adds a way to reach the person.
type AddContact struct{ ContactAdded ContactAdded }

// RecordConsent records a yes.
type RecordConsent struct{ ConsentGiven ConsentGiven }

// WithdrawConsent records a no; also of a consent that was never given (an opt-out).
type WithdrawConsent struct{ ConsentWithdrawn ConsentWithdrawn }
