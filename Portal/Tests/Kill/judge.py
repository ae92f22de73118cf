# SPDX-License-Identifier: Apache-2.0
"""Compares the outcomes that processes reported with what is found afterwards."""
import collections
import dataclasses


@dataclasses.dataclass
class Event:
    """A command, from its start to the report of its outcome.

    The outcome is None if it was never reported, because the process was killed or the store threw: the command may
    have happened at some time up to `end`, or not. If the store says that nothing has happened because there is no
    connection, the outcome is `unavailable`, and the store is believed.
    """

    command: str
    argument: str
    start: float
    end: float
    outcome: str | None
    value: str = ""
    # The name and text of the secret that signed the token.
    name: str = ""
    secret: str = ""


class Judge:
    """Finds violations. Commands on one secret's name must be sequential."""

    def __init__(self, journal):
        self.journal = sorted(journal, key=lambda event: event.start)
        self.violations = []
        self.figures = collections.Counter()
        # The commands that may have changed a secret, by name; all except refused ones.
        self.changes = collections.defaultdict(list)
        self.shown = {}
        self.ends = collections.defaultdict(list)
        for event in self.journal:
            if event.outcome in ("refused", "unavailable"):
                continue
            if event.command in ("generate", "regenerate", "revoke"):
                self.changes[event.argument].append(event)
                if event.outcome == "shown":
                    self.shown[event.value] = event
            if event.command in ("regenerate", "revoke", "endkey"):
                self.ends["key", event.argument].append(event)
            elif event.command == "endall":
                self.ends["all"].append(event)
            elif event.command == "signout":
                self.ends["session", event.argument].append(event)

    def run(self):
        """The violations, one sentence each; empty if all is well."""
        self._replays()
        self._secrets()
        self._sessions()
        return self.violations

    def _replays(self):
        sessions = collections.Counter()
        for event in self.journal:
            if event.command == "signin":
                sessions[event.argument] += event.outcome == "session"
                self.figures[f"sign-ins {event.outcome or 'unknown'}"] += 1
                if event.outcome == "refused" and event.value == "token_replayed":
                    self.figures["replays refused"] += 1
            elif event.command == "audit" and event.outcome == "sessions":
                total, surplus = map(int, event.value.split())
                self.figures["sessions stored"] = total
                if surplus:
                    self.violations.append(f"{surplus} stored sessions have a token that another one has, too")
        for token, count in sessions.items():
            if count > 1:
                self.violations.append(f"the token {token[-12:]} signed in {count} times")

    def _state(self, name, secret, start, end):
        """Whether a secret must have been valid all the time (True) or never (False); None if both are possible."""
        shown = self.shown.get(secret)
        if shown is None:
            return None
        later = [change for change in self.changes[name] if change is not shown and change.end > shown.start]
        if any(change.outcome and change.start >= shown.end and change.end <= start for change in later):
            return False
        if shown.end <= start and not any(change.start < end for change in later):
            return True
        return None

    def _secrets(self):
        for event in self.journal:
            if event.command not in ("verify", "signin") or event.outcome in (None, "unavailable"):
                continue
            state = self._state(event.name, event.secret, event.start, event.end)
            accepted = event.outcome in ("verified", "session")
            if state is True and (event.outcome, event.value) == ("refused", "token_refused"):
                self.violations.append(f"a secret of {event.name} that was shown is lost")
            elif state is True and event.command == "verify" and not accepted:
                self.violations.append(f"a secret of {event.name} can't be used: {event.outcome} {event.value}")
            elif state is False and accepted:
                self.violations.append(f"a secret of {event.name} counts that was replaced or revoked")
            elif event.command == "verify" and state is not None:
                self.figures["secrets good as they should be" if state else "secrets dead as they should be"] += 1

    def _sessions(self):
        began = {event.value: event for event in self.journal if event.outcome == "session"}
        for check in self.journal:
            if check.command != "check" or check.outcome not in ("good", "bad") or check.argument not in began:
                continue
            session = began[check.argument]
            ends = self.ends["all"] + self.ends["key", session.name] + self.ends["session", check.argument]
            ended = any(end.outcome and end.start >= session.end and end.end <= check.start for end in ends)
            touched = any(end.end > session.start and end.start < check.end for end in ends)
            if ended and check.outcome == "good":
                self.violations.append(f"the session {check.argument[:8]} is good after its end")
            elif not touched and check.outcome == "bad":
                self.violations.append(f"the session {check.argument[:8]} is lost")
            elif ended or not touched:
                self.figures["sessions dead as they should be" if ended else "sessions good as they should be"] += 1
