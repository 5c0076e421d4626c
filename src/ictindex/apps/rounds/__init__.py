"""A round: the season of a questionnaire, from its dispatch to the handover to the next compiler.

Each operation writes its files first and then records one event in the closed folder of the round.
"""
