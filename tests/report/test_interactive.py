import base64
import gzip
import hashlib
import json

import pytest

from autograder.report.interactive import data_block, scripts, write_page


@pytest.mark.parametrize("text", ["</script>", "<!--<script>", "\u2028\u2029", "&lt;", "'\"\\"])
def test_data_in_a_page_is_the_same_data_and_ends_nothing(text):
    block = data_block({text: [text]})
    assert json.loads(block) == {text: [text]}
    assert not set("<>&\u2028\u2029") & set(block)


def test_data_that_is_no_json_is_refused():
    with pytest.raises(ValueError, match="Out of range"):
        data_block({"mean": float("nan")})


def test_only_the_scripts_of_the_page_and_plotly_may_run():
    ours = scripts("tables.js", plots=True)
    plotly = gzip.decompress(base64.b64decode(ours.plotly))
    for text in (ours.code[0].encode(), plotly):
        digest = base64.b64encode(hashlib.sha256(text).digest()).decode()
        assert f"'sha256-{digest}'" in ours.policy
    assert "script-src 'sha256-" in ours.policy
    assert "unsafe-eval" not in ours.policy


def test_plotly_takes_less_than_half_of_its_size_in_a_page():
    packed = scripts(plots=True).plotly
    assert len(packed) < len(gzip.decompress(base64.b64decode(packed))) / 2


def test_a_page_is_replaced_in_one_step_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "reports" / "toy.html"
    write_page(path, "<p>one")
    write_page(path, "<p>two")
    assert list(path.parent.iterdir()) == [path]
    assert path.read_text(encoding="utf-8") == "<p>two"
