"""What is measured when one asks `make bench`; how to read it is in docs/benchmarks.md."""
