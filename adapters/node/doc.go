// Package node is what runs: executor, reactors, resolvers and dispatcher as pumps that are stepped from outside. It
// owns no library. Nothing in it reads a clock, draws a random number or starts a goroutine by itself: time, chance and
// the outside world come through small interfaces, so that one driver can run it live and another on virtual time.
package node
