#!/usr/bin/env bash
# Formats files in place, as the test lint.format wants them: those named, or those that differ from the
# last commit, or with --all every one.
set -euo pipefail
cd "$(dirname "$0")/.."

formatter=$(command -v clang-format-14 || command -v clang-format)
if [[ ${1:-} == --all ]]; then
    mapfile -t files < <(git ls-files --cached --others --exclude-standard)
elif (($# > 0)); then
    files=("$@")
else
    mapfile -t files < <(git ls-files --modified --others --exclude-standard && git diff --cached --name-only --diff-filter=d)
fi
for file in "${files[@]}"; do
    case $file in
    *tests/lint/planted/*) ;;
    *.h | *.cpp) [[ -f $file ]] && "$formatter" -i "$file" ;;
    esac
done
