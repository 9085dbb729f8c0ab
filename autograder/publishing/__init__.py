"""The students' repository: notebooks, the student package, a first page, and nothing else."""
