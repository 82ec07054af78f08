"""The DuckDB side: a columnar snapshot of the store, its views, and queries that can do nothing but read."""
