"""Bytes in, typed pieces of a page out, each kept or removed with the reason.

`guard` refuses what no parser should be given, `decoding` and `characters` make clean text of it, `markup` and `walk`
read HTML, `scrape` reads text without markup, `rules` decides what is content, from the words listed in `lexicon`,
`asides` what interrupts it; `vote` hears a second opinion.
Not here: facts about the page (corpus.metadata), its language (corpus.language), who calls what (corpus.page).
"""
