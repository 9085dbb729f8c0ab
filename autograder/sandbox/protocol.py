"""The language between the trusted side and a worker: frames of MessagePack, plain data only.

A frame is a 4-byte big-endian length and that many bytes of MessagePack. Arrays travel as an
extension type: dtype name, shape, raw bytes. Nothing is ever pickled, so decoding what hostile
code wrote yields data or a `ProtocolError`. The length is checked before a byte is read, and the
number of values before any is made: an empty list is one byte there and some 70 in memory.
"""

from __future__ import annotations

import math
import socket
import struct
import time
from typing import Any

import msgspec
import numpy as np

from autograder.errors import ProtocolError
from autograder.sandbox.sizing import is_plain

ARRAY_CODE = 1
PACKET_BYTES = 65536
# The largest answer in the four assignments has 2,103 values; arrays count as one.
MAX_VALUES = 2**17
HEADER = struct.Struct(">I")
MAX_HEADER_VALUES = 64
# Object, string and void arrays stay out: they would carry pointers or need pickling.
DTYPES = frozenset(
    {
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "complex64", "complex128"),
    }
)


class ArrayHeader(msgspec.Struct, array_like=True, frozen=True):
    """What precedes an array's bytes."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes


def _encode_array(value: Any) -> msgspec.msgpack.Ext:
    if not isinstance(value, (np.ndarray, np.generic)):
        raise NotImplementedError(f"{type(value).__name__} is not plain data")
    if value.dtype.name not in DTYPES:
        raise NotImplementedError(f"an array of dtype {value.dtype} is not plain data")
    header = ArrayHeader(value.dtype.name, tuple(value.shape), value.tobytes())
    return msgspec.msgpack.Ext(ARRAY_CODE, msgspec.msgpack.encode(header))


def _decode_extension(code: int, data: memoryview) -> np.ndarray[Any, Any]:
    if code != ARRAY_CODE:
        raise ProtocolError(f"unknown extension type {code}")
    if not is_plain(data, MAX_HEADER_VALUES):
        raise ProtocolError("an array claims an impossible shape")
    header = msgspec.msgpack.decode(data, type=ArrayHeader)
    if header.dtype not in DTYPES:
        raise ProtocolError(f"an array claims dtype {header.dtype[:40]!r}")
    dtype = np.dtype(header.dtype)
    if len(header.shape) > 32 or any(size < 0 for size in header.shape):
        raise ProtocolError("an array claims an impossible shape")
    if math.prod(header.shape) * dtype.itemsize != len(header.data):
        raise ProtocolError("an array's bytes do not fill its shape")
    return np.frombuffer(header.data, dtype).reshape(header.shape)


_encoder = msgspec.msgpack.Encoder(enc_hook=_encode_array)
_decoder = msgspec.msgpack.Decoder(ext_hook=_decode_extension)


def encode(message: Any) -> bytes:
    """Turns plain data into bytes.

    Args:
        message: None, bool, int, float, str, bytes, list, tuple, dict, NumPy arrays and scalars.

    Raises:
        ProtocolError: something else stands in it, or it nests too deeply.
    """
    try:
        return _encoder.encode(message)
    except (NotImplementedError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise ProtocolError(str(error)) from error


def decode(data: bytes) -> Any:
    """Turns bytes back into plain data; arrays come back read-only.

    Raises:
        ProtocolError: the bytes are not a message, or one of too many values.
    """
    if not is_plain(data, MAX_VALUES):
        raise ProtocolError(
            f"a message of more than {MAX_VALUES} values, or one that claims more than it has, or "
            "holds a point in time"
        )
    try:
        return _decoder.decode(data)
    except ProtocolError:
        raise
    except (msgspec.MsgspecError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise ProtocolError(f"not a message: {error}") from error


def send_packet(control: socket.socket, message: Any, descriptors: tuple[int, ...] = ()) -> None:
    """Sends a small message, and open files with it, over a SOCK_SEQPACKET socket.

    Raises:
        OSError: the peer is gone.
    """
    socket.send_fds(control, [encode(message)], descriptors)


def receive_packet(control: socket.socket) -> tuple[Any, list[int]]:
    """Takes a small message, and the open files sent with it, off a SOCK_SEQPACKET socket.

    Raises:
        EOFError: the peer closed its end.
        ProtocolError: the bytes are not a message.
    """
    data, descriptors, _, _ = socket.recv_fds(control, PACKET_BYTES, 1)
    if not data:
        raise EOFError("the peer closed its end")
    return decode(data), list(descriptors)


class Channel:
    """Frames over a connected stream socket.

    Args:
        connection: one end of a socket pair; the channel owns it.
        sent_bytes: the largest frame that is sent.
        received_bytes: the largest frame that is accepted; by default the same.
    """

    def __init__(
        self, connection: socket.socket, sent_bytes: int, received_bytes: int | None = None
    ) -> None:
        self.connection = connection
        self.sent_bytes = sent_bytes
        self.received_bytes = sent_bytes if received_bytes is None else received_bytes

    def send(self, message: Any, timeout_s: float | None = None) -> None:
        """Sends one message.

        Raises:
            ProtocolError: it is not plain data or too large.
            TimeoutError: the peer did not take it in time.
            OSError: the peer is gone.
        """
        payload = encode(message)
        if len(payload) > self.sent_bytes:
            raise ProtocolError(
                f"a message of {len(payload)} bytes; at most {self.sent_bytes} are allowed"
            )
        if not is_plain(payload, MAX_VALUES):
            raise ProtocolError(
                f"a message of more than {MAX_VALUES} values; an array counts as one"
            )
        self.connection.settimeout(timeout_s)
        self.connection.sendall(HEADER.pack(len(payload)) + payload)

    def receive(self, timeout_s: float | None = None) -> Any:
        """Waits for one message.

        Raises:
            EOFError: the peer closed its end.
            TimeoutError: no whole message came in time.
            ProtocolError: the bytes are not a message, or it is too large.
        """
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        (length,) = HEADER.unpack(self._read(HEADER.size, deadline))
        if length > self.received_bytes:
            raise ProtocolError(
                f"a message of {length} bytes; at most {self.received_bytes} are allowed"
            )
        return decode(bytes(self._read(length, deadline)))

    def _read(self, size: int, deadline: float | None) -> bytearray:
        # Grows with what arrives, so that a mere claim of 64 MiB costs no memory.
        data = bytearray()
        while len(data) < size:
            if deadline is not None:
                left_s = deadline - time.monotonic()
                if left_s <= 0:
                    raise TimeoutError
                self.connection.settimeout(left_s)
            else:
                self.connection.settimeout(None)
            try:
                chunk = self.connection.recv(min(size - len(data), 1 << 20))
            except ConnectionResetError:
                chunk = b""
            if not chunk:
                raise EOFError("the peer closed its end")
            data += chunk
        return data

    def close(self) -> None:
        """Closes the socket."""
        self.connection.close()
