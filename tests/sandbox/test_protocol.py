import contextlib
import math
import socket
import threading
import time
import tracemalloc

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.errors import ProtocolError
from autograder.sandbox.protocol import (
    ARRAY_CODE,
    DTYPES,
    HEADER,
    MAX_VALUES,
    Channel,
    decode,
    encode,
    receive_packet,
    send_packet,
)
from autograder.sandbox.sizing import is_plain

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
ARRAYS = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda name: arrays.arrays(name, arrays.array_shapes(min_dims=0, min_side=0, max_side=4))
)


def array_message(dtype, shape, data):
    header = msgspec.msgpack.encode([dtype, shape, data])
    return msgspec.msgpack.encode(msgspec.msgpack.Ext(ARRAY_CODE, header))


@pytest.fixture
def pair():
    """Two channels that face each other, and the raw socket of the second."""
    ours, theirs = socket.socketpair()
    channel, peer = Channel(ours, 1000), Channel(theirs, 10_000)
    yield channel, peer, theirs
    channel.close()
    peer.close()


@given(PLAIN)
def test_plain_data_comes_back_as_it_was(message):
    assert decode(encode(message)) == message


@given(ARRAYS)
def test_an_array_comes_back_with_its_dtype_shape_and_bits(array):
    back = decode(encode({"a": array}))["a"]
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    assert back.tobytes() == array.tobytes()
    assert not back.flags.writeable


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_a_message_or_a_protocol_error(data):
    try:
        message = decode(data)
    except ProtocolError:
        return
    assert repr(message)


@given(
    st.text(max_size=12) | st.sampled_from(sorted(DTYPES)),
    st.lists(st.integers(-(2**63), 2**64 - 1), max_size=40),
    st.binary(max_size=64),
)
def test_an_array_fills_its_shape_whatever_its_header_claims(dtype, shape, data):
    try:
        array = decode(array_message(dtype, shape, data))
    except ProtocolError:
        return
    assert dtype in DTYPES
    assert array.nbytes == len(data)


@pytest.mark.parametrize(
    ("dtype", "shape", "data"),
    [
        ("object", [1], bytes(8)),
        ("O", [1], bytes(8)),
        ("str", [2], bytes(8)),
        ("void64", [1], bytes(8)),
        ("float64", [2], bytes(8)),
        ("float64", [-1], bytes(8)),
        ("float64", [2**62, 2**62], b""),
        ("float64", [1] * 65, bytes(8)),
        ("float64", [0, 2**63], b""),
        ("float64", ["1"], bytes(8)),
        ("float64", 1, bytes(8)),
    ],
)
def test_an_array_with_a_lying_header_is_refused(dtype, shape, data):
    with pytest.raises(ProtocolError):
        decode(array_message(dtype, shape, data))


def test_an_extension_of_another_type_is_refused():
    with pytest.raises(ProtocolError, match="extension type 7"):
        decode(msgspec.msgpack.encode(msgspec.msgpack.Ext(7, b"abc")))


@pytest.mark.parametrize(
    "message",
    [
        object(),
        {"a": lambda: None},
        np.array([object()], dtype=object),
        np.array(["text"]),
        np.zeros(1, dtype=[("a", "f8")]),
        2**64,
        "\ud800",
    ],
)
def test_what_is_not_plain_data_is_not_sent(message):
    with pytest.raises(ProtocolError):
        encode(message)


def test_deep_nesting_is_a_protocol_error_on_either_side():
    nested = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(ProtocolError):
        encode(nested)
    with pytest.raises(ProtocolError):
        decode(b"\x91" * 100_000 + b"\xc0")


def test_a_claim_of_four_billion_entries_costs_no_memory():
    with pytest.raises(ProtocolError):
        decode(b"\xdd\xff\xff\xff\xff")
    with pytest.raises(ProtocolError):
        decode(b"\xc6\xff\xff\xff\xff")


@given(PLAIN | ARRAYS, st.data())
def test_a_message_with_a_few_bytes_changed_is_a_message_or_a_protocol_error(message, data):
    mutated = bytearray(encode([message, {"a": message}]))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(mutated) - 1))
        how = data.draw(st.sampled_from(["set", "cut", "insert", "repeat"]))
        if how == "set":
            mutated[at] = data.draw(st.integers(0, 255))
        elif how == "cut":
            del mutated[at:][1:]
        elif how == "insert":
            mutated[at:at] = data.draw(st.binary(max_size=9))
        else:
            mutated += mutated[at:]
    try:
        assert plain(decode(bytes(mutated)))
    except ProtocolError:
        return


