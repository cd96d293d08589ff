from pathlib import Path

from setuptools import find_packages, setup

needs = [
    line for line in (Path(__file__).parent / "requirements.in").read_text().splitlines() if line and line[0] != "#"
]
setup(name="doc-report", version="1.0", packages=find_packages(include=["docreport*"]), install_requires=needs)
