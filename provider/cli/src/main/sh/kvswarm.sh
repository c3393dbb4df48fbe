#!/bin/sh
# kvswarm: this script finds Java and gives it the jar that stands behind it in this same file.
#
# JAVA_HOME             the Java to use, else the one on the PATH; 17 or newer
# KVSWARM_JAVA_OPTIONS  more options for it, for instance -Xmx2g

fail() {
    echo "kvswarm: $1" >&2
    exit 5
}

if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it; Java 17 or newer is needed"
else
    java=$(command -v java) || fail "Java 17 or newer is needed and there is none; install one and put it on the PATH, or set JAVA_HOME"
fi

# The version stands in a file beside it; asking java itself would take longer than most commands.
real=$(readlink -f "$java" 2>/dev/null) || real=$java
version=
if [ -r "${real%/bin/java}/release" ]; then
    while IFS= read -r line; do
        case $line in
        JAVA_VERSION=*) version=${line#JAVA_VERSION=} ;;
        esac
    done <"${real%/bin/java}/release"
fi
[ -n "$version" ] || version=$("$java" -version 2>&1 | sed -n 's/.* version \("[^"]*"\).*/\1/p')
version=${version#\"}
version=${version%\"}
major=${version%%[!0-9]*}
[ "${major:-0}" -ge 17 ] || fail "Java 17 or newer is needed, found ${version:-an unknown version} at $java; set JAVA_HOME to a newer one"

# A command that is soon over starts fast and is never optimized; the others run as any server does.
options="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData"
for word in "$@"; do
    case $word in
    listen | connect | import | export) options= ;;
    esac
done
[ "$major" -lt 23 ] || options="$options --sun-misc-unsafe-memory-access=allow"
[ ! -t 2 ] || options="$options -Dkvswarm.watched=true"

# Java reads its arguments and file names in the encoding of the locale; keys may have any letters.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
*[Uu][Tt][Ff]-8* | *[Uu][Tt][Ff]8*) ;;
*)
    LC_ALL=C.UTF-8
    export LC_ALL
    ;;
esac

# shellcheck disable=SC2086
exec "$java" -Xshare:auto $options ${KVSWARM_JAVA_OPTIONS:-} -jar "$0" "$@"
exit 5
