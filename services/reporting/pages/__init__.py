"""The public pages: complete without JavaScript, without cookies, each with an ETag."""
