"""Checks of figures: each rule on sentences, on made-up reports, and for any numbers."""
