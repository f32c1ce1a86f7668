// Package docs holds what is written about Tocsin. It has no code of its own: only the call that writes the event
// catalogue anew from the sources.
package docs

//go:generate go run ./gen -o event-catalogue.md ..
