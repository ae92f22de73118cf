# SPDX-License-Identifier: Apache-2.0

# Verifies tokens with Crypt::JWT, as the driver asks on standard input.
use strict;
use warnings;

use Crypt::JWT qw(decode_jwt);
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my ($library, $path) = @ARGV;
open(my $file, '<:encoding(UTF-8)', $path) or die "$path: $!\n";
chomp(my ($secret, @lines) = <$file>);
my @tokens = map { [(split / /)[1, 2]] } @lines;
my $read = 0;

# The claims, or nothing where the library refuses the token.
sub verify {
    my ($token) = @_;
    return eval {
        decode_jwt(
            token => $token, key => $secret, accepted_alg => 'HS256',
            verify_exp => 1, verify_iat => 1
        );
    };
}

# What is wrong with the library's answer to this token, or nothing.
sub check {
    my ($outcome, $token) = @_;
    my $claims = verify($token);
    return $outcome eq 'accepted' ? 'refused an accepted token' : undef if !defined $claims;
    return "accepted a token marked $outcome" if $outcome ne 'accepted';
    return length($claims->{email}) ? undef : 'read no email';
}

# How many of the verifications accepted the token.
sub repeat {
    my ($token, $count) = @_;
    my $accepted = 0;
    for (1 .. $count) {
        my $claims = verify($token) or next;
        $read += length($claims->{email}) + length($claims->{sub});
        $accepted++;
    }
    return $accepted;
}

sub answer {
    my ($outcome, $token, $count) = @_;
    my $wrong = check($outcome, $token);
    return "wrong $wrong" if defined $wrong;

    my $start    = clock_gettime(CLOCK_MONOTONIC);
    my $accepted = repeat($token, $count);
    my $elapsed  = clock_gettime(CLOCK_MONOTONIC) - $start;
    return 'wrong did not decide alike each time'
        if $accepted != ($outcome eq 'accepted' ? $count : 0);
    return sprintf('%.0f', $elapsed * 1e9);
}

$| = 1;
print "ready\t$Crypt::JWT::VERSION\n";
while (my $line = <STDIN>) {
    my ($command, $index, $count) = split ' ', $line;

    # Perl counts no allocations.
    print $command eq 'count' ? '-' : answer(@{$tokens[$index]}, $count), "\n";
}
