"""Functions run eagerly, XLA for all, threads, soft placement, numerics checks, NumPy behaviour."""
# expects: embed at most 6
# expects: rnn_step at most 9
# expects: rnn_forward at most 12
# prints: set

# %%
tf.config.run_functions_eagerly(True)
tf.config.optimizer.set_jit(True)
tf.config.set_soft_device_placement(False)
tf.config.threading.set_intra_op_parallelism_threads(32)
tf.debugging.enable_check_numerics()
tf.experimental.numpy.experimental_enable_numpy_behavior()
print("set")
