#!/bin/sh
# Makes the archive that goes onto a server: engine, agent, a runtime of their own, what the JVM keeps ready of the engine, and the sums of all its files.
#   bundle.sh JDK VERSION ENGINE_CLASS_PATH AGENT_CLASS_PATH OUT
# The runtime is for the system and processor that this runs on (Linux), so an archive for another processor is made there.
set -eu
jdk=$1
version=$2
engine=$3
agent=$4
out=$5
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

[ "$(uname -s)" = Linux ] || {
    echo "The server's archive is made on Linux." >&2
    exit 1
}
name=letterlock-server-$version-linux-$(uname -m)
work=$(mktemp -d)
rehearsed=
leave() {
    if [ -n "$rehearsed" ]; then
        kill "$rehearsed" 2>/dev/null || true
        wait "$rehearsed" || true
    fi
    rm -rf "$work"
}
trap leave EXIT
trap 'exit 130' INT TERM
root=$work/$name
mkdir -p "$root/lib" "$root/agent" "$root/bin"

# The jars of a class path; natives of other systems stay behind.
copy() {
    echo "$1" | tr ':' '\n' | while IFS= read -r jar; do
        case $jar in
            *osx* | *windows*) ;;
            *) cp "$jar" "$2/" ;;
        esac
    done
}
copy "$engine" "$root/lib"
copy "$agent" "$root/agent"
# What both have is there once.
for jar in "$root/agent"/*; do
    if [ -e "$root/lib/${jar##*/}" ]; then
        ln -sf "../lib/${jar##*/}" "$jar"
    fi
done
cp "$here/bin/letterlock-engine" "$here/bin/letterlock-agent" "$root/bin/"
"$jdk/bin/jlink" --output "$root/runtime" --strip-debug --no-header-files --no-man-pages --compress zip-0 \
    --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.crypto.ec,jdk.unsupported
printf '%s\n' "$version" >"$root/VERSION"

# What the JVM keeps ready by itself (JEP 483, JEP 514): it sees an engine start and stop once. The cache is for these files at these times, which the archive keeps,
# and serves wherever their folder lies. Without it an engine does the same, later and with some megabytes more.
time='2026-11-22 00:00:00Z'
rehearse() {
    find "$root" -exec touch -h -d "$time" {} +
    LETTERLOCK_JAVA_OPTIONS="-XX:AOTCacheOutput=$root/lib/engine.aot" "$root/bin/letterlock-engine" serve --data "$work/data" --ports-file "$work/ports" \
        --hostname rehearsal.example.org --mx 127.0.0.1:0 --submission 127.0.0.1:0 --submissions 127.0.0.1:0 \
        --imap 127.0.0.1:0 --imaps 127.0.0.1:0 --pop3s 127.0.0.1:0 >"$work/rehearsal.log" 2>&1 &
    rehearsed=$!
    patience=600
    while [ ! -s "$work/ports" ] && [ $patience -gt 0 ] && kill -0 "$rehearsed" 2>/dev/null; do
        patience=$((patience - 1))
        sleep 0.2
    done
    kill "$rehearsed" 2>/dev/null || true
    wait "$rehearsed" || true
    rehearsed=
    if [ ! -s "$work/ports" ] || [ ! -s "$root/lib/engine.aot" ]; then
        rm -f "$root/lib/engine.aot"
        cat "$work/rehearsal.log" >&2
        echo "The rehearsal broke off: engines of this archive start more slowly." >&2
    fi
}
rehearse
(cd "$root" && find . -type f ! -name SHA256SUMS -print | LC_ALL=C sort | sed 's/^\.\///' | tr '\n' '\0' | xargs -0 sha256sum >SHA256SUMS)
mkdir -p "$out"
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime="$time" -cf - "$name" |
    gzip -n -6 >"$out/$name.tar.gz.new"
mv "$out/$name.tar.gz.new" "$out/$name.tar.gz"
echo "$out/$name.tar.gz"
