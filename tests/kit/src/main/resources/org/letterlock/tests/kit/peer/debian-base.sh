#!/bin/bash
# A Debian that is as small as it gets, made once and kept: says where it lies. Nothing may change it; whoever needs one of their own lays something over it.
#
#   debian-base.sh CACHE RELEASE INCLUDE DOWNLOAD
#
# INCLUDE is what is installed beside the smallest system, with commas; DOWNLOAD, with spaces, what apt has fetched for it but not installed: names, or a .deb, of which it
# has what that depends on. Needs root and mmdebstrap, and once the network.
set -euo pipefail
umask 022

cache=$1 release=$2 include=$3 download=$4
wanted=$download
[ -z "$download" ] || [ ! -f "$download" ] || wanted=$(dpkg-deb -f "$download" Depends)
base=$cache/$release-$(printf '%s|%s' "$include" "$wanted" | sha256sum | cut -c1-12)
exec 9>"$cache.lock"
flock 9
if [ ! -e "$base/whole" ]; then
    # What this machine itself takes its packages from.
    mirror=$(grep -rhoE '^(URIs: |deb )(\[[^]]*\] )?\S*://\S+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | grep -oE '\S+://\S+' | head -n 1 || true)
    mkdir -p "$cache"
    rm -rf --one-file-system "$base.new"
    mkdir "$base.new"
    fetch=true
    [ -z "$download" ] ||
        fetch="APT_CONFIG=\$MMDEBSTRAP_APT_CONFIG apt-get -qq -y --no-install-recommends --download-only install $download"
    mmdebstrap --quiet --variant=minbase --include="$include" --skip=cleanup/apt \
        --customize-hook='rm -f "$1"/etc/ssh/ssh_host_* "$1"/etc/hostname "$1"/etc/resolv.conf; : >"$1"/etc/machine-id' \
        --customize-hook='rm -f "$1"/var/cache/apt/archives/*.deb' \
        --customize-hook="$fetch" \
        "$release" "$base.new/root" "deb $mirror $release main" </dev/null >&2
    touch "$base.new/whole"
    rm -rf --one-file-system "$base"
    mv "$base.new" "$base"
fi
echo "$base/root"
