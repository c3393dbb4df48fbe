#!/usr/bin/env bash
# kvswarm beside other JCache providers, under one load. See README.md.
#   ./run.sh                                   the comparison, all in one sitting: ratios, then the table; half an hour
#   ./run.sh --quick                           the same with short windows, to see that everything runs
#   ./run.sh PROVIDER SCENARIO[,SCENARIO…]     one provider; its lines are added to out/results.jsonl
#   ./run.sh all                               the peers, far more than the comparison has; hours
# env: WARM WINDOW REPS (seconds, seconds, count), KEYS (entries, 100000), HEAP (bench JVM), JAVA_HOME,
#      MAXT (longest run of one provider, seconds), WORK OUT LOCK (directory for data, file of results, of the lock),
#      BUILD=no to use what was built before
set -euo pipefail
cd "$(dirname "$0")"
WORK=${WORK:-$PWD/work}
mkdir -p "$WORK" out
trap 'exit 130' INT

LOCAL=${LOCAL:-caffeine cache2k ri ehcache ehcache-disk hazelcast-emb infinispan-local ignite-emb coherence-local}
DIST="hazelcast hazelcast-near redisson redisson-aof ignite infinispan-dist infinispan-repl"
# The comparison: scenarios, then who takes part. Ours stand between the peers, so that drift of the machine hits both.
COMPARISON="
S1       caffeine kvswarm-embedded ehcache hazelcast-emb
S2       caffeine kvswarm-embedded ehcache hazelcast-emb
S3,S4    redisson kvswarm hazelcast kvswarm-os
S5,S6    redisson kvswarm hazelcast kvswarm-os
S7       redisson kvswarm-near hazelcast-near hazelcast kvswarm kvswarm-os
S8       redisson-aof kvswarm-disk kvswarm-disk-sync ehcache-disk"

opens() { for module in "$@"; do echo -n " --add-opens=$module=ALL-UNNAMED"; done; }
HZ="--add-modules=java.se --add-exports=java.base/jdk.internal.ref=ALL-UNNAMED$(opens java.base/java.lang java.base/sun.nio.ch java.management/sun.management jdk.management/com.sun.management.internal)"
IG="$(opens java.base/jdk.internal.access java.base/jdk.internal.misc java.base/sun.nio.ch java.base/sun.util.calendar java.management/com.sun.jmx.mbeanserver jdk.internal.jvmstat/sun.jvmstat.monitor java.base/sun.reflect.generics.reflectiveObjects jdk.management/com.sun.management.internal java.base/java.io java.base/java.nio java.base/java.net java.base/java.util java.base/java.util.concurrent java.base/java.util.concurrent.locks java.base/java.util.concurrent.atomic java.base/java.lang java.base/java.lang.invoke java.base/java.math java.sql/java.sql java.base/java.time) -DIGNITE_QUIET=true -DIGNITE_NO_ASCII=true -DIGNITE_UPDATE_NOTIFIER=false"
KV="-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"

field() { awk -F'|' -v name="$1" -v n="$2" '{ key = $1; gsub(/ /, "", key) } key == name { print $n; exit }' providers.conf; }
module() { field "$1" 2 | tr -d ' '; }

# Builds the harness and the adapters of some providers; kvswarm's comes with kvswarm itself, from this repository.
build() {
  local modules=harness provider adapter
  for provider in "$@"; do
    adapter=$(module "$provider")
    case "$adapter,$modules," in
      ,* | cp=* | *,adapters/"$adapter",*) ;;
      *) modules=$modules,adapters/$adapter ;;
    esac
  done
  echo "builds $modules"
  mvn -q -B -Dmaven.test.skip=true -Dcheckstyle.skip -Dspotless.check.skip package -pl "$modules" -am
}

missing() {
  case "$1" in
    redisson*) ! command -v redis-server > /dev/null ;;
    *) false ;;
  esac
}

