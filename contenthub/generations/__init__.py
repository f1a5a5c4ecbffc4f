"""What creators are asked for, and what follows from what they answer.

Shared by the actors that call and look at creators and by what creators call: an article is read,
judged and written in one way, whoever brought it.
"""
