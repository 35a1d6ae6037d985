#!/bin/sh
# A machine with an SSH server and, where its socket is mounted, a Docker Engine. Arguments are options of sshd.
# AUTHORIZED_KEYS may log in as anna, who may use the engine, and as bob, who may not. PASSWORD is anna's.
set -e
ssh-keygen -q -A
for user in anna bob; do
  install -d -m 700 -o "$user" -g "$user" "/home/$user/.ssh"
  printf '%s\n' "$AUTHORIZED_KEYS" > "/home/$user/.ssh/authorized_keys"
  chown "$user:$user" "/home/$user/.ssh/authorized_keys"
done
# A user without any password cannot log in with a key either, where sshd asks PAM.
echo "anna:${PASSWORD:-$(head -c 18 /dev/urandom | base64)}" | chpasswd
echo "bob:$(head -c 18 /dev/urandom | base64)" | chpasswd
for socket in /run/docker.sock /run/user/1000/docker.sock; do
  [ -S "$socket" ] || continue
  group=$(stat -c %g "$socket")
  getent group "$group" > /dev/null || groupadd --gid "$group" engine
  usermod -aG "$(getent group "$group" | cut -d: -f1)" anna
done
[ -z "$WITHOUT_DOCKER" ] || rm /usr/bin/docker
exec /usr/sbin/sshd -D -e "$@"
