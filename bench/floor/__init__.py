"""The least that a Django list of the same shape can be: what a page of the product is compared with.

Two tables, no permissions, no navigation, no filter; a session and a user as every page has them.
"""
