"""Publishes to a Ghost site by its Admin API, with the key of an integration.

``tokens`` signs the calls, ``site`` makes them, ``posts`` finds and writes posts, ``stamps`` notes
what was written, ``images`` uploads pictures, ``page`` is a post's fields, and ``publisher`` is the
way an article takes.
"""
