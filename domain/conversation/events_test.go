package conversation

import (
	"testing"

	"tocsin/domain/domaintest"
)

func TestStoredShapes(t *testing.T) {
	cited := answer()
	cited.StatementID, cited.StatementVersion, cited.PersonalCase, cited.Automatic = "s1", 3, true, true
	domaintest.Golden(t, Types, opened, wrote, classified, cited, Resolved{Code: "answered"}, Reopened{})
}
