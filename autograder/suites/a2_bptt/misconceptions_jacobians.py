"""Known wrong answers to `state_jacobian_norms` and `gradient_bound`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import numpy as np

from autograder.testing import misconception

# --- state_jacobian_norms ------------------------------------------------------------------------


@misconception(
    "state_jacobian_norms",
    hint="You multiply the norms of the single steps. That is an upper bound; the norm of the "
    "product is smaller where one step stretches what the next one shrinks.",
)
def product_of_norms(Wh, hs):
    steps = [np.linalg.norm(Wh * (1 - h**2), ord=2) for h in hs[1:]]
    return np.cumprod([1.0, *steps[::-1]])[::-1]


@misconception(
    "state_jacobian_norms",
    hint="That is the Frobenius norm, which adds all singular values by their squares. The "
    "spectral norm is the largest one alone.",
)
def frobenius_norms(Wh, hs):
    jacobian, norms = np.eye(len(Wh)), [1.0]
    for h in hs[:0:-1]:
        jacobian = (Wh * (1 - h**2)) @ jacobian
        norms.append(np.linalg.norm(jacobian))
    return np.array(norms[::-1])


@misconception(
    "state_jacobian_norms",
    hint="You look at the eigenvalues of the product. A matrix may stretch a vector by more than "
    "its largest eigenvalue; singular values tell by how much.",
)
def spectral_radii(Wh, hs):
    jacobian, norms = np.eye(len(Wh)), [1.0]
    for h in hs[:0:-1]:
        jacobian = (Wh * (1 - h**2)) @ jacobian
        norms.append(np.max(np.abs(np.linalg.eigvals(jacobian))))
    return np.array(norms[::-1])


@misconception(
    "state_jacobian_norms",
    hint="The slope of the tanh is missing from the Jacobians, so your norms are those of the "
    "powers of `Wh`.",
)
def powers_of_the_kernel(Wh, hs):
    powers = [np.linalg.matrix_power(Wh, k) for k in range(len(hs))]
    return np.array([np.linalg.norm(power, ord=2) for power in powers[::-1]])


@misconception(
    "state_jacobian_norms",
    hint="Your slopes are those of the state that a step starts from. The step to h_k has the "
    "slope 1 - h_k^2, of the state that it made.",
)
def slopes_one_step_early(Wh, hs):
    jacobian, norms = np.eye(len(Wh)), [1.0]
    for h in hs[-2::-1]:
        jacobian = (Wh * (1 - h**2)) @ jacobian
        norms.append(np.linalg.norm(jacobian, ord=2))
    return np.array(norms[::-1])


@misconception(
    "state_jacobian_norms",
    hint="The slopes scale the rows of `Wh` in yours. In h Wh each column makes one unit of the "
    "new state, so it is the columns that they scale.",
)
def slopes_on_the_rows(Wh, hs):
    jacobian, norms = np.eye(len(Wh)), [1.0]
    for h in hs[:0:-1]:
        jacobian = ((1 - h**2)[:, None] * Wh) @ jacobian
        norms.append(np.linalg.norm(jacobian, ord=2))
    return np.array(norms[::-1])


@misconception(
    "state_jacobian_norms",
    hint="Your norms are in reverse: entry 0 belongs to h_1, which is farthest from the last "
    "state.",
)
def nearest_state_first(Wh, hs):
    jacobian, norms = np.eye(len(Wh)), [1.0]
    for h in hs[:0:-1]:
        jacobian = (Wh * (1 - h**2)) @ jacobian
        norms.append(np.linalg.norm(jacobian, ord=2))
    return np.array(norms)


@misconception(
    "state_jacobian_norms",
    hint="Your entries are one step too far: the last is that of dh_T/dh_{T-1}. The row of `hs` "
    "with index 0 is h_1, and dh_T/dh_T is the identity.",
)
def states_counted_from_the_first_state_before(Wh, hs):
    jacobian, norms = np.eye(len(Wh)), []
    for h in hs[::-1]:
        jacobian = (Wh * (1 - h**2)) @ jacobian
        norms.append(np.linalg.norm(jacobian, ord=2))
    return np.array(norms[::-1])


# --- gradient_bound ------------------------------------------------------------------------------


@misconception(
    "gradient_bound",
    hint="You take the largest eigenvalue. For [[0, 10], [0, 0]] it is 0, and the matrix stretches "
    "by 10: the bound needs the largest singular value.",
)
def largest_eigenvalue(Wh, steps, gamma=1.0):
    return (gamma * np.max(np.abs(np.linalg.eigvals(Wh)))) ** steps


@misconception(
    "gradient_bound",
    hint="You take the norm of the power of `Wh`. That is what happens to it, and not the bound, "
    "which takes the largest stretch anew at every step.",
)
def norm_of_the_power(Wh, steps, gamma=1.0):
    return gamma**steps * np.linalg.norm(np.linalg.matrix_power(Wh, steps), ord=2)


@misconception(
    "gradient_bound",
    hint="`np.linalg.norm` of a matrix is the Frobenius norm unless told otherwise. What is the "
    "largest singular value's `ord`?",
)
def frobenius_norm(Wh, steps, gamma=1.0):
    return (gamma * np.linalg.norm(Wh)) ** steps


@misconception(
    "gradient_bound",
    hint="`gamma` counts once in yours. The activation's slope limits the gradient at every step.",
)
def gamma_counted_once(Wh, steps, gamma=1.0):
    return gamma * np.linalg.norm(Wh, ord=2) ** steps


@misconception("gradient_bound", hint="`gamma` has no effect on your bound.")
def gamma_ignored(Wh, steps, gamma=1.0):
    return np.linalg.norm(Wh, ord=2) ** steps


@misconception(
    "gradient_bound",
    hint="Your bound grows with the number of steps as a product, not as a power.",
)
def steps_as_a_factor(Wh, steps, gamma=1.0):
    return gamma * np.linalg.norm(Wh, ord=2) * steps
