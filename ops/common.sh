# shellcheck shell=bash
# What the scripts of ops/ share: where the repository is, how they talk, how they build.
# Sourced, never run; the caller has already set -euo pipefail.

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
script=${0##*/}

# Everything that a person reads goes to stderr: stdout belongs to results (export lines, JSON).
say() { printf '%s\n' "$*" >&2; }

die() {
    printf '%s: %s\n' "$script" "$1" >&2
    exit "${2:-1}"
}

# Runs a command with its output kept in a log, which is shown only when the command fails: a good
# build is silent, a bad one says everything.
quietly() {
    local log=$1
    shift
    if "$@" >"$log" 2>&1; then
        return 0
    else
        local rc=$?
        tail -n 200 -- "$log" >&2
        say "$script: failed ($rc): $*"
        say "$script: the whole log: $log"
        return "$rc"
    fi
}

# The build folder of a preset, as CMakePresets.json has it.
build_dir() {
    case $1 in
        release) printf '%s/build\n' "$root" ;;
        *) printf '%s/build-%s\n' "$root" "$1" ;;
    esac
}

# Configures and builds a preset. CMake finds its presets only from the repository's own folder.
build_preset() {
    local preset=$1 dir
    dir=$(build_dir "$preset")
    mkdir -p -- "$dir"
    cd -- "$root" || return
    quietly "$dir/ops-configure.log" cmake --preset "$preset" || return
    quietly "$dir/ops-build.log" cmake --build --preset "$preset" || return
}

# Where the programs are: JIXIAO_BUILD says which build, else those that are installed, else the release
# build's.
programs() {
    local build
    if [[ -z ${JIXIAO_BUILD-} ]] && command -v jixiao-broker >/dev/null; then
        dirname -- "$(command -v jixiao-broker)"
        return
    fi
    build=$(realpath -m -- "${JIXIAO_BUILD:-$root/build}")
    [[ -x $build/bin/jixiao-broker ]] || die "no $build/bin/jixiao-broker: build first (cmake --build --preset release)" 4
    printf '%s/bin\n' "$build"
}

# verify_county BIN DIR: the journal below DIR is whole, the store, if there is one, too and not ahead of it.
# Sets records and folded.
verify_county() {
    local bin=$1 dir=$2 said
    said=$("$bin/jixiao-broker" --verify "$dir/county") || die "the journal in $dir does not hold" 4
    records=${said#journal verified: }
    records=${records%% *}
    folded=none
    if [[ -e $dir/store/store.mdb ]]; then
        said=$("$bin/jixiao-worker" --fsck "$dir/store") || {
            say "$said"
            die "the store in $dir is damaged" 4
        }
        folded=${said##* }
        ((folded <= records)) || die "the store in $dir is ahead of its journal: they are of two counties" 4
    fi
    # LMDB's locks belong to the processes that were looking.
    rm -f -- "$dir/county/journal/data.mdb-lock" "$dir/store/store.mdb-lock"
}
