"""WebVTT and SubRip where they are broken, oddly encoded or hostile."""

import time
from contextlib import suppress
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contracts import Speaker, Turn, Unreadable
from connectors.transcripts import srt, vtt
from connectors.transcripts.cues import Encoding
from connectors.transcripts.reading import NO_ROLES

SRT = "1\n00:00:00,500 --> 00:00:02,000\nAgent: Buenos días, señora.\n\n2\n00:00:02,500 --> 00:00:03,000\nCliente: Sí.\n"
HEADED = "WEBVTT\n\n"


def texts(turns: tuple[Turn, ...]) -> list[str]:
    return [turn.text for turn in turns]


@pytest.mark.parametrize(
    "data",
    [
        SRT.encode(),
        SRT.encode("utf-8-sig"),
        SRT.encode("utf-16"),
        SRT.encode("utf-16-le"),
        SRT.encode("utf-16-be"),
        SRT.encode("cp1252"),
        SRT.replace("\n", "\r\n").encode(),
        SRT.replace("\n", "\r").encode(),
        SRT.replace("\n\n2\n", "\n").encode(),
        SRT.replace("1\n00", "00").encode(),
        b"\n \n" + SRT.encode(),
    ],
)
def test_a_subrip_file_reads_alike_in_every_encoding_and_layout(data: bytes) -> None:
    assert srt.parse(data) == (
        Turn(speaker=Speaker.AGENT, text="Buenos días, señora.", start_ms=500, end_ms=2000),
        Turn(speaker=Speaker.CUSTOMER, text="Sí.", start_ms=2500, end_ms=3000),
    )


@pytest.mark.parametrize(("parse", "head"), [(srt.parse, "1\n"), (vtt.parse, HEADED)])
def test_an_encoding_that_nothing_tells_is_named_by_the_settings(parse: Any, head: str) -> None:
    data = f"{head}00:00:00.500 --> 00:00:02.000\n您好,请问订单号是多少?".encode("gb18030")

    assert texts(parse(data, NO_ROLES, "gb18030")) == ["您好,请问订单号是多少?"]
    assert texts(parse(data)) != texts(parse(data, NO_ROLES, "gb18030"))


@pytest.mark.parametrize("data", [SRT.encode("cp1252"), b"\xff\xfe\xff"])
def test_bytes_that_are_not_in_the_named_encoding_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="body: not text in the encoding that the settings name"):
        srt.parse(data, NO_ROLES, "utf-8")


@pytest.mark.parametrize("encoding", get_args(Encoding))
def test_every_encoding_that_may_be_named_is_known(encoding: Encoding) -> None:
    assert len(srt.parse(b"00:00:00,500 --> 00:00:02,000\nHi.", NO_ROLES, encoding)) == 1


def test_blocks_that_are_not_said_are_left_out() -> None:
    head = "\ufeffWEBVTT\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nREGION\r\nid:bill\r\n\r\nNOTE to self\r\n\r\n"

    turns = vtt.parse(f"{head}one\r\n00:01.000 --> 00:02.000 region:bill\r\n<v.loud Mary>Hi.\r\n".encode())

    assert turns == (Turn(speaker=Speaker.UNKNOWN, text="Hi.", start_ms=1000, end_ms=2000),)


def test_a_voice_that_the_settings_know_has_its_role() -> None:
    cues = "00:01.000 --> 00:02.000\n<v Mary Lane>Hi.</v> <v Bot>Ho.</v>\n\n00:03.000 --> 00:04.000\nMary Lane: Yes."

    turns = vtt.parse(f"{HEADED}{cues}".encode(), {"mary lane": Speaker.AGENT})

    assert [(turn.speaker, turn.text) for turn in turns] == [
        ("agent", "Hi."),
        ("ivr", "Ho."),
        ("agent", "Yes."),
    ]


@pytest.mark.parametrize("data", [b"", b"1", b"some text", b"1\nsome text", b"a --> b", b"99:99:99:99 --> x"])
def test_a_file_without_a_time_is_no_subrip(data: bytes) -> None:
    with pytest.raises(Unreadable, match="body: no caption with a time"):
        srt.parse(data)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xfea", b"\x81\x8d\x8f", b"ab\0\0"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="body: not text in a known encoding"):
        srt.parse(data)


