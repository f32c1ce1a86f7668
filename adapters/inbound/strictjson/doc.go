// Package strictjson reads JSON that comes from outside, once and strictly, for every door of the program.
//
// The standard decoder is lenient where a door must not be: the last of two equal keys wins, keys match in any case,
// unknown keys and trailing bytes pass, bytes that are not UTF-8 and half surrogates become U+FFFD, null leaves a zero
// value, large numbers lose digits. Here each of these is an Error with a code, a place and no word of the input. Control
// characters and text direction marks inside strings are legal and stay as they are; whoever shows them escapes them.
//
// The package uses the standard library only and may be imported by every inbound format and by the HTTP door.
package strictjson
