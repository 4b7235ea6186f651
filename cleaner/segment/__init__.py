"""From a decoded payload to blocks: ``text`` for text, ``html`` for pages."""
