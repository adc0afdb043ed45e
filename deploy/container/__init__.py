"""The container image and what `docker-compose.yml` needs around it."""
