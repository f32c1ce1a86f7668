// Package cancellations reads cancelled flights from the on-time tables of the US Bureau of Transportation Statistics and
// from files of the same columns, together with the table of airports that says which zone each airport's clock is in.
//
// Columns are found by the names the bureau and the common copies of its tables use. Where a table also holds operated
// flights (a column CANCELLED), those are passed over. Times are local to the origin; they become UTC here, and where a
// change of clocks makes a local time doubtful the flight says so. Zone names need the time zone database: a program
// that runs where there is none imports time/tzdata in its main package.
//
// The package may import the shared base of the inbound formats and the standard library.
package cancellations
