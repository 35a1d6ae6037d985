#!/usr/bin/env bash
# The contract of the official image's entry point; plain sh inside, so that the Alpine image can use it without bash.
set -eu

# from_file NAME [DEFAULT]: sets NAME from NAME or from the file that NAME_FILE names.
from_file() {
  eval "value=\${$1:-} file=\${$1_FILE:-}"
  if [ -n "$value" ] && [ -n "$file" ]; then
    echo >&2 "error: both $1 and $1_FILE are set (but are exclusive)"
    exit 1
  fi
  [ -z "$file" ] || value=$(cat "$file")
  [ -n "$value" ] || value=${2:-}
  export "$1=$value"
  unset "$1_FILE"
}

run_sql() { psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc "$@"; }

init_file() {
  case $1 in
    *.sh) if [ -x "$1" ]; then "$1"; else . "$1"; fi ;;
    *.sql) run_sql -f "$1" ;;
    *.sql.gz) gunzip -c "$1" | run_sql ;;
    *.sql.xz) xzcat "$1" | run_sql ;;
    *.sql.zst) zstd -dc "$1" | run_sql ;;
    *) echo "ignoring $1" ;;
  esac
}

init() {
  if [ -z "$POSTGRES_PASSWORD" ] && [ "${POSTGRES_HOST_AUTH_METHOD:-}" != trust ]; then
    echo >&2 'Error: Database is uninitialized and superuser password is not specified.'
    exit 1
  fi

  if [ -n "$POSTGRES_PASSWORD" ]; then
    (umask 077 && printf '%s\n' "$POSTGRES_PASSWORD" > /tmp/pwfile)
    eval "initdb --username=\"\$POSTGRES_USER\" --pwfile=/tmp/pwfile $POSTGRES_INITDB_ARGS"
    rm /tmp/pwfile
  else
    eval "initdb --username=\"\$POSTGRES_USER\" $POSTGRES_INITDB_ARGS"
  fi
  printf '\nhost all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-$(postgres -C password_encryption)}" >> "$PGDATA/pg_hba.conf"

  # The temporary server listens on its socket only, so that nobody connects before the scripts are done.
  pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -p 5432" -w start
  export PGUSER="$POSTGRES_USER" PGPASSWORD="$POSTGRES_PASSWORD" PGDATABASE=postgres
  if [ -z "$(echo "select 1 from pg_database where datname = :'db'" | run_sql -At -v db="$POSTGRES_DB")" ]; then
    echo 'create database :"db"' | run_sql -v db="$POSTGRES_DB"
  fi
  export PGDATABASE="$POSTGRES_DB"
  for file in /docker-entrypoint-initdb.d/*; do [ ! -e "$file" ] || init_file "$file"; done
  pg_ctl -D "$PGDATA" -m fast -w stop
  unset PGUSER PGPASSWORD PGDATABASE
  printf '\nPostgreSQL init process complete; ready for start up.\n\n'
}

case ${1:-postgres} in -*) set -- postgres "$@" ;; esac
[ "${1:-}" = postgres ] || exec "$@"
for argument; do
  case $argument in --help | -\? | --version | -V | --describe-config) exec "$@" ;; esac
done

# While still root: a secret's file may be readable for nobody else.
from_file POSTGRES_PASSWORD
from_file POSTGRES_USER postgres
from_file POSTGRES_DB "$POSTGRES_USER"
from_file POSTGRES_INITDB_ARGS
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA"
  find "$PGDATA" \! -user postgres -exec chown postgres '{}' +
  chown postgres /var/run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
if [ -s "$PGDATA/PG_VERSION" ]; then
  printf '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n'
else
  init
fi
exec "$@"
