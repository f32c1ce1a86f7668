package detect

// DayMax is the strongest evidence of one local day.
type DayMax struct {
	Day int64 // days since the epoch, local
	LnE float64
}

// daily keeps the strongest evidence per day: streams with heavy tails climb high every day, and people are called
// out only for what is more than that.
type daily struct {
	day    int64
	top    float64 // largest e of this day
	sum    float64 // exponentially weighted sum of the days' ln e
	weight float64
	count  int
	kept   []DayMax
}

func (d *daily) begin(day int64) { d.day = day }

func (d *daily) see(e float64) { d.top = max(d.top, e) }

// turn closes the day when a new one has begun. A day without evidence is no history.
func (d *daily) turn(r *Rules, day int64) {
	if day == d.day {
		return
	}
	if d.top > 0 {
		ln := Log(d.top)
		d.sum = float64(d.sum*r.dayKeep) + ln
		d.weight = float64(d.weight*r.dayKeep) + 1
		d.count++
		if len(d.kept) >= r.CallOut.KeepDays {
			copy(d.kept, d.kept[1:])
			d.kept = d.kept[:len(d.kept)-1]
		}
		d.kept = append(d.kept, DayMax{Day: d.day, LnE: ln})
	}
	d.day, d.top = day, 0
}

// strong is the gate for calling people out.
func (d *daily) strong(r *Rules, lnE float64) bool {
	return d.count < r.CallOut.AfterDays || lnE >= float64(r.CallOut.OverDailyMax*d.sum)/d.weight
}
