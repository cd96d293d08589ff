"""Frozen types of the acting half: plans, bundles, manifests, verdicts."""
