"""The laptop mode: real Apache Kafka and PostgreSQL as processes of one command, on loopback only."""
