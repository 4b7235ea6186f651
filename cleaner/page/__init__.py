"""What a page's structure says of its blocks: where they stand, what sites call such places, what trees make of it."""
