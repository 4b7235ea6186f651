"""Files <-> records and articles.

Reading: ``sources`` finds the files, ``compression`` opens them, ``readers`` picks the reader by suffix (``texts``,
``jsonl``, ``tables``, ``parquet``, ``warc``, ``archives``), which yields ``entries``; ``fields`` makes records of them.
Writing: ``encoders`` turns an article into bytes or a row, ``sinks`` puts these into files.
"""
