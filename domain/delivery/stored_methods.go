package delivery

// Each event is written and read by its list of keys: see stored.go. The calls are spelt out, so that nothing is looked up
// by type and the codec stays on the stack.

func (e Requested) AppendStored(b []byte) ([]byte, error) {
	c := newWriter(b, 1024+64*len(e.Items))
	e.stored(&c)
	return c.written()
}

func (e *Requested) ReadStored(data []byte) error {
	c := newReader(data)
	e.stored(&c)
	return c.read()
}

func (e Suppressed) AppendStored(b []byte) ([]byte, error) {
	c := newWriter(b, 128+16*len(e.Items))
	e.stored(&c)
	return c.written()
}

func (e *Suppressed) ReadStored(data []byte) error {
	c := newReader(data)
	e.stored(&c)
	return c.read()
}

func (e Attempted) AppendStored(b []byte) ([]byte, error) {
	c := newWriter(b, 128+16*len(e.Items))
	e.stored(&c)
	return c.written()
}

func (e *Attempted) ReadStored(data []byte) error {
	c := newReader(data)
	e.stored(&c)
	return c.read()
}

func (e Accepted) AppendStored(b []byte) ([]byte, error) {
	c := newWriter(b, 64+32*len(e.Items))
	e.stored(&c)
	return c.written()
}

func (e *Accepted) ReadStored(data []byte) error {
	c := newReader(data)
	e.stored(&c)
	return c.read()
}

func (e OutcomeUnknown) AppendStored(b []byte) ([]byte, error) {
	c := newWriter(b, 128+16*len(e.Items))
	e.stored(&c)
	return c.written()
}

func (e *OutcomeUnknown) ReadStored(data []byte) error {
	c := newReader(data)
	e.stored(&c)
	return c.read()
}

func (e Failed) AppendStored(b []byte) ([]byte, error) {
	c := newWriter(b, 128+16*len(e.Items))
	e.stored(&c)
	return c.written()
}

func (e *Failed) ReadStored(data []byte) error {
	c := newReader(data)
	e.stored(&c)
	return c.read()
}

func (e Delivered) AppendStored(b []byte) ([]byte, error) {
	c := newWriter(b, 128+16*len(e.Items))
	e.stored(&c)
	return c.written()
}

func (e *Delivered) ReadStored(data []byte) error {
	c := newReader(data)
	e.stored(&c)
	return c.read()
}

func (e Read) AppendStored(b []byte) ([]byte, error) {
	c := newWriter(b, 128+16*len(e.Items))
	e.stored(&c)
	return c.written()
}

func (e *Read) ReadStored(data []byte) error {
	c := newReader(data)
	e.stored(&c)
	return c.read()
}

func (e Escalated) AppendStored(b []byte) ([]byte, error) {
	c := newWriter(b, 128+16*len(e.Items))
	e.stored(&c)
	return c.written()
}

func (e *Escalated) ReadStored(data []byte) error {
	c := newReader(data)
	e.stored(&c)
	return c.read()
}

func (e Unreachable) AppendStored(b []byte) ([]byte, error) {
	c := newWriter(b, 128+16*len(e.Items))
	e.stored(&c)
	return c.written()
}

func (e *Unreachable) ReadStored(data []byte) error {
	c := newReader(data)
	e.stored(&c)
	return c.read()
}

func (e Expired) AppendStored(b []byte) ([]byte, error) {
	c := newWriter(b, 128+16*len(e.Items))
	e.stored(&c)
	return c.written()
}

func (e *Expired) ReadStored(data []byte) error {
	c := newReader(data)
	e.stored(&c)
	return c.read()
}

func (e Parked) AppendStored(b []byte) ([]byte, error) {
	c := newWriter(b, 128+16*len(e.Items))
	e.stored(&c)
	return c.written()
}

func (e *Parked) ReadStored(data []byte) error {
	c := newReader(data)
	e.stored(&c)
	return c.read()
}
