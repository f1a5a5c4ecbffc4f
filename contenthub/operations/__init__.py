"""What may be asked for, whoever asks: a command, a request to the API, a page.

Every rule about what is allowed, and what follows from it, is here or below. A face reads input,
calls one of these functions and shows the answer.
"""
