# One end of SCTP associations inside the guest, for Node has none. `serve NAME PORT` greets each association with its
# name; `ask ADDRESS PORT` prints what it is greeted with.
use strict;
use warnings;
use Socket;

my ($role, $first, $port) = @ARGV;
socket(my $socket, AF_INET, SOCK_STREAM, 132) or die "socket: $!";
if ($role eq 'serve') {
  bind($socket, pack_sockaddr_in($port, INADDR_ANY)) or die "bind: $!";
  listen($socket, 16) or die "listen: $!";
  $| = 1;
  print "listening\n";
  while (accept(my $peer, $socket)) {
    syswrite($peer, "$first\n");
    close($peer);
  }
} else {
  alarm 10;
  connect($socket, pack_sockaddr_in($port, inet_aton($first))) or die "connect: $!";
  sysread($socket, my $answer, 100) or die "read: $!";
  print $answer;
}
