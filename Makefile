# make: format, lint, test, build. make check: everything that .ci/run checks.
.PHONY: all format lint test build race fuzz bench docs demo simulate check

all: format lint test build

format:
	gofmt -w $$(git ls-files '*.go')

lint:
	go vet ./...
	go tool go-check-sumtype -default-signifies-exhaustive=false ./...

test:
	CGO_ENABLED=0 go test ./...

build:
	CGO_ENABLED=0 go build -trimpath -o bin/tocsin ./cmd/tocsin

race:
	CGO_ENABLED=1 go test -race -short ./...

fuzz: # one package at a time: make fuzz PACKAGE=./adapters/classify TARGET=FuzzClassify
	go test -run '^$$' -fuzz '^$(TARGET)$$' -fuzztime 1m $(PACKAGE)

bench:
	go run ./cmd/tocsin bench log
	go test -run '^$$' -bench . ./domain/... ./projections/... ./adapters/...

docs:
	go generate ./...

demo:
	go run ./cmd/tocsin demo

simulate:
	go run ./cmd/tocsin simulate --seeds 5000

check:
	.ci/run
