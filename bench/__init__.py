"""How fast and how light Halte is, measured on the real server: ``python -m bench``.

Never part of the tests: a machine that is busy with something else changes every figure. Each
figure therefore stands beside a floor, measured in the same seconds: a bare Django view that
answers as many bytes through the same gunicorn, and a bare query for the ten nearest points.
"""
