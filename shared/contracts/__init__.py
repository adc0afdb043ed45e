"""Every event type of the city's impulses: models, topics, registry, CloudEvents binding, public status, schemas."""
