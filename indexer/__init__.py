"""The index: from pages to something that answers queries. Disposable; can always be rebuilt from the archive."""
