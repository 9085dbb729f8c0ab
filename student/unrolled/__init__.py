"""What the Unrolled notebooks import: public checks, drawings, texts, the look before a hand-in.

    from unrolled import LiveLoss, check, data, hand_in, needs, plots, sample_text

Nothing here contains an answer or downloads anything. Keras and TensorFlow are imported only when
a check needs them.
"""

from unrolled import data, plots
from unrolled.checks import check
from unrolled.handin import hand_in
from unrolled.live import LiveLoss
from unrolled.needs import needs
from unrolled.sampling import sample_text

__version__ = "0.1.0"
__all__ = ["LiveLoss", "__version__", "check", "data", "hand_in", "needs", "plots", "sample_text"]
