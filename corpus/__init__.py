"""The archive: from scraped bytes to clean, dated, linked pages. Knows nothing of the index or of searching."""
