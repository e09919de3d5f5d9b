"""What every file of the project must satisfy, whoever writes it."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.content.catalogue import expected_keys
from bot.content.loader import Content, load

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "intents", "faq", "adapters")
WORDING = ROOT / "bot" / "content" / "data"

#: A turn that fails must not block the person behind it, the dispatcher must outlive any single
#: failure, and a web request must end with a page.
MAY_CATCH_ALL = {
    "bot/services/gateway.py": 1,
    "bot/services/delivery.py": 2,
    "adapters/web/errors.py": 1,
}

HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
Functions = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the product by its path; migrations are frozen as they were written."""
    found = (path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py")))
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in found
        if "versions" not in path.parts
    }


@cache
def tracked() -> tuple[Path, ...]:
    """The files of the repository. Skips in a source package, which has no repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True
    )
    if listed.returncode:
        pytest.skip("this is no clone: git knows of no files here")
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def functions() -> Iterator[tuple[str, Functions]]:
    for path, module in sources().items():
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path}:{node.lineno} {node.name}", node


# ------------------------------------------------------------------------------------- words


def docstrings(module: ast.Module) -> set[int]:
    """Which constants are docstrings: those of modules, classes and functions."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    firsts = (node.body[0] for node in ast.walk(module) if isinstance(node, kinds) and node.body)
    return {id(first.value) for first in firsts if isinstance(first, ast.Expr)}


def korean_literals(source: str) -> list[int]:
    """The lines with Hangul in a text that is no docstring. A code point that is named by its
    number, to say which letters are meant, is no wording."""
    module = ast.parse(source)
    free = docstrings(module)
    texts = (
        node
        for node in ast.walk(module)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and HANGUL.search(node.value)
        and id(node) not in free
    )
    written = ((node.lineno, ast.get_source_segment(source, node) or "") for node in texts)
    return sorted({line for line, text in written if HANGUL.search(text)})


def test_words_are_data():
    texts = {path: (ROOT / path).read_text(encoding="utf-8") for path in sources()}
    found = {path: lines for path, text in texts.items() if (lines := korean_literals(text))}
    assert not found, "Korean belongs in the data files of the package"


def test_the_search_for_korean_finds_it():
    told = (
        '"""설명"""\n# 설명\nx = f"안녕 {1}"\ny = "ㅠㅠ"\ndef f():\n    """설명"""\nz = "\\u318d"\n'
    )
    assert korean_literals(told) == [3, 4]


# ------------------------------------------------------------------------------------- sizes


def share(sizes: list[int], below: int) -> float:
    return sum(size < below for size in sizes) / len(sizes)


def test_files_are_short():
    sizes = {
        path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in sources()
    }
    assert not {path: size for path, size in sizes.items() if size > 400}
    assert share(list(sizes.values()), 300) >= 0.95


def test_functions_are_short():
    sizes = {name: (node.end_lineno or 0) - node.lineno + 1 for name, node in functions()}
    assert not {name: size for name, size in sizes.items() if size > 50}
    assert share(list(sizes.values()), 30) >= 0.95


def test_functions_say_what_they_return():
    assert not [name for name, node in functions() if node.returns is None]


# ------------------------------------------------------------------------------------ errors


