"""Pages whose carrier, ``<meta>``, XML declaration, mark and bytes contradict each other, with real sentences."""

from __future__ import annotations

import codecs

import pytest
from test_encoding import SENTENCES

import cleaner
from cleaner import Record
from cleaner.encoding import decode
from cleaner.mojibake import oddness

TEXTS = {
    **SENTENCES,
    "cs": "Město včera oznámilo, že nová knihovna bude otevřena v dubnu příštího roku. Obyvatelé jsou spokojeni.",
    "tr": "Belediye dün yeni kütüphanenin gelecek yıl nisan ayında açılacağını duyurdu. Çocuklar çok sevindi.",
    "uk": "Учора мерія оголосила, що нова бібліотека відкриється у квітні наступного року. Мешканці їй раді.",
    "ar": "أعلنت البلدية أمس أن المكتبة الجديدة ستفتح أبوابها في أبريل المقبل، وقد رحب السكان بذلك.",
    "he": "העירייה הודיעה אתמול כי הספרייה החדשה תיפתח באפריל הבא. התושבים שמחים על כך מאוד.",
    "th": "เทศบาลประกาศเมื่อวานนี้ว่าห้องสมุดแห่งใหม่จะเปิดในเดือนเมษายนปีหน้า ชาวเมืองดีใจมาก",
}
LEGACY = [
    ("fr", "cp1252"),
    ("en", "cp1252"),
    ("pl", "cp1250"),
    ("cs", "iso8859-2"),
    ("tr", "cp1254"),
    ("ru", "cp1251"),
    ("uk", "cp1251"),
    ("ru", "koi8-r"),
    ("el", "cp1253"),
    ("ar", "cp1256"),
    ("he", "cp1255"),
    ("th", "cp874"),
    ("ja", "shift_jis"),
    ("ja", "euc_jp"),
    ("ja", "iso2022_jp"),
    ("zh", "gb18030"),
    ("tw", "big5"),
    ("ko", "euc_kr"),
]


def page(language: str, head: str = "", opening: str = "<!DOCTYPE html>") -> str:
    text = TEXTS[language]
    return (
        f"{opening}<html lang={language}><head>{head}<title>{text[:25]}</title><style>p{{margin:0}}</style></head>"
        f"<body><ul class=nav><li><a href=/>Home</a></li></ul><article><p>{text}</p></article></body></html>"
    )


@pytest.mark.parametrize(("language", "codec"), LEGACY)
@pytest.mark.parametrize("lie", ["utf-8", "iso-8859-1", "windows-1252"])
def test_a_lie_is_not_believed(language: str, codec: str, lie: str) -> None:
    if codec == "iso8859-2" and lie == "windows-1252":
        pytest.skip("accented letters stand where accented letters may stand")
    for source, charset in ((page(language, f"<meta charset={lie}>"), None), (page(language), lie)):
        assert decode(source.encode(codec), charset=charset).text == source


@pytest.mark.parametrize("lie", ["iso-8859-1", "windows-1251", "koi8-r", "shift_jis", "gb2312", "utf-16"])
@pytest.mark.parametrize("language", TEXTS)
def test_utf_8_that_is_declared_as_something_else(language: str, lie: str) -> None:
    for source, charset in ((page(language, f"<meta charset={lie}>"), None), (page(language), lie)):
        if not source.isascii():
            assert decode(source.encode(), charset=charset).text == source


@pytest.mark.parametrize(("language", "codec"), LEGACY)
@pytest.mark.parametrize("lie", ["utf-8", "iso-8859-1", "windows-1251", "iso-8859-2", "gb2312", "shift_jis", "euc-kr"])
def test_carrier_and_page_contradict_each_other(language: str, codec: str, lie: str) -> None:
    true = page(language, f"<meta charset={codec}>")
    assert decode(true.encode(codec), charset=lie).text == true
    false = page(language, f'<meta http-equiv="Content-Type" content="text/html; charset={lie}">')
    assert decode(false.encode(codec), charset=codec).text == false


@pytest.mark.parametrize(("language", "codec"), LEGACY)
def test_what_is_declared_rightly_is_believed(language: str, codec: str) -> None:
    source = page(language, f"<meta charset={codec}>")
    assert decode(source.encode(codec)).text == source
    assert oddness(TEXTS[language]) == 0


