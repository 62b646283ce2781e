#!/bin/bash
# A throw-away server on this machine: real Debian with systemd and sshd, in a network namespace that only this machine reaches.
#
#   throwaway-host.sh CACHE STATE RELEASE PASSWORD
#   throwaway-host.sh --base-only CACHE RELEASE
#
# Says "ready ADDRESS OURS" when its sshd answers, where OURS is this machine's address for it; ends it, and removes everything but CACHE, when its input ends. The words
# "cut" and "mend" on its input take its network away and give it back, "restart" its power; "rebooted" waits until it has ended itself to start again. Each is answered by
# "done". It has one processor and 1 GB of memory. PASSWORD is that of root and of
# bert, who may use sudo by it, of a host that nobody else can reach. Needs root, systemd-nspawn, mmdebstrap and iproute2.
set -euo pipefail
umask 022

include=apt,systemd-sysv,dbus,libpam-systemd,openssh-server,iproute2,procps,sudo,nftables
base() {
    bash "$(dirname "$0")/debian-base.sh" "$1" "$2" "$include" unattended-upgrades
}
if [ "$1" = --base-only ]; then
    base "$2" "$3"
    exit
fi

cache=$1 state=$2 release=$3 password=$4
# Part of 44.128.0.0/16, which amateurs of radio set apart for tests and nobody routes: mail servers send nothing to the nets that are set apart for examples.
net=${LETTERLOCK_TEST_NET:-44.128.0}
ns=letterlock-test-$$
ours=$net.1 theirs=$net.2
base=$(base "$cache" "$release")

stop() {
    [ -z "${nspawn:-}" ] || kill -KILL "$nspawn" 2>/dev/null || true
    [ -z "${nspawn:-}" ] || wait "$nspawn" 2>/dev/null || true
    for process in $(ip netns pids "$ns" 2>/dev/null); do kill -KILL "$process" 2>/dev/null || true; done
}

end() {
    trap - EXIT
    stop
    ip netns del "$ns" 2>/dev/null || true
    ip route del unreachable "$theirs" 2>/dev/null || true
    for _ in $(seq 50); do
        umount "$state/root" 2>/dev/null || true
        mountpoint -q "$state/root" || break
        sleep 0.1
    done
    for group in $(groups); do find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true; done
    rm -rf --one-file-system "$state"
}

# Its groups of processes, in the first or the second shape of cgroups.
groups() {
    if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
        echo "/sys/fs/cgroup/$ns"
    else
        echo "/sys/fs/cgroup/memory/$ns /sys/fs/cgroup/cpu/$ns"
    fi
}
limit() {
    # shellcheck disable=SC2046 # no spaces in there
    mkdir $(groups)
    if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
        echo "+memory +cpu" >/sys/fs/cgroup/cgroup.subtree_control
        echo 1G >"/sys/fs/cgroup/$ns/memory.max"
        echo "100000 100000" >"/sys/fs/cgroup/$ns/cpu.max"
    else
        echo 1G >"/sys/fs/cgroup/memory/$ns/memory.limit_in_bytes"
        echo 100000 >"/sys/fs/cgroup/cpu/$ns/cpu.cfs_quota_us"
    fi
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
chroot "$root" useradd --create-home --shell /bin/bash --groups sudo bert
printf 'root:%s\nbert:%s\n' "$password" "$password" | chroot "$root" chpasswd

ip netns add "$ns"
ip link add "llt$$" type veth peer name eth0 netns "$ns"
ip addr add "$ours/30" dev "llt$$"
ip link set "llt$$" up
ip -n "$ns" link set lo up
ip -n "$ns" addr add "$theirs/30" dev eth0
ip -n "$ns" link set eth0 up
ip -n "$ns" route add default via "$ours"

limit
unified=()
[ "$release" = bookworm ] || unified=(SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1)
start() {
    (
        for group in $(groups); do echo "$BASHPID" >"$group/cgroup.procs"; done
        exec env SYSTEMD_NSPAWN_API_VFS_WRITABLE=network "${unified[@]}" systemd-nspawn --quiet --boot --directory="$root" \
            --machine="$ns" --hostname=bare --register=no --keep-unit --network-namespace-path="/run/netns/$ns" \
            --capability=CAP_NET_ADMIN --resolv-conf=off --timezone=off --link-journal=no --console=pipe \
            </dev/null >>"$state/console.log" 2>&1
    ) &
    nspawn=$!
    for _ in $(seq 600); do
        kill -0 "$nspawn" 2>/dev/null || break
        if (exec 3<>"/dev/tcp/$theirs/22") 2>/dev/null; then return; fi
        sleep 0.1
    done
    tail -n 20 "$state/console.log" >&2
    exit 1
}

start
echo "ready $theirs $ours"
while read -r order; do
    case $order in
        cut)
            # Nor by a way around, where something else could answer.
            ip route add unreachable "$theirs"
            ip link set "llt$$" down
            ;;
        mend)
            ip link set "llt$$" up
            ip route del unreachable "$theirs"
            ;;
        restart)
            stop
            while [ -n "$(ip netns pids "$ns")" ]; do sleep 0.1; done
            start
            ;;
        rebooted)
            code=0
            wait "$nspawn" || code=$?
            # So it ends where it wants to be started again.
            [ "$code" = 133 ] || { echo "it ended by $code" >&2 && exit 1; }
            while [ -n "$(ip netns pids "$ns")" ]; do sleep 0.1; done
            start
            ;;
    esac
    echo done
done
