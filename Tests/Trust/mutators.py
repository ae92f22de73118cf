# SPDX-License-Identifier: Apache-2.0
"""Makes the mutants of a C file: each differs from it in one comparison, operator, constant or condition."""

import collections
import re

TOKEN = re.compile(
    r"""(?P<skip>\s+|/\*.*?\*/|//[^\n]*|^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<number>\.?[0-9](?:[eEpP][+-]|[\w.])*)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<sign><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)""",
    re.S | re.M | re.X,
)
SWAPS = {
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"],
    "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"], "+=": ["-="], "-=": ["+="],
    "true": ["false"], "false": ["true"],
}
BOUNDS = re.compile(r"PBJWT_(MAX|MIN|DEFAULT)_\w+|PBJWTI_MAC_BYTES|INT64_MAX")
# Tokens that can end an operand, so that a sign after them is binary.
ENDS_OPERAND = re.compile(r"[\w)\]'\"]$")
OPEN, CLOSE = "([{", ")]}"
BEFORE_CONDITION = ("=", "+=", "-=", "|=", "&=", "return", ",", ";", "?", ":", "{", "}")

Token = collections.namedtuple("Token", "text kind start end")
Mutant = collections.namedtuple("Mutant", "file line_number function line change text")


def tokens_of(source):
    return [Token(match.group(), match.lastgroup, match.start(), match.end())
            for match in TOKEN.finditer(source) if match.lastgroup != "skip"]


def functions_of(tokens):
    """The name of each function and the indices of its body's tokens."""
    depth, name, begins = 0, None, None
    for i, token in enumerate(tokens):
        if token.text in OPEN:
            if depth == 0 and token.text == "(" and name is None and tokens[i - 1].kind == "name":
                name = tokens[i - 1].text
            if depth == 0 and token.text == "{":
                begins = i
            depth += 1
        elif token.text in CLOSE:
            depth -= 1
            if depth == 0 and token.text == "}":
                if name is not None and tokens[begins - 1].text == ")":
                    yield name, begins, i
                name = None
        elif depth == 0 and token.text in (";", "="):
            name = None


def closing(tokens, at):
    """The index of the bracket that matches the one at `at`."""
    depth = 0
    for i in range(at, len(tokens)):
        depth += (tokens[i].text in OPEN) - (tokens[i].text in CLOSE)
        if depth == 0:
            return i
    raise ValueError("a bracket without its partner")


def ternary_start(tokens, at):
    """The index of the first token of the condition before a question mark."""
    depth, i = 0, at - 1
    while True:
        text = tokens[i].text
        if text in CLOSE:
            depth += 1
        elif depth == 0 and (text in OPEN or text in BEFORE_CONDITION):
            return i + 1
        elif text in OPEN:
            depth -= 1
        i -= 1


def is_binary(tokens, i):
    before = tokens[i - 1]
    return before.text != "return" and ENDS_OPERAND.search(before.text) is not None


def is_number(token):
    return re.fullmatch(r"[0-9]+(\.0)?", token.text) is not None


def spans(tokens, begins, ends):
    """The changes within a function, as (first token, last token, old text, new text)."""
    for i in range(begins, ends):
        token, after = tokens[i], tokens[i + 1]
        if token.text == "case":
            continue
        for other in SWAPS.get(token.text, []):
            yield i, i, token.text, other
        if token.text in ("+", "-") and is_binary(tokens, i):
            yield i, i, token.text, "-" if token.text == "+" else "+"
        if token.text == "!":
            yield i, i, "!", ""
        if is_number(token) and tokens[i - 1].text != "case":
            for by in ("+ 1", "- 1"):
                yield i, i, token.text, f"({token.text} {by})"
        if BOUNDS.fullmatch(token.text):
            for by in ("- 1",) if token.text == "INT64_MAX" else ("+ 1", "- 1"):
                yield i, i, token.text, f"({token.text} {by})"
        if token.text in ("if", "while") and after.text == "(":
            last = closing(tokens, i + 1)
            yield i + 2, last - 1, "the condition", "false"
            if token.text == "if":  # the other loop never ends
                yield i + 2, last - 1, "the condition", "true"
        if token.text == "?":
            first = ternary_start(tokens, i)
            for value in ("true", "false"):
                yield first, i - 1, "the choice", value


def mutants_of(file, source, functions=None):
    """All mutants of the file, or of these functions in it."""
    tokens, counts = tokens_of(source), collections.Counter()
    names = []
    for name, begins, ends in functions_of(tokens):
        names.append(name)
        if functions is not None and name not in functions:
            continue
        for first, last, was, other in spans(tokens, begins + 1, ends):
            start, end = tokens[first].start, tokens[last].end
            line_number = source.count("\n", 0, start) + 1
            line = source.splitlines()[line_number - 1].strip()
            change = f"{was} to {other or 'nothing'}"
            counts[name, line, change] += 1
            nth = counts[name, line, change]
            yield Mutant(file, line_number, name, line, change if nth == 1 else f"{change} ({nth})",
                         f"{source[:start]}{other}{source[end:]}")
    missing = set(functions or []) - set(names)
    if missing:
        raise ValueError(f"{file} has no function {', '.join(sorted(missing))}")
