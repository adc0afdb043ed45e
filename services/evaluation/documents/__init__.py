"""Documents of evaluation: templates of typst, and what fills them."""
