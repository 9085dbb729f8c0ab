"""Errors for warnings, floating-point traps, recursion limit, decimals, locale, hash seeds, gc off."""
# expects: embed at most 6
# expects: rnn_step at most 9
# expects: rnn_forward at most 12
# prints: set

# %%
import decimal, gc, locale, os, resource, sys, warnings
warnings.simplefilter("error")
np.seterr(all="raise")
decimal.getcontext().prec = 1
gc.disable()
gc.set_threshold(1)
os.environ.clear()
os.umask(0o777)
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
sys.setrecursionlimit(150)
sys.path.clear()
print("set")
