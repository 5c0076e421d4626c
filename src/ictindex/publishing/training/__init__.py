"""Training: exercises on economies that do not exist, with solutions that the library computes.

``exercise`` defines an exercise, ``focal_points`` and ``statisticians`` have the exercises of each
audience, ``synthetic_values`` makes their figures, and ``course_files`` writes the folder of
participants and the trainer's guide apart from it.
"""
