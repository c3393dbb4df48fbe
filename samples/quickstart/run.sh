#!/usr/bin/env bash
# A plain Java program behind a cache. usage: samples/quickstart/run.sh
# Wants the project packaged: mvn -q -B -DskipTests package
set -euo pipefail
cd "$(dirname "$0")"
exec java -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
  -cp "target/classes:$(cat target/class-path)" io.kvswarm.samples.quickstart.Quickstart
