// Package policy holds the process managers whose state is a few facts, one file each: "when X then Y unless Z". Each
// folds its own copy of the log and asks; it never acts, reads no clock and remembers every deadline from an event.
//
//	policy         when                                  then                                     unless
//	list_affected  incident reported, flights join       who is on the manifests; estimate        nobody new
//	stock          impact estimated                      alternatives of the playbook are set up  operations gave some
//	first_word     first impact; facts of a text change  statement drafted in every language      too few affected
//	open_cell      impact of crisis level, life safety   crisis proposed, scope claimed           a cell covers it: absorbed
//	single_voice   crisis activated, stood down          posts held, released; scope released     -
//	keep_promise   a next update was promised            kept, drafted again before it, broken    renewed, stood down
//	offers         a notice is owed to a party           units held, offer made, confirmed        no units: the next alternative
//	suspect        a surge that nothing explains         incident suspected                       explained meanwhile
//	call_reserve   call-out raised                       members asked, booked, released          filled
//	wind_down      incidents resolved                    recovery, monitoring, all-clear, end     a criterion is not met
//	release_desk   an agent's lease is over              desk released                            extended
package policy
