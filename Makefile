# make: format, lint, test, build. make check: everything that .ci/run checks.
.PHONY: all format lint test build race fuzz bench docs demo simulate check

all: format lint test build

format:
	gofmt -s -w $$(git ls-files '*.go')

lint: # golangci-lint runs where it is installed; .golangci.yml names its version
	go vet ./...
	go tool go-check-sumtype -default-signifies-exhaustive=false ./...
	@if command -v golangci-lint >/dev/null; then golangci-lint run; else echo 'golangci-lint is not installed: skipped'; fi

test:
	CGO_ENABLED=0 go test ./...

build:
	CGO_ENABLED=0 go build -trimpath -o bin/tocsin ./cmd/tocsin

race: # the only use of cgo
	CGO_ENABLED=1 go test -race -short ./...

INPUTS ?= 1000000
fuzz:
	.ci/fuzz $(INPUTS)

bench:
	go run ./cmd/tocsin bench log
	go test -run '^$$' -bench . ./domain/... ./projections/... ./adapters/...

docs: # writes docs/event-catalogue.md
	go generate ./...

demo:
	go run ./cmd/tocsin demo

simulate:
	go run ./cmd/tocsin simulate --seeds 5000

check:
	.ci/run
