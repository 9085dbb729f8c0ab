"""Classes whose members wrote by themselves, and members that copied.

Nobody has 300 right answers to each question. What there is: the solution, the variants of the
suite, and its misconceptions, each by another way of thinking. `in_own_hand` writes one of these as
another person would: other names, other intermediate results, operands the other way round, calls
in place of operators, with a docstring or without. `disguised` is what who copies does: other names
and comments of their own.
"""

import ast
import builtins
import itertools
import keyword
import random

from autograder.catalogue import read_catalogue

CALLS = {ast.Add: "add", ast.Mult: "multiply", ast.MatMult: "matmul", ast.Sub: "subtract"}


def pool(assignment):
    """Question -> all writings of it that there are."""
    catalogue = read_catalogue(assignment.suite)
    solution = ast.parse(assignment.solution.read_text(encoding="utf-8"))
    found = {}
    for node in solution.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in assignment.questions:
            found[node.name] = [_without_docstring(ast.unparse(node))]
    for entry in (*catalogue.variants, *catalogue.misconceptions):
        if entry.question in found and len(entry.source.splitlines()) > 3:
            found[entry.question].append(entry.source)
    return found


def independent(writings, students, seed):
    """Student -> question -> code, each by themselves."""
    draw = random.Random(seed)
    return {
        f"s{number:03}": {
            question: in_own_hand(draw.choice(choices), draw)
            for question, choices in writings.items()
        }
        for number in range(students)
    }


def in_own_hand(code, draw):
    """The same thoughts, written by another person."""
    tree = ast.parse(code)
    tree = _Restyle(draw, draw.random(), draw.random(), draw.random()).visit(tree)
    tree = ast.fix_missing_locations(tree)
    return renamed(ast.unparse(tree), draw)


def disguised(code, draw):
    """A copy: other names, a comment, other layout."""
    lines = renamed(code, draw).split("\n")
    for place in sorted(draw.sample(range(1, len(lines)), min(3, len(lines) - 1)), reverse=True):
        lines[place] += f"  # my own comment {draw.random()}"
    return "\n".join(lines)


def renamed(code, draw):
    """The code with other names for what it defines itself."""
    tree = ast.parse(code)
    own = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    own |= {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    own -= {"self", *dir(builtins), *keyword.kwlist}
    names = {name: f"{draw.choice('abcdefgh')}{draw.randrange(999)}" for name in own}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = names.get(node.arg, node.arg)
    return ast.unparse(tree)


class _Restyle(ast.NodeTransformer):
    """Swaps operands, names intermediate results, calls functions for operators."""

    def __init__(self, draw, swaps, names, calls):
        self.draw, self.swaps, self.names, self.calls = draw, swaps, names, calls
        self.counter = itertools.count()

    def visit_FunctionDef(self, node):
        node.body = [
            new for statement in node.body for new in self._statement(self.visit(statement))
        ]
        if self.draw.random() < 0.4:
            node.body.insert(0, ast.Expr(ast.Constant("What it does.")))
        return node

    def _statement(self, statement):
        if isinstance(statement, ast.Return | ast.Assign) and statement.value is not None:
            before = []
            for parent in ast.walk(statement.value):
                if isinstance(parent, ast.Lambda | ast.ListComp | ast.GeneratorExp | ast.DictComp):
                    return [statement]
            statement.value = self._named(statement.value, before, top=True)
            return [*before, statement]
        return [statement]

    def _named(self, value, before, top=False):
        for field, child in ast.iter_fields(value):
            if isinstance(child, ast.expr) and field in {"left", "right", "operand"}:
                setattr(value, field, self._named(child, before))
            elif field == "args":
                value.args = [self._named(one, before) for one in child]
        plain = isinstance(value, ast.BinOp | ast.Call)
        if top or not plain or self.draw.random() > self.names * 0.6:
            return value
        name = f"part{next(self.counter)}"
        before.append(ast.Assign([ast.Name(name, ast.Store())], value, lineno=0))
        return ast.Name(name, ast.Load())

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if isinstance(node.op, ast.Add | ast.Mult) and self.draw.random() < self.swaps:
            node.left, node.right = node.right, node.left
        call = CALLS.get(type(node.op))
        if call and self.draw.random() < self.calls * 0.4:
            function = ast.Attribute(ast.Name("tf", ast.Load()), call, ast.Load())
            return ast.Call(function, [node.left, node.right], [])
        return node


def _without_docstring(code):
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)
