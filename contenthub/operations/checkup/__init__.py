"""What is examined of everything that the work depends on, and what each finding means.

``examination`` says which checks there are; the other files hold the checks, by what they look at.
"""
