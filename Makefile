# Forwards to Meson; everything else is in meson.build and scripts/.
BUILD ?= build

.PHONY: all deps run test bench fuzz install clean
all: deps $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet

deps:
	@scripts/install-deps

$(BUILD)/build.ninja: | deps
	@meson setup $(BUILD) --buildtype=release >$(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@mv $(BUILD).log $(BUILD)/setup.log

run: all
	@scripts/run-day

test: deps
	@scripts/run-tests

bench: all
	@scripts/run-bench

fuzz: deps
	@scripts/run-fuzz 600

install: all
	@meson install -C $(BUILD) --no-rebuild

clean:
	@rm -rf $(BUILD) build-*
