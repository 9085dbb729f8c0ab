"""Known wrong answers to `vqa_logits`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "vqa_logits",
    hint="You add image and question. They are multiplied, entry by entry: so the question "
    "decides which parts of the image count.",
)
def added_instead_of_multiplied(features, question_ids, lengths, params):
    h, _ = encode(question_ids, lengths, params)
    image = tf.tanh(tf.matmul(features, params["W_image"]) + params["b_image"])
    question = tf.tanh(tf.matmul(h, params["W_question"]) + params["b_question"])
    return tf.matmul(image + question, params["W_out"]) + params["b_out"]


@misconception(
    "vqa_logits",
    hint="The image's projection does not go through tanh.",
)
def image_not_squashed(features, question_ids, lengths, params):
    h, _ = encode(question_ids, lengths, params)
    image = tf.matmul(features, params["W_image"]) + params["b_image"]
    question = tf.tanh(tf.matmul(h, params["W_question"]) + params["b_question"])
    return tf.matmul(image * question, params["W_out"]) + params["b_out"]


@misconception(
    "vqa_logits",
    hint="The question's projection does not go through tanh.",
)
def question_not_squashed(features, question_ids, lengths, params):
    h, _ = encode(question_ids, lengths, params)
    image = tf.tanh(tf.matmul(features, params["W_image"]) + params["b_image"])
    question = tf.matmul(h, params["W_question"]) + params["b_question"]
    return tf.matmul(image * question, params["W_out"]) + params["b_out"]


@misconception(
    "vqa_logits",
    hint="You multiply first and squash then. Each of the two goes through its own tanh before.",
)
def tanh_of_the_product(features, question_ids, lengths, params):
    h, _ = encode(question_ids, lengths, params)
    image = tf.matmul(features, params["W_image"]) + params["b_image"]
    question = tf.matmul(h, params["W_question"]) + params["b_question"]
    return tf.matmul(tf.tanh(image * question), params["W_out"]) + params["b_out"]


@misconception(
    "vqa_logits",
    hint="You take the LSTM's cell c for the question. Take its h.",
)
def cell_for_the_question(features, question_ids, lengths, params):
    _, h = encode(question_ids, lengths, params)
    image = tf.tanh(tf.matmul(features, params["W_image"]) + params["b_image"])
    question = tf.tanh(tf.matmul(h, params["W_question"]) + params["b_question"])
    return tf.matmul(image * question, params["W_out"]) + params["b_out"]


@misconception(
    "vqa_logits",
    hint="You read the question through its padding. Take the h after its last real token.",
)
def read_through_the_padding(features, question_ids, lengths, params):
    h, _ = encode(question_ids, tf.fill(question_ids.shape[:1], question_ids.shape[1]), params)
    image = tf.tanh(tf.matmul(features, params["W_image"]) + params["b_image"])
    question = tf.tanh(tf.matmul(h, params["W_question"]) + params["b_question"])
    return tf.matmul(image * question, params["W_out"]) + params["b_out"]


@misconception(
    "vqa_logits",
    hint="The biases `b_image` and `b_question` are missing.",
)
def projections_without_biases(features, question_ids, lengths, params):
    h, _ = encode(question_ids, lengths, params)
    image = tf.tanh(tf.matmul(features, params["W_image"]))
    question = tf.tanh(tf.matmul(h, params["W_question"]))
    return tf.matmul(image * question, params["W_out"]) + params["b_out"]


@misconception(
    "vqa_logits",
    hint="The bias `b_out` is missing.",
)
def classifier_without_bias(features, question_ids, lengths, params):
    h, _ = encode(question_ids, lengths, params)
    image = tf.tanh(tf.matmul(features, params["W_image"]) + params["b_image"])
    question = tf.tanh(tf.matmul(h, params["W_question"]) + params["b_question"])
    return tf.matmul(image * question, params["W_out"])


@misconception(
    "vqa_logits",
    hint="You return probabilities. Logits are what goes into the softmax.",
)
def probabilities_of_answers(features, question_ids, lengths, params):
    h, _ = encode(question_ids, lengths, params)
    image = tf.tanh(tf.matmul(features, params["W_image"]) + params["b_image"])
    question = tf.tanh(tf.matmul(h, params["W_question"]) + params["b_question"])
    return tf.nn.softmax(tf.matmul(image * question, params["W_out"]) + params["b_out"])


@misconception(
    "vqa_logits",
    hint="The image does not count in your answer. Surprisingly many questions can be guessed "
    "without it, and that is the trap.",
)
def image_not_looked_at(features, question_ids, lengths, params):
    h, _ = encode(question_ids, lengths, params)
    question = tf.tanh(tf.matmul(h, params["W_question"]) + params["b_question"])
    return tf.matmul(question, params["W_out"]) + params["b_out"]


@misconception(
    "vqa_logits",
    hint="The question does not count in your answer.",
)
def question_not_listened_to(features, question_ids, lengths, params):
    image = tf.tanh(tf.matmul(features, params["W_image"]) + params["b_image"])
    return tf.matmul(image, params["W_out"]) + params["b_out"]


@misconception(
    "vqa_logits",
    hint="You squash with sigmoids. With tanh an entry can also turn a sign round.",
)
def sigmoids_for_tanhs(features, question_ids, lengths, params):
    h, _ = encode(question_ids, lengths, params)
    image = tf.sigmoid(tf.matmul(features, params["W_image"]) + params["b_image"])
    question = tf.sigmoid(tf.matmul(h, params["W_question"]) + params["b_question"])
    return tf.matmul(image * question, params["W_out"]) + params["b_out"]


@misconception(
    "vqa_logits",
    hint="You divide the features by their length. Antol et al. did so, too; here they go in "
    "as they are.",
)
def image_normalised(features, question_ids, lengths, params):
    h, _ = encode(question_ids, lengths, params)
    image = tf.tanh(
        tf.matmul(tf.linalg.l2_normalize(features, axis=1), params["W_image"]) + params["b_image"]
    )
    question = tf.tanh(tf.matmul(h, params["W_question"]) + params["b_question"])
    return tf.matmul(image * question, params["W_out"]) + params["b_out"]


@misconception(
    "vqa_logits",
    hint="Your logits go through tanh. The classifier is linear.",
)
def answers_squashed(features, question_ids, lengths, params):
    h, _ = encode(question_ids, lengths, params)
    image = tf.tanh(tf.matmul(features, params["W_image"]) + params["b_image"])
    question = tf.tanh(tf.matmul(h, params["W_question"]) + params["b_question"])
    return tf.tanh(tf.matmul(image * question, params["W_out"]) + params["b_out"])
