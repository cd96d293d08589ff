"""Say where a result is from: an in-toto statement with SLSA provenance, plain or signed with a key of the user's."""

from __future__ import annotations

from vendorize.provenance.attestations import attestations_in
from vendorize.provenance.comparing import provenance_findings
from vendorize.provenance.envelope import read_statement, signed
from vendorize.provenance.statement import statement_of

__all__ = ["attestations_in", "provenance_findings", "read_statement", "signed", "statement_of"]
