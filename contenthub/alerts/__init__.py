"""What is wrong with the service, when people are told of it, and in which words: pure.

``lifecycle.incidents`` writes what is decided here, ``notifiers`` carry it to people.
"""
