// Package tocsin is the root of the module. It holds no code: only the test of the rules that keep the rooms of the house
// apart (arch_test.go). The program is cmd/tocsin.
package tocsin
