"""First of two: changes every module and object that came with the fork, for the next one to see."""
# prints: patched

# %%
import ctypes, sys
for module in list(sys.modules.values()):
    try:
        module.left_by_an_attack = True
    except Exception:
        pass
keras.left_by_an_attack = tf.left_by_an_attack = np.left_by_an_attack = True
print("patched")
