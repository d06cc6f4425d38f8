"""Commands inside the arguments of other programs."""

from __future__ import annotations

import pytest

from doccheck.shell.wrappers import WRAPPERS
from tests.unit.shell.conftest import MakePage, ReadLines


@pytest.mark.parametrize(
    ("code", "wrappers"),
    [
        ("sudo prog x", ["sudo"]),
        ("sudo -E -u bob prog x", ["sudo"]),
        ("sudo -Eubob prog x", ["sudo"]),
        ("sudo --user=bob A=1 prog x", ["sudo"]),
        ("sudo -- prog x", ["sudo"]),
        ("env prog x", ["env"]),
        ("env -i -u HOME A=1 prog x", ["env"]),
        ("sudo env A=1 nohup prog x", ["sudo", "env", "nohup"]),
        ("time prog x", ["time"]),
        ("/usr/bin/time -v -o log prog x", ["time"]),
        ("timeout 5m prog x", ["timeout"]),
        ("timeout -s KILL 5 prog x", ["timeout"]),
        ("timeout --kill-after=5 10 prog x", ["timeout"]),
        ("nice -n 10 prog x", ["nice"]),
        ("nice -10 prog x", ["nice"]),
        ("stdbuf -oL -e 0 prog x", ["stdbuf"]),
        ("watch -n 1 prog x", ["watch"]),
        ("watch -n1 -d 'prog x'", ["watch"]),
        ("exec prog x", ["exec"]),
        ("command prog x", ["command"]),
        ("caffeinate -i prog x", ["caffeinate"]),
        ("strace -f -e trace=open -o log prog x", ["strace"]),
        ("uv run prog x", ["uv run"]),
        ("uv run --with a --extra b --python 3.12 -q prog x", ["uv run"]),
        ("uv run --no-sync --env-file=.env -- prog x", ["uv run"]),
        ("uv --directory d run prog x", ["uv run"]),
        ("uv run -m prog x", ["uv run"]),
        ("uv run python -m prog x", ["uv run"]),
        ("uvx prog x", ["uvx"]),
        ("uvx --from pkg==1 prog x", ["uvx"]),
        ("uvx prog@latest x", ["uvx"]),
        ("uv tool run --from 'pkg[all]' prog x", ["uv tool run"]),
        ("pipx run prog x", ["pipx run"]),
        ("pipx run --spec git+https://x/y prog x", ["pipx run"]),
        ("pipx run prog==1.2 x", ["pipx run"]),
        ("poetry run prog x", ["poetry run"]),
        ("poetry -C d run prog x", ["poetry run"]),
        ("pdm run -p d prog x", ["pdm run"]),
        ("pipenv run prog x", ["pipenv run"]),
        ("rye run prog x", ["rye run"]),
        ("pixi run -e dev prog x", ["pixi run"]),
        ("conda run -n env --no-capture-output prog x", ["conda run"]),
        ("micromamba run -p /opt/x prog x", ["micromamba run"]),
        ("hatch run prog x", ["hatch run"]),
        ("hatch run docs:prog x", ["hatch run"]),
        ("hatch -e docs run prog x", ["hatch run"]),
        ("hatch run python -m prog x", ["hatch run"]),
        ("coverage run --source src -m prog x", ["coverage run"]),
        ("python -m coverage run -p -m prog x", ["python", "coverage run"]),
        ("python -m pdb -m prog x", ["python", "pdb"]),
        ("py-spy record -o out.svg -- python -m prog x", ["py-spy record"]),
        ("docker run img prog x", ["docker run"]),
        ("docker run --rm -it -v $PWD:/w -w /w img:1.2 prog x", ["docker run"]),
        ("docker run -itv a:b --name=c img prog x", ["docker run"]),
        ("docker run --rm --unknown value prog prog x", ["docker run"]),
        ("docker run --entrypoint prog img x", ["docker run"]),
        ("docker run --entrypoint=prog img x", ["docker run"]),
        ("docker exec -it -u root box prog x", ["docker exec"]),
        ("docker container exec box prog x", ["docker container exec"]),
        ("docker --context c exec box sh -c 'cd /w && prog x'", ["docker exec", "sh"]),
        ("docker compose -f a.yml run --rm -e A=1 svc prog x", ["docker compose run"]),
        ("docker compose exec -T svc prog x", ["docker compose exec"]),
        ("docker-compose run svc prog x", ["docker-compose run"]),
        ("podman run --rm img prog x", ["podman run"]),
        ("kubectl exec -it pod -c box -- prog x", ["kubectl exec"]),
        ("kubectl -n ns exec deploy/d -- sh -c 'prog x'", ["kubectl exec", "sh"]),
        ("kubectl run t --rm --image=i -- prog x", ["kubectl run"]),
        ("ssh host prog x", ["ssh"]),
        ("ssh -p 22 -i key me@host 'cd y; prog x'", ["ssh"]),
        ('ssh host "sudo -u a prog x"', ["ssh", "sudo"]),
        ("bash -c 'prog x'", ["bash"]),
        ('bash -lc "prog x"', ["bash"]),
        ("sh -ec 'prog x' name", ["sh"]),
        ('eval "prog x"', ["eval"]),
        ("eval prog x", ["eval"]),
        ("trap 'prog x' EXIT", ["trap"]),
        ("su - bob -c 'prog x'", ["su"]),
        ("find . -name '*.x' -exec prog x \\;", ["find"]),
        ("find . -execdir prog x +", ["find"]),
        ("mpirun -n 4 --hostfile h prog x", ["mpirun"]),
        ("srun -N 1 --ntasks=4 prog x", ["srun"]),
        ("sbatch --wrap='prog x'", ["sbatch"]),
        ("dotenv run -- prog x", ["dotenv run"]),
        ("dotenv -f .env run prog x", ["dotenv run"]),
        ("doppler run --project a -- prog x", ["doppler run"]),
        ("doppler run --command='prog x'", ["doppler run"]),
        ("op run --env-file=.env -- prog x", ["op run"]),
        ("direnv exec . prog x", ["direnv exec"]),
        ("aws-vault exec profile -- prog x", ["aws-vault exec"]),
        ("ls *.py | entr -r prog x", ["entr"]),
        ("tmux new-session -d -s n 'prog x'", ["tmux new-session"]),
        ("screen -dmS n prog x", ["screen"]),
        ("nix-shell -p python3 --run 'prog x'", ["nix-shell"]),
        ("nix develop -c prog x", ["nix develop"]),
        ("hyperfine -w 3 'prog x'", ["hyperfine"]),
        ("cmd /c prog x", ["cmd"]),
        ("wsl -d Ubuntu prog x", ["wsl"]),
        ("xvfb-run -a prog x", ["xvfb-run"]),
    ],
)
def test_wrappers_are_taken_off(page: MakePage, code: str, wrappers: list[str]) -> None:
    found = page(code)
    assert found.lines == ["x"]
    assert list(found.only.wrappers) == wrappers


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("prog ls | xargs prog wait", ["ls", "wait ..."]),
        ("ls | xargs -n1 -I{} prog load {}", ["load ? ..."]),
        ("ls | xargs -I % prog load %.csv --x", ["load ?.csv --x ..."]),
        ("ls | xargs -IF sh -c 'prog load F'", ["load ?+ ..."]),
        ("find . | parallel -j 4 prog load {}", ["load ? ..."]),
        ("parallel prog load ::: a b", ["load ..."]),
        ("fd -e csv -x prog load", ["load ..."]),
        ("find . -exec prog load {} + -print", ["load ?"]),
        ("hyperfine 'prog a' 'prog b'", ["a", "b"]),
        ("bash -c 'prog a \"$1\" && prog b $2' x y", ["a ?", "b ?+"]),
        ('bash -c "prog a $X"', ["a ?+"]),
        ("ssh host prog a --x 'b c'", ["a --x b c"]),
        ("tmux send-keys -t 0 'prog a' Enter", ["a"]),
    ],
)
def test_arguments_that_wrappers_change(lines: ReadLines, code: str, expected: list[str]) -> None:
    assert lines(code) == expected


