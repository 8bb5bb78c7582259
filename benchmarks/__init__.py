"""Benchmarks against a baseline bot."""
