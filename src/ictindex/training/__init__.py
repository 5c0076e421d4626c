"""Training: exercises on economies that do not exist, with solutions that the library computes.

``exercise`` is what an exercise is, ``focal_points`` and ``statisticians`` hold them by audience,
``synthetic_values`` makes their figures, and ``course_files`` writes the folder of participants and
the guide of the trainer apart from it.
"""

from ictindex.core.face import load_lazily

__all__, __getattr__, __dir__ = load_lazily(__name__, "training")
