# SPDX-License-Identifier: Apache-2.0
"""Verifies tokens with one of Python's libraries, as the driver asks on standard input.

Each function creates what a service creates once, and returns a function that verifies a token: that one returns
the claims or raises.
"""

import sys
from importlib.metadata import version
from json import loads
from time import perf_counter_ns


def pyjwt(secret):
    import jwt

    decode, algorithms = jwt.decode, ["HS256"]
    return lambda token: decode(token, secret, algorithms)


def joserfc(secret):
    from joserfc import jwt
    from joserfc.jwk import OctKey

    decode, key, algorithms = jwt.decode, OctKey.import_key(secret), ["HS256"]
    registry = jwt.JWTClaimsRegistry(exp={"essential": True})

    def verify(token):
        claims = decode(token, key, algorithms).claims
        registry.validate(claims)
        return claims

    return verify


def authlib(secret):
    import warnings

    import authlib.deprecate  # which turns all of its warnings on

    warnings.simplefilter("ignore", authlib.deprecate.AuthlibDeprecationWarning)  # it points to joserfc
    from authlib.jose import JsonWebToken, OctKey

    decode, key = JsonWebToken(["HS256"]).decode, OctKey.import_key(secret)

    def verify(token):
        claims = decode(token, key)
        claims.validate()
        return claims

    return verify


def python_jose(secret):
    from jose import jwk, jwt

    decode, key, algorithms = jwt.decode, jwk.construct(secret, "HS256"), ["HS256"]
    return lambda token: decode(token, key, algorithms)


def jwcrypto(secret):
    from jwcrypto import jwk, jwt

    key, algorithms = jwk.JWK.from_password(secret.decode()), ["HS256"]

    def verify(token):
        read = jwt.JWT(algs=algorithms, expected_type="JWS")
        read.leeway = 0
        read.deserialize(token, key)
        return loads(read.claims)

    return verify


LIBRARIES = {
    "PyJWT": pyjwt,
    "joserfc": joserfc,
    "authlib": authlib,
    "python-jose": python_jose,
    "jwcrypto": jwcrypto,
}


def check(verify, outcome, token):
    """What is wrong with the library's answer to this token, or None."""
    try:
        claims = verify(token)
    except Exception:  # each library has its own exceptions
        return "refused an accepted token" if outcome == "accepted" else None
    if outcome != "accepted":
        return f"accepted a token marked {outcome}"
    return None if claims["email"] else "read no email"


def repeat(verify, token, count):
    """How many of the verifications accepted the token."""
    accepted = read = 0
    for _ in range(count):
        try:
            claims = verify(token)
            read += len(claims["email"]) + len(claims["sub"])
            accepted += 1
        except Exception:
            pass
    return accepted


def answer(verify, outcome, token, count):
    wrong = check(verify, outcome, token)
    if wrong:
        return f"wrong {wrong}"
    start = perf_counter_ns()
    accepted = repeat(verify, token, count)
    elapsed = perf_counter_ns() - start
    if accepted != (count if outcome == "accepted" else 0):
        return "wrong did not decide alike each time"
    return elapsed


COLD = bytearray(16 << 20)
STRIDE = 7919  # a prime


def calls(tokens, clock=None):
    """Verifies each token once, out of order, with caches full of other data. Returns the nanoseconds of each call
    if there is a clock, else of all; None if the library gives a wrong result."""
    count, right, read, times = len(tokens), 0, 0, []
    COLD[:] = bytes(len(COLD))
    start = perf_counter_ns()
    for step in range(count):
        verify, outcome, token = tokens[step * STRIDE % count]
        before = clock() if clock else 0
        try:
            claims = verify(token)
            read += len(claims["email"]) + len(claims["sub"])
            accepted = True
        except Exception:
            accepted = False
        if clock:
            times.append(clock() - before)
        right += accepted == (outcome == "accepted")
    elapsed = perf_counter_ns() - start
    return None if right != count else sorted(times) if clock else elapsed


def sweep(command, tokens):
    if command == "pair":
        return "-"  # one thread runs at a time
    result = calls(tokens, perf_counter_ns if command in ("p50", "p99") else None)
    if result is None:
        return "wrong misjudged a token in the sweep"
    return result if command == "sweep" else result[(len(result) - 1) * int(command[1:]) // 100]


def load(path, make):
    """For each token: the function that verifies it, its outcome, and the token."""
    with open(path, encoding="utf-8") as file:
        first = file.readline().rstrip("\n")
        made, tokens = {}, []
        for line in file:
            _, outcome, token, secret = [*line.split(), first][:4]  # the token's own secret, or the first line
            if secret not in made:
                made[secret] = make(secret.encode())
            tokens.append((made[secret], outcome, token))
    return tokens


def main():
    library, path = sys.argv[1:]
    tokens = load(path, LIBRARIES[library])
    print("ready", version(library), sep="\t", flush=True)
    for line in sys.stdin:
        command, index, count = line.split()
        index, count = int(index), int(count)
        if command == "run":
            result = answer(*tokens[index], count)
        elif command == "count":
            result = "-"  # Python counts blocks in use, not allocations
        else:
            result = sweep(command, tokens[index : index + count])
        print(result, flush=True)


if __name__ == "__main__":
    main()
