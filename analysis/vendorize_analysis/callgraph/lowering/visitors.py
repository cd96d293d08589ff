"""What the lowering of one kind of syntax may ask of the others: narrow protocols, so that no file knows its user."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    import ast

    from vendorize_analysis.callgraph.lowering.ssa import SSABuilder
    from vendorize_analysis.summarizing import Target


class LoweringContext(NamedTuple):
    """What the code of a module depends on besides its text."""

    package: str
    """Dotted name of the package that relative imports start from."""
    target: Target
    """The Python that runs the code: decides branches that test its version or platform."""
    is_program: bool
    """Whether the module may run as the program, and not only be imported."""


class ExpressionVisitor(Protocol):
    """Lowers expressions of one scope."""

    builder: SSABuilder

    def lower(self, node: ast.expr) -> int:
        """Return the variable that holds the value of an expression."""

    def key(self, node: ast.expr) -> int:
        """Return the variable of what stands in brackets; a tuple of literals is one key."""

    def assign(self, target: ast.expr, source: int) -> None:
        """Store a variable into the target of an assignment."""

    def test(self, node: ast.expr) -> None:
        """Lower a condition: objects say themselves whether they are true."""

    def iterate(self, node: ast.expr) -> int:
        """Return the variable of any item that iterating over an expression yields."""

    def iterate_over(self, source: int, line: int) -> int:
        """Return the variable of any item that iterating over a variable yields."""

    def operate(self, operands: tuple[int, ...], names: tuple[str, str], line: int) -> int:
        """Apply an operator by the names of its special methods; return the variable of the result."""

    def run(self, body: list[ast.stmt]) -> None:
        """Lower statements: those of code in a literal string."""


class StatementVisitor(Protocol):
    """Lowers statements of one scope."""

    builder: SSABuilder
    context: LoweringContext

    @property
    def expressions(self) -> ExpressionVisitor:
        """What lowers the expressions of these statements."""

    def run(self, body: list[ast.stmt]) -> None:
        """Lower statements in order, up to one after which none of them is reached."""
