"""Which pages belong together: names and terms (gazetteer.py), features of pages, evidence, links, programmes.

`relating.py` conducts. Nothing is loaded here: a search needs the names alone.
"""
