"""How the line is doing, as people and programs ask for it.

Everything is read from the database when it is asked for, so that every process says the same.
"""
