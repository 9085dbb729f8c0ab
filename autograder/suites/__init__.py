"""Hidden suites, one folder an assignment: tests, probes, misconceptions, variants, points."""
