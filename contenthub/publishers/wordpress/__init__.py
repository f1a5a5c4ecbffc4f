"""Publishes to a WordPress site by its REST API, with an application password.

``site`` makes the calls, ``posts`` finds and writes posts, ``terms`` and ``media`` make what a
post names, ``page`` is its HTML, and ``publisher`` is the way an article takes.
"""
