"""Headers of reports: what a page's head, its signature and the file beside them state, and what is made of it."""
