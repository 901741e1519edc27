"""Counting facts: one expression, and the engines that it runs on."""
