"""What the Unrolled notebooks import: public checks, drawings, texts.

    from unrolled import LiveLoss, check, data, needs, plots, sample_text

Nothing here contains an answer or downloads anything. Keras and TensorFlow are imported only when
a check needs them.
"""

from unrolled import data, plots
from unrolled.checks import check
from unrolled.live import LiveLoss
from unrolled.needs import needs
from unrolled.sampling import sample_text

__version__ = "0.1.0"
__all__ = ["LiveLoss", "__version__", "check", "data", "needs", "plots", "sample_text"]
