"""An archive for Python, by what is done with it. `kielo.py` puts these together."""
