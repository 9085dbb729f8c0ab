"""floatx, image format, mixed precision, seeds: what one hand-in sets, the next would inherit."""
# prints: set

# %%
keras.config.set_floatx("float16")
keras.config.set_epsilon(0.5)
keras.config.set_image_data_format("channels_first")
keras.mixed_precision.set_global_policy("mixed_float16")
keras.utils.set_random_seed(0)
tf.random.set_seed(0)
np.random.seed(0)
print("set")