def plain(value):
    """Whether nothing stands in it but what the protocol names."""
    if isinstance(value, list):
        return all(map(plain, value))
    if isinstance(value, dict):
        return all(map(plain, value.values()))
    if isinstance(value, np.ndarray):
        return value.dtype.name in DTYPES
    return value is None or isinstance(value, (bool, int, float, str, bytes))


CLAIMS = st.sampled_from(
    [
        *(b"\x90", b"\x80", b"\x91", b"\x81\xc0", b"\x9f", b"\x8f", b"\xdc\xff\xff"),
        *(
            b"\xdd\xff\xff\xff\xff",
            b"\xdf\xff\xff\xff\xff",
            b"\xde\xff\xff",
            b"\xdb\xff\xff\xff\xff",
        ),
        *(b"\xc6\xff\xff\xff\xff", b"\xc9\xff\xff\xff\xff\x01", b"\xc7\x02\x01\x91\xc0", b"\xa0"),
        *(b"\xd4\x01\x93", b"\xd6\xff\0\0\0\0", b"\xc7\x0c\xff" + bytes(12), b"\xc1"),
    ]
)


@given(st.lists(CLAIMS, min_size=1, max_size=6), st.integers(1, 20_000))
@settings(deadline=None, max_examples=60)
def test_giant_and_nested_claims_take_little_memory_and_time(parts, times):
    data = b"".join(parts) * times
    tracemalloc.start()
    start = time.process_time()
    try:
        with contextlib.suppress(ProtocolError):
            assert plain(decode(data))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 64 * 2**20
    assert time.process_time() - start < 10  # most of it is tracemalloc's


@pytest.mark.parametrize("one", [b"\x90", b"\x80", b"\xc0", b"\xa1a", b"\xc4\x00", b"\xd4\x02a"])
def test_many_small_values_are_refused_before_any_is_made(one):
    whole = b"\xdd" + (2**21).to_bytes(4, "big") + one * 2**21
    tracemalloc.start()
    try:
        with pytest.raises(ProtocolError, match="more than 131072 values"):
            decode(whole)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2**20


def test_as_many_values_as_are_allowed_are_taken_and_one_more_is_not(pair):
    fits = [None] * (MAX_VALUES - 1)
    assert decode(encode(fits)) == fits
    with pytest.raises(ProtocolError, match="a message of more than 131072 values"):
        decode(encode([*fits, None]))
    wide = Channel(pair[0].connection, 2**21)
    with pytest.raises(ProtocolError, match="a message of more than 131072 values"):
        wide.send([*fits, None])


def test_a_large_array_counts_as_one_value():
    array = np.zeros(2**21, dtype="uint8")
    assert decode(encode({"a": array}))["a"].nbytes == 2**21


@pytest.mark.parametrize(
    "stamp", [b"\xd6\xff" + bytes(4), b"\xd7\xff" + bytes(8), b"\xc7\x0c\xff" + bytes(12)]
)
def test_a_point_in_time_is_not_plain_data(stamp):
    with pytest.raises(ProtocolError, match="a point in time"):
        decode(b"\x91" + stamp)


@pytest.mark.parametrize(
    "data",
    [
        b"\xa3\xed\xa0\x80",  # a lone surrogate
        b"\x81\xa3\xed\xa0\x80\x01",
        b"\x81" + array_message("uint8", [], b"a") + b"\x01",  # an array for a key
        array_message("uint8", [], array_message("uint8", [], b"a")),
        msgspec.msgpack.encode(msgspec.msgpack.Ext(1, array_message("uint8", [], b"a"))),
        b"\xc0\xc0",
    ],
)
def test_what_looks_like_a_message_but_cannot_be_used_is_refused(data):
    with pytest.raises(ProtocolError):
        decode(data)


def test_keys_of_any_hashable_kind_are_data_and_nothing_more():
    assert decode(b"\x84\x01\x02\xc0\x03\x90\x04\xa1a\x05") == {1: 2, None: 3, (): 4, "a": 5}
    assert math.isnan(next(iter(decode(b"\x81\xcb\x7f\xf8" + bytes(6) + b"\x01"))))
    assert decode(b"\xcf" + b"\xff" * 8) == 2**64 - 1


def test_a_channel_has_one_limit_for_each_direction():
    ours, theirs = socket.socketpair()
    channel, peer = Channel(ours, 1000, 10), Channel(theirs, 1000)
    peer.send("a" * 9)
    assert channel.receive(1) == "a" * 9
    channel.send("a" * 900)
    peer.send("a" * 11)
    with pytest.raises(ProtocolError, match="12 bytes; at most 10"):
        channel.receive(1)
    channel.close()
    peer.close()


