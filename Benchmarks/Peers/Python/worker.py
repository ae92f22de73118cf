# SPDX-License-Identifier: Apache-2.0
"""Verifies tokens with one of Python's libraries, as the driver asks on standard input.

Each function makes once what a service makes once, and returns what verifies a token to its claims or raises.
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

    import authlib.deprecate  # which asks for each warning to be shown

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
    except Exception:  # each library has refusals of its own
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


def main():
    library, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        secret = file.readline().rstrip("\n").encode()
        tokens = [line.split()[1:] for line in file]
    verify = LIBRARIES[library](secret)
    print("ready", version(library), sep="\t", flush=True)
    for line in sys.stdin:
        command, index, count = line.split()
        # Python counts blocks in use, not allocations.
        result = "-" if command == "count" else answer(verify, *tokens[int(index)], int(count))
        print(result, flush=True)


if __name__ == "__main__":
    main()
