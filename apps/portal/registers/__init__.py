"""The registers of a mission: frictions, policies, where agencies meet, posts and networks.

Every register is a `Register` (`base`): what is said of a row, its form, and who writes it. The pages
(`views`) are the same for all of them; what one alone can do stands in a module of its own.
"""
