"""The sample city: 60 impulses with their stories, and the order in which they happen."""
