"""Profiles of economies: their nearest peers, their strengths and weaknesses."""
