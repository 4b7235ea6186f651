"""Bytes -> text, with real sentences in the encodings that sites have used."""

from __future__ import annotations

import codecs
import gzip
import random

import pytest

import cleaner
from cleaner.encoding import decode

SENTENCES = {
    "fr": "L'œuvre a coûté 35 € à la région, dit le maire. Les élèves étaient là, où l'été dernier rien n'était prêt.",
    "de": "Die Stadt teilte gestern mit, dass die neue Bücherei im März öffnet. Die Bürger freuen sich darüber sehr.",
    "en": "The city said yesterday that a new library will open next April. “Residents” are happy — they said.",
    "pl": "Wczoraj władze miasta ogłosiły, że nowa biblioteka zostanie otwarta w kwietniu. Mieszkańcy są zadowoleni.",
    "ru": "Вчера мэрия объявила, что новая библиотека откроется в апреле следующего года. Жители рады этому решению.",
    "ja": "東京都は二十三日、新しい図書館を来年四月に開館すると発表した。市民からは喜びの声が上がっている。",
    "zh": "市政府昨天宣布，新的图书馆将于明年四月开放。居民们对此表示欢迎，孩子们尤其高兴。",
    "tw": "市政府昨天宣布，新的圖書館將於明年四月開放。居民們對此表示歡迎，孩子們尤其高興。",
    "ko": "서울시는 어제 새로운 도서관이 내년 4월에 문을 연다고 발표했다. 주민들은 기뻐하고 있다.",
    "el": "Ο δήμος ανακοίνωσε χθες ότι η νέα βιβλιοθήκη θα ανοίξει τον επόμενο Απρίλιο. Οι κάτοικοι είναι χαρούμενοι.",
}


@pytest.mark.parametrize(
    ("language", "codec"),
    [
        ("fr", "iso8859-15"),
        ("fr", "cp1252"),
        ("de", "iso8859-1"),
        ("en", "cp1252"),
        ("pl", "cp1250"),
        ("pl", "iso8859-2"),
        ("ja", "shift_jis"),
        ("ja", "euc_jp"),
        ("zh", "gb18030"),
        ("zh", "gb2312"),
        ("tw", "big5"),
        ("ko", "euc_kr"),
        ("ru", "koi8-r"),
        ("ru", "cp1251"),
        ("el", "iso8859-7"),
        *[(language, codec) for language in SENTENCES for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-32")],
        *[(language, codec) for language in SENTENCES for codec in ("utf-16-le", "utf-16-be")],
    ],
)
def test_undeclared_bytes_are_decoded(language: str, codec: str) -> None:
    text = SENTENCES[language]
    article = cleaner.clean(text.encode(codec))
    assert article.restore() == text
    assert article.metadata.encoding is not None
    assert text.encode(article.metadata.encoding).decode(article.metadata.encoding) == text


@pytest.mark.parametrize(
    "codec", ["iso8859-15", "cp1252", "koi8-r", "cp1251", "shift_jis", "gb18030", "big5", "euc_kr"]
)
def test_a_declared_charset_is_used(codec: str) -> None:
    language = {"koi8-r": "ru", "cp1251": "ru", "shift_jis": "ja", "gb18030": "zh", "big5": "tw", "euc_kr": "ko"}
    short = SENTENCES[language.get(codec, "de")][:12]
    assert decode(short.encode(codec), charset=codec).text == short


def test_a_web_label_means_what_the_web_means() -> None:
    found = decode("“so” – 5 €".encode("cp1252"), charset="iso-8859-1")
    assert (found.text, found.encoding) == ("“so” – 5 €", "cp1252")


def test_a_declaration_that_cannot_be_true_is_passed_over() -> None:
    assert decode("Müller".encode(), charset="iso-8859-1").text == "Müller"
    assert decode("Müller sagt".encode("cp1252"), charset="utf-8").text == "Müller sagt"
    assert decode("Müller".encode(), charset="no-such-charset").text == "Müller"


def test_a_page_declares_its_own_charset() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body>Жители рады</body></html>'
    assert decode(page.encode("cp1251")).text == page


def test_single_broken_bytes_do_not_change_the_encoding() -> None:
    payload = (SENTENCES["fr"] * 20).encode() + "é".encode()[:1]
    found = decode(payload)
    assert found.encoding == "utf-8"
    assert found.text.endswith("\ufffd")
    assert "replaced" in found.warnings[0]


@pytest.mark.parametrize(
    ("payload", "seen"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
        (gzip.compress(b"some text"), "gzip"),
        (b"PK\x03\x04\x14\x00", "ZIP"),
        (
            b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=a\r\n\r\n--a\r\n",
            "MHTML",
        ),
        (random.Random(7).randbytes(4000), "binary"),
        (bytes(range(256)) * 10, "binary"),
    ],
)
def test_bytes_that_are_no_text(payload: bytes, seen: str) -> None:
    with pytest.raises(cleaner.UnsupportedInput, match=seen) as caught:
        cleaner.clean(cleaner.Record("some/file", payload))
    assert caught.value.source == "some/file"
    assert "some/file" in str(caught.value)


def test_a_message_that_was_sent_is_text() -> None:
    message = "From: a@b\nTo: c@d\nContent-Type: multipart/related; boundary=x\n\n--x\nThe pool opens in June, the mayor said.\n"
    assert cleaner.clean(message.encode()).restore() == message


@pytest.mark.parametrize("payload", [b"", b"  \n\r\n\t ", "", "\n\n", codecs.BOM_UTF8])
def test_empty_input_gives_an_empty_article(payload: bytes | str) -> None:
    article = cleaner.clean(payload)
    assert article.text == ""
    assert article.removed == ()
    assert any("empty" in warning for warning in article.metadata.warnings)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85"])
def test_offsets_index_the_decoded_text(end: str) -> None:
    text = end.join(["Laisser un commentaire", "", "Un été à la plage, dit la mairie de la ville.", "Partager :", ""])
    article = cleaner.clean(text.encode("utf-16"))
    assert article.restore() == text
    for removed in article.removed:
        assert text[removed.start : removed.end] == removed.text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\n\r\n"])
@pytest.mark.parametrize(
    ("language", "codec"),
    [("fr", "cp1252"), ("de", "iso8859-1"), ("en", "cp1252"), ("pl", "cp1250"), ("ru", "cp1251"), ("ru", "koi8-r")],
)
def test_text_of_one_byte_a_character_is_not_taken_for_utf_16(language: str, codec: str, end: str) -> None:
    text = end.join([SENTENCES[language], "", SENTENCES[language][:50]] * 6)
    for payload in (text.encode(codec), text.encode(codec) + b" "):
        found = decode(payload)
        assert not found.encoding.startswith("utf-16")
        assert found.text.startswith(SENTENCES[language].split("€")[0])
