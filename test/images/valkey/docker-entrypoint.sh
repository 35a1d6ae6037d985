#!/bin/sh
# The contract of the official image's entry point.
set -e
case "${1:-}" in -* | *.conf) set -- @NAME@-server "$@" ;; esac
if [ "${1:-}" = @NAME@-server ]; then
  if [ "$(id -u)" = 0 ]; then
    find . \! -user @NAME@ -exec chown @NAME@ '{}' +
    exec setpriv --reuid=@NAME@ --regid=@NAME@ --clear-groups "$0" "$@"
  fi
  # The official images are built with protected mode off; Debian's package is not.
  case " $* " in *" --protected-mode "*) ;; *) set -- "$@" --protected-mode no ;; esac
  [ "$(umask)" != 0022 ] || umask 0077
fi
exec "$@"