# one PROVIDER SCENARIOS
one() {
  local flags class_path module java=${JAVA_HOME:+$JAVA_HOME/bin/}java heap=${HEAP:-3g}
  module=$(module "$1")
  [ -n "$module" ] || { echo "no provider $1 in providers.conf" >&2; return 2; }
  flags=$(field "$1" 4)
  flags=${flags//@hz/$HZ}
  flags=${flags//@ig/$IG}
  flags=${flags//@kv/$KV}${KEYS:+ -Dpeers.keys=$KEYS}
  case "$module" in
    cp=*) class_path="${module#cp=}:harness/target/lib/*" ;;
    *) class_path="adapters/$module/target/adapter-$module-1.jar:adapters/$module/target/lib/*" ;;
  esac
  # Where nodes of kvswarm find each other: these, and no others of this user.
  # shellcheck disable=SC2086
  KVSWARM_RUN_DIR=${KVSWARM_RUN_DIR:-$WORK/kvswarm-run} flock "${LOCK:-$WORK/.lock}" timeout --foreground -k 5 "${MAXT:-400}" \
    "$java" -Xms"$heap" -Xmx"$heap" -XX:+UseG1GC $flags -Dpeers.jvm="$flags" -Dpeers.work="$WORK" \
    -Dpeers.out="${OUT:-$PWD/out/results.jsonl}" -Dpeers.warm="${WARM:-4}" -Dpeers.window="${WINDOW:-8}" \
    -Dpeers.reps="${REPS:-3}" -cp "harness/target/harness-1.jar:$class_path" peers.Main "$1" "$2"
}

# Scenarios of providers in turn. One that fails is noted and does not keep the others from running.
several() {
  local scenarios=$1 provider
  shift
  for provider in "$@"; do
    if missing "$provider"; then
      echo "$provider $scenarios: skipped, there is no redis-server on the PATH (package redis-server or redis)"
    else
      one "$provider" "$scenarios" || echo "$provider $scenarios: ended with $?"
    fi
  done
}

compare() {
  local scenarios providers
  command -v python3 > /dev/null || { echo "report.py wants python3" >&2; exit 2; }
  export WARM=${WARM:-2} WINDOW=${WINDOW:-3} REPS=${REPS:-3} OUT=${OUT:-$PWD/out/comparison-$(date +%Y%m%d-%H%M%S).jsonl}
  [ "${BUILD:-}" = no ] || build $(awk '{ for (i = 2; i <= NF; i++) print $i }' <<< "$COMPARISON" | sort -u)
  while read -r scenarios providers; do
    # shellcheck disable=SC2086
    [ -z "$scenarios" ] || several "$scenarios" $providers < /dev/null
  done <<< "$COMPARISON"
  echo
  ./report.py --ratios "$OUT"
}

everything() {
  local provider scenarios
  # shellcheck disable=SC2086
  [ "${BUILD:-}" = no ] || build $LOCAL $DIST ignite-disk infinispan-disk
  for provider in $LOCAL; do
    for scenarios in S1 S2 S5,S6 S9; do several "$scenarios" "$provider"; done
  done
  for provider in $DIST; do
    for scenarios in S3,S4 S5,S6 S7 S10; do several "$scenarios" "$provider"; done
  done
  several S8 ehcache-disk redisson-aof ignite-disk infinispan-disk
  several S11 hazelcast ignite
  ./report.py
}

case "${1:-}" in
  "") compare ;;
  --quick) WARM=${WARM:-0.5} WINDOW=${WINDOW:-1} REPS=${REPS:-1} compare ;;
  all) everything ;;
  *)
    [ $# -eq 2 ] || { sed -n '2,9p' "$0" >&2; exit 2; }
    ! missing "$1" || { echo "$1 wants redis-server on the PATH" >&2; exit 2; }
    [ "${BUILD:-}" = no ] || build "$1"
    one "$1" "$2"
    ;;
esac
