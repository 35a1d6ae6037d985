"""Writes one counter into PostgreSQL and then into Valkey, all the time, and measures how long it could not.

main.py migrate   makes the table `ticks`, sends the commands in SEED (a JSON array per line) to Valkey once, and ends
main.py write     n into `ticks`, then `SET tick n` and `ZADD ticks n n`, RATE times a second (200)
main.py read      counts both once a second

PostgreSQL: PGHOST, PGUSER, PGDATABASE, PGPASSWORD or PGPASSWORD_FILE. Valkey: VALKEY_HOST, VALKEY_PASSWORD or VALKEY_PASSWORD_FILE.

One JSON line per second on stdout. `maxGapMs` is the longest time between two successful writes of n so far, `lastGapMs` the
longest that ended, or still lasts, since the line before; a line with `downMs` follows each time that writing failed.
"""

import json
import os
import signal
import sys
import threading
import time

import psycopg
import redis

RATE = float(os.environ.get("RATE", "200"))


def say(**fields):
    print(json.dumps(fields), flush=True)


def secret(name):
    path = os.environ.get(name + "_FILE")
    if path:
        with open(path, encoding="utf-8") as file:
            return file.read().rstrip("\n")
    return os.environ.get(name)


def connect():
    """New connections to both; every wait has an end, so that a server that hangs counts as a failure."""
    database = psycopg.connect(
        password=secret("PGPASSWORD"),
        connect_timeout=2,
        autocommit=True,
        options="-c statement_timeout=5000",
        application_name="longshore-test-writer",
    )
    cache = redis.Redis(
        host=os.environ.get("VALKEY_HOST", "cache"),
        password=secret("VALKEY_PASSWORD"),
        socket_timeout=5,
        socket_connect_timeout=2,
        client_name="longshore-test-writer",
    )
    return database, cache


def remember(cache, n):
    with cache.pipeline(transaction=True) as pipe:
        pipe.set("tick", n)
        pipe.zadd("ticks", {n: n})
        pipe.execute()


class Gaps:
    """The times between successful writes, by the monotonic clock, which goes on while the container is paused."""

    def __init__(self):
        self.lock = threading.Lock()
        self.n = 0
        self.last = None
        self.max = self.recent = 0.0

    def success(self, n):
        with self.lock:
            self.measure()
            self.n = n
            self.last = time.monotonic()

    def measure(self):
        if self.last is not None:
            self.recent = max(self.recent, time.monotonic() - self.last)
            self.max = max(self.max, self.recent)

    def report(self):
        while True:
            time.sleep(1)
            with self.lock:
                self.measure()
                if self.last is not None:
                    say(n=self.n, maxGapMs=round(self.max * 1000), lastGapMs=round(self.recent * 1000))
                self.recent = 0.0


def write():
    gaps = Gaps()
    threading.Thread(target=gaps.report, daemon=True).start()
    down_since = error = None
    while True:
        try:
            database, cache = connect()
            with database, cache:
                n = database.execute("select coalesce(max(n), 0) from ticks").fetchone()[0]
                # The write before the failure may have reached PostgreSQL only.
                if n > 0:
                    remember(cache, n)
                while True:
                    n += 1
                    database.execute("insert into ticks (n, at) values (%s, clock_timestamp())", (n,))
                    remember(cache, n)
                    gaps.success(n)
                    if down_since is not None:
                        say(n=n, downMs=round((time.monotonic() - down_since) * 1000), error=error)
                        down_since = None
                    time.sleep(1 / RATE)
        except (psycopg.Error, redis.RedisError, OSError) as failure:
            if down_since is None:
                down_since, error = time.monotonic(), str(failure).strip()
            time.sleep(0.05)


def read():
    while True:
        try:
            database, cache = connect()
            with database, cache:
                while True:
                    rows = database.execute("select count(*) from ticks").fetchone()[0]
                    say(rows=rows, keys=cache.zcard("ticks"))
                    time.sleep(1)
        except (psycopg.Error, redis.RedisError, OSError) as failure:
            say(error=str(failure).strip())
            time.sleep(1)


def migrate():
    database, cache = connect()
    with database, cache:
        database.execute("create table if not exists ticks (n bigint primary key, at timestamptz not null)")
        if "SEED" not in os.environ or cache.exists("seeded"):
            return
        # One connection, so that SELECT holds for the commands after it.
        with open(os.environ["SEED"], encoding="utf-8") as lines, cache.client() as session:
            for line in lines:
                session.execute_command(*json.loads(line))


# Process 1 has no default action for SIGTERM.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
{"migrate": migrate, "write": write, "read": read}[sys.argv[1]]()
