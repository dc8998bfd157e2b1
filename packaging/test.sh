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

# suite PRESET [CTEST ARGUMENT...]: configures and builds (stops if that fails), then runs the tests
# (goes on if some fail, so that one run tells about all).
suite() {
    local preset=$1 summary
    shift
    step "$preset: configure" "$logs/$preset-configure.log" cmake --preset "$preset"
    step "$preset: build ($jobs jobs)" "$logs/$preset-build.log" \
        cmake --build --preset "$preset" --parallel "$jobs"
    step "$preset: tests" "$logs/$preset-tests.log" \
        ctest --preset "$preset" --parallel "$jobs" "$@" || failed=1
    summary=$(grep -E '^[0-9]+% tests passed' "$logs/$preset-tests.log" || say "no summary; see $logs/$preset-tests.log")
    summaries+=("$preset: $summary")
}

install_packages "$logs/packages.log" "${packages_build[@]}" "${packages_run[@]}" "${packages_test[@]}"
jobs=$(parallel_jobs)
suite dev
suite asan --label-exclude lint
suite headless --label-exclude lint

say ""
say "In all $((SECONDS / 60)) min $((SECONDS % 60)) s."
printf '%s\n' "${summaries[@]}"
exit "$failed"
