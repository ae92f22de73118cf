# SPDX-License-Identifier: Apache-2.0

# Verifies tokens with Crypt::JWT, as the driver asks on standard input.
use strict;
use warnings;

use Crypt::JWT qw(decode_jwt);
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my ($library, $path) = @ARGV;
open(my $file, '<:encoding(UTF-8)', $path) or die "$path: $!\n";
chomp(my ($first, @lines) = <$file>);
my @tokens = map { my @words = split / /; [$words[3] // $first, @words[1, 2]] } @lines;
my $read = 0;

# The claims, or nothing if the library refuses the token.
sub verify {
    my ($secret, $token) = @_;
    return eval {
        decode_jwt(
            token => $token, key => $secret, accepted_alg => 'HS256',
            verify_exp => 1, verify_iat => 1
        );
    };
}

# What is wrong with the library's answer to this token, or nothing.
sub check {
    my ($secret, $outcome, $token) = @_;
    my $claims = verify($secret, $token);
    return $outcome eq 'accepted' ? 'refused an accepted token' : undef if !defined $claims;
    return "accepted a token marked $outcome" if $outcome ne 'accepted';
    return length($claims->{email}) ? undef : 'read no email';
}

# How many of the verifications accepted the token.
sub repeat {
    my ($secret, $token, $count) = @_;
    my $accepted = 0;
    for (1 .. $count) {
        my $claims = verify($secret, $token) or next;
        $read += length($claims->{email}) + length($claims->{sub});
        $accepted++;
    }
    return $accepted;
}

sub answer {
    my ($secret, $outcome, $token, $count) = @_;
    my $wrong = check($secret, $outcome, $token);
    return "wrong $wrong" if defined $wrong;

    my $start    = clock_gettime(CLOCK_MONOTONIC);
    my $accepted = repeat($secret, $token, $count);
    my $elapsed  = clock_gettime(CLOCK_MONOTONIC) - $start;
    return 'wrong did not decide alike each time'
        if $accepted != ($outcome eq 'accepted' ? $count : 0);
    return sprintf('%.0f', $elapsed * 1e9);
}

use constant STRIDE => 7919;    # a prime

# Verifies each of the tokens once, out of order, with caches full of other data.
sub sweep {
    my ($command, $first, $count) = @_;
    my ($right, @calls) = (0);
    my $cold  = "\1" x (16 << 20);
    my $start = clock_gettime(CLOCK_MONOTONIC);
    for my $i (0 .. $count - 1) {
        my ($secret, $outcome, $token) = @{$tokens[$first + $i * STRIDE % $count]};
        my $before = $command eq 'sweep' ? 0 : clock_gettime(CLOCK_MONOTONIC);
        my $claims = verify($secret, $token);
        push @calls, clock_gettime(CLOCK_MONOTONIC) - $before if $command ne 'sweep';
        $read += length($claims->{email}) + length($claims->{sub}) if defined $claims;
        $right++ if defined($claims) == ($outcome eq 'accepted');
    }
    my $elapsed = clock_gettime(CLOCK_MONOTONIC) - $start;
    return 'wrong misjudged a token in the sweep' if $right != $count;
    return sprintf('%.0f', $elapsed * 1e9) if $command eq 'sweep';
    @calls = sort { $a <=> $b } @calls;
    return sprintf('%.0f', $calls[(@calls - 1) * substr($command, 1) / 100] * 1e9);
}

sub reply {
    my ($command, $index, $count) = @_;
    return answer(@{$tokens[$index]}, $count) if $command eq 'run';

    # Perl can't count allocations, and this worker has no threads.
    return '-' if $command eq 'count' || $command eq 'pair';
    return sweep($command, $index, $count);
}

$| = 1;
print "ready\t$Crypt::JWT::VERSION\n";
while (my $line = <STDIN>) {
    print reply(split ' ', $line), "\n";
}
