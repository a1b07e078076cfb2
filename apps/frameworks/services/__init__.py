"""The doors through which the framework is written; adopted versions are refused by each of them."""
