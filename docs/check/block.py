# SPDX-License-Identifier: Apache-2.0
"""A block of code in a page, whatever the page is written in."""

import dataclasses


@dataclasses.dataclass
class Block:
    line: int
    language: str
    text: str
    # What the page tells the checks beside the language: for C without a main function the parameters of a function
    # around it.
    note: str = ""


@dataclasses.dataclass
class Run:
    """A command that has to succeed at this place of the page, though readers don't see it."""

    line: int
    command: str
