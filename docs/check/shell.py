# SPDX-License-Identifier: Apache-2.0
"""Finds the commands in a shell script, so far as pages have them: no case, no function, no backquotes."""

import re
import shlex

OPERATORS = set(";|&()\n")
REDIRECTIONS = set("<>&")
BEFORE_A_COMMAND = {"!", "{", "if", "then", "else", "elif", "while", "until", "do"}
ENDS = {"fi", "done", "}"}


def words_of(script):
    lexer = shlex.shlex(script.replace("\n", " \n "), posix=True, punctuation_chars="();<>|&\n")
    lexer.whitespace = " \t"
    lexer.whitespace_split = True
    return list(lexer)


def commands(script):
    """Each command with its arguments, also those in $(...)."""
    script = re.sub(r"\\\n", " ", script)
    script = re.sub(r"<<-?\s*'?(\w+)'?(.*?)\n.*?\n\1(?=\n)", r"\2", script, flags=re.DOTALL)
    script = re.sub(r"(^|\s)#.*", r"\1", script)
    script = re.sub(r"\b\d+(?=[<>])", "", script)
    found = []
    while inner := re.search(r"\$\(([^()]*)\)", script):
        found += commands(inner[1])
        script = script[: inner.start()] + "_" + script[inner.end() :]
    current, is_target = [], False
    for word in [*words_of(script), ";"]:
        if word and set(word) <= OPERATORS or not current and word in BEFORE_A_COMMAND:
            if current:
                found.append(current)
            current = []
        elif word and set(word) <= REDIRECTIONS:
            is_target = True
            continue
        elif not is_target and word not in ENDS and (current or not re.match(r"\w+=", word)):
            current.append(word)
        is_target = False
    return found
