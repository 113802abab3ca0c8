"""How often each check is right, as reviewers say."""
