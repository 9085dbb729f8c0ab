"""Second of two: nothing that the first wrote is in memory, in its home or in the libraries."""
# after: accomplice_writes_to_the_mapped_libraries
# prints: marker False

# %%
import os
print("marker", os.path.exists("/tmp/home/marker"))
