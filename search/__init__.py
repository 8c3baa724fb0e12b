"""Questions and answers: query language, cross-language expansion, results, and the web view."""
