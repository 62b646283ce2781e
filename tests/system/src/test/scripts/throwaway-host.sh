#!/bin/bash
# A throw-away server on this machine: real Debian with systemd and sshd, in a network namespace that only this machine reaches.
#
#   throwaway-host.sh CACHE STATE RELEASE PASSWORD
#
# Says "ready ADDRESS OURS" when its sshd answers, where OURS is this machine's address for it; ends it, and removes everything but CACHE, when its input ends. Root's
# password is PASSWORD, of a host that nobody else can reach. Needs root, systemd-nspawn, mmdebstrap and iproute2.
set -euo pipefail
umask 022

cache=$1 state=$2 release=$3 password=$4
net=${LETTERLOCK_TEST_NET:-198.51.100}
ns=letterlock-test-$$
ours=$net.1 theirs=$net.2
include=apt,systemd-sysv,dbus,libpam-systemd,openssh-server,iproute2,procps,sudo,nftables

base=$(bash "$(dirname "$0")/debian-base.sh" "$cache" "$release" "$include" "unattended-upgrades")

end() {
    trap - EXIT
    [ -z "${nspawn:-}" ] || kill -KILL "$nspawn" 2>/dev/null || true
    [ -z "${nspawn:-}" ] || wait "$nspawn" 2>/dev/null || true
    for process in $(ip netns pids "$ns" 2>/dev/null); do kill -KILL "$process" 2>/dev/null || true; done
    ip netns del "$ns" 2>/dev/null || true
    for _ in $(seq 50); do
        umount "$state/root" 2>/dev/null || true
        mountpoint -q "$state/root" || break
        sleep 0.1
    done
    rm -rf --one-file-system "$state"
}
trap end EXIT
trap 'exit 143' TERM INT

rm -rf --one-file-system "$state"
mkdir -p "$state/root" "$state/upper" "$state/work"
mount -t overlay letterlock-test -o "lowerdir=$base,upperdir=$state/upper,workdir=$state/work" "$state/root"
root=$state/root
echo bare >"$root/etc/hostname"
printf '127.0.0.1 localhost\n%s bare\n' "$theirs" >"$root/etc/hosts"
echo "nameserver $ours" >"$root/etc/resolv.conf"
ssh-keygen -A -f "$root" >/dev/null
mkdir -p "$root/etc/ssh/sshd_config.d"
printf 'PermitRootLogin yes\nPasswordAuthentication yes\n' >"$root/etc/ssh/sshd_config.d/00-test.conf"
printf 'root:%s\n' "$password" | chroot "$root" chpasswd

ip netns add "$ns"
ip link add "llt$$" type veth peer name eth0 netns "$ns"
ip addr add "$ours/30" dev "llt$$"
ip link set "llt$$" up
ip -n "$ns" link set lo up
ip -n "$ns" addr add "$theirs/30" dev eth0
ip -n "$ns" link set eth0 up
ip -n "$ns" route add default via "$ours"

unified=()
[ "$release" = bookworm ] || unified=(SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1)
env SYSTEMD_NSPAWN_API_VFS_WRITABLE=network "${unified[@]}" systemd-nspawn --quiet --boot --directory="$root" \
    --machine="$ns" --hostname=bare --register=no --keep-unit --network-namespace-path="/run/netns/$ns" \
    --capability=CAP_NET_ADMIN --resolv-conf=off --timezone=off --link-journal=no --console=pipe \
    </dev/null >"$state/console.log" 2>&1 &
nspawn=$!
for _ in $(seq 600); do
    kill -0 "$nspawn" 2>/dev/null || { cat "$state/console.log" >&2; exit 1; }
    if (exec 3<>"/dev/tcp/$theirs/22") 2>/dev/null; then
        echo "ready $theirs $ours"
        cat >/dev/null
        exit 0
    fi
    sleep 0.1
done
tail -n 20 "$state/console.log" >&2
exit 1
