# SPDX-License-Identifier: Apache-2.0
"""Holds what processes were told to what was seen afterwards."""
import collections
import dataclasses


@dataclasses.dataclass
class Event:
    """A command, from when it was sent to when its outcome was told.

    Of a command that nobody was told the outcome of, because its process was killed or its store threw, the outcome
    is None: it has happened at some time up to `end`, or not. Where the store says that nothing has happened, since
    there is no connection, it is `unavailable`, and taken at its word.
    """

    command: str
    argument: str
    start: float
    end: float
    outcome: str | None
    value: str = ""
    # The name and the text of the secret that a token was signed with.
    name: str = ""
    secret: str = ""


class Judge:
    """Finds what must not be. Commands of one secret's name must come one after the other."""

    def __init__(self, journal):
        self.journal = sorted(journal, key=lambda event: event.start)
        self.violations = []
        self.figures = collections.Counter()
        # What may have changed a secret, by name; all but what was refused.
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
        """The violations, each a sentence; none where all is well."""
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
        """Whether a secret must have counted all the time, or never; None where either may be."""
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
