"""Commands in Dockerfiles, units, crontabs, Makefiles and TOML."""

from __future__ import annotations

import pytest

from tests.unit.extract.pages import commands, fence, words


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("RUN acme go x", ["acme go x"]),
        ("RUN pip install acme && \\\n    # why\n    acme go x", None),
        ("RUN --mount=type=cache,target=/x acme go x", ["acme go x"]),
        ("ONBUILD RUN acme go x", ["acme go x"]),
        ("RUN <<EOF\nacme go x\nacme run y\nEOF\nUSER me", ["acme go x\nacme run y"]),
        ("HEALTHCHECK --interval=5s CMD acme status x", ["acme status x"]),
        ("CMD acme serve x", ["acme serve x"]),
        ("ENTRYPOINT acme serve", ["acme serve ..."]),
        ("COPY acme go x", []),
        ("# RUN acme go x", []),
    ],
)
def test_dockerfile_shell_form(content: str, expected: list[str] | None) -> None:
    wanted = ["pip install acme && \\\n    acme go x"] if expected is None else expected
    assert commands(fence("dockerfile", content)) == wanted


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('RUN ["acme", "a\\tb"]', [["acme", "a\tb"]]),
        (
            'ENTRYPOINT ["acme"]\nCMD ["serve", "--port", "$PORT"]',
            [["acme", "serve", "--port", "\ue000"]],
        ),
        ('ENTRYPOINT ["acme", "run"]', [["acme", "run", "..."]]),
        ('CMD ["acme", "run"]', [["acme", "run"]]),
        ('FROM a\nCMD ["acme", "x"]\nFROM b\nCMD ["acme", "y"]', [["acme", "x"], ["acme", "y"]]),
        ('ENTRYPOINT ["acme"]', [["acme", "..."]]),
        ('CMD ["other", "run"]', []),
    ],
)
def test_dockerfile_exec_form(content: str, expected: list[list[str]]) -> None:
    assert words(fence("dockerfile", content)) == expected


@pytest.mark.parametrize(
    ("language", "content", "expected"),
    [
        ("ini", "[Service]\nExecStart=acme run --pool NAME", ["acme run --pool NAME"]),
        ("systemd", "ExecStartPre=-/usr/bin/acme check %i", ["/usr/bin/acme check $_"]),
        ("ini", "ExecStart=acme run --n=%i 5%%", ["acme run --n=\ue000 5%"]),
        ("ini", "ExecStart=/usr/bin/env A=1 acme run \\\n  --x", None),
        ("ini", "[program:a]\ncommand=acme serve --n %(ENV_N)s", ["acme serve --n $_"]),
        ("ini", "name=acme serve x", []),
        ("crontab", "*/5 * * * 1-5 root acme run a\\%b", ["acme run a%b"]),
        ("cron", "@daily acme run x\n# acme y", ["acme run x"]),
        ("crontab", "0 2 * * * acme run x", ["acme run x"]),
        ("makefile", "run: dep\n\t@acme run $(ARGS) $$HOME", ["acme run $_ $HOME"]),
        ("make", "x:\n\t-acme go \\\n\t  --x\n\techo\n\ny:\n\tacme y z", None),
        ("makefile", "ACME = acme run x", []),
        ("toml", '[tool.hatch.envs.x.scripts]\na = "acme run {args}"', ["acme run $_"]),
        ("toml", "[tool.poe.tasks]\nb = { cmd = 'acme go x' }", ["acme go x"]),
        ("toml", '[tool.x]\nrun = "acme \\"a\\" b"', ['acme "a" b']),
        ("toml", '[project.scripts]\nacme = "acme.main:app x"', []),
    ],
)
def test_other_files(language: str, content: str, expected: list[str] | None) -> None:
    found = commands(fence(language, content))
    if expected is not None:
        assert found == expected
    elif language == "make":
        assert found == ["acme go \\\n\t  --x\necho", "acme y z"]
    else:
        assert found == ["/usr/bin/env A=1 acme run \\\n  --x"]
