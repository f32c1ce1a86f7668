// Package detectbench measures the surge detector of domain/detect: on simulated streams whose truth is known, and on
// series of the Numenta Anomaly Benchmark (NAB), which lie outside the repository and are scored by NAB's own rule.
//
// Every figure follows from the seed. Delays are divided by those of an oracle, a CUSUM that knows how large the surge
// will be and is given the same mean time between false alarms, so that a figure of 1.2 means "a fifth slower than the
// best that is possible if one knew". What is missed is counted, and never left out of a median.
package detectbench
