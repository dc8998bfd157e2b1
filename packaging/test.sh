#!/usr/bin/env bash
# Installs what is missing, then builds and runs every test: as they are, under AddressSanitizer and
# UndefinedBehaviorSanitizer, and some of them without a window (no GUI package).
# Everything said on the way is in build/logs. Run it again after a failure: it goes on where it was.
set -euo pipefail
cd "$(dirname "$0")/.."
source packaging/packages.sh

logs=build/logs
mkdir -p "$logs"
summaries=()
failed=0

# What shows that everything but the window builds and works without it.
windowless=(ArgumentsTest ReadVerbsTest WriteVerbsTest EngineTest BlogTest ShopTest)

# suite PRESET TARGETS [CTEST ARGUMENT...]: configures and builds TARGETS (stops if that fails), then
# runs the tests (goes on if some fail, so that one run tells about all). A test that fails is tried
# once more, because the end-to-end tests start programs and race with the machine; the summary names
# those that needed it.
suite() {
    local preset=$1 targets=$2 log summary again
    shift 2
    log=$logs/$preset-tests.log
    step "$preset: configure" "$logs/$preset-configure.log" cmake --preset "$preset"
    step "$preset: build ($jobs jobs)" "$logs/$preset-build.log" \
        cmake --build --preset "$preset" --parallel "$jobs" --target $targets
    step "$preset: tests" "$log" \
        ctest --preset "$preset" --parallel "$jobs" --repeat until-pass:2 "$@" || failed=1
    summary=$(grep -E '^[0-9]+% tests passed' "$log" || say "no summary; see $log")
    again=$(sed -nE 's/.*Test +#[0-9]+: ([^ ]+) \.*\*\*\*.*/\1/p' "$log" | sort -u | paste -sd' ')
    summaries+=("$preset: $summary${again:+ (failed at first: $again)}")
}

# Test programs are linked again in a minute, and take gigabytes that the next suite needs.
remove_programs() {
    find "build/$1/tests" -type f -perm -u+x -size +1M -delete
}

install_packages "$logs/packages.log" "${packages_build[@]}" "${packages_run[@]}" "${packages_test[@]}"
jobs=$(parallel_jobs)
suite plain all
((failed)) || remove_programs plain
suite asan all --label-exclude lint
suite headless "syncline ${windowless[*]}" --tests-regex "^($(IFS='|'; printf '%s' "${windowless[*]}"))\$"

say ""
say "In all $((SECONDS / 60)) min $((SECONDS % 60)) s."
printf '%s\n' "${summaries[@]}"
exit "$failed"
