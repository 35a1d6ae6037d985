/** What a relay writes to standard error once it is connected. */
export const connected = 'longshore: connected';
/** Its exit codes when no process accepts, and when the connection breaks. */
export const refused = 3;
const broken = 4;

const python = `
import os, socket, sys, threading
port, hosts = int(sys.argv[1]), sys.argv[2:]
for host in hosts:
    try:
        peer = socket.create_connection((host, port))
        break
    except OSError:
        pass
else:
    os._exit(${refused})
os.write(2, b"${connected}\\n")
def send():
    try:
        while True:
            data = os.read(0, 65536)
            if not data:
                break
            peer.sendall(data)
        peer.shutdown(socket.SHUT_WR)
    except OSError:
        pass
threading.Thread(target=send, daemon=True).start()
try:
    while True:
        data = peer.recv(65536)
        if not data:
            break
        while data:
            data = data[os.write(1, data):]
except OSError:
    os._exit(${broken})
os._exit(0)
`;

const perl = `
use IO::Socket::IP;
my ($port, @hosts) = @ARGV;
my $peer;
for my $host (@hosts) {
  $peer = IO::Socket::IP->new(PeerHost => $host, PeerPort => $port, Type => SOCK_STREAM) and last;
}
exit ${refused} unless $peer;
syswrite(STDERR, "${connected}\\n");
sub copy {
  my ($from, $to) = @_;
  while (1) {
    my $read = sysread($from, my $data, 65536);
    return $read unless $read;
    for (my $at = 0; $at < $read;) {
      my $wrote = syswrite($to, $data, $read - $at, $at);
      return undef unless defined $wrote;
      $at += $wrote;
    }
  }
}
$SIG{PIPE} = 'IGNORE';
my $sender = fork;
if ($sender == 0) {
  copy(\\*STDIN, $peer);
  shutdown($peer, 1);
  exit 0;
}
my $end = copy($peer, \\*STDOUT);
kill 'KILL', $sender;
exit(defined $end ? 0 : ${broken});
`;

/** Every interpreter or tool with which a shell may relay its input and output to a port; the last knows no half-close. */
const script = `
port=$1; python=$2; perl=$3; shift 3
if command -v python3 >/dev/null; then exec python3 -c "$python" "$port" "$@"; fi
if command -v perl >/dev/null && perl -MIO::Socket::IP -e 1 2>/dev/null; then exec perl -e "$perl" "$port" "$@"; fi
if command -v nc >/dev/null; then
  # Some cannot say that they are connected, so the kernel is asked who listens.
  at=$(grep -shE "^ *[0-9]+: [0-9A-F]+:$(printf %04X "$port") [0-9A-F:]+ 0A" /proc/net/tcp /proc/net/tcp6)
  case $at in
    *' 00000000:'* | *' 0100007F:'* | *' 00000000000000000000000000000000:'*) host=127.0.0.1 ;;
    *' 00000000000000000000000001000000:'*) host=::1 ;;
    '') exit ${refused} ;;
    *) for host in "$@"; do :; done ;;
  esac
  echo '${connected}' >&2
  if nc -h 2>&1 | grep -q 'Shutdown the network socket'; then exec nc -N "$host" "$port"; fi
  exec nc "$host" "$port"
fi
if command -v bash >/dev/null; then
  exec bash -c '
    port=$1; shift
    for host in "$@"; do
      { exec 3<>"/dev/tcp/$host/$port"; } 2>/dev/null || continue
      echo "${connected}" >&2
      exec 4<&0
      cat <&4 >&3 & sender=$!
      cat <&3; code=$?
      kill "$sender" 2>/dev/null
      exit "$code"
    done
    exit ${refused}' bash "$port" "$@"
fi
exit 127`;

/**
 * Returns a command that connects to the first of these hosts that accepts, as seen from where it runs, and says
 * {@link connected}; by `nc` it says so before, when any process listens at the port. It exits with {@link refused} when none
 * accepts (by `nc`, when none listens), and with 127 where no tool can relay.
 */
export const relay = (port: number, hosts: string[]): string[] => [
  'sh',
  '-c',
  script,
  'sh',
  String(port),
  python,
  perl,
  ...hosts,
];

/** Succeeds in an image that can relay both directions and close each by itself. */
export const relayProbe = 'command -v python3 || command -v nc || perl -MIO::Socket::IP -e 1';
