#!/bin/bash
# with-keyring.sh none|unlocked|locked COMMAND…: runs COMMAND where there is no session bus, or on a private one with a throw-away GNOME Keyring.
# The command learns from SYNCLINE_TEST_KEYRING which it is.
set -u
state=$1
shift
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -p -m 700 "$home/run" "$home/data"
export HOME=$home XDG_DATA_HOME=$home/data XDG_RUNTIME_DIR=$home/run
export SYNCLINE_TEST_KEYRING=$state
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
if [ "$state" = none ]; then
    export DBUS_SESSION_BUS_ADDRESS=unix:path=$home/run/nothing-here
    "$@"
    exit $?
fi
# shellcheck disable=SC2016
dbus-run-session -- bash -c '
    if [ "$SYNCLINE_TEST_KEYRING" = unlocked ]; then
        printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
    else
        gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1
    fi
    "$@"' _ "$@"