def test_a_message_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(pair):
    channel, peer, _ = pair
    fits = "x" * (1000 - 3)  # MessagePack writes this text with a head of three bytes
    assert len(encode(fits)) == 1000
    peer.send(fits)
    assert channel.receive(1) == fits
    channel.send(fits)
    peer.send(fits + "x")
    with pytest.raises(ProtocolError, match="1001 bytes; at most 1000"):
        channel.receive(1)
    with pytest.raises(ProtocolError, match="1001 bytes; at most 1000"):
        channel.send(fits + "x")


def test_an_oversize_frame_is_refused_before_its_bytes_come(pair):
    channel, _, raw = pair
    raw.sendall(HEADER.pack(2**32 - 1))
    with pytest.raises(ProtocolError, match="4294967295 bytes"):
        channel.receive(1)


def test_a_frame_cut_short_is_an_end_of_file(pair):
    channel, _, raw = pair
    raw.sendall(HEADER.pack(10) + b"abc")
    raw.shutdown(socket.SHUT_WR)
    with pytest.raises(EOFError):
        channel.receive(1)


def test_a_peer_that_drips_bytes_runs_out_of_time_all_the_same(pair):
    channel, _, raw = pair
    done = threading.Event()

    def drip():
        raw.sendall(HEADER.pack(900))
        while not done.wait(0.02):
            raw.sendall(b"\x00")

    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        with pytest.raises(TimeoutError):
            channel.receive(0.2)
    finally:
        done.set()
        dripping.join()


def test_a_peer_that_never_reads_runs_out_of_time(pair):
    _, peer, _ = pair
    message = np.zeros(9_000, dtype="uint8")

    def flood():
        for _ in range(1000):
            peer.send(message, 0.1)

    with pytest.raises(TimeoutError):
        flood()


def test_an_open_file_travels_with_a_packet():
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours, theirs = socket.socketpair()
    with here, there, ours, theirs:
        send_packet(here, {"op": "spawn"}, (theirs.fileno(),))
        message, (descriptor,) = receive_packet(there)
        with socket.socket(fileno=descriptor) as received:
            received.sendall(b"hello")
        assert message == {"op": "spawn"}
        assert ours.recv(5) == b"hello"


def test_a_packet_after_the_peer_has_gone_is_an_end_of_file():
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with here:
        there.close()
        with pytest.raises(EOFError):
            receive_packet(here)


def test_nan_infinity_and_negative_zero_survive():
    back = decode(encode([math.nan, -math.inf, -0.0, np.float32(math.nan)]))
    assert math.isnan(back[0])
    assert back[1] == -math.inf
    assert math.copysign(1, back[2]) == -1
    assert np.isnan(back[3])
    assert back[3].dtype == np.float32


def test_more_values_than_a_message_may_hold_are_refused_before_they_are_made():
    within, beyond = (
        b"\xdd" + count.to_bytes(4, "big") + b"\x90" * count
        for count in (MAX_VALUES - 1, MAX_VALUES)
    )
    assert len(decode(within)) == MAX_VALUES - 1
    with pytest.raises(ProtocolError, match=f"more than {MAX_VALUES} values"):
        decode(beyond)


@pytest.mark.parametrize("first", [b"\xdd", b"\xdf"])
def test_no_room_is_made_for_entries_that_are_only_claimed(first):
    for data in (first + b"\xff" * 4, (first + b"\x00\x0f\xff\xff") * 1000):
        with pytest.raises(ProtocolError, match="or one that claims more"):
            decode(data)


def test_a_shape_of_many_axes_is_refused_before_it_is_made():
    header = msgspec.msgpack.encode(["int8", [1] * 10**5, b"x"])
    with pytest.raises(ProtocolError, match="impossible shape"):
        decode(msgspec.msgpack.encode(msgspec.msgpack.Ext(1, header)))


@pytest.mark.parametrize(
    "message",
    [
        [None, True, -1, 2**40, 1.5, "x" * 40, "x" * 300, "x" * 70_000, b"y" * 300, b"y" * 70_000],
        {"a": {str(i): i for i in range(40)}, "b": list(range(70_000)), "c": [[], {}]},
        [np.zeros(3), np.zeros((70, 100)), np.float32(1), np.zeros((), "int8")],
    ],
)
def test_values_are_counted_as_they_stand_in_a_message(message):
    data = encode(message)

    def count(value):
        if isinstance(value, dict):
            return 1 + sum(count(key) + count(item) for key, item in value.items())
        return 1 + sum(map(count, value)) if isinstance(value, list) else 1

    assert is_plain(data, count(message))
    assert not is_plain(data, count(message) - 1)
