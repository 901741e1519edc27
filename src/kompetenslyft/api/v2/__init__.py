"""PxWebApi 2: published tables for statistics clients. No key is needed."""
