"""Live events: one watcher per process reads the table, and every listener is told what it wants.

``watcher`` is the thread that reads, ``hub`` what it hands on in the server's loop, ``listener``
what one listener is told, ``stream`` the answer that never ends, ``desk`` lets listeners in.
"""
