#!/bin/bash
# Installs the app's package into a fresh Debian and starts it there, on a display of its own, as somebody who is not root.
#
#   desktop-package.sh CACHE STATE RELEASE DEB
#
# Says "started" when the app runs. Its display is the file STATE/display/Xvfb_screen0 (an xwd picture), what it writes STATE/app.log, and its process's number
# STATE/pid; ends it, and removes the rest of STATE, when its input ends. Needs root, mmdebstrap and unshare.
set -euo pipefail
umask 022

cache=$1 state=$2 release=$3 deb=$4
base=$(bash "$(dirname "$0")/debian-base.sh" "$cache" "$release" apt,xvfb,desktop-file-utils "$deb")
root=$state/root
# In a namespace of its own all mounts end with it.
if [ -z "${IN_NAMESPACE:-}" ]; then
    rm -rf --one-file-system "$state/root" "$state/upper" "$state/work"
    mkdir -p "$root" "$state/upper" "$state/work" "$state/display"
    IN_NAMESPACE=1 unshare --mount --pid --fork --kill-child bash "$0" "$@" && code=0 || code=$?
    rm -rf --one-file-system "$root" "$state/upper" "$state/work"
    exit "$code"
fi
mount -t overlay letterlock-test -o "lowerdir=$base,upperdir=$state/upper,workdir=$state/work" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp" -o mode=1777
mkdir -p "$root/dev/shm" "$root/display"
mount --bind "$state/display" "$root/display"
cp "$deb" "$root/letterlock.deb"
# Nothing is fetched, for nobody answers: what the package depends on lies there, and nothing else.
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
    -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-unsafe-io install /letterlock.deb >"$state/install.log" 2>&1 </dev/null || { cat "$state/install.log" >&2; exit 1; }
chroot "$root" desktop-file-validate /usr/share/applications/letterlock.desktop >&2
chroot "$root" useradd --create-home anna
chmod 777 "$state/display"
chroot "$root" sh -c 'Xvfb :7 -screen 0 1280x800x24 -nolisten tcp -fbdir /display >/display/xvfb.log 2>&1 &'
for _ in $(seq 100); do [ -S "$root/tmp/.X11-unix/X7" ] && break; sleep 0.1; done
touch "$state/app.log"
chroot "$root" su anna -c 'cd && DISPLAY=:7 LANG=C.UTF-8 exec letterlock' >"$state/app.log" 2>&1 </dev/null &
echo started
cat >/dev/null
chroot "$root" sh -c 'for p in /proc/[0-9]*; do if [ "$(cat $p/comm 2>/dev/null)" = letterlock ]; then grep VmHWM $p/status; fi; done' >"$state/memory"
chroot "$root" env DEBIAN_FRONTEND=noninteractive dpkg --purge letterlock-desktop >>"$state/install.log" 2>&1
if [ -e "$root/opt/letterlock-desktop" ]; then echo "left behind" >>"$state/memory"; fi
