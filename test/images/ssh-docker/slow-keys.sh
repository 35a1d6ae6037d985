#!/bin/sh
# For sshd's AuthorizedKeysCommand: a directory service that takes its time.
sleep 20
cat /home/anna/.ssh/authorized_keys
