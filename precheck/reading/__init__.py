"""From pixels and lines to meaning: how the picture lies, which pages it shows, which text is which field."""
