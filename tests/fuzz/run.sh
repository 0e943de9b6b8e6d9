#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the fuzzers (clang) and runs each for a while: tests/fuzz/run.sh [SECONDS [NAME...]], 60 seconds unless told.
# Seeds: the shared test files and the projects of tests/data. What crashes stays in build/fuzz/found; exit status 1 then.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
seconds=${1:-60}
[ $# -gt 0 ] && shift
build=$root/build/fuzz
cd "$root"
command -v clang++ >/dev/null || { echo "The fuzzers need clang: apt-get install clang" >&2; exit 1; }
[ -f "$build/build.ninja" ] || cmake --preset fuzz
cmake --build --preset fuzz --target fuzzers

seeds=$build/seeds
found=$build/found
mkdir -p "$seeds" "$found"
# Larger files are of the same kinds, and slow.
for folder in "$root/../shared/data/formats" "$root/../shared/data/ct/synapse_layout" "$root/tests/data/projects" \
    "$root/resources/samples"; do
    [ -d "$folder" ] || continue
    find "$folder" -type f -size -600k ! -name '*.csv' | while read -r file; do
        name=$(printf %s "${file#"$root"/}" | tr '/ ' '__')
        cp -f "$file" "$seeds/$name"
    done
done

# What ITK forgets when it refuses a file.
echo 'leak:libITKNrrdIO' >"$build/lsan.supp"
export LSAN_OPTIONS="suppressions=$build/lsan.supp:print_suppressions=0"

status=0
for fuzzer in "$build"/fuzz/fuzz_*; do
    name=${fuzzer##*/fuzz_}
    [ $# -eq 0 ] || case " $* " in *" $name "*) ;; *) continue ;; esac
    mkdir -p "$build/corpus/$name"
    echo "== $name, $seconds s"
    QT_LOGGING_RULES='*=false' "$fuzzer" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=4096 \
        -malloc_limit_mb=2048 -max_len=600000 -print_final_stats=1 -artifact_prefix="$found/$name-" \
        "$build/corpus/$name" "$seeds" >"$build/$name.log" 2>&1 || { status=1; echo "   FOUND: see $build/$name.log"; }
    grep -E 'stat::number_of_executed_units|stat::slowest_unit_time_sec|stat::peak_rss_mb' "$build/$name.log" || true
done
exit $status
