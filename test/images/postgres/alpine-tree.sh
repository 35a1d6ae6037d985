#!/bin/bash
# alpine-tree.sh FOLDER: a root file system of BusyBox and PostgreSQL alone, out of the Debian that this runs in.
set -euo pipefail
root=$1
server=/usr/lib/postgresql/17

mkdir -p "$root"/{bin,sbin,etc,tmp,proc,sys,dev,root,run,usr/bin,usr/sbin,usr/local/bin,var,docker-entrypoint-initdb.d}
chmod 1777 "$root/tmp"
ln -s /run "$root/var/run"

# JIT is the server's largest part, and without its library the server does without it.
cp -a --parents $server /usr/share/postgresql/17 /usr/share/zoneinfo /usr/lib/locale /etc/nsswitch.conf "$root"
rm -rf "$root$server"/lib/{llvmjit*,bitcode} "$root/usr/share/zoneinfo/localtime"
cp /bin/busybox "$root/bin/busybox"
cp /usr/bin/setpriv /usr/bin/zstd "$root/usr/local/bin/"
# ldd fails for scripts, static programs and data, which need no library.
{ find "$root" -type f \( -perm -100 -o -name '*.so' \) -exec ldd {} \; 2> /dev/null || true; } \
  | grep -o '/[^ :]*\.so[^ ]*' | sort -u \
  | while read -r library; do
      [[ -e $root$library ]] || install -D "$(readlink -f "$library")" "$root$library"
    done

for applet in $(busybox --list); do
  case $applet in
    busybox | setpriv | bash | dpkg* | rpm*) ;;
    *) ln -s /bin/busybox "$root/bin/$applet" ;;
  esac
done

# Numbers of the official Alpine image.
echo 'root:x:0:0:root:/root:/bin/sh
postgres:x:70:70::/var/lib/postgresql:/bin/sh' > "$root/etc/passwd"
echo 'root:x:0:
postgres:x:70:' > "$root/etc/group"
install -d -o 70 -g 70 "$root/var/lib/postgresql"
install -d -o 70 -g 70 -m 1777 "$root/var/lib/postgresql/data"
install -d -o 70 -g 70 -m 3777 "$root/run/postgresql"

sed -ri "s!^#?(listen_addresses)\s*=.*!\1 = '*'!" "$root/usr/share/postgresql/17/postgresql.conf.sample"
# Debian's BusyBox prefers its own commands to those on the PATH, and its setpriv cannot change the user.
sed -e '1s!.*!#\!/bin/sh!' -e 's!exec setpriv!exec /usr/local/bin/setpriv!' /docker-entrypoint.sh > "$root/usr/local/bin/docker-entrypoint.sh"
chmod 755 "$root/usr/local/bin/docker-entrypoint.sh"
