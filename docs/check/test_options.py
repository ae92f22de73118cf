# SPDX-License-Identifier: Apache-2.0
"""The page of the command line says what its help says."""

import json
import re
import unittest

import mdoc
from work import PBJWT, run

PAGE = mdoc.COMMAND_PAGE
EVERYWHERE = {"--version", "--help", "-h"}


def help_of(*command):
    """The options, with the names of their values, and the commands; printed so wide that no line is broken."""
    shown = run("env", "COLUMNS=500", PBJWT, "help", *command)[1]
    options, commands = {}, []
    part = ""
    for line in shown.split("\n"):
        if found := re.match(r"([A-Z ]+):", line):
            part = found[1]
        elif found := re.match(r"  ((?:-\w, )?--[\w-]+)( <[\w=-]+>)?", line):
            for name in found[1].split(", "):
                options[name] = bool(found[2])
        elif part.endswith("SUBCOMMANDS") and (found := re.match(r"  ([a-z-]+)  ", line)):
            commands.append(found[1])
    return options, commands


OPTIONS, COMMANDS = help_of()


def flags(words):
    """The options in the arguments of a macro, with whether they take a value."""
    found, is_flag = {}, False
    for word, following in zip(words, [*words[1:], ""]):
        if is_flag and word not in ("-", "|", ",", "Fl"):  # `Fl -` is what ends the options
            found["-" + word] = following == "Ar"
        is_flag = word == "Fl" or (is_flag and (word in ("|", ",") or following in ("|", ",")))
    return found


def synopses():
    """The options of each command in the SYNOPSIS; "" is no command."""
    found, command = {}, None
    for line in PAGE.sections["SYNOPSIS"][1:]:
        words = mdoc.arguments(line)
        if words[:1] == [".Nm"]:
            command = ""
        elif words[:1] == [".Cm"]:
            command = words[1]
        found.setdefault(command, {}).update(flags([word.lstrip(".") for word in words]))
    return found


def described():
    """The options that each subsection of the DESCRIPTION describes, each in its own `.It Fl`."""
    found, title = {}, ""
    for line in PAGE.sections["DESCRIPTION"]:
        if line.startswith(".Ss "):
            title = line[4:].removeprefix("pbjwt ")
        elif line.startswith(".It Fl "):
            for name, value in flags(mdoc.arguments(line)).items():
                assert name not in found.setdefault(title, {}), f"{name} is described twice in {title}"
                found[title][name] = value
    return found


def members(value):
    """The names of all members of a JSON value, but for those that a token makes up."""
    if isinstance(value, list):
        return set().union(*map(members, value))
    if isinstance(value, dict):
        return set(value).union(*(members(inner) for name, inner in value.items() if name != "custom"))
    return set()


class Options(unittest.TestCase):
    def test_there_are_commands_and_options(self):
        self.assertEqual(sorted(COMMANDS), ["explain", "inspect", "issue", "keygen", "user-hash", "verify"])
        self.assertGreater(len(help_of("verify")[0]), 20)

    def test_the_synopsis_has_every_option_of_every_command(self):
        shown = synopses()
        self.assertEqual(sorted(shown), sorted(["", *COMMANDS]))
        for command in COMMANDS:
            options = {name: value for name, value in help_of(command)[0].items() if name not in EVERYWHERE}
            self.assertEqual(shown[command], options, command)
        self.assertEqual(shown[""], OPTIONS)

    def test_every_option_is_described_for_its_command(self):
        shown = described()
        common = {
            "Every command": [*COMMANDS],
            "Secrets": ["verify", "explain", "issue", "user-hash"],
            "Policy": ["verify", "explain"],
        }
        self.assertLessEqual(set(shown), {*COMMANDS, *common})
        for command in COMMANDS:
            found = dict(shown.get(command, {}))
            for title in [title for title, commands in common.items() if command in commands]:
                self.assertFalse(set(found) & set(shown[title]), f"{command}: described twice")
                found.update(shown[title])
            self.assertEqual(found, help_of(command)[0], command)

    def test_the_help_says_what_every_option_does(self):
        for command in COMMANDS:
            shown = run("env", "COLUMNS=500", PBJWT, "help", command)[1]
            # A description is on the option's line, or indented below it.
            for option, text in re.findall(r"^  (?:-\w, )?(--[\w-]+)(?: <[\w-]+>)?(.*(?:\n {20,}.*)*)$", shown, re.MULTILINE):
                self.assertRegex(text, r"\w", f"{command} {option}")

    def test_every_command_is_described(self):
        shown = [line.split(" ")[2] for line in PAGE.lines if line.startswith(".It Cm ")]
        self.assertEqual(sorted(shown), sorted([*COMMANDS, "help"]))

    def test_the_values_of_an_option_are_those_of_the_help(self):
        checked = set()
        for command in COMMANDS:
            shown = run("env", "COLUMNS=500", PBJWT, "help", command)[1]
            # Behind a long name the description has a line of its own.
            for name, values in re.findall(r"^  --([\w-]+) .*(?:\n {20,}.*)?\(values: ([^;)]*)", shown, re.MULTILINE):
                item = re.search(
                    rf"^\.It Fl -{name} .*?\n(.*?)(?=^\.(?:It|El))", "\n".join(PAGE.lines), re.MULTILINE | re.DOTALL
                )[1]
                self.assertEqual(set(re.findall(r"^\.Cm ([\w-]+)", item, re.MULTILINE)), set(values.split(", ")))
                checked.add(name)
        self.assertEqual(checked, {"secret-format", "profile", "email-form", "reader", "form", "renewal-risk"})

    def test_the_secrets_variable_is_the_one_of_the_help(self):
        variables = {word for words in PAGE.macros("It", "ENVIRONMENT") for word in words[1:]}
        # Of colors the help says nothing.
        self.assertEqual(variables - {"NO_COLOR", "TERM"}, set(re.findall(r"\b[A-Z]+_[A-Z_]+\b", run(PBJWT, "--help")[1])))

    def test_the_exit_statuses_are_those_of_the_help(self):
        told = re.search(r"Exit status: (.*?)\n\n", run(PBJWT, "--help")[1], re.DOTALL)[1]
        shown = [words[0] for words in PAGE.macros("It", "EXIT STATUS")]
        self.assertEqual(shown, re.findall(r"(?:^|, )(\d) ", told.replace("\n", " ")))

    def test_the_members_of_the_json_are_described(self):
        script = """secret=$(pbjwt keygen); export PRODUCTBRIDGE_WIDGET_SECRET="$secret"
            token=$(pbjwt issue --email A@example.com --company-id 1 --custom '{"made": {"up": 1}}' 2>/dev/null)
            pbjwt verify --json -- "$token"
            pbjwt verify --json a.b.c || true
            pbjwt verify --json --summary -- "$token"
            pbjwt explain --json -- "$token"
            pbjwt inspect --json -- "$token" |
                sed 's/"header": .*, "signature"/"header": 0, "payload": 0, "signature"/'"""
        status, output = run("sh", "-e", "-c", script)
        self.assertEqual(status, 0, output)
        printed = set().union(*(members(json.loads(line)) for line in output.splitlines()))
        described = {word for words in PAGE.macros("Va") for word in words if word not in (",", ".", ";", ")")}
        self.assertEqual(described, printed)
