"""How Impulswerk is run: the command line, the local servers, and what other ways of running it need."""
