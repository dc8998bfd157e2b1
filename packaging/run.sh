#!/usr/bin/env bash
# Installs what is missing, builds Syncline and opens it on the sample shop.
#     packaging/run.sh [DIR]     DIR: where the sample shop lives (default: build/sample-shop)
# Without a display it says so and runs the same sample on the command line.
set -euo pipefail
cd "$(dirname "$0")/.."
source packaging/packages.sh

logs=build/logs
mkdir -p "$logs"
shop=${1:-build/sample-shop}
port=${SYNCLINE_DEMO_PORT:-4780}
program=build/release/bin/syncline
server=

stop_server() {
    if [[ -n $server ]]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
}
trap stop_server EXIT

# The sample shop's remote side, on loopback; one that runs already is used as it is.
start_server() {
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
        say "Using the demo server that answers on port $port."
        return
    fi
    "$program" demo-server --port "$port" </dev/null >"$logs/demo-server.log" 2>&1 &
    server=$!
    for _ in {1..100}; do
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            return
        fi
        if ! kill -0 "$server" 2>/dev/null; then
            break
        fi
        sleep 0.1
    done
    say "The demo server did not start; it said:" >&2
    tail -n 20 "$logs/demo-server.log" >&2
    return 1
}

install_packages "$logs/packages.log" "${packages_build[@]}" "${packages_run[@]}"
jobs=$(parallel_jobs)
step "Configure (release)" "$logs/release-configure.log" cmake --preset release -DSYNCLINE_WERROR=OFF
step "Build (release, $jobs jobs)" "$logs/release-build.log" \
    cmake --build --preset release --target syncline --parallel "$jobs"

if [[ ! -e $shop/syncline.json ]]; then
    "$program" new "$shop" --template shop </dev/null
fi
start_server

if [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
    say "Opening $shop in the window. Press Sync to fetch the products, customers and orders."
    "$program" "$shop"
else
    say "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so this runs the sample"
    say "on the command line. With a display, the same command opens the window."
    say ""
    say "\$ syncline sync $shop shop"
    "$program" sync "$shop" shop </dev/null
    say ""
    say "\$ syncline records $shop product --first 5"
    "$program" records "$shop" product --first 5 </dev/null
fi
