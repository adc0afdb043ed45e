"""The public download of facts: which facts it has, how it is made, kept and served."""
