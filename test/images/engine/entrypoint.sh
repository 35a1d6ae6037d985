#!/bin/sh
# A Docker Engine in a container, for as long as somebody holds the standard input open. The container is not privileged, so
# that it starts on machines that lack a capability themselves; what an engine needs of that is made writable here.
set -eu
for path in /sys $(awk '$5 ~ "^/sys/fs/cgroup" { print $5 }' /proc/self/mountinfo); do
  mount -o remount,rw,bind "$path"
done
# Debian's iptables uses nf_tables, which not every kernel has.
iptables --list --numeric > /dev/null 2>&1 || update-alternatives --set iptables /usr/sbin/iptables-legacy
# In cgroup v2 a group that has groups below it may hold no processes itself.
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  mkdir -p /sys/fs/cgroup/engine
  xargs -rn1 < /sys/fs/cgroup/cgroup.procs > /sys/fs/cgroup/engine/cgroup.procs || true
  sed -e 's/ / +/g' -e 's/^/+/' < /sys/fs/cgroup/cgroup.controllers > /sys/fs/cgroup/cgroup.subtree_control
fi
exec 3<&0
dockerd "$@" < /dev/null &
daemon=$!
{ cat <&3 > /dev/null; kill "$daemon"; } &
wait "$daemon"
