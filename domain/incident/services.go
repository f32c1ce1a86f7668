package incident

// Services lists the services of a mobile or fixed operator that an incident can take from its customers.
func Services() []string {
	return []string{"voice", "sms", "mobile_data", "fixed", "tv", EmergencyCall}
}
