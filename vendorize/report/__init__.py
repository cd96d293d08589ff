"""The answers of the commands as text, JSON and Markdown: listeners, nothing is decided here."""
