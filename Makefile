# Forwards to Meson; everything else is in meson.build and scripts/.
#
#   make          builds build/diaodu             make run      dispatches a day and shows the report
#   make check    unit tests, in seconds          make test     everything: sanitizers, house rules, fuzzers
#   make bench    the figures of bench/           make fuzz     each fuzzer for FUZZ_SECONDS (600)
#   make bench-peers  beside OR-Tools' CP-SAT     make clean    removes every build folder
#   make install  to PREFIX
BUILD ?= build
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 600

.PHONY: all deps test-deps run check test bench bench-peers fuzz install clean
all: deps $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet

deps:
	@scripts/install-deps build

test-deps:
	@scripts/install-deps test

# The tests are configured by whoever runs them, so that a first `make` builds the program alone.
$(BUILD)/build.ninja: | deps
	@meson setup $(BUILD) --buildtype=release --prefix=$(PREFIX) -Dtests=false >$(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@mv $(BUILD).log $(BUILD)/setup.log

run: all
	@scripts/run-day

check: test-deps $(BUILD)/build.ninja
	@meson configure $(BUILD) -Dtests=true
	@meson test -C $(BUILD) --print-errorlogs --no-suite crash --no-suite e2e

test: test-deps
	@scripts/run-tests

bench: all test-deps
	@scripts/run-bench

# Needs PyPI for the peer, and says so where it is not reached.
bench-peers: all test-deps
	@scripts/bench-peers

fuzz: test-deps
	@scripts/run-fuzz $(FUZZ_SECONDS)

# PREFIX may differ from that of the first `make`; DESTDIR is Meson's own.
install: all
	@meson configure $(BUILD) --prefix=$(PREFIX)
	@ninja -C $(BUILD) >$(BUILD)/install.log || { cat $(BUILD)/install.log; exit 1; }
	@meson install -C $(BUILD) --no-rebuild --quiet
	@[ -n "$(DESTDIR)" ] || [ "$$(id -u)" -ne 0 ] || ldconfig

clean:
	@rm -rf $(BUILD) build-*
