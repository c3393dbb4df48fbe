#!/usr/bin/env bash
# A swarm of three storage nodes and two writers on this machine, from nothing to an answer, in a temporary directory.
set -euo pipefail

PATH=$(cd "$(dirname "$0")/../../provider/cli/target" && pwd):$PATH
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

cd "$work"
# So that these nodes find each other, and no other ones of this user.
export KVSWARM_RUN_DIR=$work/run

A=$(kvswarm id -d a); B=$(kvswarm id -d b); C=$(kvswarm id -d c); X=$(kvswarm id -d x); Y=$(kvswarm id -d y)
kvswarm init --capacity.$A=5 --capacity.$B=10 --capacity.$C=7 --writer=$X --writer=$Y > config.json
for node in a b c; do
    kvswarm listen -d $node -c config.json > listen-$node.log 2>&1 &
    started+=($!)
done
kvswarm -c config.json -d x write --put.greeting=hi
kvswarm -c config.json -d y write --put.cool=beans
for node in x y; do
    kvswarm -c config.json -d $node connect > connect-$node.log 2>&1 &
    started+=($!)
done

for number in $(seq 1 1000); do
    echo "{\"key\":\"key-$number\",\"value\":\"value-$number\"}"
done | kvswarm -c config.json -d x import -

kvswarm -c config.json -d x status
kvswarm -c config.json -d x get cool --wait 20
kvswarm -c config.json -d y get greeting --wait 20
