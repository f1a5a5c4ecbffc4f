"""Tests of incidents from the finding to the people, with real servers of mail and webhooks."""
