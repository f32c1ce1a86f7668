// Package domain is the kernel of Tocsin: what an event, a stream, a decider, a policy and the log are.
// It imports the standard library only and touches neither clock, chance, files nor goroutines, so that a replay
// decides exactly as the first run did. The rules themselves live one package per stream category below it.
package domain
