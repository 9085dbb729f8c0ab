"""Prints scripts, tags and escape sequences into what people look at, wherever a text gets through."""
# expects: make_pairs 0 crashed
# fails: ValueError
# prints: bold

# %%
evil = "\x1b[2J\x1b]0;owned\x07\x1b[31m<script>alert(1)</script><b>bold</b>\u202etxt.exe\x9b31m\r\rover\x00"
print(evil, "</pre></div><svg onload=alert(1)>", "{{ 7 * 7 }}", "[bold red]x[/]")
import sys
print(evil, file=sys.stderr)

# %%
def f(): raise ValueError(evil)  # \x1b[2J<script>alert(1)</script>
f()

# %% make_pairs
source = "def g(text):\n    raise RuntimeError('<img src=x onerror=alert(1)>')\n"
scope = {}
exec(compile(source, "ipython-input-\x1b[2J<script>alert(1)</script>", "exec"), scope)
make_pairs = scope["g"]
make_pairs.__code__ = make_pairs.__code__.replace(co_name="<script>alert(1)</script>\u202e")
