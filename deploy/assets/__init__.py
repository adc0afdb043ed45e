"""What comes from npm: the static files of the pages and the browser of the tests."""
