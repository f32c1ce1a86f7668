// Package channeltest is the contract of a door out. Every channel calls Run with a way to open itself against a fake
// provider whose moods the suite can set.
package channeltest
