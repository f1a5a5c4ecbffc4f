"""The reads: plain dictionaries and small records, for people and for the sweep."""
