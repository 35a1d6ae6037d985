ARG BASE
FROM ${BASE} AS tree
RUN mkdir /etc/postgresql-common \
 && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf \
 && export DEBIAN_FRONTEND=noninteractive \
 && apt-get update \
 && apt-get install -y --no-install-recommends busybox-static locales postgresql-17 tzdata zstd \
 && localedef -i en_US -f UTF-8 en_US.UTF-8
COPY alpine-tree.sh docker-entrypoint.sh /
RUN bash /alpine-tree.sh /tree

FROM scratch
COPY --from=tree /tree /
ENV PG_MAJOR=17 PGDATA=/var/lib/postgresql/data LANG=en_US.utf8 \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/17/bin
VOLUME /var/lib/postgresql/data
ENTRYPOINT ["docker-entrypoint.sh"]
STOPSIGNAL SIGINT
EXPOSE 5432
CMD ["postgres"]
