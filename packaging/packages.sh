# shellcheck shell=bash disable=SC2034
# What Syncline needs from Debian 12, and how to get it. Sourced by run.sh and test.sh.

packages_build=(
    g++ cmake ninja-build ccache mold pkg-config
    qt6-base-dev qt6-svg-dev qt6-charts-dev libqt6opengl6-dev libqscintilla2-qt6-dev qtkeychain-qt6-dev
    liblua5.4-dev libsqlite3-dev libsimdjson-dev libxxhash-dev libsodium-dev libboost-dev zlib1g-dev
    libexpat1-dev libzip-dev libxlsxwriter-dev
    librapidcheck-dev
)
packages_run=(
    libqt6svg6 libqt6sql6-sqlite qt6-wayland fonts-dejavu-core ca-certificates tzdata graphviz
)
packages_test=(
    git clang-format
)

say() {
    printf '%s\n' "$*"
}

# missing_packages NAME...: those that are not installed, one a line.
missing_packages() {
    local name
    for name in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true) == installed ]] || say "$name"
    done
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        say "This needs root or sudo to run: $*" >&2
        return 1
    fi
}

# install_packages LOG NAME...: installs what is missing, and nothing (without root) when all is there.
install_packages() {
    local log=$1 missing
    shift
    mapfile -t missing < <(missing_packages "$@")
    if ((${#missing[@]} == 0)); then
        return 0
    fi
    say "Installing ${#missing[@]} packages: ${missing[*]}"
    {
        as_root apt-get -o DPkg::Lock::Timeout=600 update -q
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get -o DPkg::Lock::Timeout=600 install -q -y --no-install-recommends "${missing[@]}"
    } </dev/null >"$log" 2>&1 || {
        tail -n 30 "$log"
        say "Could not install the packages; the whole output is in $log" >&2
        return 1
    }
}

# parallel_jobs: one job a core, and no more than memory bears (1.2 GB for a heavy source).
parallel_jobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/^MemAvailable:/ { print int($2 / 1200000) }' /proc/meminfo)
    ((memory >= 1)) || memory=1
    say $((cores < memory ? cores : memory))
}

# step LABEL LOG COMMAND...: runs quietly, says how long it took; on failure shows the end of the log.
step() {
    local label=$1 log=$2 began=$SECONDS
    shift 2
    if "$@" </dev/null >"$log" 2>&1; then
        printf '%-34s %4d s\n' "$label" $((SECONDS - began))
    else
        printf '%-34s %4d s  FAILED; the end of %s:\n' "$label" $((SECONDS - began)) "$log"
        tail -n 60 "$log"
        return 1
    fi
}
