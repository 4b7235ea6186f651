"""The definitions that stand under the tables."""

GAP = (
    "**F1**: multiset word F1 of the text against the gold, mean over pages; Han and kana count by character. "
    "**F1 best**: the same for the lines that the gold holds, which is the most that removing whole lines can "
    "give. **Gap closed**: (F1 - F1 before) / (F1 best - F1 before) on the means: 0 is doing nothing, 1 is "
    "perfect removal of lines, below 0 is harm. **Harmed**: share of pages whose F1 falls by more than 0.01. "
    "**Lines**: a line is body when half of its runs of four words stand in the gold, or, if it is shorter, when "
    "it equals a line of the gold; else it is noise. Shares are over all lines, or words, of the set."
)

SEGMENTS = (
    "**Segments**: trafilatura's evaluation. Of the strings that people said must (and must not) be in the text: "
    "precision, recall, accuracy and F over all strings of the set, white space aside."
)

CLEAN = (
    "**Words lost**: the share of the gold's words, as a multiset, that are gone from the cleaned text when the "
    "gold itself is the input; over the words of all pages, and as the mean of the pages' shares. With **title**, "
    "a title line that is moved to the metadata counts as kept."
)

HTML = (
    "**Precision, recall, F1**: multiset words of the text against the gold, means over pages. **Shingle F1**: "
    "runs of four words, F1 of mean precision and mean recall (article-extraction-benchmark). **Failed**: pages "
    "on which the method raised an error or ran out of time; their text counts as empty. Peers are scored on "
    "their text as it is."
)

TITLES = (
    "**Titles**: the library moves a title line to the metadata. Where most gold texts of a set hold the title, "
    "its text is scored with the title above it, else as it is. Gold texts with the title in their first three "
    "lines: {sets}."
)

PAGE_SPEED = (
    "Pages of {size} KB on the average, of wcxb, aeb, fundus and daniel; one core, one thread; time of the processor, "
    "mean of {repetitions} repetitions, in which each page is done by all methods in turn; a first, untimed one warms "
    "up. **Times**: the ratio to trafilatura with and without its metadata."
)

SPEED = (
    "Texts of 8 KB (at most {bytes} bytes of UTF-8, cut at a line's end) from up to {count} pages of a set: wcxb has "
    "pages of seven kinds, aeb and fundus news, daniel news in five languages. **dump** is all that a page shows, "
    "**article** what trafilatura takes of it. One core, one thread; medians over {repetitions} repetitions that take "
    "turns; a first, untimed turn warms up. **Undisturbed**: the same with each text's fastest time, as slower ones "
    "are other work on the machine. **Times C4**: ratio of medians to datatrove's C4QualityFilter in this run. The "
    "filters stop at the first rule that drops a text."
)

MEMORY = "Peak resident memory of a process that cleans the texts one after another, the interpreter included."
