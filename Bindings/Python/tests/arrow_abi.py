# SPDX-License-Identifier: Apache-2.0
"""Arrow arrays that are made and read without an Arrow library, so that they can be wrong."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Sequence
from typing import Any


class Schema(ctypes.Structure):
    pass


class Array(ctypes.Structure):
    pass


class Stream(ctypes.Structure):
    pass


SCHEMA_RELEASE = ctypes.CFUNCTYPE(None, ctypes.POINTER(Schema))
ARRAY_RELEASE = ctypes.CFUNCTYPE(None, ctypes.POINTER(Array))
STREAM_RELEASE = ctypes.CFUNCTYPE(None, ctypes.POINTER(Stream))
GET_SCHEMA = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Schema))
GET_NEXT = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Array))
GET_ERROR = ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(Stream))

Schema._fields_ = [
    ("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_char_p), ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64), ("children", ctypes.POINTER(ctypes.POINTER(Schema))),
    ("dictionary", ctypes.POINTER(Schema)), ("release", SCHEMA_RELEASE), ("private_data", ctypes.c_void_p),
]
Array._fields_ = [
    ("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64), ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64), ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(Array))), ("dictionary", ctypes.POINTER(Array)),
    ("release", ARRAY_RELEASE), ("private_data", ctypes.c_void_p),
]
Stream._fields_ = [
    ("get_schema", GET_SCHEMA), ("get_next", GET_NEXT), ("get_last_error", GET_ERROR), ("release", STREAM_RELEASE),
    ("private_data", ctypes.c_void_p),
]

new_capsule = ctypes.pythonapi.PyCapsule_New
new_capsule.restype = ctypes.py_object
new_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
get_pointer = ctypes.pythonapi.PyCapsule_GetPointer
get_pointer.restype = ctypes.c_void_p
get_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]

NAMES = {"schema": b"arrow_schema", "array": b"arrow_array", "stream": b"arrow_array_stream"}


def forget(pointer: Any) -> None:
    pointer.contents.release = type(pointer.contents.release)()


release_schema, release_array, release_stream = SCHEMA_RELEASE(forget), ARRAY_RELEASE(forget), STREAM_RELEASE(forget)


class Made:
    """An array of any format, buffers and numbers, right or wrong; it lives as long as this object."""

    def __init__(
        self, format: str, buffers: Sequence[bytes | None], length: int, *, nulls: int = 0, offset: int = 0,
        dictionary: Made | None = None,
    ) -> None:
        self.kept: list[Any] = [dictionary]
        self.dictionary = dictionary
        self.format, self.length, self.nulls, self.offset = format, length, nulls, offset
        self.count = len(buffers)
        self.buffers = (ctypes.c_void_p * (len(buffers) + 1))()
        for index, data in enumerate(buffers):
            if data is not None:
                held = ctypes.create_string_buffer(data, max(len(data), 1))
                self.kept.append(held)
                self.buffers[index] = ctypes.addressof(held)

    def schema(self) -> Schema:
        made = Schema(format=self.format.encode(), release=release_schema)
        if self.dictionary is not None:
            made.dictionary = ctypes.pointer(self.dictionary.schema())
        self.kept.append(made)
        return made

    def array(self) -> Array:
        made = Array(length=self.length, null_count=self.nulls, offset=self.offset, n_buffers=self.count,
                     buffers=ctypes.cast(self.buffers, ctypes.POINTER(ctypes.c_void_p)), release=release_array)
        if self.dictionary is not None:
            made.dictionary = ctypes.pointer(self.dictionary.array())
        self.kept.append(made)
        return made

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        return (new_capsule(ctypes.addressof(self.schema()), NAMES["schema"], None),
                new_capsule(ctypes.addressof(self.array()), NAMES["array"], None))


class MadeStream:
    """A stream of arrays; if `fails` is a number, it fails after that many."""

    def __init__(self, arrays: Sequence[Made], fails: int | None = None) -> None:
        self.arrays, self.fails, self.next = list(arrays), fails, 0
        self.stream = Stream(GET_SCHEMA(self.get_schema), GET_NEXT(self.get_next), GET_ERROR(lambda _: b""), release_stream)

    def get_schema(self, _: Any, schema: Any) -> int:
        if self.fails == -1:
            return 5
        ctypes.memmove(schema, ctypes.byref(self.arrays[0].schema()), ctypes.sizeof(Schema))
        return 0

    def get_next(self, _: Any, array: Any) -> int:
        if self.next == self.fails:
            return 5
        given = self.arrays[self.next].array() if self.next < len(self.arrays) else Array()
        ctypes.memmove(array, ctypes.byref(given), ctypes.sizeof(Array))
        self.next += 1
        return 0

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return new_capsule(ctypes.addressof(self.stream), NAMES["stream"], None)


def bits(there: Sequence[bool]) -> bytes:
    data = bytearray((len(there) + 7) // 8)
    for index, bit in enumerate(there):
        data[index // 8] |= bit << index % 8
    return bytes(data)


def texts(values: Sequence[str | None], format: str = "u") -> Made:
    """A correct array of texts."""
    given = [b"" if value is None else value.encode() for value in values]
    ends = [sum(map(len, given[:index])) for index in range(len(given) + 1)]
    missing = sum(value is None for value in values)
    offsets = struct.pack(f"<{len(ends)}{'i' if format in 'uz' else 'q'}", *ends)
    return Made(format, [bits([value is not None for value in values]) if missing else None, offsets, b"".join(given)],
                len(values), nulls=missing)


def views(values: Sequence[str]) -> Made:
    """The same, as views into two buffers."""
    parts, view = [bytearray(), bytearray()], b""
    for index, value in enumerate(given := [value.encode() for value in values]):
        if len(value) <= 12:
            view += struct.pack("<i12s", len(value), value)
        else:
            part = parts[index % 2]
            view += struct.pack("<i4sii", len(value), value[:4], index % 2, len(part))
            part += value
    sizes = struct.pack("<2q", *map(len, parts))
    return Made("vu", [None, view, bytes(parts[0]), bytes(parts[1]), sizes], len(given))


def numbers(values: Sequence[int], format: str = "l") -> Made:
    return Made(format, [None, struct.pack(f"<{len(values)}q", *values)], len(values))


def text_at(array: Array, row: int) -> str | None:
    """The values in a column of texts."""
    validity, offsets, data = (array.buffers[index] for index in range(3))
    if validity and not ctypes.string_at(validity + row // 8, 1)[0] >> row % 8 & 1:
        return None
    start, end = struct.unpack("<2i", ctypes.string_at(offsets + 4 * row, 8))
    return ctypes.string_at(data + start, end - start).decode()


def rows_of(array: Array) -> list[tuple[str | None, ...]]:
    """The rows of a struct of texts."""
    columns = [array.children[child].contents for child in range(array.n_children)]
    return [tuple(text_at(column, row) for column in columns) for row in range(array.length)]


def rows(results: Any) -> list[tuple[str | None, ...]]:
    """The rows of results whose fields are texts."""
    _, capsule = results.__arrow_c_array__()
    return rows_of(Array.from_address(get_pointer(capsule, NAMES["array"])))


def streamed_rows(results: Any) -> list[list[tuple[str | None, ...]]]:
    """The same for each array of the stream."""
    capsule = results.__arrow_c_stream__()
    stream = Stream.from_address(get_pointer(capsule, NAMES["stream"]))
    found: list[list[tuple[str | None, ...]]] = []
    while True:
        array = Array()
        assert stream.get_next(ctypes.byref(stream), ctypes.byref(array)) == 0
        if not array.release:
            return found
        found.append(rows_of(array))
        array.release(ctypes.byref(array))
