"""Public cases of assignment 7: recursive networks, backpropagation through structure."""

from unrolled.checks.probing import About, collect
from unrolled.checks.public.a7_trees import backward, forward

ABOUT = {
    "tree_forward": About(
        "tree_forward(tree, embeddings, W, b)",
        "Try `tree_forward(2, embeddings, W, b)` first: it is row 2. Then the pair `(2, 0)`.",
        hidden="larger trees, and a lone leaf; leaves that are NumPy integers; trees nearly 200 "
        "deep, to the left and to the right; the order of the children; gradients where a "
        "leaf occurs twice; float32",
    ),
    "chain": About(
        "chain(ids)",
        "Print `chain([4, 7, 1])`: it is `((4, 7), 1)`.",
        hidden="a single id, two, and two hundred; a list, left as it is",
    ),
    "tree_backward": About(
        "tree_backward(tree, embeddings, W, b, droot)",
        "Take a lone leaf first: nothing but `dembeddings` has a gradient. Then a pair, where `da` "
        "is `droot * (1 - h ** 2)`.",
        hidden="larger trees, and a lone leaf; leaves and subtrees that occur twice; small steps "
        "of every argument; trees nearly 200 deep, to the left and to the right; leaves "
        "that are NumPy integers; whether the arguments stay as they are",
    ),
    "tree_loss": About(
        "tree_loss(tree, label, params)",
        "Take a single leaf: the root is its embedding, and all that is left is a softmax.",
        builds_on=("tree_forward", "tree_backward"),
        hidden="larger trees, more classes, and a lone leaf; gradients at the root and below it; "
        "very large scores; the names of the gradients; whether the parameters stay as "
        "they are",
    ),
}

CASES = collect(forward, backward)
