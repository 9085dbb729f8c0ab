"""What the Unrolled notebooks import: public checks, drawings, texts.

    from unrolled import check, data, needs, plots, sample_text

Nothing here contains an answer, downloads anything or names TensorFlow; Keras is imported by the
checks alone.
"""

from unrolled import data, plots
from unrolled.checks import check
from unrolled.needs import needs
from unrolled.sampling import sample_text

__version__ = "0.1.0"
__all__ = ["__version__", "check", "data", "needs", "plots", "sample_text"]
