#!/usr/bin/env bash
# A plain Java program behind a cache. usage: samples/quickstart/run.sh [--swarm]
# Its entries are in this program itself, or with --swarm in three storage nodes beside it, in processes of their own.
# Wants the project packaged: mvn -q -B -DskipTests package
set -euo pipefail
cd "$(dirname "$0")"

program() {
    java "$@" -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
        -cp "target/classes:$(cat target/class-path)" io.kvswarm.samples.quickstart.Quickstart
}

case "$*" in
"")
    program
    exit
    ;;
--swarm) ;;
*)
    echo "usage: samples/quickstart/run.sh [--swarm]" >&2
    exit 2
    ;;
esac

PATH=$(cd ../../provider/cli/target && pwd):$PATH
work=$(mktemp -d /tmp/kvswarm-sample.XXXXXX)
started=()

stop() {
    code=$?
    [ ${#started[@]} -eq 0 ] || kill "${started[@]}" 2>/dev/null || true
    wait
    [ $code -eq 0 ] || tail -n 5 "$work"/*.log >&2 || true
    rm -rf "$work"
    exit $code
}
trap stop EXIT
trap 'exit 1' INT TERM

# So that these nodes find each other, and no other ones of this user.
export KVSWARM_RUN_DIR=$work/run

A=$(kvswarm id -d "$work/a"); B=$(kvswarm id -d "$work/b"); C=$(kvswarm id -d "$work/c")
APPLICATION=$(kvswarm id -d "$work/application")
kvswarm init --capacity.$A=1 --capacity.$B=1 --capacity.$C=1 --writer=$APPLICATION > "$work/config.json"
for node in a b c; do
    kvswarm listen -d "$work/$node" -c "$work/config.json" > "$work/listen-$node.log" 2>&1 &
    started+=($!)
done
# All that makes the same program a client of them.
cat > "$work/kvswarm.yaml" << 'END'
swarm: config.json
identity: application/identity
END
program "-Dkvswarm.uri=file:$work/kvswarm.yaml"