def is_broad(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        kind is None or (isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException"))
        for kind in kinds
    )


def test_everything_is_caught_in_three_places_only():
    found: dict[str, int] = {}
    for path, module in sources().items():
        for node in ast.walk(module):
            if isinstance(node, ast.ExceptHandler) and is_broad(node):
                found[path] = found.get(path, 0) + 1
    assert found == MAY_CATCH_ALL


def test_no_import_hides_inside_a_function():
    """Where an import must wait, the circle is the fault."""
    hidden = [
        f"{name}: line {inner.lineno}"
        for name, node in functions()
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


# ------------------------------------------------------------------------------------ wording


@cache
def content() -> Content:
    return load("sejong-sodam", today=date(2026, 11, 21))


@cache
def known_keys() -> frozenset[str]:
    """What the bot's wording must hold, and what the desk says in words of its own."""
    listed = tomllib.loads((WORDING / "keys.toml").read_text(encoding="utf-8"))["keys"]
    desk = tomllib.loads((ROOT / "adapters/web/desk/words.toml").read_text(encoding="utf-8"))
    return frozenset(listed) | frozenset(expected_keys(content().forms)) | frozenset(flat(desk))


def flat(table: dict[str, Any], above: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{above}{name}.")
        else:
            yield above + name


def asked_keys(module: ast.Module) -> Iterator[tuple[int, ast.expr]]:
    """The keys a module asks words for: `key=…`, `render(…)`, and refusals that name a key."""
    refusals = ("CaseRefused", "AccountError", "PictureError", "PictureRefused")
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        yield from ((k.value.lineno, k.value) for k in node.keywords if k.arg == "key")
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if node.args and (name in refusals or name == "render"):
            yield node.args[0].lineno, node.args[0]


def unknown_key(asked: ast.expr) -> str:
    """The key, when nothing is written under it; of a pattern its fixed parts."""
    if isinstance(asked, ast.Constant) and isinstance(asked.value, str):
        free = not asked.value or asked.value.startswith("desk.")
        return "" if free or asked.value in known_keys() else asked.value
    if isinstance(asked, ast.JoinedStr):
        parts = [
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
            for part in asked.values
        ]
        pattern = re.compile("".join(parts))
        return "" if any(map(pattern.fullmatch, known_keys())) else pattern.pattern
    return ""


def test_every_key_in_the_code_has_words():
    found = {
        f"{path}:{line}": key
        for path, module in sources().items()
        if not path.startswith(("bot/content/", "intents/", "faq/"))
        for line, asked in asked_keys(module)
        if (key := unknown_key(asked))
    }
    assert not found


def test_the_search_for_keys_finds_what_is_missing():
    told = ast.parse('Say(key="menu.main"); Say(key="menu.mian"); Say(key=f"crisis.{k}.self")')
    asked = [unknown_key(key) for _, key in asked_keys(told)]
    assert asked == ["", "menu.mian", ""]
    [(_, pattern)] = asked_keys(ast.parse('catalog.render(f"nothing.{x}")'))
    assert unknown_key(pattern) == r"nothing\..+"


def test_every_template_is_used():
    """A page that nothing shows is kept up to date for nobody."""
    folder = ROOT / "adapters" / "web" / "templates"
    made = {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.html")
    }
    code = [path.read_text() for path in (ROOT / "adapters").rglob("*.py")]
    asked = {
        name for text in (*code, *made.values()) for name in re.findall(r'"([\w/]+\.html)"', text)
    }
    assert set(made) - asked == set()


# -------------------------------------------------------------------------------- repository

#: Where packages come from is the business of whoever installs them.
REGISTRIES = ("pypi.org/" + "simple", "files." + "pythonhosted.org", "registry." + "npmjs.org")
#: Folders of somebody's own machine.
MACHINES = re.compile(
    r"(?<![\w./-])/(?:work|root|home/\w+|Users/\w+|opt/venv)/|[A-Z]:\\\\?Users", re.ASCII
)


def texts() -> Iterator[tuple[str, str]]:
    for path in tracked():
        raw = path.read_bytes()
        if b"\0" not in raw[:8192] and path.suffix not in (".gz", ".woff2"):
            yield path.relative_to(ROOT).as_posix(), raw.decode("utf-8", "replace")


def test_nothing_names_a_registry_or_a_machine():
    own = Path(__file__).relative_to(ROOT).as_posix()
    found = [
        name
        for name, text in texts()
        if name != own and (any(host in text for host in REGISTRIES) or MACHINES.search(text))
    ]
    assert not found


def test_what_belongs_to_one_machine_is_not_tracked():
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    unwanted = re.compile(r"(^|/)(uv\.lock|\.env|secret\.key|[^/]+\.db(-wal|-shm|\.lock)?|var/.*)$")
    assert not [name for name in names if unwanted.search(name)]
    assert len(names) > 100
