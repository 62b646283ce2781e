#!/bin/sh
# Makes the app's package for the system that this runs on, with a runtime of its own and the archives for servers inside:
#   package.sh JDK VERSION CLASS_PATH BUNDLES OUT
# Linux: the folder OUT/Letterlock, which runs from anywhere, and a .deb where dpkg-deb is. macOS: a .dmg. (Windows: package.ps1.)
# The .deb is made of that folder by dpkg-deb: jpackage's own .deb registers itself by xdg-utils, which fails on a system without a desktop, and knows one name for each
# library, where Debian renamed GTK's.
set -eu
jdk=$1
version=${2%-SNAPSHOT}
class_path=$3
bundles=$4
out=$5
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
mkdir -p "$out" "$work/jars/bundles"
echo "$class_path" | tr ':' '\n' | while IFS= read -r jar; do cp "$jar" "$work/jars/"; done
cp "$bundles"/letterlock-server-*.tar.gz "$work/jars/bundles/"
"$jdk/bin/java" -Djava.awt.headless=true "$here/Icons.java" "$here/../../assets/mark.svg" "$work/icons"

# What the jars use by themselves, and what they find by name: other languages, TLS, and what an engine of the demo needs.
used=$("$jdk/bin/jdeps" --ignore-missing-deps --multi-release 25 --print-module-deps "$work"/jars/*.jar)
"$jdk/bin/jlink" --output "$work/runtime" --strip-debug --no-header-files --no-man-pages --compress zip-6 \
    --include-locales en,ja,ru,zh \
    --add-modules "$used,java.management,java.naming,java.net.http,java.sql,jdk.crypto.ec,jdk.localedata,jdk.unsupported"

# Comments are ours and not jpackage's.
options() {
    grep -hv '^#' "$here/common.options" "$@"
}
# What the JVM keeps ready by itself: it sees the app go through its screens once. The cache is for these jars at these times, which the
# .deb keeps, and serves wherever their folder lies. Without it the app does the same, later.
epoch=1795305600
rehearse() {
    app=$1/lib/app
    find "$app" -name '*.jar' -exec touch -d "@$epoch" {} +
    seen=$(sed -n 's/^app.classpath=//p' "$app/Letterlock.cfg" | sed "s#\$APPDIR#$app#" | tr '\n' ':')
    told=$(options "$here/linux.options" | sed -n 's/^--java-options //p' | sed "s#\$APPDIR#$app#" | tr '\n' ' ')
    # shellcheck disable=SC2086 # options are words
    if "$1/lib/runtime/bin/java" $told -Dglass.platform=Headless -Dprism.order=sw -Djava.awt.headless=true \
        -XX:AOTCacheOutput="$app/letterlock.aot" -cp "${seen%:}" org.letterlock.desktop.Rehearsal \
        >"$work/rehearsal.log" 2>&1 && [ -s "$app/letterlock.aot" ]; then
        # shellcheck disable=SC2016 # the launcher knows the folder
        echo 'java-options=-XX:AOTCache=$APPDIR/letterlock.aot' >>"$app/Letterlock.cfg"
    else
        rm -f "$app/letterlock.aot"
        cat "$work/rehearsal.log" >&2
        echo "The rehearsal broke off: this package starts more slowly." >&2
    fi
}
jar=$(cd "$work/jars" && echo letterlock-desktop-*.jar)
case $(uname -s) in
    Linux)
        options "$here/linux.options" >"$work/options"
        "$jdk/bin/jpackage" "@$work/options" --type app-image --app-version "$version" --input "$work/jars" \
            --main-jar "$jar" --runtime-image "$work/runtime" --icon "$work/icons/512.png" --dest "$work"
        rehearse "$work/Letterlock"
        rm -rf "$out/Letterlock"
        mv "$work/Letterlock" "$out/Letterlock"
        echo "$out/Letterlock"
        ;;
    Darwin)
        options "$here/macos.options" >"$work/options"
        # macOS knows no version that begins with 0.
        case $version in 0.*) number=1.${version#0.} ;; *) number=$version ;; esac
        "$jdk/bin/jpackage" "@$work/options" --app-version "$number" --input "$work/jars" --main-jar "$jar" \
            --runtime-image "$work/runtime" --icon "$work/icons/letterlock.icns" --dest "$out"
        ls "$out"/Letterlock-*.dmg
        exit 0
        ;;
    *)
        echo "There is no recipe for this system here. Windows: package.ps1" >&2
        exit 1
        ;;
esac

command -v dpkg-deb >/dev/null || exit 0
root=$work/root
place=opt/letterlock-desktop
mkdir -p "$root/$place" "$root/DEBIAN" "$root/usr/bin" "$root/usr/share/applications"
cp -a "$out/Letterlock/." "$root/$place/"
ln -s "/$place/bin/Letterlock" "$root/usr/bin/letterlock"
cp "$here/letterlock.desktop" "$root/usr/share/applications/"
for size in 16 32 48 128 256 512; do
    icons=$root/usr/share/icons/hicolor/${size}x$size/apps
    mkdir -p "$icons"
    cp "$work/icons/$size.png" "$icons/letterlock.png"
done
chmod -R u=rwX,go=rX "$root"
architecture=$(dpkg --print-architecture)
cat >"$root/DEBIAN/control" <<CONTROL
Package: letterlock-desktop
Version: $version
Architecture: $architecture
Maintainer: The Letterlock project <letterlock@localhost>
Installed-Size: $(du -sk "$root" | cut -f1)
Depends: libc6, libgtk-3-0t64 | libgtk-3-0, libxtst6, libxxf86vm1, libgl1
Recommends: fonts-noto-cjk, xdg-utils
Section: mail
Priority: optional
Description: your own mail server, set up and looked after
 The app takes a rented server to one that has your mail, over SSH, and tells
 you how it is. It brings all that the server needs.
CONTROL
deb=$out/letterlock-desktop_${version}_$architecture.deb
# The jars and the archive are compressed already.
SOURCE_DATE_EPOCH=$epoch dpkg-deb --root-owner-group -Zgzip -z1 --build "$root" "$deb.new" >/dev/null
rm -f "$out"/letterlock-desktop_*.deb
mv "$deb.new" "$deb"
echo "$deb"
