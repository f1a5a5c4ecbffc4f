"""The checklist of an installation: named checks, each with its answer and what to do about it.

The examination asks whether the work can go on; this asks also whether it will tomorrow: after a
reboot, a lost disk, a full log, a token's end. ``registry`` says which checks there are, ``walk``
goes through them, the other files hold them by what they look at. What follows from facts is a
function of plain values in each of them.
"""
