"""The staff register's rules: people, employments, credentials, and what follows from them on a day."""
