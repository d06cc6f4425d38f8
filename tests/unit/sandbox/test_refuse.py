from __future__ import annotations

import shlex

import pytest

from doccheck.sandbox.refuse import refuses

REFUSED = """
sudo apt install x
su - postgres
env A=1 sudo true
nohup docker run x
docker compose up
/usr/bin/podman ps
mount /dev/sda1 /mnt
mkfs.ext4 /dev/sda1
systemctl restart nginx
apt-get install -y curl
pip install mkdocs
python -m pip install mkdocs
python3 -m pip uninstall x
uv add x
uv run pip install x
uv tool install ruff
npm install
npx create-thing
yarn
cargo install ripgrep
vim file
less file
python
python3 -i
bash
sqlite3
git clone https://example.org/x
git push
kubectl get pods
curl https://example.org
crontab -e
A=1 B=2 sudo -u x y
"""
ALLOWED = """
echo sudo
ls -la
python -m json.tool
python script.py
python -c 'print(1)'
python -m http.server 8000
pip --version
pip list
pip show x
pip install --help
docker --version
uv run mkdocs build
uv --version
npm run build
npm test
git status
git commit -m x
git clone --help
curl http://localhost:8000/
curl -s 127.0.0.1:8000
bash script.sh
bash -c 'echo x'
cargo build
sqlite3 a.db 'select 1'
A=1 env
time ls
"""


@pytest.mark.parametrize("line", REFUSED.strip().splitlines())
def test_refused(line: str) -> None:
    assert refuses(shlex.split(line))


@pytest.mark.parametrize("line", ALLOWED.strip().splitlines())
def test_allowed(line: str) -> None:
    assert refuses(shlex.split(line)) is None


def test_nothing_is_not_refused() -> None:
    assert refuses([]) is None
    assert refuses(["env"]) is None


def test_the_reason_names_the_command() -> None:
    assert refuses(["sudo", "ls"]) == "`sudo` needs the rights of root"
