"""The way out for webhooks: a program of its own, so that a slow receiver delays nobody's upload."""
