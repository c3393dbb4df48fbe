#!/usr/bin/env bash
# Measures a swarm beside an echo of the same shape. usage: samples/bench/run.sh [SECONDS of each measurement, default 10]
set -euo pipefail
cd "$(dirname "$0")/../.."
mvn -q -B -DskipTests package -pl samples/bench -am
exec java -cp "samples/bench/target/classes:$(cat samples/bench/target/class-path)" \
  io.kvswarm.samples.bench.Bench "${1:-10}"
