"""Programs that run the command in their arguments: one table, read by `peel`."""

from __future__ import annotations

from collections.abc import Mapping

from doccheck.shell.wrapper import Wrapper, only

_PLAIN = Wrapper()
_SHELL = Wrapper("-o -O --rcfile --init-file", scripts="-c", direct=False, stdin=True)
_CONTAINER_RUN = Wrapper(
    flags="-i -t -d -P -q --detach --init --interactive --no-healthcheck --oom-kill-disable"
    " --privileged --publish-all --quiet --read-only --rm --sig-proxy --tty --help --replace"
    " --disable-content-trust --use-api-socket --rmi --tls-verify --env-host --http-proxy",
    operands=1,
    entry="--entrypoint",
)
_CONTAINER_EXEC = Wrapper(
    "-e -u -w --env --env-file --user --workdir --detach-keys", operands=1, flags=""
)
_COMPOSE = only(
    "-f --file -p --project-name --profile --project-directory --env-file --ansi --parallel"
    " --progress -H --host --context -c --log-level",
    run=Wrapper(
        flags="-d -T -P -i -q --detach --rm --no-TTY --no-deps --service-ports --use-aliases"
        " --build --quiet --quiet-build --quiet-pull --remove-orphans --interactive --tty -t",
        operands=1,
        entry="--entrypoint",
    ),
    exec=Wrapper("-e --env -u --user -w --workdir --index", operands=1),
)
_CONTAINERS = Wrapper(
    "--context -c --host -H --log-level -l --config --tlscacert --tlscert --tlskey"
    " --connection --url --identity --namespace -n",
    subcommands={
        "run": _CONTAINER_RUN,
        "exec": _CONTAINER_EXEC,
        "container": only(run=_CONTAINER_RUN, exec=_CONTAINER_EXEC),
        "compose": _COMPOSE,
    },
    direct=False,
)
_CLUSTER = only(
    "-n --namespace --context --cluster --kubeconfig --user --as -s --server --token",
    exec=Wrapper(dashes=True),
    run=Wrapper(dashes=True),
    debug=Wrapper(dashes=True),
    create=Wrapper(dashes=True),
)
_CONDA = only(run=Wrapper("-n --name -p --prefix --cwd -e --env --manifest-path"))
_UV_RUN = Wrapper(
    "--with --with-editable --with-requirements --extra --no-extra --group --no-group"
    " --only-group --env-file --package -p --python --project --directory --config-file"
    " --cache-dir --index --default-index -i --index-url --extra-index-url -f --find-links -P"
    " --upgrade-package --reinstall-package --refresh-package --link-mode --resolution"
    " --prerelease --exclude-newer --color --index-strategy --keyring-provider --python-platform"
    " -w -C --config-setting --config-settings-package --no-build-package --no-binary-package"
    " --allow-insecure-host --fork-strategy --no-build-isolation-package --upgrade-group",
    modules="-m --module",
    stops="-s --script --gui-script",
)
_UVX = Wrapper(
    _UV_RUN.values + " --from -c --constraints --constraint -b --build-constraints --overrides"
    " --override",
    versions=True,
)
_UV_GLOBAL = "--directory --project --config-file --cache-dir --color --allow-insecure-host"
_PIPX_RUN = Wrapper(
    "--spec --python --pip-args --index-url -i --fetch-missing-python --backend --with",
    versions=True,
    stops="--path",
)
_PROFILER = Wrapper("-o --output -r --rate -d --duration -f --format -p --pid", modules="-m")

