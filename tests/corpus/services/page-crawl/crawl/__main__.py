"""Start the crawl: `python -m crawl URL FILE...`."""

from crawl import main

main()
