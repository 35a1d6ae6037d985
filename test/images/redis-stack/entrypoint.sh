#!/bin/sh
# As redis-stack-server starts: the module is named nowhere but here, options come from the environment.
exec redis-server --dir /data --protected-mode no --loadmodule /opt/redis-stack/lib/search.so ${REDIS_ARGS:-}
