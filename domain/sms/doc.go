// Package sms counts what a text costs as a short message: GSM 03.38 characters, parts, and how long a network takes to
// carry them. It says which characters make a text expensive and how to write it without them. Plain functions.
package sms
