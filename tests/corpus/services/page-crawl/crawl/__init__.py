"""Crawl the pages of one site and write the title of each: `page-crawl URL FILE...`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import scrapy
from itemloaders.processors import MapCompose, TakeFirst
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor
from scrapy.loader import ItemLoader
from scrapy.spiders import CrawlSpider, Rule


class Page(scrapy.Item):
    url = scrapy.Field()
    title = scrapy.Field()


class PageLoader(ItemLoader):
    default_item_class = Page
    default_output_processor = TakeFirst()
    title_in = MapCompose(str.strip, str.upper)


class WithoutHost:
    def process_item(self, item: Any) -> Any:
        item["url"] = "/" + item["url"].split("/", 3)[3]
        return item


class Site(CrawlSpider):
    name = "site"
    rules = (Rule(LinkExtractor(allow=r"/[a-z]$"), callback="read", follow=True),)

    def read(self, response: Any) -> Iterator[Any]:
        loader = PageLoader(response=response)
        loader.add_css("title", "title::text")
        loader.add_value("url", response.url)
        yield loader.load_item()
        if response.css("form"):
            yield scrapy.FormRequest.from_response(response, formdata={"q": "z"}, callback=self.answered)

    def answered(self, response: Any) -> Iterator[Any]:
        yield {"title": response.xpath("//title/text()").get(), "url": response.url}


def main() -> None:
    start, *files = sys.argv[1:]
    process = CrawlerProcess(
        {
            "FEEDS": {file: {"format": file.rpartition(".")[2]} for file in files},
            "ITEM_PIPELINES": {WithoutHost: 1},
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "AUTOTHROTTLE_ENABLED": True,
            "AUTOTHROTTLE_START_DELAY": 0.05,
            "ROBOTSTXT_OBEY": True,
        }
    )
    crawler = process.create_crawler(Site)
    process.crawl(crawler, start_urls=[start])
    process.start()
    stats = crawler.stats.get_stats()
    print(stats["finish_reason"], stats["item_scraped_count"], stats["downloader/response_status_count/200"])
