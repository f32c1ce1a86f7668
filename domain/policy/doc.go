// Package policy holds the process managers whose state is a few facts, one file each: "when X then Y unless Z". Each
// folds its own copy of the log and asks; it never acts, reads no clock and remembers every deadline from an event.
//
//	policy         when                                    then                                      unless
//	list_affected  incident reported, flights join         who is on the manifests; estimate         nobody new
//	stock          impact estimated                        alternatives of the playbook set up       operations gave some, or corrected the number
//	first_word     first impact; a fact becomes false;     statement drafted in every language       too few affected, or over already
//	               a cell takes over; reopened; stale
//	last_word      resolved and stable, without a cell     all-clear drafted                         the last text promises nothing more
//	pause_false    a draft contradicts what is sent        runs of the older text paused             a person lets them go on
//	open_cell      impact of crisis level, life safety     crisis proposed, scope claimed            a cell has the brand: absorbed once it is active
//	alert_cell     a proposal has the brand                gold alerted, then the deputy             an answer in time, or active already
//	single_voice   crisis activated, stood down, lapsed    posts held, released; scope released      -
//	keep_promise   a next update was promised              kept; drafted again before it; broken     renewed; a draft is under way; stood down
//	offers         a notice is owed to a party             units held, offer made, taken, booked     no units: the next alternative, then what has no limit
//	               less than was thought                   newest unconfirmed revoked, replaced      confirmed by the host already
//	correct_offers units are promised that do not exist    correction drafted to those concerned     -
//	ask_reinstated a flight is to run after all            its seats put up, its people asked        no words for it in the playbook
//	suspect        a surge that nothing explains           incident suspected                        explained, ended or dismissed meanwhile; one of
//	                                                                                         all brands: a surge of a brand says it
//	call_reserve   call-out raised; no, or no answer       members asked in waves; short: manager    enough have said yes or are likely to
//	               a yes is booked                         it counts; a surplus one is set free      -
//	               monitoring, stand-down, end of turn     everybody released                        -
//	wind_down      all incidents of a cell resolved        recovery, monitoring, all-clear, end      a criterion is not met; reopened: relapse
//	release_desk   an agent's lease is over                desk released                             extended
//
// A request that leads to nothing comes back as reaction.refused, and each policy folds that: a deadline that cannot be
// met is not due any more, for it would hide the ones behind it.
package policy
