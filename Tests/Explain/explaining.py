# SPDX-License-Identifier: Apache-2.0
"""Calls pbjwt_explain with ctypes, like other languages do: PBJWT_LIBRARY names the shared library."""

import ctypes
import json
import os

LIBRARY = ctypes.CDLL(os.environ.get("PBJWT_LIBRARY", "libpbjwt.so.0"))
LIBRARY.pbjwt_status_name.restype = ctypes.c_char_p
LIBRARY.pbjwt_policy_new.restype = ctypes.c_void_p


class Input(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t),
        ("secrets", ctypes.POINTER(ctypes.c_void_p)),
        ("secret_count", ctypes.c_size_t),
        ("other_secrets", ctypes.POINTER(ctypes.c_void_p)),
        ("other_secret_count", ctypes.c_size_t),
        ("policy", ctypes.c_void_p),
        ("token", ctypes.c_char_p),
        ("token_length", ctypes.c_size_t),
        ("second_token", ctypes.c_char_p),
        ("second_token_length", ctypes.c_size_t),
        ("now", ctypes.c_int64),
    ]


def check(status):
    if status != 0:
        raise RuntimeError(LIBRARY.pbjwt_status_name(status).decode())


def new_secret(key, name=None, not_after=None):
    handle = ctypes.c_void_p()
    check(LIBRARY.pbjwt_secret_new_weak(key, ctypes.c_size_t(len(key)), 0, ctypes.byref(handle)))
    if name is not None:
        check(LIBRARY.pbjwt_secret_set_id(handle, name.encode(), ctypes.c_size_t(len(name.encode()))))
    if not_after is not None:
        check(LIBRARY.pbjwt_secret_set_not_after(handle, ctypes.c_int64(not_after)))
    return handle


def array(handles):
    return (ctypes.c_void_p * max(len(handles), 1))(*[handle.value for handle in handles])


def new_policy(options):
    policy = ctypes.c_void_p(LIBRARY.pbjwt_policy_new(0))
    for name, value in options.items():
        setter = getattr(LIBRARY, f"pbjwt_policy_set_{name}")
        if isinstance(value, str):
            check(setter(policy, value.encode(), ctypes.c_size_t(len(value.encode()))))
        elif name in ("leeway", "max_lifetime"):
            check(setter(policy, ctypes.c_int64(value)))
        elif name == "max_token_bytes":
            check(setter(policy, ctypes.c_size_t(value)))
        else:
            check(setter(policy, ctypes.c_int(value)))
    return policy


def text_of(function, *arguments):
    memory, length = ctypes.c_void_p(), ctypes.c_size_t()
    check(function(*arguments, ctypes.byref(memory), ctypes.byref(length)))
    text = ctypes.string_at(memory, length.value)
    LIBRARY.pbjwt_free(memory)
    return text


class Report:
    def __init__(self, json_bytes, text, colored):
        self.json_bytes, self.text_bytes, self.colored_bytes = json_bytes, text, colored
        self.json = json.loads(json_bytes)
        self.text = text.decode()

    @property
    def names(self):
        return [cause["name"] for cause in self.json["causes"]]


def explain(token, secrets, now, *, others=(), policy=None, second=None):
    """`secrets` and `others` are keys, or tuples of key, name and not_after."""
    own, other = ([new_secret(*(one if isinstance(one, tuple) else (one,))) for one in group] for group in (secrets, others))
    settings = new_policy(policy or {})
    report = ctypes.c_void_p()
    call = Input(ctypes.sizeof(Input), array(own), len(own), array(other), len(other), settings, token, len(token), second,
                 len(second or b""), now)
    try:
        check(LIBRARY.pbjwt_explain(ctypes.byref(call), ctypes.byref(report)))
        return Report(text_of(LIBRARY.pbjwt_report_json, report),
                      text_of(LIBRARY.pbjwt_report_text, report, ctypes.c_bool(False)),
                      text_of(LIBRARY.pbjwt_report_text, report, ctypes.c_bool(True)))
    finally:
        LIBRARY.pbjwt_report_free(report)
        LIBRARY.pbjwt_policy_free(settings)
        for handle in own + other:
            LIBRARY.pbjwt_secret_free(handle)
