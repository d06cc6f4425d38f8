"""Lists of words that tell commands from prose."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Return the words of `text`."""
    return frozenset(text.split())


WRAPPERS = word_set(
    """
    sudo doas env time nohup exec command nice ionice timeout watch xargs stdbuf setsid strace
    uv uvx rye pdm poetry pipenv pipx hatch pixi rtx mise asdf direnv dotenv conda mamba
    micromamba npx pnpm bunx docker podman docker-compose nerdctl kubectl oc ssh tmux screen
    torchrun mpirun mpiexec srun accelerate bash sh zsh ! winpty call start wsl just make nox tox
    coverage opentelemetry-instrument ddtrace-run newrelic-admin op doppler chamber aws-vault
    infisical heroku fly flyctl gcloud hatchet devbox nix nix-shell vagrant multipass lxc chroot
    su runuser gosu tini dumb-init caffeinate script unbuffer entr parallel perf valgrind
    """
)
"""Commands that call another command, given after them."""

KEYWORDS = word_set("for while until if case function do done then else elif fi esac")
"""The words of the shell's own grammar."""

COMMON = (
    WRAPPERS
    | KEYWORDS
    | word_set(
        """
    cd ls cp mv rm mkdir rmdir touch cat echo printf export unset source . set alias unalias eval
    git hg svn gh glab pip pip3 virtualenv venv brew apt apt-get dnf yum apk pacman zypper snap
    choco scoop winget npm node yarn bun deno cargo rustc go java mvn gradle ruby gem bundle
    curl wget http https httpie tar unzip zip gzip gunzip xz chmod chown ln find grep egrep rg
    sed awk cut sort uniq head tail wc tee less more diff patch tree which whereis type man
    ps kill pkill killall top htop df du free uname whoami id hostname date sleep wait true
    false test read exit return trap cron crontab systemctl service journalctl launchctl
    terraform helm minikube kind k3d aws az gsutil psql mysql sqlite3 redis-cli mongosh jq yq
    openssl gpg ssh-keygen scp rsync nc netstat lsof ping dig nslookup ifconfig ip iptables
    vim vi nano emacs code open xdg-open pytest ruff black mypy flake8 isort pylint pre-commit
    mkdocs sphinx-build twine build python python3 py pypy ipython jupyter streamlit uvicorn
    gunicorn celery flask django-admin
    cmake gcc g++ clang ninja bazel setx dir copy del Get-ChildItem Set-Location New-Item
    pushd popd reset clear history activate deactivate nvidia-smi base64 seq yes
    """
    )
)
"""Commands that pages show beside the program's own."""

FUNCTION_WORDS = word_set(
    """
    the a an is are was were be been can could will would should may might must has have had this
    that these those it its you your we our they their of to with for from by into when while if
    because which who how what where and or not also only then than as at in on but so does do
    automatically supports provides uses allows exits returns
    """
)
"""Words of English sentences that seldom stand among the arguments of a command."""
