#!/bin/bash
# debootstrap.sh SUITE [MIRROR] > base.tar: a small Debian of this suite. Needs root.
set -euo pipefail
folder=$(mktemp -d /var/tmp/longshore-base.XXXXXX)
# One file system: a step that failed may have left its /proc mounted.
trap 'rm -rf --one-file-system "$folder"' EXIT
chmod 755 "$folder"
# The recipe of a suite that is younger than this debootstrap is that of any other.
recipe=/usr/share/debootstrap/scripts/$1
[ -e "$recipe" ] || recipe=/usr/share/debootstrap/scripts/sid
debootstrap --variant=minbase --include=ca-certificates "$1" "$folder" "${2:-}" "$recipe" >&2
# A mirror may be a copy from an earlier day, and whole suites stop being signed anew.
echo 'Acquire::Check-Valid-Until "false";' > "$folder/etc/apt/apt.conf.d/90-any-date"
rm -rf "$folder"/var/cache/apt/archives/*.deb "$folder"/var/lib/apt/lists/*
tar --one-file-system -C "$folder" -c .
