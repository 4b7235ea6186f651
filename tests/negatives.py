"""Small pages made by hand whose every body line must stay: what they hold, and what of them is furniture."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["NEGATIVES", "Negative"]


class Negative(NamedTuple):
    """A page that looks like furniture to a careless detector."""

    name: str
    main: str
    """The markup of its main part."""
    body: tuple[str, ...]
    """Lines that must stay, as blocks."""
    language: str = "en"


_TOP = (
    "<header class=site-header><a href=/>The Harbour Post</a></header>"
    "<nav class=main-menu><ul><li><a href=/news>News</a></li><li><a href=/sport>Sport</a></li>"
    "<li><a href=/culture>Culture</a></li><li><a href=/contact>Contact</a></li></ul></nav>"
)
_BOTTOM = (
    "<div class=share-bar><a href=/f>Share on Facebook</a> <a href=/w>WhatsApp</a></div>"
    "<footer><ul><li><a href=/imprint>Imprint</a></li><li><a href=/privacy>Privacy policy</a></li></ul>"
    "<p>© 2024 The Harbour Post</p></footer>"
)
FURNITURE = (
    "The Harbour Post",
    "News",
    "Sport",
    "Culture",
    "Contact",
    "Share on Facebook WhatsApp",
    "Imprint",
    "Privacy policy",
    "© 2024 The Harbour Post",
)
"""Lines that every page has around its main part, and that must go."""


def page_of(negative: Negative) -> str:
    """Return the whole page."""
    head = f"<meta charset=utf-8><title>{negative.name} - The Harbour Post</title>"
    return (
        f"<!DOCTYPE html><html lang={negative.language}><head>{head}</head><body>{_TOP}{negative.main}{_BOTTOM}"
        "</body></html>"
    )


def _items(tag: str, lines: tuple[str, ...]) -> str:
    return "".join(f"<{tag}>{line}</{tag}>" for line in lines)


_RECIPE_STEPS = (
    "Rub the butter into the flour until it looks like crumbs, then stir in the sugar and the salt.",
    "Add the egg and just enough cold water to bring the dough together, and rest it for an hour.",
)
_INGREDIENTS = ("250 g flour", "125 g cold butter", "1 egg", "2 tbsp sugar", "a pinch of salt")
_RECIPE = Negative(
    "Plum tart",
    "<article><h1>Plum tart</h1><p>My grandmother baked this tart every September, when the plums fell by themselves.</p>"
    f"<h2>Ingredients</h2><ul>{_items('li', _INGREDIENTS)}</ul>"
    "<table><tr><td>Time</td><td>90 min</td></tr><tr><td>Serves</td><td>8</td></tr></table>"
    f"<h2>Method</h2><ol>{_items('li', _RECIPE_STEPS)}</ol></article>",
    (
        "My grandmother baked this tart every September, when the plums fell by themselves.",
        "Ingredients",
        *_INGREDIENTS,
        "Time | 90 min",
        "Serves | 8",
        "Method",
        *_RECIPE_STEPS,
    ),
)
_HOURS = Negative(
    "Opening hours of the library",
    "<main><h1>Opening hours of the library</h1><p>The library on Market Square is open on six days a week, and the "
    "reading room stays open an hour longer.</p><table><tr><th>Day</th><th>Hours</th></tr>"
    "<tr><td>Monday</td><td>closed</td></tr><tr><td>Tuesday to Friday</td><td>10:00 - 18:00</td></tr>"
    "<tr><td>Saturday</td><td>10:00 - 14:00</td></tr></table><p>On public holidays the library is closed.</p></main>",
    (
        "The library on Market Square is open on six days a week, and the reading room stays open an hour longer.",
        "Day | Hours",
        "Monday | closed",
        "Tuesday to Friday | 10:00 - 18:00",
        "Saturday | 10:00 - 14:00",
        "On public holidays the library is closed.",
    ),
)
_VERSES = (
    "The tide goes out without a word",
    "and leaves its letters on the sand,",
    "a feather of a passing bird,",
    "a rope, a shell, a rubber band.",
    "I read them all and understand",
    "no more than what the gulls have heard.",
)
_POEM = Negative(
    "Low water",
    f"<article><h1>Low water</h1><p>{'<br>'.join(_VERSES[:4])}</p><p>{'<br>'.join(_VERSES[4:])}</p></article>",
    _VERSES,
)
_TALK = (
    "Ms Larsen, why did you go back to sea at sixty?",
    "Because nobody had told me that I could not. The boat was cheap, and I had the time.",
    "Were you afraid?",
    "Every day. You stop talking about it, that is all.",
    "And now?",
    "Now I mend the sails.",
)
_INTERVIEW = Negative(
    "The woman who sailed north",
    "<article><h1>The woman who sailed north</h1><p>Ingrid Larsen sailed alone from Bergen to Spitsbergen last summer. "
    "She talks about fear and about bread.</p>"
    + "".join(f"<p><strong>{q}</strong></p><p>{a}</p>" for q, a in zip(_TALK[::2], _TALK[1::2], strict=True))
    + "</article>",
    (
        "Ingrid Larsen sailed alone from Bergen to Spitsbergen last summer. She talks about fear and about bread.",
        *_TALK,
    ),
)
_ENTRIES = (
    "The first boats have left the harbour, and the wind is turning to the west.",
    "The mayor says that the bridge stays closed until the morning at least.",
    "All ferries are back in port, the company says, and nobody was hurt.",
)
_LIVE = Negative(
    "Storm over the coast: what happened",
    "<main><h1>Storm over the coast: what happened</h1><div class=live-blog>"
    + "".join(
        f"<div class=entry><time datetime=2024-05-12T1{i}:05>1{i}:05</time><p>{text}</p></div>"
        for i, text in enumerate(_ENTRIES)
    )
    + "</div></main>",
    _ENTRIES,
)
_PRICES = Negative(
    "What a ticket costs",
    "<article><h1>What a ticket costs</h1><p>From June on the ferry is dearer by a tenth, the company told the council "
    "on Tuesday. These are the new prices.</p><table><tr><th>Ticket</th><th>Price</th></tr>"
    "<tr><td>Single, adults</td><td>4.20 €</td></tr><tr><td>Single, children</td><td>2.10 €</td></tr>"
    "<tr><td>Bicycle</td><td>1.50 €</td></tr></table></article>",
    (
        "From June on the ferry is dearer by a tenth, the company told the council on Tuesday. These are the new prices.",
        "Ticket | Price",
        "Single, adults | 4.20 €",
        "Single, children | 2.10 €",
        "Bicycle | 1.50 €",
    ),
)
_QUESTIONS = (
    (
        "How do I register a boat?",
        "Bring the papers of the boat and your passport to the harbour office on any morning.",
    ),
    ("What does a berth cost?", "A berth costs nine euros a metre and month; in winter it is half of that."),
    ("May I live on board?", "Yes, if the boat has a holding tank and you tell the office in advance."),
)
_FAQ = Negative(
    "Questions about the marina",
    "<main><h1>Questions about the marina</h1>"
    + "".join(f"<details><summary>{q}</summary><p>{a}</p></details>" for q, a in _QUESTIONS)
    + "</main>",
    tuple(line for pair in _QUESTIONS for line in pair),
)
_CODE = Negative(
    "Counting waves in Python",
    "<article><h1>Counting waves in Python</h1><p>The buoy sends a number every second, and a wave is what lies between "
    "two passages of zero. Ten lines are enough to count them.</p><pre><code>def waves(heights):\n"
    "    signs = [h &gt; 0 for h in heights]\n    return sum(a != b for a, b in zip(signs, signs[1:])) // 2\n</code></pre>"
    "<p>Calm days give two hundred an hour, stormy ones rather more.</p></article>",
    (
        "The buoy sends a number every second, and a wave is what lies between two passages of zero. Ten lines are enough "
        "to count them.",
        "def waves(heights):",
        "    signs = [h > 0 for h in heights]",
        "    return sum(a != b for a, b in zip(signs, signs[1:])) // 2",
        "Calm days give two hundred an hour, stormy ones rather more.",
    ),
)
_SHORT = Negative(
    "Harbour bridge closed on Sunday",
    "<article><h1>Harbour bridge closed on Sunday</h1><p>The harbour bridge is closed on Sunday from six to ten.</p>"
    "<p>Buses go round by the old lock, the town says.</p></article>",
    ("The harbour bridge is closed on Sunday from six to ten.", "Buses go round by the old lock, the town says."),
)
_COOKIES = Negative(
    "What cookie banners cost us",
    "<article class=cookie-article><h1>What cookie banners cost us</h1><p class=consent-text>Every European clicks away "
    "three cookie banners a day, a study of the university of Bremen says, and hardly anyone reads them.</p>"
    "<h2>Accept or reject</h2><p>Two thirds of the banners made it harder to reject cookies than to accept them, which "
    "the law forbids.</p><p>The authors ask for a setting in the browser, so that consent is given once.</p></article>",
    (
        "Every European clicks away three cookie banners a day, a study of the university of Bremen says, and hardly "
        "anyone reads them.",
        "Accept or reject",
        "Two thirds of the banners made it harder to reject cookies than to accept them, which the law forbids.",
        "The authors ask for a setting in the browser, so that consent is given once.",
    ),
)
_TERMS = (
    ("Bow", "The front of a ship."),
    ("Halyard", "The rope that a sail is hoisted with."),
    ("Lee", "The side that the wind does not blow from."),
    ("Luff", "The front edge of a sail; to luff is to turn into the wind."),
)
_GLOSSARY = Negative(
    "Sailors' words",
    "<main><h1>Sailors' words</h1><dl>" + "".join(f"<dt>{t}</dt><dd>{d}</dd>" for t, d in _TERMS) + "</dl></main>",
    tuple(line for pair in _TERMS for line in pair),
)
_LETTERS = Negative(
    "Letters to the editor: the new bridge",
    "<article class=letters><h1>Letters to the editor: the new bridge</h1>"
    "<div class=letter><p>The bridge is the best thing that the council has built in thirty years, and I am glad that I "
    "have lived to see it.</p><p>Ada Holm, Fishergate</p></div>"
    "<div class=letter><p>Who thought of putting the cycle lane on the windward side? In March nobody stays on his "
    "saddle there.</p><p>Peter Brandt, Quay Street</p></div></article>",
    (
        "The bridge is the best thing that the council has built in thirty years, and I am glad that I have lived to see "
        "it.",
        "Ada Holm, Fishergate",
        "Who thought of putting the cycle lane on the windward side? In March nobody stays on his saddle there.",
        "Peter Brandt, Quay Street",
    ),
)
_JAPANESE = Negative(
    "港の橋が日曜日に閉鎖",
    "<article><h1>港の橋が日曜日に閉鎖</h1><p>港の橋は点検のため、日曜日の午前六時から十時まで通行止めになると市が発表した。</p>"
    "<p>バスは旧水門を回って運行される。</p><table><tr><td>期間</td><td>午前六時から十時</td></tr></table></article>",
    (
        "港の橋は点検のため、日曜日の午前六時から十時まで通行止めになると市が発表した。",
        "バスは旧水門を回って運行される。",
        "期間 | 午前六時から十時",
    ),
    "ja",
)
_ARABIC = Negative(
    "إغلاق جسر الميناء يوم الأحد",
    "<article dir=rtl><h1>إغلاق جسر الميناء يوم الأحد</h1><p>يغلق جسر الميناء يوم الأحد من السادسة إلى العاشرة صباحا بسبب أعمال "
    "الصيانة، كما أعلنت البلدية.</p><p>تسير الحافلات عبر القنطرة القديمة.</p>"
    "<ul><li>الخط الأول: كل عشر دقائق</li><li>الخط الثاني: كل نصف ساعة</li></ul></article>",
    (
        "يغلق جسر الميناء يوم الأحد من السادسة إلى العاشرة صباحا بسبب أعمال الصيانة، كما أعلنت البلدية.",
        "تسير الحافلات عبر القنطرة القديمة.",
        "الخط الأول: كل عشر دقائق",
        "الخط الثاني: كل نصف ساعة",
    ),
    "ar",
)
_TABS = Negative(
    "The lighthouse",
    "<main><h1>The lighthouse</h1><div class=tab-panel id=history><p>The lighthouse was built in 1871 of granite from the "
    "quarry above the town, and its lamp burned oil until 1926.</p></div><div class=tab-panel id=visit hidden>"
    "<p>Visitors climb 142 steps to the gallery, from which the islands can be seen on clear days.</p>"
    "<p>Dogs must wait at the bottom of the stairs.</p></div></main>",
    (
        "The lighthouse was built in 1871 of granite from the quarry above the town, and its lamp burned oil until 1926.",
        "Visitors climb 142 steps to the gallery, from which the islands can be seen on clear days.",
        "Dogs must wait at the bottom of the stairs.",
    ),
)
_TABLE_NEWS = Negative(
    "Der Gemeinderat saniert die Brücke",
    "<article><h1>Der Gemeinderat saniert die Brücke</h1><p>Der Gemeinderat hat am Montag beschlossen, die alte Brücke zu "
    "sanieren, sagte die Bürgermeisterin.</p><p>Die Arbeiten beginnen im Herbst und dauern voraussichtlich zwei Jahre, "
    "teilte das Bauamt mit.</p><table><tr><td>Kosten</td><td>2 Mio</td></tr></table></article>"
    "<aside><h3>Mehr zum Thema</h3><a href=/a>Neue Straße gebaut</a></aside>",
    (
        "Der Gemeinderat hat am Montag beschlossen, die alte Brücke zu sanieren, sagte die Bürgermeisterin.",
        "Die Arbeiten beginnen im Herbst und dauern voraussichtlich zwei Jahre, teilte das Bauamt mit.",
        "Kosten | 2 Mio",
    ),
    "de",
)

NEGATIVES = (
    *(_RECIPE, _HOURS, _POEM, _INTERVIEW, _LIVE, _PRICES, _FAQ, _CODE, _SHORT, _COOKIES, _GLOSSARY, _LETTERS),
    *(_JAPANESE, _ARABIC, _TABS, _TABLE_NEWS),
)
