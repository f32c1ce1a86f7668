// Package principals plays the people of a crisis where no people sit: those who approve, lead the cell, answer a
// call-out, choose an alternative, end an incident, or answer customers. It sees the log alone and answers after a time
// drawn from the seed and the event, never from the order of calls, so that the same seed plays the same people.
// It is for replays, demonstrations and simulations; it touches nothing outside.
package principals
