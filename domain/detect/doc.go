// Package detect holds the statistics of the surge detector as pure state machines: the alarm (a mixture
// Shiryaev-Roberts e-detector), the onset finder (a Poisson-FOCuS hull), the learned hour-of-week baseline with its
// dispersion and guard, levels, closing, and the mirror test for silence. The formulas and defaults are those of the
// specification of the detector; the sources are named beside each.
//
// All times are integer milliseconds since the Unix epoch. State changes only at whole minutes and at the times of
// events, so a result cannot depend on how often anything was called. Sums run in index order, products are written
// float64(a*b) so that no processor fuses them, and exp and log are plain Go: the same input gives the same bytes on
// every machine. Standard library only; no clock, no chance.
package detect
