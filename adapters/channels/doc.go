// Package channels is the port of the doors out: what a channel is asked, what it may answer, and what it says about
// itself before anything is under load. It holds no door; each door is a package beneath it and passes channeltest.
// It may touch nothing but the standard library.
package channels