@pytest.mark.parametrize(
    "code",
    [
        "docker run prog x",
        "docker run --rm -it org/prog:latest x",
        "docker run ... -it -u 1000:1000 prog bundle x",
        "docker build -t prog .",
        "docker compose up prog",
        "kubectl get prog -o yaml",
        "kubectl exec prog",
        "sudo -l prog",
        "command -v prog",
        "timeout prog",
        "uv add prog",
        "uv tool install prog",
        "pipx install prog",
        "poetry add prog",
        "conda install prog",
        "bash prog x",
        "ssh prog x",
        "python -m pdb prog x",
        "hatch env create prog",
        "coverage run prog x",
    ],
)
def test_words_that_are_no_command(lines: ReadLines, code: str) -> None:
    assert lines(code) == []


def test_a_wrapped_script_is_located_in_the_document(page: MakePage) -> None:
    found = page('ssh host "cd \\"x y\\" && prog --name=a \'b c\'"')
    assert found.lines == ["--name=a b c"]
    assert [found.at(word.span) for word in found.only.argv] == ["--name=a", "'b c'"]
    assert found.at(found.only.span) == "prog --name=a 'b c'"


def test_variables_set_by_wrappers(page: MakePage) -> None:
    call = page("A=1 env B=2 sudo C=3 prog x").only
    assert [item.name for item in call.environment] == ["A", "B", "C"]


def test_endless_nesting_comes_to_an_end(page: MakePage) -> None:
    assert page("sudo " * 500 + "prog x").invocations == ()


def test_the_table_is_consistent() -> None:
    for name, wrapper in WRAPPERS.items():
        assert not (wrapper.values and wrapper.flags), name
        assert (
            wrapper.direct
            or wrapper.subcommands
            or wrapper.scripts
            or wrapper.modules
            or (wrapper.starts)
        ), name