WRAPPERS: Mapping[str, Wrapper] = {
    # Users, environment, scheduling.
    "sudo": Wrapper(
        "-u -g -h -p -C -r -t -T -U -D -R --user --group --host --prompt --close-from --role --type"
        " --other-user --chdir --chroot --command-timeout",
        stops="-l --list -e --edit -v -V -K",
        assigns=True,
    ),
    "doas": Wrapper("-u -C"),
    "su": Wrapper("-s --shell -g -G", scripts="-c --command", direct=False, interspersed=True),
    "runuser": Wrapper("-u --user -g -G -s", scripts="-c --command"),
    "gosu": Wrapper(operands=1),
    "su-exec": Wrapper(operands=1),
    "setpriv": Wrapper("--reuid --regid --groups"),
    "chroot": Wrapper(operands=1),
    "env": Wrapper("-u --unset -C --chdir", scripts="-S --split-string", assigns=True),
    "exec": Wrapper("-a"),
    "command": Wrapper(stops="-v -V"),
    "builtin": _PLAIN,
    "noglob": _PLAIN,
    "nocorrect": _PLAIN,
    "coproc": _PLAIN,
    "nohup": _PLAIN,
    "setsid": _PLAIN,
    "unbuffer": _PLAIN,
    "winpty": _PLAIN,
    "wsl": Wrapper("-d --distribution -u --user --cd"),
    "time": Wrapper("-f --format -o --output"),
    "timeout": Wrapper("-k --kill-after -s --signal", operands=1),
    "gtimeout": Wrapper("-k --kill-after -s --signal", operands=1),
    "nice": Wrapper("-n --adjustment"),
    "ionice": Wrapper("-c --class -n --classdata", stops="-p --pid"),
    "chrt": Wrapper(operands=1),
    "taskset": Wrapper("-c --cpu-list", stops="-p --pid"),
    "numactl": Wrapper("-C --physcpubind -N --cpunodebind -m --membind -i --interleave"),
    "stdbuf": Wrapper("-i -o -e --input --output --error"),
    "caffeinate": Wrapper("-t -w"),
    "systemd-run": Wrapper("-p --property -u --unit -E --setenv -d --description --slice"),
    "systemd-inhibit": Wrapper("--what --who --why --mode"),
    "flock": Wrapper("-w --timeout -E", operands=1, scripts="-c --command"),
    "retry": Wrapper("-t --times -d --delay"),
    # Shells and what hands a command to one.
    "bash": _SHELL,
    "sh": _SHELL,
    "zsh": _SHELL,
    "dash": _SHELL,
    "ksh": _SHELL,
    "ash": _SHELL,
    "eval": Wrapper(joins=True),
    "trap": Wrapper(each=True, stops="-l -p"),
    "ssh": Wrapper(
        "-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w",
        operands=1,
        joins=True,
        stdin=True,
    ),
    "script": Wrapper("-T -O -I -B -o -E", scripts="-c --command", direct=False, interspersed=True),
    "watch": Wrapper("-n --interval -q --equexit", joins=True),
    "hyperfine": Wrapper(
        "-w --warmup -m --min-runs -M --max-runs -r --runs -P -D -L --parameter-list -S --shell"
        " --style -u --export-json --export-markdown --export-csv -n --command-name --output",
        scripts="-p --prepare -s --setup -c --cleanup",
        each=True,
    ),
    "parallel": Wrapper(
        "-j --jobs -n --max-args -N -a --arg-file --delay --timeout --retries -S --results --joblog"
        " -C --colsep -I --load --memfree --tmpdir --workdir --wd --halt -d --delimiter",
        ends="::: :::: :::+ ::::+",
        joins=True,
        more=True,
    ),
    "xargs": Wrapper(
        "-L -n -P -s -d -E -a --max-args --max-procs --max-lines --delimiter --arg-file"
        " --max-chars --process-slot-var -R -S",
        replaces="-I -J --replace",
        more=True,
    ),
    "find": Wrapper(starts="-exec -execdir -ok -okdir", ends="; +", direct=False),
    "fd": Wrapper(starts="-x --exec -X --exec-batch", ends=";", direct=False, more=True),
    "entr": _PLAIN,
    "tmux": only(
        "-L -S -f",
        new_session=Wrapper("-s -n -c -t -x -y -e -F", joins=True),
        new=Wrapper("-s -n -c -t -x -y -e -F", joins=True),
        new_window=Wrapper("-n -c -t -e -F", joins=True),
        split_window=Wrapper("-c -t -l -p -e -F", joins=True),
        send_keys=Wrapper("-t -N", each=True),
    ),
    "screen": Wrapper("-S -L -c -e -h -p -s -t -T -Logfile", stops="-r -x -X -ls -list -R"),
    "nix-shell": Wrapper(
        "-p -I -A --packages", scripts="--run --command", direct=False, interspersed=True
    ),
    "cmd": Wrapper(starts="/c /C /k /K", direct=False),
    "vagrant": only(ssh=Wrapper(scripts="-c --command", direct=False, interspersed=True)),
    "fly": only(ssh=only(console=Wrapper("-a", scripts="-C --command", direct=False))),
    "flyctl": only(ssh=only(console=Wrapper("-a", scripts="-C --command", direct=False))),
    "heroku": only(run=Wrapper("-a --app -r --remote -s --size -e --env")),
    # Python.
    "python": Wrapper("-X -W -Q --check-hash-based-pycs", modules="-m", stops="-c", direct=False),
    "uv": only(_UV_GLOBAL, run=_UV_RUN, tool=only(_UV_GLOBAL, run=_UVX)),
    "uvx": _UVX,
    "pipx": only(run=_PIPX_RUN),
    "poetry": only("-C --directory -P --project", run=_PLAIN),
    "pdm": only("-c --config", run=Wrapper("-p --project --venv -s --site-packages")),
    "hatch": only(
        "-e --env -p --project --data-dir --cache-dir --config",
        run=Wrapper("-i --include -x --exclude -f --filter", scopes=True),
        env=only(run=Wrapper("-e --env -i -x -f", scopes=True)),
    ),
    "pipenv": only("--python", run=_PLAIN),
    "rye": only(run=Wrapper("-p --pyproject", stops="-l --list")),
    "conda": _CONDA,
    "mamba": _CONDA,
    "micromamba": _CONDA,
    "pixi": only(
        run=Wrapper("-e --environment --manifest-path -m --platform"),
        exec=Wrapper("-s --spec -c --channel -w --with -p --platform"),
    ),
    "coverage": only(
        run=Wrapper(
            "--rcfile --source --include --omit --data-file --context --concurrency --debug"
            " --source-pkgs --source-dirs",
            modules="-m --module",
            direct=False,
        )
    ),
    "debugpy": Wrapper("--listen --connect --log-to --pid", modules="-m", direct=False),
    "pdb": Wrapper("-c", modules="-m", direct=False),
    "cProfile": Wrapper("-o -s", modules="-m", direct=False),
    "pyinstrument": Wrapper("-o -r -i -p --outfile --renderer", modules="-m", direct=False),
    "memray": only(run=Wrapper("-o --output -p", modules="-m", direct=False)),
    "viztracer": Wrapper("-o --output_file --tracer_entries", modules="-m", direct=False),
    "py-spy": only(record=_PROFILER, top=_PROFILER),
    "torchrun": Wrapper(
        "--nnodes --nproc_per_node --nproc-per-node --node_rank --master_addr --master_port"
        " --rdzv_backend --rdzv_endpoint --rdzv_id",
        modules="-m --module",
        direct=False,
    ),
    "ddtrace-run": _PLAIN,
    "opentelemetry-instrument": Wrapper(
        "--traces_exporter --metrics_exporter --logs_exporter --service_name"
        " --exporter_otlp_endpoint"
    ),
    "newrelic-admin": only(run_program=_PLAIN),
    # Secrets and environments.
    "dotenv": only("-f --file -q --quote -e --export", run=Wrapper("-f")),
    "doppler": only(
        "-p --project -c --config -t --token",
        run=Wrapper("-p --project -c --config -t --token", scripts="--command", dashes=True),
    ),
    "op": only("--account", run=Wrapper("--env-file --account", dashes=True)),
    "infisical": only(run=Wrapper("--env --path --projectId --token", dashes=True)),
    "chamber": only(exec=Wrapper(dashes=True)),
    "aws-vault": only(exec=Wrapper("-d --duration --region", operands=1)),
    "direnv": only(exec=Wrapper(operands=1)),
    "mise": only(exec=Wrapper(dashes=True), x=Wrapper(dashes=True)),
    "pyenv": only(exec=_PLAIN),
    "honcho": only("-e --env -f --procfile", run=Wrapper("-e --env")),
    "nix": only(
        develop=Wrapper(starts="-c --command", direct=False),
        shell=Wrapper(starts="-c --command", direct=False),
    ),
    "proxychains4": Wrapper("-f"),
    "torsocks": _PLAIN,
    "dumb-init": Wrapper("-r --rewrite"),
    "tini": Wrapper("-p -e"),
    "xvfb-run": Wrapper("-n --server-num -s --server-args -e --error-file -f --auth-file"),
    # Tracing and clusters.
    "strace": Wrapper("-e -o -p -s -P -E -I -O -S -u -a -b"),
    "ltrace": Wrapper("-e -o -p -s -l -n -u"),
    "perf": only(
        stat=Wrapper("-e --event -o --output -r --repeat"),
        record=Wrapper("-e --event -o --output -F --freq -c --call-graph"),
    ),
    "gdb": Wrapper(starts="--args", direct=False),
    "srun": Wrapper(
        "-n -N -c -p -t -J -A -G -o -e -w -x -q --ntasks --nodes --cpus-per-task --partition --time"
        " --job-name --account --gres --mem --output --error --gpus --constraint --qos"
    ),
    "mpirun": Wrapper(
        "-n -np -N -H -hostfile -machinefile --host --hostfile -x --map-by --bind-to -c --np",
    ),
    "mpiexec": Wrapper("-n -np -H -hosts -f -machinefile --host --hostfile -x --map-by --bind-to"),
    "sbatch": Wrapper("-p -t -J -n -N -c -A -o -e", scripts="--wrap", direct=False),
    # Containers and other machines.
    "docker": _CONTAINERS,
    "podman": _CONTAINERS,
    "nerdctl": _CONTAINERS,
    "docker-compose": _COMPOSE,
    "podman-compose": _COMPOSE,
    "apptainer": only(
        exec=Wrapper("-B --bind -H --home --env --env-file --pwd -W", operands=1),
    ),
    "singularity": only(
        exec=Wrapper("-B --bind -H --home --env --env-file --pwd -W", operands=1),
    ),
    "kubectl": _CLUSTER,
    "oc": _CLUSTER,
    "k3s": only(kubectl=_CLUSTER),
    "distrobox": only(enter=Wrapper(dashes=True)),
    "toolbox": only(run=Wrapper("-c --container -d -r")),
}
"""Each wrapper by the name it is called by; every spelling of the interpreter is `python`."""
