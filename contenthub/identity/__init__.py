"""Whether two things that are named in rows are the same: data homes, and processes."""
