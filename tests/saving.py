"""A notebook as the editors save it that students use beside Jupyter: the same cells, other JSON.

Taken from files that Colab saved, and from VS Code's own code (`extensions/ipynb` of
microsoft/vscode: what it writes, in what order, and which indent it keeps).
"""

from __future__ import annotations

import copy
import json
from typing import Any

PERSON = {"displayName": "Jo Doe", "userId": "jo.doe@example.com", "photoUrl": "photo.jpg"}
TAG = "ABX9TyNx"
BADGE = '<a href="https://colab.research.google.com/github/jo/rnn/blob/main/a.ipynb">Open</a>'
LINE = "said by a demo\n"


def by_colab(nb: dict[str, Any]) -> bytes:
    """Without ids, with its records of who ran what when, and with the cell that it adds itself."""
    made = copy.deepcopy(nb)
    for number, cell in enumerate(made["cells"]):
        del cell["id"]
        cell["metadata"]["id"] = f"Xy{number:010d}"
        cell["source"] = _lines(cell["source"])
        if cell["cell_type"] == "code":
            ran = {
                "status": "ok",
                "timestamp": 1795622400000 + number,
                "user_tz": -60,
                "elapsed": 7,
            }
            cell["metadata"] |= {
                "colab": {"base_uri": "https://localhost:8080/", "height": 35},
                "executionInfo": ran | {"user": PERSON},
                "outputId": f"d1c9354e-43db-45ab-c38b-{number:012d}",
                "cellView": "code",
            }
            intrinsic = {"application/vnd.google.colaboratory.intrinsic+json": {"type": "string"}}
            cell |= {"execution_count": number, "outputs": _outputs(intrinsic)}
    link = {"id": "view-in-github", "colab_type": "text"}
    made["cells"].insert(0, {"cell_type": "markdown", "metadata": link, "source": [BADGE]})
    own = {
        "colab": {
            "provenance": [{"file_id": "1Nz4tC", "timestamp": 1795622400000}],
            "name": "Copy of the assignment",
            "authorship_tag": TAG,
            "gpuType": "T4",
            "toc_visible": True,
            "include_colab_link": True,
        },
        "accelerator": "GPU",
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    }
    whole = {"nbformat": 4, "nbformat_minor": 0, "metadata": made["metadata"] | own}
    return json.dumps(whole | {"cells": made["cells"]}, indent=2).encode()


def by_vscode(nb: dict[str, Any], indent: int = 1, ids: bool = True) -> bytes:
    """In alphabetical order, with the environment's name; the indent is that of the file before."""
    made = copy.deepcopy(nb)
    for number, cell in enumerate(made["cells"]):
        cell["metadata"]["vscode"] = {"languageId": "python"}
        cell["source"] = _lines(cell["source"])
        if cell["cell_type"] == "code":
            unknown = {"application/vnd.code.notebook.stdout": LINE}  # of another extension
            cell |= {"execution_count": number, "outputs": _outputs(unknown)}
        if not ids:
            del cell["id"]
    version = {"name": "ipython", "version": 3}
    made["metadata"] |= {
        "kernelspec": {"display_name": ".venv (3.13.1)", "language": "python", "name": "python3"},
        "language_info": {
            "codemirror_mode": version,
            "file_extension": ".py",
            "mimetype": "text/x-python",
            "name": "python",
            "nbconvert_exporter": "python",
            "pygments_lexer": "ipython3",
            "version": "3.13.1",
        },
        "vscode": {"interpreter": {"hash": "1" * 64}},
    }
    made |= {"nbformat": 4, "nbformat_minor": 5 if ids else 2}
    return json.dumps(made, indent=indent, sort_keys=True, ensure_ascii=False).encode()


def _lines(source: str) -> list[str]:
    return source.splitlines(keepends=True)


def _outputs(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"output_type": "stream", "name": "stdout", "text": [LINE]},
        {"output_type": "display_data", "data": {"text/plain": [LINE], **data}, "metadata": {}},
    ]