def test_the_carrier_the_page_and_the_bytes_all_differ() -> None:
    source = page("ru", "<meta charset=utf-8>")
    article = cleaner.Cleaner()(Record("a", source.encode("cp1251"), "text/html", charset="iso-8859-1"))
    assert TEXTS["ru"] in article.text
    assert article.metadata.encoding == "cp1251"


@pytest.mark.parametrize("size", [2_000, 20_000, 60_000])
def test_a_late_declaration_is_found(size: int) -> None:
    source = page("ru", f"<script>{'var a = 1; ' * (size // 11)}</script><meta charset=koi8-r>")
    assert decode(source.encode("koi8-r")).text == source


def test_a_declaration_in_a_comment_is_not_the_last_word() -> None:
    source = page("ru", "<!-- <meta charset=iso-8859-1> --><meta charset=windows-1251>")
    assert decode(source.encode("cp1251")).text == source


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_that_says_utf_8(language: str, codec: str) -> None:
    source = page(language, "<meta charset=utf-8>")
    mark = codecs.BOM_UTF16_LE if codec == "utf-16-le" else codecs.BOM_UTF16_BE
    for payload, charset in (
        (mark + source.encode(codec), None),
        (mark + source.encode(codec), "utf-8"),
        (source.encode(codec), None),
        (source.encode(codec), "utf-8"),
        (source.encode(codec), "utf-16"),
        (source.encode(codec), "iso-8859-1"),
    ):
        assert decode(payload, charset=charset).text == source


def test_a_mark_goes_before_every_declaration() -> None:
    source = page("ru", "<meta charset=windows-1251>")
    assert decode(codecs.BOM_UTF8 + source.encode(), charset="koi8-r").text == source


@pytest.mark.parametrize("head", ["<meta charset=windows-1251>", ""])
def test_a_mark_before_other_bytes_is_passed_over(head: str) -> None:
    source = page("ru", head)
    assert decode(codecs.BOM_UTF8 + source.encode("cp1251")).text == source


@pytest.mark.parametrize(("language", "codec"), [("ru", "windows-1251"), ("ja", "Shift_JIS"), ("fr", "ISO-8859-1")])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_an_xml_declaration(language: str, codec: str, quote: str) -> None:
    meant = {"ISO-8859-1": "cp1252"}.get(codec, codec)
    source = page(language, "", f"<?xml version={quote}1.0{quote} encoding={quote}{codec}{quote}?>\n<!DOCTYPE html>")
    assert decode(source.encode(meant)).text == source
    contradicted = page(language, "<meta charset=utf-8>", f"<?xml version='1.0' encoding='{codec}'?>")
    assert decode(contradicted.encode(meant)).text == contradicted


@pytest.mark.parametrize(
    ("language", "codec"),
    [("zh", "gb18030"), ("ja", "shift_jis"), ("ja", "euc_jp"), ("ko", "euc_kr"), ("tw", "big5"), ("fr", "utf-8")],
)
def test_a_page_that_is_cut_inside_of_a_character(language: str, codec: str) -> None:
    source = page(language, f"<meta charset={codec}>")
    end = source.index(TEXTS[language][-2:])
    payload = source[:end].encode(codec) + "é字".replace("字" if codec == "utf-8" else "é", "").encode(codec)[:1]
    found = decode(payload)
    assert found.text == source[:end] + "\ufffd"
    assert "replaced" in found.warnings[0]


def test_a_void_byte_does_not_change_the_charset() -> None:
    source = page("fr", "<meta charset=iso-8859-1>")
    found = decode(source.encode("cp1252") + b"\x81")
    assert (found.text, found.encoding) == (source + "\ufffd", "cp1252")


def test_words_of_many_languages_are_not_odd() -> None:
    for text in (
        "Þýðing íþróttafélagsins",
        "żółć, źdźbło",
        "l·lusió",
        "МегаФон и ВКонтакте",
        "AI技术",
        "Tシャツ",
        "Wi‑Fi-роутер",
    ):
        assert oddness(text) == 0, text
    for text in ("Ã‰tÃ©", "w³adze og³osi³y", "дйclarй", "бВЕПЮ", "ÊÐÕþ¸®×òÌì", "açýlacaðýný", "d閏lar閑"):
        assert oddness(text) > 0.5, text
