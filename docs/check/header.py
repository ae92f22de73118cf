# SPDX-License-Identifier: Apache-2.0
"""What include/pbjwt.h declares."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEXT = re.sub(r"/\*.*?\*/", " ", (ROOT / "include/pbjwt.h").read_text(), flags=re.DOTALL)
DECLARATIONS = re.sub(r"^#(.*\\\n)*.*$", "", TEXT, flags=re.MULTILINE)
# A macro that says how something is declared is nobody's to use.
NOT_FOR_USE = {"PBJWT_H", "PBJWT_API", "PBJWT_MUST_USE"}


def normal(c):
    """A declaration with one way to put its white space."""
    return re.sub(r" ?\* ?", "*", " ".join(c.split()))


def find_functions():
    """The prototypes by name: the result, and the parameters."""
    found = {}
    for declaration in re.findall(r"\bPBJWT_API\b([^;]*);", DECLARATIONS):
        declaration = declaration.replace("PBJWT_MUST_USE", "")
        result, name, parameters = re.fullmatch(r"(.*?)(\w+)\((.*)\)\s*", declaration, re.DOTALL).groups()
        found[name] = (normal(result), [normal(parameter) for parameter in parameters.split(",")])
    return found


def find_types():
    return set(re.findall(r"typedef (?:struct|enum) \w+\s+(?:\{[^}]*\}\s*)?(\w+);", DECLARATIONS))


def find_members():
    """The members of the structs that aren't opaque."""
    found = {}
    for name, body in re.findall(r"typedef struct (\w+)\s+\{([^}]*)\}", DECLARATIONS):
        found[name] = set(re.findall(r"(\w+);", body))
    return found


def find_constants():
    """The constants with their numbers; None for those of the version, which each version has its own of."""
    found = {}
    for name, value in re.findall(r"^#define (PBJWT_\w+)[ \t]+(.*)$", TEXT, re.MULTILINE):
        number = re.fullmatch(r"(?:INT64_C\()?(\d+)\)?", value)
        found[name] = int(number[1]) if number and not name.startswith("PBJWT_VERSION_") else None
    for body in re.findall(r"\benum\b[^;{]*\{(.*?)\}", DECLARATIONS, re.DOTALL):
        for name, value in re.findall(r"(PBJWT_\w+)\s*=\s*([^,}]+)", body):
            left, _, right = value.partition("<<")
            found[name] = int(left) << int(right or 0)
    return {name: value for name, value in found.items() if name not in NOT_FOR_USE}


FUNCTIONS = find_functions()
TYPES = find_types()
CONSTANTS = find_constants()
MEMBERS = find_members()
NAMES = set(FUNCTIONS) | TYPES | set(CONSTANTS) | NOT_FOR_USE
