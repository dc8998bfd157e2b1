#!/usr/bin/env bash
# Installs what is missing, then builds and runs every test three times over: as developers build it,
# under AddressSanitizer and UndefinedBehaviorSanitizer, and without a window (no GUI package).
# Everything said on the way is in build/logs. Run it again after a failure: it goes on where it was.
set -euo pipefail
cd "$(dirname "$0")/.."
source packaging/packages.sh

logs=build/logs
mkdir -p "$logs"
summaries=()
failed=0

# What the sanitizers watch: everything below the window and the scripts that was seen clean. A test
# joins the list once it has been.
watched=(ActionRunnerTest SyncRunTest)

# What shows that everything but the window builds and works without it.
windowless=(ArgumentsTest ReadVerbsTest WriteVerbsTest EngineTest BlogTest ShopTest)

# suite PRESET TARGETS [CTEST ARGUMENT...]: configures and builds TARGETS (stops if that fails), then
# runs the tests (goes on if some fail, so that one run tells about all). A test that fails is tried
# again twice: the end-to-end tests start programs and race with the machine.
suite() {
    local preset=$1 targets=$2 summary
    shift 2
    step "$preset: configure" "$logs/$preset-configure.log" cmake --preset "$preset"
    step "$preset: build ($jobs jobs)" "$logs/$preset-build.log" \
        cmake --build --preset "$preset" --parallel "$jobs" --target $targets
    step "$preset: tests" "$logs/$preset-tests.log" \
        ctest --preset "$preset" --parallel "$jobs" --repeat until-pass:3 "$@" || failed=1
    summary=$(grep -E '^[0-9]+% tests passed' "$logs/$preset-tests.log" || say "no summary; see $logs/$preset-tests.log")
    summaries+=("$preset: $summary")
}

install_packages "$logs/packages.log" "${packages_build[@]}" "${packages_run[@]}" "${packages_test[@]}"
jobs=$(parallel_jobs)
suite dev all
suite asan "${watched[*]}" --tests-regex "^($(IFS='|'; printf '%s' "${watched[*]}"))\$"
suite headless "syncline ${windowless[*]}" --tests-regex "^($(IFS='|'; printf '%s' "${windowless[*]}"))\$"

say ""
say "In all $((SECONDS / 60)) min $((SECONDS % 60)) s."
printf '%s\n' "${summaries[@]}"
exit "$failed"
