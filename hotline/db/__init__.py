"""The database: typed tables, and reading() and writing() as the only ways to it."""