@pytest.mark.parametrize("data", [b"", b"WEBVTTX", b"webvtt", b" WEBVTT", b"00:00.500 --> 00:01.000\nHi."])
def test_a_file_without_the_header_is_no_webvtt(data: bytes) -> None:
    with pytest.raises(Unreadable, match="line 1: no WEBVTT header"):
        vtt.parse(data)


@pytest.mark.parametrize(
    "head", ["WEBVTT", "WEBVTT\n", "WEBVTT - made by\nKind: captions\n\n\n", "WEBVTT\tx\n\nNOTE\nx"]
)
def test_a_webvtt_file_without_cues_has_no_turns(head: str) -> None:
    assert vtt.parse(head.encode()) == ()


def test_a_cue_right_behind_the_header_is_not_lost() -> None:
    data = b"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000\n00:00.500 --> 00:01.000\nHi."

    assert vtt.parse(data) == (Turn(speaker=Speaker.UNKNOWN, text="Hi.", start_ms=500, end_ms=1000),)


def test_hours_may_be_missing_or_many() -> None:
    turns = vtt.parse((HEADED + "01:02.5 --> 1:01:02.050\na\n\n23:59:59.999 --> 99:00:00.000\nb").encode())

    assert [(turn.start_ms, turn.end_ms) for turn in turns] == [(62_500, 3_662_050), (86_399_999, None)]


def test_markup_goes_and_what_it_hides_stays_text() -> None:
    cue = "<v Agent><i>a</i> &lt;script&gt; &amp;amp; &#x41;&#0; <00:01.000>b &unknown; 1 < 2"

    turns = vtt.parse(f"{HEADED}00:00.000 --> 00:02.000\n{cue}".encode())

    assert texts(turns) == ["a <script> &amp; A\ufffd b &unknown; 1 < 2"]


def test_words_that_look_like_a_label_stay_where_they_name_nobody() -> None:
    cue = "Here is the thing: it broke."

    assert texts(vtt.parse(f"{HEADED}00:00.000 --> 00:02.000\n{cue}".encode())) == [cue]


def test_an_arrow_in_the_words_is_no_timing() -> None:
    turns = vtt.parse(f"{HEADED}00:00.000 --> 00:02.000\nmenu --> settings --> sound".encode())

    assert texts(turns) == ["menu --> settings --> sound"]


def test_too_many_cues_are_refused() -> None:
    cue = "00:00.000 --> 00:01.000\na\n\n"

    assert len(vtt.parse((HEADED + cue * 20_000).encode())) == 20_000
    with pytest.raises(Unreadable, match="transcript: more than 20000 turns"):
        vtt.parse((HEADED + cue * 20_001).encode())


def test_an_endless_cue_is_refused_by_its_line() -> None:
    with pytest.raises(Unreadable, match="line 4: longer than 20000 characters"):
        vtt.parse(f"{HEADED}00:00.000 --> 00:01.000\n{'a ' * 10_001}".encode())


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<v ",
        "<v.",
        "<v." + "a" * 90,
        "&#",
        "&#9",
        "{\\",
        ":",
        "a: ",
        "-->",
        "00:",
        " ",
        "</",
        "<v a>",
        "[0",
    ],
)
def test_no_text_takes_long_to_scan(unit: str) -> None:
    hostile = f"{HEADED}00:00.000 --> 00:01.000\n{unit * (300_000 // len(unit))}".encode()
    started = time.process_time()

    for parse in (vtt.parse, srt.parse):
        with suppress(Unreadable):
            parse(hostile)

    assert time.process_time() - started < 5


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary()
    | st.text("W1a:<>&-., \n\t0{}\\\u2028v/#;", max_size=200).map(lambda text: (HEADED + text).encode())
)
def test_whatever_comes_ends_as_turns_or_unreadable(data: bytes) -> None:
    for parse in (vtt.parse, srt.parse):
        try:
            turns = parse(data)
        except Unreadable:
            continue
        assert all(turn.text.strip() == turn.text != "" for turn in turns)
