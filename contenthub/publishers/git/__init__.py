"""The publisher `git`: articles as files of a repository, from which a site is built."""
